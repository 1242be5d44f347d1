import { ClaimId } from '../kernel/ids.js'
import { accept, type Outcome, refuse } from '../kernel/outcome.js'
import type { WriteUnit } from '../ports/unit.js'
import { takeForClaim, takeWithoutClaim } from './benefits.js'
import { checkClaim, decideFiling, type FilingRefusal, unmet } from './claim-rules.js'
import type { Clerk, Desk } from './desk.js'
import type { Claim, ClaimState, Coverage } from './model.js'
import type { Service } from './payables.js'
import { readClaim, readClaimOf, readCoverage, readNewestVerification, readPlanOf } from './reads.js'
import * as store from './store.js'

export type SubmissionRefusal = FilingRefusal | Incomplete
export interface Incomplete {
  code: 'INCOMPLETE'
  problems: string[]
}

/** The payer's part of a service as a draft: written down here, and not yet asked for. */
export function draftClaim(
  unit: WriteUnit,
  desk: Desk,
  service: Service,
  verification: store.KeptVerification,
  coverage: Coverage,
): Claim {
  let code = desk.newCode('C')
  while (store.isClaimCodeTaken(unit, code)) code = desk.newCode('C')
  const claim: store.KeptClaim = {
    id: ClaimId.parse(desk.newId()),
    code,
    patientId: service.patientId,
    payable: service.payable,
    consultationId: service.consultationId,
    ...partsOf(verification, coverage),
    diagnosisCodes: diagnosesOf(unit, service),
    paidMinor: 0,
    currency: verification.currency,
    state: 'draft',
    denialReason: null,
    submittedAt: null,
    version: 1,
  }
  const chainSalt = desk.keys.newSalt()
  const words = `${claim.id}:${claim.lines.map((line) => line.category).join(',')}`
  const chainKey = desk.keys.commitWords('procedure', chainSalt, words)
  store.insertClaim(unit, claim, { chainKey, chainSalt })
  return written(unit, desk, claim, null)
}

/** A draft claim goes with what was verified last, also where that says that the plan pays nothing any more. */
export function followVerification(unit: WriteUnit, clerk: Clerk, verification: store.KeptVerification): void {
  const draft = readClaimOf(unit, verification.payable)
  if (draft?.state !== 'draft') return
  const coverage = readCoverage(unit, verification.coverageId ?? draft.coverageId)
  if (coverage) advance(unit, clerk, draft, partsOf(verification, coverage), 'The coverage was verified again.')
}

/**
 * Submits the claim of a service that was rendered, drafting it first where nobody has. From then on the member's benefits
 * are used, and the chain knows that there is a claim. An INCOMPLETE one is left as a draft: an operation that refuses for it
 * takes that back with its transaction, `fileByItself` keeps it.
 */
export function fileClaim(unit: WriteUnit, desk: Desk, service: Service): Outcome<Claim, SubmissionRefusal> {
  const existing = readClaimOf(unit, service.payable)
  const verification = readNewestVerification(unit, service.payable)
  const decision = decideFiling({ existing, verification, isRendered: service.isRendered })
  if (!decision.ok) return decision
  const coverage = verification?.coverageId ? readCoverage(unit, verification.coverageId) : undefined
  if (!verification || !coverage) return refuse({ code: 'NOT_COVERED' })
  const draft = existing ?? draftClaim(unit, desk, service, verification, coverage)
  const submitted = submit(unit, desk, service, draft, coverage, null)
  if (!submitted.ok) return submitted
  const { chainKey, chainSalt } = store.readChainName(unit, draft.id)
  unit.call({ kind: 'claim', id: draft.id, patientId: draft.patientId }, chainKey, {
    fn: 'submitClaim',
    patient: desk.keys.patientAddress(draft.patientId),
    provider: desk.keys.clinicAddress,
    procedureCode: chainKey,
    amountCommitment: desk.keys.commitWords('amount', chainSalt, `${draft.claimedMinor} ${draft.currency}`),
  })
  return submitted
}

/**
 * What happens to the claim when a visit ends or an order is handed over. One that the payer's rules would send back stays a
 * draft that says what is missing, and billing gets a task, as for a denial: nobody stands at the desk to be told.
 */
export function fileByItself(unit: WriteUnit, desk: Desk, service: Service): void {
  const filed = fileClaim(unit, desk, service)
  if (filed.ok) return
  if (filed.refusal.code === 'NOT_COVERED') {
    const verification = readNewestVerification(unit, service.payable)
    if (verification) takeWithoutClaim(unit, desk, service, verification)
  }
  if (filed.refusal.code !== 'INCOMPLETE') return
  const draft = readClaimOf(unit, service.payable)
  if (!draft) return
  const reason = `Not sent. ${filed.refusal.problems.join(' ')}`
  advance(unit, desk, draft, {}, reason)
  unit.emit({
    type: 'claimDenied',
    claimId: draft.id,
    claimCode: draft.code,
    patientId: draft.patientId,
    consultationId: draft.consultationId,
    reason,
    at: desk.now(),
  })
}

/**
 * Sends a denied claim again, with the diagnoses as they are now. The chain is not told: it knows the claim by one name, as
 * submitted, and can so be settled once only.
 */
export function sendAgain(
  unit: WriteUnit,
  desk: Desk,
  service: Service,
  claim: Claim,
  note: string,
): Outcome<Claim, Incomplete> {
  const coverage = readCoverage(unit, claim.coverageId)
  if (!coverage) throw new Error('A claim names a coverage that is not there.')
  return submit(unit, desk, service, claim, coverage, note)
}

function submit(
  unit: WriteUnit,
  desk: Desk,
  service: Service,
  claim: Claim,
  coverage: Coverage,
  note: string | null,
): Outcome<Claim, Incomplete> {
  const diagnosisCodes = diagnosesOf(unit, service)
  const findings = checkClaim({ ...claim, diagnosisCodes }, coverage, readPlanOf(unit, coverage), service.onDay)
  const problems = unmet(findings)
  if (problems.length > 0) return refuse({ code: 'INCOMPLETE', problems })
  const at = desk.now()
  takeForClaim(unit, desk, claim, service)
  const change = { state: 'submitted', submittedAt: at, denialReason: null, diagnosisCodes } as const
  return accept(advance(unit, desk, claim, change, note))
}

/** Moves a claim on: its next version, and the event that says so. */
export function advance(
  unit: WriteUnit,
  clerk: Clerk,
  claim: Claim,
  change: Partial<store.KeptClaim> & { state?: ClaimState },
  note: string | null,
): Claim {
  const { proof: _proof, events: _events, ...before } = claim
  const after: store.KeptClaim = { ...before, ...change, version: before.version + 1 }
  store.updateClaim(unit, after)
  return written(unit, clerk, after, note)
}

function written(unit: WriteUnit, clerk: Clerk, claim: store.KeptClaim, note: string | null): Claim {
  const { id, patientId, state, version } = claim
  const event = { id: clerk.newId(), claimId: id, state, at: clerk.now(), by: clerk.by, note }
  store.insertClaimEvent(unit, event)
  unit.recorded({ kind: 'claim', id, patientId, version, body: { ...claim, ...store.readChainName(unit, id) } })
  unit.recorded({ kind: 'claim-event', id: event.id, patientId, version: 1, body: event })
  const kept = readClaim(unit, id)
  if (!kept) throw new Error('A claim that was just written is gone.')
  return kept
}

/** The parts of a claim that its verification says. */
const partsOf = (verification: store.KeptVerification, coverage: Coverage) => ({
  coverageId: coverage.id,
  planName: coverage.planName,
  payerName: coverage.payerName,
  verificationId: verification.id,
  lines: verification.lines,
  totalMinor: verification.totalMinor,
  patientOwesMinor: verification.patientOwesMinor,
  claimedMinor: verification.payerOwesMinor,
})

const diagnosesOf = (unit: WriteUnit, service: Service): string[] =>
  service.consultationId === null ? [] : store.readDiagnosisCodes(unit, service.consultationId)
