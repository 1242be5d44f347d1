import { Group, Text } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import type { PatientId } from '../../../core/kernel/ids.js'
import { type ConflictDetail, ConflictId } from '../../../core/sync/model.js'
import { AppLink, useGo, useIdParam } from '../../app/navigation.js'
import { useCan } from '../../app/session.js'
import { useOperationPages, useOperationQuery } from '../../client/operations.js'
import { Page } from '../../ui/page.js'
import { PatientBanner } from '../../ui/patient-banner.js'
import { QueryView } from '../../ui/query-view.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { TimeText } from '../../ui/time-text.js'
import { byUrgency, kindWords, questionOf, urgencyOf, urgencyTones, urgencyWords } from './conflict-words.js'
import classes from './conflicts.module.css'
import { DecideForm } from './decide-form.js'
import { DecisionList } from './decision-list.js'
import { SideBySide } from './side-by-side.js'

/** One conflict: its sides side by side, and the decision. J and K go to the next and the one before. */
export function ConflictPage() {
  const conflictId = useIdParam('conflictId', ConflictId)
  const conflict = useOperationQuery('sync.getConflict', { conflictId })
  const go = useGo()
  const others = useOperationPages('sync.listConflicts', { state: 'open', limit: 100 })
  const ids = byUrgency(others.items).map(({ id }) => id)
  const place = ids.indexOf(conflictId)
  const move = (step: number) => {
    const next = ids[place < 0 ? 0 : place + step]
    if (next !== undefined && next !== conflictId) go(`/conflicts/${next}`, { isReplacing: true })
  }
  useHotkeys([
    ['J', () => move(1)],
    ['K', () => move(-1)],
    ['Escape', () => go('/conflicts')],
  ])
  return (
    <QueryView query={conflict} loading={<Page title="Conflict">{null}</Page>}>
      {(data) => (
        <Page
          title={questionOf(data)}
          above={
            <>
              <Group justify="space-between">
                <AppLink to="/conflicts" size="sm">
                  All conflicts
                </AppLink>
                {place < 0 || ids.length < 2 ? null : (
                  <Text size="xs" c="dimmed">
                    {place + 1} of {ids.length} to decide · <kbd>J</kbd> next, <kbd>K</kbd> before
                  </Text>
                )}
              </Group>
              <ConflictPatient conflict={data} />
            </>
          }
          subtitle={data.statement}
          actions={<ConflictState conflict={data} />}
        >
          <SideBySide conflict={data} />
          <div className={classes.below}>
            {data.isOpen ? <DecideForm key={data.sideIds.join()} conflict={data} /> : null}
            <DecisionList conflict={data} />
          </div>
        </Page>
      )}
    </QueryView>
  )
}

function ConflictState({ conflict }: { conflict: ConflictDetail }) {
  return (
    <Group gap="xs">
      <StatusBadge>{kindWords[conflict.kind]}</StatusBadge>
      {conflict.isOpen ? (
        <StatusBadge tone={urgencyTones[urgencyOf(conflict)]}>{urgencyWords[urgencyOf(conflict)]}</StatusBadge>
      ) : (
        <StatusBadge tone="done">Settled</StatusBadge>
      )}
      <Text size="xs" c="dimmed">
        Found <TimeText at={conflict.foundAt} />
      </Text>
    </Group>
  )
}

/** Whose record it is. Where two people stand against each other, their sides say so themselves. */
function ConflictPatient({ conflict }: { conflict: ConflictDetail }) {
  const can = useCan()
  const isOfOne = conflict.kind !== 'same-person' && conflict.kind !== 'double-booking'
  const patientId = isOfOne && can('patients:read') ? conflict.patientId : null
  return patientId === null ? null : <BannerOf patientId={patientId} />
}

function BannerOf({ patientId }: { patientId: PatientId }) {
  const { data } = useOperationQuery('patients.getBanner', { patientId })
  return data === undefined ? null : <PatientBanner banner={data} />
}
