import type { Payable } from '../billing/model.js'
import type { Instant } from '../kernel/instant.js'
import type { WriteUnit } from '../ports/unit.js'
import type { Claim } from './model.js'
import type { Service } from './payables.js'
import { readVerification } from './reads.js'
import { benefitUseOf, benefitYearOf } from './rules.js'
import * as store from './store.js'

/** What a claim takes from the member's benefits when it is submitted; it travels with the claim's event. */
export function takeForClaim(
  unit: WriteUnit,
  claim: store.KeptClaim,
  service: Service,
  at: Instant,
): store.BenefitMovement {
  const movement: store.BenefitMovement = {
    ...benefitUseOf(claim.lines),
    coverageId: claim.coverageId,
    benefitYear: benefitYearOf(service.onDay),
    verificationId: claim.verificationId,
    claimId: claim.id,
    at,
  }
  store.insertBenefitMovement(unit, movement)
  return movement
}

/** Gives back what a denied claim had taken. */
export function giveBackOfClaim(unit: WriteUnit, claim: Pick<Claim, 'id'>, at: Instant): store.BenefitMovement[] {
  return store.readUsesOfClaim(unit, claim.id).map((use) => {
    const movement = { ...reversed(use), at }
    store.insertBenefitMovement(unit, movement)
    return movement
  })
}

/**
 * Counts a covered service of which the plan pays nothing, because the deductible takes all: there is nothing to claim, yet
 * the member's deductible is met by it. Once for each service.
 */
export function takeWithoutClaim(
  unit: WriteUnit,
  service: Service,
  verification: store.KeptVerification,
  at: Instant,
): void {
  const { id, coverageId, reason, lines, payerOwesMinor } = verification
  if (reason !== 'covered' || coverageId === null || payerOwesMinor > 0) return
  if (store.readUnclaimedUses(unit, service.payable).length > 0) return
  const use = benefitUseOf(lines)
  if (use.deductibleMetMinor + use.outOfPocketMinor + use.visits === 0) return
  const benefitYear = benefitYearOf(service.onDay)
  move(unit, { ...use, coverageId, benefitYear, verificationId: id, claimId: null, at })
}

/** Takes back what was counted without a claim: the coverage is verified anew, and that answer counts by itself. */
export function giveBackUnclaimed(unit: WriteUnit, payable: Payable, at: Instant): void {
  for (const use of store.readUnclaimedUses(unit, payable)) move(unit, { ...reversed(use), at })
}

/** A movement without a claim is a new version of the verification that it comes from. */
function move(unit: WriteUnit, movement: store.BenefitMovement): void {
  const verification = readVerification(unit, movement.verificationId)
  if (!verification) throw new Error('Benefits were used by a verification that is not there.')
  const { proof: _, ...kept } = verification
  store.insertBenefitMovement(unit, movement)
  unit.recorded({
    kind: 'coverage-verification',
    id: kept.id,
    patientId: kept.patientId,
    version: 1 + store.countBenefitMovements(unit, kept.id),
    body: { ...kept, benefitMovement: movement },
  })
}

const reversed = <T extends Omit<store.BenefitMovement, 'at'>>(use: T): T => ({
  ...use,
  deductibleMetMinor: -use.deductibleMetMinor,
  outOfPocketMinor: -use.outOfPocketMinor,
  visits: -use.visits,
})
