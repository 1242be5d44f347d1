import { Button, SegmentedControl } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import type { SyncStatus } from '../../../core/sync/model.js'
import { AppLink, useGo, useSearchParams } from '../../app/navigation.js'
import { useCan } from '../../app/session.js'
import { useOperationCommand, useOperationQuery } from '../../client/operations.js'
import { countWords } from '../../ui/count-words.js'
import { ErrorState } from '../../ui/error-state.js'
import { Facts } from '../../ui/facts.js'
import { Notice } from '../../ui/notice.js'
import { Page, Section } from '../../ui/page.js'
import { QueryView } from '../../ui/query-view.js'
import { say } from '../../ui/say.js'
import { TimeText } from '../../ui/time-text.js'
import { ChangeTable } from './change-table.js'
import { RefusedTable } from './refused-table.js'
import classes from './sync-page.module.css'
import { clockAdvice, retryWords, troubleOf, waitingWords } from './sync-words.js'
import { useMoment } from './use-moment.js'

const relayWords = {
  'not-configured': 'This computer works alone',
  connecting: 'Connecting to the relay',
  connected: 'Connected',
  unreachable: 'Offline',
  refused: 'The relay is not trusted',
  removed: 'This computer was removed',
} as const satisfies Record<SyncStatus['relay'], string>

const parts = ['waiting', 'refused', 'received'] as const
type Part = (typeof parts)[number]

/** What this computer holds that no other has, what others sent, and what was refused. */
export function SyncPage() {
  const status = useOperationQuery('sync.getStatus', {}, { everyMs: 10_000 })
  const go = useGo()
  const asked = useSearchParams().show
  const part: Part = parts.find((known) => known === asked) ?? 'waiting'
  const syncNow = useOperationCommand('sync.syncNow', { onDone: (after) => say(outcomeOf(after)) })
  const isAlone = status.data === undefined || status.data.relay === 'not-configured'
  return (
    <Page
      title="Sync"
      width="full"
      subtitle="Workstations of the clinic share records through a relay that cannot read them."
      actions={
        isAlone ? null : (
          <Button
            leftSection={<IconRefresh size={16} />}
            loading={syncNow.isPending}
            onClick={() => syncNow.mutate({})}
          >
            Sync now
          </Button>
        )
      }
    >
      {syncNow.isError ? <ErrorState error={syncNow.error} /> : null}
      <QueryView query={status}>
        {(data) => (
          <>
            <SyncHeader status={data} />
            <SegmentedControl
              aria-label="Which changes"
              className={classes.parts}
              value={part}
              onChange={(value) => go(`/sync?show=${value}`, { isReplacing: true })}
              data={[
                { value: 'waiting', label: withCount('Waiting', data.waitingOps) },
                { value: 'refused', label: withCount('Refused', data.quarantined) },
                { value: 'received', label: 'Received' },
              ]}
            />
            {part === 'refused' ? (
              <RefusedTable />
            ) : (
              <ChangeTable key={part} part={part} isAlone={data.relay === 'not-configured'} />
            )}
          </>
        )}
      </QueryView>
    </Page>
  )
}

const withCount = (label: string, count: number) => (count === 0 ? label : `${label} · ${countWords(count)}`)

const outcomeOf = ({ relay, waitingOps }: SyncStatus) =>
  relay === 'connected'
    ? ({ tone: 'done', message: `Synced: ${waitingWords(waitingOps)}.` } as const)
    : ({ message: 'It did not work yet. What waits is kept here.' } as const)

/** In 40 s; Now; or when something is saved. */
function nextTryWords(retry: string | null): string {
  if (retry === null) return 'With the next change'
  const words = retry.replace(/^retrying /, '')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** How it stands, in words, with what to do about it. */
function SyncHeader({ status }: { status: SyncStatus }) {
  const can = useCan()
  const moment = useMoment(status.retryAt !== null)
  const trouble = troubleOf(status)
  const retry = retryWords(status.retryAt, moment)
  const isUrgent = status.relay === 'refused' || status.relay === 'removed' || status.problem?.code === 'QUOTA'
  return (
    <>
      {trouble === null ? null : (
        <Notice
          tone={isUrgent ? 'attention' : 'neutral'}
          title={trouble.title}
          actions={can('clinic:manage') ? <AppLink to="/workstations">Workstations and relay</AppLink> : undefined}
        >
          {trouble.advice}
        </Notice>
      )}
      {status.clockAheadMs === null ? null : (
        <Notice tone="attention" title={clockAdvice(status.clockAheadMs).title}>
          {clockAdvice(status.clockAheadMs).advice}
        </Notice>
      )}
      {status.relay === 'not-configured' ? (
        <Notice
          title="This computer works alone"
          actions={can('clinic:manage') ? <AppLink to="/workstations">Connect workstations</AppLink> : undefined}
        >
          Everything is kept here. Its log is ready for the clinic’s other computers as soon as a relay is set up.
        </Notice>
      ) : null}
      <Section title="This workstation">
        <div className={classes.facts}>
          <Facts
            items={[
              { label: 'Relay', value: relayWords[status.relay] },
              {
                label: 'Last synced',
                value: status.lastSyncedAt === null ? 'Not yet' : <TimeText at={status.lastSyncedAt} isRelative />,
              },
            ]}
          />
          <Facts
            items={[
              {
                label: 'Only here',
                value: status.waitingOps === 0 ? 'Nothing: all was sent' : waitingWords(status.waitingOps),
              },
              { label: 'Next try', value: nextTryWords(retry) },
            ]}
          />
        </div>
      </Section>
      {status.conflicts.yours > 0 ? (
        <Notice
          tone="attention"
          title={
            status.conflicts.yours === 1
              ? 'One conflict waits for your decision'
              : `${status.conflicts.yours} conflicts wait for your decision`
          }
          actions={<AppLink to="/conflicts">Open conflicts</AppLink>}
        />
      ) : null}
    </>
  )
}
