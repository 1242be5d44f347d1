import { Button, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { Consultation } from '../../../core/scheduling/model.js'
import { useGo } from '../../app/navigation.js'
import { useCan } from '../../app/session.js'
import { useOperationCommand, useOperationQuery } from '../../client/operations.js'
import { useNow } from '../../ui/clinic-context.js'
import { ErrorState } from '../../ui/error-state.js'
import { Facts } from '../../ui/facts.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { PatientBanner } from '../../ui/patient-banner.js'
import { QueryView } from '../../ui/query-view.js'
import { say } from '../../ui/say.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { TimeText } from '../../ui/time-text.js'
import { visitStateTones, visitStateWords } from '../../ui/visit-words.js'
import { CancelVisitDialog } from './cancel-visit-dialog.js'
import { useNoShow } from './use-calling-off.js'

interface BookedVisitDrawerProps {
  consultationId: string | null
  onClose: () => void
}

/** A booked time of the board: who comes and why, and what the front desk does about it. */
export function BookedVisitDrawer({ consultationId, onClose }: BookedVisitDrawerProps) {
  return (
    <FormDrawer isOpen={consultationId !== null} onClose={onClose} title="Visit">
      {consultationId === null ? null : <BookedVisit consultationId={consultationId} onClose={onClose} />}
    </FormDrawer>
  )
}

function BookedVisit({ consultationId, onClose }: { consultationId: string; onClose: () => void }) {
  const visit = useOperationQuery('scheduling.getConsultation', { consultationId })
  return <QueryView query={visit}>{(data) => <VisitActions visit={data} onClose={onClose} />}</QueryView>
}

function VisitActions({ visit, onClose }: { visit: Consultation; onClose: () => void }) {
  const can = useCan()
  const go = useGo()
  const now = useNow()
  const [isCanceling, setIsCanceling] = useState(false)
  const banner = useOperationQuery(
    'patients.getBanner',
    { patientId: visit.patientId },
    { isEnabled: can('patients:read') },
  )
  const checkIn = useOperationCommand('scheduling.checkIn', {
    onDone: () => say({ tone: 'done', message: 'Checked in; the patient is in the lobby.' }),
  })
  const noShow = useNoShow()
  const canWrite = can('scheduling:write')
  const isBooked = visit.state === 'booked'
  return (
    <Stack gap="md">
      {banner.data === undefined ? null : <PatientBanner banner={banner.data} />}
      <Facts
        items={[
          { label: 'Visit', value: visit.code },
          {
            label: 'State',
            value: <StatusBadge tone={visitStateTones[visit.state]}>{visitStateWords[visit.state]}</StatusBadge>,
          },
          { label: 'Time', value: <TimeText at={visit.startsAt} isRelative /> },
          { label: 'Kind', value: visit.mode === 'video' ? 'By video' : 'In person' },
        ]}
      />
      {visit.symptoms === '' ? null : (
        <div>
          <Text size="xs" c="dimmed">
            Symptoms
          </Text>
          <Text style={{ whiteSpace: 'pre-wrap' }}>{visit.symptoms}</Text>
        </div>
      )}
      {visit.cancellationReason === null ? null : <Text>Canceled: {visit.cancellationReason}</Text>}
      {checkIn.isError ? <ErrorState error={checkIn.error} /> : null}
      {noShow.isError ? <ErrorState error={noShow.error} /> : null}
      {canWrite && isBooked ? (
        <>
          <Button loading={checkIn.isPending} onClick={() => checkIn.mutate({ consultationId: visit.id })}>
            Check in
          </Button>
          {visit.startsAt < now ? (
            <Button
              variant="default"
              loading={noShow.isPending}
              onClick={() => noShow.mutate({ consultationId: visit.id })}
            >
              Did not come
            </Button>
          ) : null}
        </>
      ) : null}
      {can('encounters:read') ? (
        <Button variant={isBooked && canWrite ? 'default' : 'filled'} onClick={() => go(`/visits/${visit.id}`)}>
          Open visit
        </Button>
      ) : null}
      {canWrite && (isBooked || visit.state === 'arrived') ? (
        <Button variant="subtle" color="red" onClick={() => setIsCanceling(true)}>
          Cancel visit
        </Button>
      ) : null}
      {isCanceling ? (
        <CancelVisitDialog
          visit={visit}
          name={banner.data?.fullName}
          onClose={() => setIsCanceling(false)}
          onDone={onClose}
        />
      ) : null}
    </Stack>
  )
}
