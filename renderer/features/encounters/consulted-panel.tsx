import { Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Visit } from '../../../core/encounters/model.js'
import { useCan, useSession } from '../../app/session.js'
import { Facts } from '../../ui/facts.js'
import { Section } from '../../ui/page.js'
import { Seal } from '../../ui/seal.js'
import { TimeText } from '../../ui/time-text.js'
import { DocumentList } from '../patients/document-list.js'
import { DiagnosesSection } from './diagnoses-section.js'
import { EndVisitForm } from './end-visit-form.js'
import { NotesSection } from './notes-section.js'
import { VitalsSection } from './vitals-section.js'

interface ConsultedPanelProps {
  visit: Visit
  /** Check in and Start visit, where they can be done and stand nowhere else on the page. */
  actions: ReactNode
  /** Whether ending the visit is the next thing to do. */
  isEndNext: boolean
}

/** The visit itself: lobby, notes, vitals, diagnoses and its end. */
export function ConsultedPanel({ visit, actions, isEndNext }: ConsultedPanelProps) {
  const can = useCan()
  const { staff } = useSession()
  const { consultation, doctor, notes, vitals, diagnoses, summary } = visit
  const { id, state } = consultation
  const isDoctor = staff.id === doctor.id
  const isInProgress = state === 'in-progress'
  const canWrite = isInProgress && can('encounters:write')
  const hasBegun = isInProgress || state === 'completed'
  return (
    <>
      <Section title={lobbyTitles[state]} actions={<Group gap="xs">{actions}</Group>}>
        <Text mb="sm" style={{ whiteSpace: 'pre-wrap' }} maw="75ch">
          {consultation.symptoms}
        </Text>
        <Facts
          items={[
            { label: 'Arrived', value: timeOr(consultation.arrivedAt, 'Not yet') },
            { label: 'Started', value: timeOr(consultation.startedAt, 'Not yet') },
            { label: 'Ended', value: timeOr(consultation.completedAt, 'Not yet') },
          ]}
        />
      </Section>
      {hasBegun ? (
        <>
          <VitalsSection consultationId={id} vitals={vitals} canWrite={canWrite} />
          <NotesSection consultationId={id} notes={notes} canWrite={canWrite} />
          <DiagnosesSection consultationId={id} diagnoses={diagnoses} canWrite={canWrite && isDoctor} />
        </>
      ) : null}
      {can('encounters:read') && state !== 'cancelled' && state !== 'no-show' ? (
        <DocumentList patientId={consultation.patientId} consultationId={id} />
      ) : null}
      {canWrite && isDoctor ? <EndVisitForm consultationId={id} isPrimary={isEndNext} /> : null}
      {summary === null ? null : (
        <Section
          title="Summary"
          actions={<Seal proof={summary.proof} kind="encounter-summary" recordId={consultation.id} />}
        >
          <Text style={{ whiteSpace: 'pre-wrap' }} maw="75ch">
            {summary.text}
          </Text>
          {summary.followUp === null ? null : (
            <Text mt="xs">
              Follow up in {summary.followUp.afterDays} days: {summary.followUp.reason}
            </Text>
          )}
          <Text size="xs" c="dimmed" mt="xs">
            Signed by {summary.completedBy}, <TimeText at={summary.completedAt} isRelative />
          </Text>
        </Section>
      )}
    </>
  )
}

const lobbyTitles = {
  booked: 'The patient is not here yet',
  arrived: 'The patient is in the lobby',
  'in-progress': 'The visit is in progress',
  completed: 'The visit has ended',
  cancelled: 'The visit was canceled',
  'no-show': 'The patient did not come',
} as const

const timeOr = (at: string | null, otherwise: string) => (at === null ? otherwise : <TimeText at={at} />)
