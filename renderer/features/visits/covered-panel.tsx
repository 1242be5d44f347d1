import { Text } from '@mantine/core'
import type { Visit } from '../../../core/encounters/model.js'
import { Section } from '../../ui/page.js'
import { VerificationCard } from '../insurance/verification-card.js'
import { VerifyCoverageForm } from '../insurance/verify-coverage-form.js'
import { useOpenActs } from './open-acts.js'

/** Who pays for the visit: the decision as it was given, and the form that asks for it. */
export function CoveredPanel({ visit }: { visit: Visit }) {
  const { mayVerify, isPrimaryFree } = useOpenActs(visit)
  const { verification } = visit
  return (
    <>
      {verification === null ? null : (
        <Section title="Decision">
          <VerificationCard verification={verification} />
        </Section>
      )}
      {mayVerify ? (
        <Section title={verification === null ? 'Coverage' : 'Verify again'}>
          <VerifyCoverageForm
            payable={{ kind: 'consultation', id: visit.consultation.id }}
            coverages={visit.coverages}
            formerId={verification?.coverageId}
            isPrimary={verification === null && (visit.nextAction === 'verify-coverage' || isPrimaryFree)}
          />
        </Section>
      ) : null}
      {verification === null && !mayVerify ? (
        <Section title="Coverage">
          <Text c="dimmed">Coverage was not verified; the patient owes the whole charge.</Text>
        </Section>
      ) : null}
    </>
  )
}
