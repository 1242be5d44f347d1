import { Text } from '@mantine/core'
import { IconClock, IconHeartRateMonitor, IconLink, IconRefresh, IconStack2 } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { AnchoringStatus } from '../../../core/anchoring/model.js'
import { useOperationQuery } from '../../client/operations.js'
import { syncWords } from '../../features/sync/sync-words.js'
import { useMoment } from '../../features/sync/use-moment.js'
import { useClinicSettings, useNow } from '../../ui/clinic-context.js'
import { countWords } from '../../ui/count-words.js'
import { clockTime, dayWords } from '../../ui/time-words.js'
import type { Tone } from '../../ui/tone.js'
import { useCan } from '../session.js'
import classes from './status-bar.module.css'

/** What has no place of its own in the bar: shown when it needs somebody. */
const own: ReadonlySet<string> = new Set(['database', 'disk', 'clock', 'payer', 'certificate', 'printer'])

/** What the machine is doing, said plainly. Offline is normal: gray, with what waits. */
export function StatusBar() {
  const can = useCan()
  const { timeZone } = useClinicSettings()
  const now = useNow()
  // The chain may come and go without any record changing, so these two are asked for again on a slow timer.
  const chain = useOperationQuery('anchoring.getStatus', {}, { everyMs: 20_000, isEnabled: can('anchoring:read') })
  const sync = useOperationQuery('sync.getStatus', {}, { everyMs: 30_000 })
  const moment = useMoment(sync.data?.retryAt != null)
  const services = useOperationQuery('monitoring.getStatus', {}, { isEnabled: can('clinic:manage') })
  const needing = services.data?.services.filter(({ advice }) => advice !== null) ?? []
  const troubled = needing.find(({ service }) => own.has(service))
  return (
    <footer className={classes.bar}>
      {can('anchoring:read') ? (
        <>
          <Item to="/chain" icon={<IconLink size={14} aria-hidden />} {...chainWords(chain.data, chain.isError)} />
          <Item to="/chain" icon={<IconStack2 size={14} aria-hidden />} {...queueWords(chain.data)} />
        </>
      ) : null}
      <Item to="/sync" icon={<IconRefresh size={14} aria-hidden />} {...syncWords(sync.data, sync.isError, moment)} />
      {troubled === undefined ? null : (
        <Item
          to="/services"
          icon={<IconHeartRateMonitor size={14} aria-hidden />}
          tone={troubled.level === 'failed' ? 'danger' : 'attention'}
          words={troubled.reason ?? `${troubled.service} needs attention`}
        />
      )}
      <span className={classes.space} />
      <Item
        to="/settings"
        icon={<IconClock size={14} aria-hidden />}
        tone="neutral"
        words={`${dayWords(now, timeZone, now)}, ${clockTime(now, timeZone)} · ${timeZone}`}
      />
    </footer>
  )
}

function Item({ to, icon, words, tone }: { to: string; icon: ReactNode; words: string; tone: Tone }) {
  return (
    <Link to={to} className={classes.item} data-tone={tone}>
      {icon}
      <Text span size="xs" inherit dir="auto">
        {words}
      </Text>
    </Link>
  )
}

function chainWords(status: AnchoringStatus | undefined, isError: boolean): { words: string; tone: Tone } {
  if (isError) return { words: 'Chain: state not known', tone: 'neutral' }
  if (status === undefined) return { words: 'Chain …', tone: 'neutral' }
  const name = status.chain.kind === 'local' ? 'Local chain' : 'Consortium chain'
  if (status.refused > 0) return { words: `${name}: ${status.refused} refused, look at them`, tone: 'attention' }
  if (status.chain.state === 'starting') return { words: `${name} is starting`, tone: 'neutral' }
  if (status.chain.state === 'unreachable') return { words: `${name} cannot be reached; work goes on`, tone: 'neutral' }
  return { words: `${name} · block ${status.chain.blockNumber ?? 0}`, tone: 'done' }
}

function queueWords(status: AnchoringStatus | undefined): { words: string; tone: Tone } {
  if (status === undefined) return { words: 'Queue …', tone: 'neutral' }
  if (status.waiting === 0) return { words: 'Nothing waits to be anchored', tone: 'neutral' }
  return { words: `${countWords(status.waiting)} to be anchored`, tone: 'neutral' }
}
