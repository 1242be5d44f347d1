import * as z from 'zod'
import type { Claim, ServiceCategory } from '../../core/insurance/model.js'
import type { Adjudication, ClaimRequest, Remittance } from '../../core/ports/payer.js'

/** Code systems of ours, for what HL7 leaves to the parties. */
const ours = 'urn:medichain'
const hl7 = 'http://terminology.hl7.org/CodeSystem'

/** HL7's claim types: medicines are `pharmacy`, visits `professional`. */
const claimType = (claim: Claim) => (claim.payable.kind === 'order' ? 'pharmacy' : 'professional')

const serviceNames: Readonly<Record<ServiceCategory, string>> = {
  'office-visit': 'Office visit',
  'specialist-visit': 'Visit to a specialist',
  'generic-medicine': 'Generic medicine',
  'brand-medicine': 'Brand medicine',
}

/**
 * The claim's name between clinic and payer. A claim that was denied and is sent again is another submission, with a number
 * of its own; asking again about one submission uses the same name, so that nothing is done twice.
 */
export function submissionOf(claim: Claim): { identifier: string; prior: string | null } {
  const times = claim.events.filter(({ state }) => state === 'submitted').length
  return { identifier: `${claim.code}/${times}`, prior: times > 1 ? `${claim.code}/${times - 1}` : null }
}

/**
 * The claim as a FHIR R4 Claim. The payer learns the member number, the diagnoses, the services and the amounts; no name and
 * no note. What the patient pays is said for each item as the plan's terms make it, in extensions of our own.
 * @param providerNumber the clinic's number with the payer
 */
export function toFhirClaim({ claim, plan, memberNumber }: ClaimRequest, providerNumber: string | undefined): object {
  const { currency } = claim
  const money = (amountMinor: number) => ({ value: amountMinor / minorUnits(currency), currency })
  const { identifier, prior } = submissionOf(claim)
  return {
    resourceType: 'Claim',
    identifier: [{ system: `${ours}:claim`, value: identifier }],
    status: 'active',
    type: { coding: [{ system: `${hl7}/claim-type`, code: claimType(claim) }] },
    use: 'claim',
    patient: { identifier: { system: `${ours}:member`, value: memberNumber } },
    created: claim.submittedAt,
    insurer: { display: plan.payerName },
    provider:
      providerNumber === undefined
        ? { display: 'The holder of the token' }
        : { identifier: { system: `${ours}:provider`, value: providerNumber } },
    priority: { coding: [{ system: `${hl7}/processpriority`, code: 'normal' }] },
    ...(prior === null
      ? {}
      : {
          related: [
            {
              claim: { identifier: { system: `${ours}:claim`, value: prior } },
              relationship: { coding: [{ system: `${hl7}/ex-relatedclaimrelationship`, code: 'prior' }] },
            },
          ],
        }),
    diagnosis: claim.diagnosisCodes.map((code, index) => ({
      sequence: index + 1,
      diagnosisCodeableConcept: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10', code }] },
    })),
    insurance: [
      {
        sequence: 1,
        focal: true,
        coverage: { identifier: { system: `${ours}:member`, value: memberNumber }, display: plan.id },
      },
    ],
    item: claim.lines.map((line, index) => ({
      sequence: index + 1,
      ...(claim.diagnosisCodes.length > 0 ? { diagnosisSequence: claim.diagnosisCodes.map((_, at) => at + 1) } : {}),
      productOrService: {
        coding: [{ system: `${ours}:service-category`, code: line.category }],
        text: claim.payable.kind === 'order' ? line.description : serviceNames[line.category],
      },
      net: money(line.amountMinor),
      extension: [
        { url: `${ours}:patient-paid`, valueMoney: money(line.patientOwesMinor) },
        { url: `${ours}:benefit-claimed`, valueMoney: money(line.payerOwesMinor) },
      ],
    })),
    total: money(claim.totalMinor),
  }
}

const Coding = z.object({ code: z.string().optional(), display: z.string().optional() })
const Concept = z.object({ coding: z.array(Coding).optional(), text: z.string().optional() })
const MoneyValue = z.object({ value: z.number().min(0), currency: z.string().optional() })

/** As much of a FHIR R4 ClaimResponse as we act on. */
export const ClaimResponse = z.object({
  resourceType: z.literal('ClaimResponse'),
  status: z.string(),
  outcome: z.enum(['queued', 'complete', 'error', 'partial']),
  disposition: z.string().max(2_000).optional(),
  total: z.array(z.object({ category: Concept, amount: MoneyValue })).optional(),
  error: z.array(z.object({ code: Concept })).optional(),
  payment: z
    .object({ amount: MoneyValue, identifier: z.object({ value: z.string().min(1).max(200) }).optional() })
    .optional(),
})
export type ClaimResponse = z.infer<typeof ClaimResponse>

/** The payer's answer cannot be acted on: in another currency, or without the amount that it speaks of. */
export class AnswerUnclear extends Error {
  override readonly name = 'AnswerUnclear'
}

/**
 * What a ClaimResponse says of a claim. `queued` and `partial` mean that the payer is not through with it; a complete answer
 * that pays nothing is a denial.
 * @throws {AnswerUnclear} where the answer names no benefit, or one in another currency.
 */
export function readAdjudication(response: ClaimResponse, currency: string): Adjudication {
  if (response.status !== 'active') return { state: 'denied', reason: reasonOf(response) }
  if (response.outcome === 'queued' || response.outcome === 'partial') return { state: 'pending' }
  if (response.outcome === 'error') return { state: 'denied', reason: reasonOf(response) }
  const benefit = response.total?.find(({ category }) => category.coding?.some(({ code }) => code === 'benefit'))
  if (!benefit) throw new AnswerUnclear('The payer’s answer names no benefit.')
  const approvedMinor = toMinor(benefit.amount, currency)
  if (approvedMinor === 0) return { state: 'denied', reason: reasonOf(response) }
  return { state: 'accepted', approvedMinor, note: response.disposition ?? '' }
}

/** What a ClaimResponse says of the money: paid once it names a payment. @throws {AnswerUnclear} as above. */
export function readRemittance(response: ClaimResponse, currency: string): Remittance {
  const { payment } = response
  if (!payment) return { state: 'pending' }
  if (!payment.identifier) throw new AnswerUnclear('The payer’s payment has no reference.')
  return { state: 'paid', paidMinor: toMinor(payment.amount, currency), reference: payment.identifier.value }
}

function reasonOf(response: ClaimResponse): string {
  const errors = response.error?.flatMap(
    ({ code }) => code.text ?? code.coding?.[0]?.display ?? code.coding?.[0]?.code ?? [],
  )
  return response.disposition ?? errors?.join(' ') ?? 'The payer gave no reason.'
}

function toMinor(amount: z.infer<typeof MoneyValue>, currency: string): number {
  if (amount.currency !== undefined && amount.currency !== currency)
    throw new AnswerUnclear(`The payer answered in ${amount.currency}, the claim is in ${currency}.`)
  const minor = Math.round(amount.value * minorUnits(currency))
  if (minor > 1_000_000_000_000) throw new AnswerUnclear('The payer’s amount is beyond what can be kept.')
  return minor
}

/** How many minor units make one of a currency: 100 of most, 1 of yen, 1,000 of some dinars (ISO 4217). */
function minorUnits(currency: string): number {
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
  return 10 ** maximumFractionDigits
}
