import { Text } from '@mantine/core'
import { Section } from '../../ui/page.js'
import { PrescriptionCard } from '../prescriptions/prescription-card.js'
import { ActionButton } from './action-button.js'
import { useOpenActs } from './open-acts.js'
import type { StepPanelProps } from './visit-acts.js'

/** What was prescribed in the visit, each with its paper and its proof. */
export function PrescribedPanel({ visit, acts }: StepPanelProps) {
  const { mayPrescribe, isPrimaryFree } = useOpenActs(visit)
  const { state } = visit.consultation
  return (
    <Section
      title="Prescriptions"
      actions={
        mayPrescribe ? <ActionButton visit={visit} action="prescribe" acts={acts} isPrimary={isPrimaryFree} /> : null
      }
    >
      {visit.prescriptions.length === 0 ? (
        <Text c="dimmed">
          {state === 'booked' || state === 'arrived'
            ? 'The doctor prescribes once the visit has begun.'
            : 'Nothing was prescribed. A visit can do without.'}
        </Text>
      ) : (
        visit.prescriptions.map((prescription) => (
          <PrescriptionCard key={prescription.id} prescription={prescription} />
        ))
      )}
    </Section>
  )
}
