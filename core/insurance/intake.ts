import { type ClaimId, CoverageId } from '../kernel/ids.js'
import type { WriteUnit } from '../ports/unit.js'
import { giveBackOfClaim } from './benefits.js'
import { isWithdrawable } from './claim-rules.js'
import { advance, sendAgain } from './claiming.js'
import type { Clerk, Desk } from './desk.js'
import type { AddCoverage, Coverage, Plan } from './model.js'
import { readService } from './payables.js'
import { readClaim } from './reads.js'
import * as store from './store.js'

/** Sets a plan up, or puts a newer description in the place of the one before. What was verified keeps what it said. */
export function savePlan(unit: WriteUnit, plan: Plan): Plan {
  const version = store.readPlanVersion(unit, plan.id) + 1
  store.putPlan(unit, plan, version)
  unit.recorded({ kind: 'plan', id: plan.id, patientId: null, version, body: plan })
  return plan
}

/** Writes a membership that was found sound (`decideMembership`) of a patient and in a plan that are there. */
export function addCoverage(
  unit: WriteUnit,
  making: { newId(): string },
  said: AddCoverage,
  plan: Pick<Plan, 'name' | 'payerName'>,
): Coverage {
  const id = CoverageId.parse(making.newId())
  const coverage: Coverage = { ...said, id, planName: plan.name, payerName: plan.payerName, version: 1 }
  store.insertCoverage(unit, coverage)
  unit.recorded({ kind: 'coverage', id, patientId: coverage.patientId, version: 1, body: coverage })
  return coverage
}

/**
 * Withdraws a claim because another one for the same service stands: what it took of the member's benefits is given back.
 * @param benefits gives ids that are derived from the claim, so that two who decide the same apart give back once.
 * @returns false, having written nothing, where the payer has paid it already.
 */
export function withdrawClaim(unit: WriteUnit, clerk: Clerk, benefits: Pick<Clerk, 'newId'>, id: ClaimId): boolean {
  const claim = readClaim(unit, id)
  if (!claim || !isWithdrawable(claim.state)) return false
  giveBackOfClaim(unit, { ...clerk, ...benefits }, claim)
  const denialReason = 'Withdrawn: another claim for the same service stands.'
  advance(unit, clerk, claim, { state: 'denied', denialReason }, denialReason)
  return true
}

/** Sends a claim again that was withdrawn, because it stands after all. */
export function reviveClaim(unit: WriteUnit, desk: Desk, id: ClaimId): void {
  const claim = readClaim(unit, id)
  const service = claim && readService(unit, claim.payable, desk.clinic.timeZone)
  if (claim?.state !== 'denied' || !service) return
  sendAgain(unit, desk, service, claim, 'It stands after all: somebody chose this claim.')
}
