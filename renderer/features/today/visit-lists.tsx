import { Button } from '@mantine/core'
import type { VisitSummary } from '../../../core/encounters/model.js'
import { useCan } from '../../app/session.js'
import { useOperationCommand, useOperationPages } from '../../client/operations.js'
import { useToday } from '../../ui/clinic-context.js'
import { ErrorState } from '../../ui/error-state.js'
import { say } from '../../ui/say.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { TimeText } from '../../ui/time-text.js'
import { visitStateTones, visitStateWords } from '../../ui/visit-words.js'
import { type WorkItem, WorkList } from './work-list.js'

/** Today’s visits of the clinic, or of one doctor, in order of time. */
export function useVisitsOfToday(doctorId?: string) {
  const day = useToday()
  const visits = useOperationPages('encounters.listVisits', {
    day,
    limit: 200,
    ...(doctorId === undefined ? {} : { doctorId }),
  })
  const items = [...visits.items].sort((a, b) => (a.consultation.startsAt < b.consultation.startsAt ? -1 : 1))
  return { isPending: visits.isPending, error: visits.error, onRetry: () => void visits.refetch(), items }
}

/** A visit as a line; a doctor's own lists leave the doctor's name out. */
function toItem(
  visit: VisitSummary,
  { end, isOwn = false }: { end?: WorkItem['end']; isOwn?: boolean } = {},
): WorkItem {
  const { consultation, patient, doctorName } = visit
  const mode = consultation.mode === 'video' ? 'by video' : 'in person'
  return {
    key: consultation.id,
    to: `/visits/${consultation.id}`,
    start: <TimeText at={consultation.startsAt} show="time" />,
    title: patient.fullName,
    detail: [...(isOwn ? [] : [doctorName]), mode, consultation.symptoms].filter((part) => part !== '').join(' · '),
    end: end ?? (
      <StatusBadge tone={visitStateTones[consultation.state]}>{visitStateWords[consultation.state]}</StatusBadge>
    ),
  }
}

/** Who is expected, in order of time, with the check-in. */
export function Arrivals() {
  const { items, ...rest } = useVisitsOfToday()
  const can = useCan()
  const checkIn = useOperationCommand('scheduling.checkIn', {
    onDone: () => say({ tone: 'done', message: 'Checked in; the patient is in the lobby.' }),
  })
  const booked = items.filter(({ consultation }) => consultation.state === 'booked')
  return (
    <div>
      {checkIn.isError ? <ErrorState error={checkIn.error} /> : null}
      <WorkList
        {...rest}
        title="Arrivals"
        empty="Nobody else is expected today."
        items={booked.map((visit) =>
          toItem(visit, {
            end: can('scheduling:write') ? (
              <Button
                size="xs"
                variant="default"
                aria-label={`Check in ${visit.patient.fullName}`}
                loading={checkIn.isPending && checkIn.variables?.consultationId === visit.consultation.id}
                onClick={() => checkIn.mutate({ consultationId: visit.consultation.id })}
              >
                Check in
              </Button>
            ) : undefined,
          }),
        )}
      />
    </div>
  )
}

/** Who is here and waits. */
export function Lobby() {
  const { items, ...rest } = useVisitsOfToday()
  const waiting = items.filter(({ consultation }) => consultation.state === 'arrived')
  return (
    <WorkList
      {...rest}
      title="In the lobby"
      empty="The lobby is empty."
      items={waiting.map((visit) =>
        toItem(visit, {
          end:
            visit.consultation.arrivedAt === null ? undefined : (
              <span>
                since <TimeText at={visit.consultation.arrivedAt} show="time" />
              </span>
            ),
        }),
      )}
    />
  )
}

/** Who is with a doctor, and who has been. */
export function InProgress() {
  const { items, ...rest } = useVisitsOfToday()
  const begun = items.filter(({ consultation }) => ['in-progress', 'completed'].includes(consultation.state))
  return (
    <WorkList
      {...rest}
      title="With the doctor, and done"
      empty="No visit has begun today."
      items={begun.map((visit) => toItem(visit))}
    />
  )
}

/** A doctor's own day, those in the lobby first. */
export function MyVisits({ doctorId }: { doctorId: string }) {
  const { items, ...rest } = useVisitsOfToday(doctorId)
  const open = items.filter(({ consultation }) => ['booked', 'arrived', 'in-progress'].includes(consultation.state))
  const isHere = (visit: VisitSummary) => Number(visit.consultation.state !== 'booked')
  return (
    <WorkList
      {...rest}
      title="My visits"
      empty="No more visits today."
      items={open.sort((a, b) => isHere(b) - isHere(a)).map((visit) => toItem(visit, { isOwn: true }))}
    />
  )
}

/** Visits of any day that were begun and wait for the doctor's signed summary. */
export function UnsignedVisits({ doctorId }: { doctorId: string }) {
  const visits = useOperationPages('encounters.listVisits', { doctorId, states: ['in-progress'], limit: 50 })
  return (
    <WorkList
      title="Unsigned"
      empty="Every visit that you began is signed."
      isPending={visits.isPending}
      error={visits.error}
      onRetry={() => void visits.refetch()}
      items={visits.items.map((visit) => ({
        ...toItem(visit, { isOwn: true }),
        start: <TimeText at={visit.consultation.startsAt} show="day" />,
      }))}
    />
  )
}
