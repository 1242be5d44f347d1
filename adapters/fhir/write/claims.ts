import type { ClaimResponse, Claim as FhirClaim, Money } from '@medplum/fhirtypes'
import type { Claim } from '../../../core/insurance/model.js'
import { decimalAmount } from '../../../core/kernel/money.js'
import { concept, hl7, icd10, identifiers, ours, refer, uuidOf } from './naming.js'

const money = (amountMinor: number, currency: string): Money =>
  ({ value: Number(decimalAmount(amountMinor, currency)), currency }) as Money

const typeOf = ({ payable }: Claim) =>
  concept(`${hl7}/claim-type`, payable.kind === 'order' ? 'pharmacy' : 'professional')

const createdAt = ({ submittedAt, events }: Claim, otherwise: string): string =>
  submittedAt ?? events[0]?.at ?? otherwise

/** What was asked of the payer, as it was asked for. */
export function writeClaim(claim: Claim, clinicId: string, exportedAt: string): FhirClaim {
  const { id, code, currency, patientId, consultationId } = claim
  return {
    resourceType: 'Claim',
    id: uuidOf('claim', id),
    identifier: identifiers('claim', id, code),
    status: claim.state === 'draft' ? 'draft' : 'active',
    type: typeOf(claim),
    use: 'claim',
    patient: refer('patient', patientId),
    created: createdAt(claim, exportedAt),
    insurer: refer('payer', claim.payerName, claim.payerName),
    provider: refer('clinic', clinicId),
    priority: concept(`${hl7}/processpriority`, 'normal'),
    diagnosis: claim.diagnosisCodes.map((diagnosis, place) => ({
      sequence: place + 1,
      diagnosisCodeableConcept: concept(icd10, diagnosis),
    })),
    insurance: [{ sequence: 1, focal: true, coverage: refer('coverage', claim.coverageId, claim.planName) }],
    item: claim.lines.map((line, place) => ({
      sequence: place + 1,
      productOrService: concept(`${ours}:service-category`, line.category, line.description),
      ...(consultationId === null ? {} : { encounter: [refer<never>('encounter', consultationId)] }),
      net: money(line.amountMinor, currency),
    })),
    total: money(claim.totalMinor, currency),
  }
}

/** What the payer answered; undefined while it has not. */
export function writeClaimResponse(claim: Claim, exportedAt: string): ClaimResponse | undefined {
  const { id, state, currency, denialReason, events } = claim
  if (state !== 'accepted' && state !== 'denied' && state !== 'settled') return undefined
  const answered = events.findLast((event) => event.state === state)
  const adjudication = (code: string, amountMinor: number) => ({
    category: concept(`${hl7}/adjudication`, code),
    amount: money(amountMinor, currency),
  })
  const benefit = state === 'settled' ? claim.paidMinor : state === 'denied' ? 0 : claim.claimedMinor
  return {
    resourceType: 'ClaimResponse',
    id: uuidOf('claim-response', id),
    status: 'active',
    type: typeOf(claim),
    use: 'claim',
    patient: refer('patient', claim.patientId),
    created: answered?.at ?? createdAt(claim, exportedAt),
    insurer: refer('payer', claim.payerName, claim.payerName),
    request: refer('claim', id),
    outcome: 'complete',
    ...(denialReason === null ? {} : { disposition: denialReason }),
    total: [adjudication('submitted', claim.totalMinor), adjudication('benefit', benefit)],
    ...(state === 'settled' && answered
      ? {
          payment: {
            type: concept(`${hl7}/ex-paymenttype`, 'complete'),
            date: answered.at.slice(0, 10),
            amount: money(claim.paidMinor, currency),
          },
        }
      : {}),
  }
}
