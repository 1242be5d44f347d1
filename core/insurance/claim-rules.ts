import type { CalendarDate } from '../kernel/instant.js'
import { accept, type Outcome, refuse } from '../kernel/outcome.js'
import type { Claim, ClaimState, Coverage, Plan } from './model.js'

/** One of a payer's rules, and whether the claim keeps it. */
export interface ClaimFinding {
  isMet: boolean
  statement: string
}

/**
 * Checks a claim against the rules by which payers send claims back unread, before it is submitted: member, diagnosis,
 * membership on the day of service, currency, and arithmetic.
 * @param onDay the day of service in the clinic's zone
 */
export function checkClaim(
  claim: Omit<Claim, 'proof' | 'events'>,
  coverage: Coverage,
  plan: Plan,
  onDay: CalendarDate,
): ClaimFinding[] {
  const { validFrom, validUntil, memberNumber } = coverage
  const isMember = validFrom <= onDay && (validUntil === null || validUntil >= onDay)
  // Medicines that nobody prescribed at a visit have no diagnosis to name.
  const needsDiagnosis = claim.consultationId !== null
  return [
    finding(memberNumber.trim() !== '', 'The coverage has a member number.', 'The coverage has no member number.'),
    finding(!needsDiagnosis || claim.diagnosisCodes.length > 0, 'A diagnosis is named.', 'The visit has no diagnosis.'),
    finding(isMember, `The coverage was valid on ${onDay}.`, `The coverage was not valid on ${onDay}.`),
    finding(
      plan.currency === claim.currency,
      `The plan pays in ${claim.currency}.`,
      `The plan pays in ${plan.currency}, not in ${claim.currency}.`,
    ),
    finding(addsUp(claim), 'The amounts add up.', 'The amounts of patient and payer do not add up.'),
    finding(claim.claimedMinor > 0, 'The plan pays a part.', 'The plan pays nothing of this.'),
  ]
}

const finding = (isMet: boolean, met: string, notMet: string): ClaimFinding => ({
  isMet,
  statement: isMet ? met : notMet,
})

/** What stands against submitting the claim, in words; empty where nothing does. */
export const unmet = (findings: readonly ClaimFinding[]): string[] =>
  findings.filter(({ isMet }) => !isMet).map(({ statement }) => statement)

/** Whether patient's and payer's parts make up each line and the total. */
export function addsUp(claim: Pick<Claim, 'lines' | 'totalMinor' | 'patientOwesMinor' | 'claimedMinor'>): boolean {
  const sum = (amountOf: (line: Claim['lines'][number]) => number) =>
    claim.lines.reduce((total, line) => total + amountOf(line), 0)
  return (
    claim.lines.every((line) => line.patientOwesMinor + line.payerOwesMinor === line.amountMinor) &&
    sum((line) => line.amountMinor) === claim.totalMinor &&
    sum((line) => line.patientOwesMinor) === claim.patientOwesMinor &&
    sum((line) => line.payerOwesMinor) === claim.claimedMinor
  )
}

/** A claim that went out and for which no money came yet can be withdrawn; one that was paid stays. */
export const isWithdrawable = (state: ClaimState): boolean => state === 'submitted' || state === 'accepted'

export type FilingRefusal =
  | { code: 'NOT_VERIFIED' | 'NOT_COVERED' | 'NOT_COMPLETED' }
  | { code: 'ALREADY_SUBMITTED'; claimId: Claim['id'] }

/** Whether a claim may go out now: for something that was done, that a plan pays for, and that was not claimed before. */
export function decideFiling(facts: {
  existing: Pick<Claim, 'id' | 'state'> | undefined
  verification: { payerOwesMinor: number } | undefined
  isRendered: boolean
}): Outcome<null, FilingRefusal> {
  const { existing, verification, isRendered } = facts
  if (existing && existing.state !== 'draft') return refuse({ code: 'ALREADY_SUBMITTED', claimId: existing.id })
  if (!verification) return refuse({ code: 'NOT_VERIFIED' })
  if (verification.payerOwesMinor === 0) return refuse({ code: 'NOT_COVERED' })
  if (!isRendered) return refuse({ code: 'NOT_COMPLETED' })
  return accept(null)
}

/**
 * Whether a membership may be added: its dates in order, and not the same membership twice in one stretch of time (two plans
 * at once are possible: one of them pays).
 */
export function decideMembership(
  asked: Pick<Coverage, 'planId' | 'memberNumber' | 'validFrom' | 'validUntil'>,
  known: readonly Coverage[],
): Outcome<null, { code: 'DATES_REVERSED' | 'ALREADY_COVERED' }> {
  if (asked.validUntil !== null && asked.validUntil < asked.validFrom) return refuse({ code: 'DATES_REVERSED' })
  const isKnown = known.some(
    (coverage) =>
      coverage.planId === asked.planId &&
      coverage.memberNumber === asked.memberNumber &&
      coverage.validFrom <= (asked.validUntil ?? '9999-12-31') &&
      asked.validFrom <= (coverage.validUntil ?? '9999-12-31'),
  )
  return isKnown ? refuse({ code: 'ALREADY_COVERED' }) : accept(null)
}
