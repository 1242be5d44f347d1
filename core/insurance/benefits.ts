import type { PatientId } from '../kernel/ids.js'
import type { WriteUnit } from '../ports/unit.js'
import type { Clerk } from './desk.js'
import type { Claim } from './model.js'
import type { Service } from './payables.js'
import { benefitUseOf, benefitYearOf } from './rules.js'
import * as store from './store.js'

/** What a claim takes from the member's benefits when it is submitted. */
export function takeForClaim(unit: WriteUnit, clerk: Clerk, claim: store.KeptClaim, service: Service): void {
  move(unit, clerk, claim.patientId, {
    ...benefitUseOf(claim.lines),
    coverageId: claim.coverageId,
    benefitYear: benefitYearOf(service.onDay),
    verificationId: claim.verificationId,
    claimId: claim.id,
  })
}

/** Gives back what a denied claim had taken. */
export function giveBackOfClaim(unit: WriteUnit, clerk: Clerk, claim: Pick<Claim, 'id' | 'patientId'>): void {
  for (const use of store.readUsesOfClaim(unit, claim.id)) move(unit, clerk, claim.patientId, reversed(use))
}

/**
 * Counts a covered service of which the plan pays nothing, because the deductible takes all: there is nothing to claim, yet
 * the member's deductible is met by it. Once for each service.
 */
export function takeWithoutClaim(
  unit: WriteUnit,
  clerk: Clerk,
  service: Service,
  verification: store.KeptVerification,
): void {
  const { id, coverageId, reason, lines, payerOwesMinor } = verification
  if (reason !== 'covered' || coverageId === null || payerOwesMinor > 0) return
  if (store.readUnclaimedUses(unit, service.payable).length > 0) return
  const use = benefitUseOf(lines)
  if (use.deductibleMetMinor + use.outOfPocketMinor + use.visits === 0) return
  const benefitYear = benefitYearOf(service.onDay)
  move(unit, clerk, service.patientId, { ...use, coverageId, benefitYear, verificationId: id, claimId: null })
}

/** Takes back what was counted without a claim: the coverage is verified anew, and that answer counts by itself. */
export function giveBackUnclaimed(unit: WriteUnit, clerk: Clerk, service: Service): void {
  for (const use of store.readUnclaimedUses(unit, service.payable)) move(unit, clerk, service.patientId, reversed(use))
}

/** Writes one movement: an append-only record of its own, so that movements of two devices that were apart add up. */
function move(
  unit: WriteUnit,
  clerk: Clerk,
  patientId: PatientId,
  use: Omit<store.BenefitMovement, 'id' | 'at'>,
): void {
  const movement: store.BenefitMovement = { ...use, id: clerk.newId(), at: clerk.now() }
  store.insertBenefitMovement(unit, movement)
  unit.recorded({ kind: 'benefit-use', id: movement.id, patientId, version: 1, body: movement })
}

const reversed = <T extends Omit<store.BenefitMovement, 'id' | 'at'>>(use: T): T => ({
  ...use,
  deductibleMetMinor: -use.deductibleMetMinor,
  outOfPocketMinor: -use.outOfPocketMinor,
  visits: -use.visits,
})
