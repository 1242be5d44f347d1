import { VerificationId } from '../kernel/ids.js'
import type { WriteUnit } from '../ports/unit.js'
import { giveBackUnclaimed, takeWithoutClaim } from './benefits.js'
import { followVerification } from './claiming.js'
import type { Desk } from './desk.js'
import type { Coverage, Verification } from './model.js'
import type { Service } from './payables.js'
import { readBenefitUse, readNewestVerification, readPlanOf } from './reads.js'
import { benefitYearOf, type CoverageDecision, decideCoverage, decideSelfPay } from './rules.js'
import * as store from './store.js'

/**
 * Asks the plan engine what a service costs whom, and keeps the answer: from now on it is the one that counts, and a draft
 * claim follows it. The caller has made sure that nothing was claimed yet.
 * @param coverage the patient's own, or null where they use none
 */
export function verifyService(unit: WriteUnit, desk: Desk, service: Service, coverage: Coverage | null): Verification {
  giveBackUnclaimed(unit, desk, service)
  const verification: store.KeptVerification = {
    id: VerificationId.parse(desk.newId()),
    patientId: service.patientId,
    payable: service.payable,
    coverageId: coverage?.id ?? null,
    planName: coverage?.planName ?? null,
    ...decide(unit, service, coverage),
    verifiedAt: desk.now(),
    verifiedBy: desk.by,
  }
  keep(unit, desk, service, verification)
  followVerification(unit, desk, verification)
  if (service.isRendered) takeWithoutClaim(unit, desk, service, verification)
  const kept = readNewestVerification(unit, service.payable)
  if (!kept) throw new Error('A verification that was just written is gone.')
  return kept
}

function decide(unit: WriteUnit, service: Service, coverage: Coverage | null): CoverageDecision {
  if (coverage === null) return decideSelfPay(service.lines, service.currency)
  const use = readBenefitUse(unit, coverage.id, benefitYearOf(service.onDay))
  return decideCoverage(readPlanOf(unit, coverage), coverage, use, service.lines, service.onDay, service.currency)
}

/** Writes the answer, and tells the chain that one was given: a commitment to what was asked, nothing of what was said. */
function keep(unit: WriteUnit, desk: Desk, service: Service, verification: store.KeptVerification): void {
  const chainSalt = desk.keys.newSalt()
  store.insertVerification(unit, verification, chainSalt)
  const subject = { kind: 'coverage-verification', id: verification.id, patientId: service.patientId } as const
  unit.recorded({ ...subject, version: 1, body: { ...verification, chainSalt } })
  const words = `${verification.id}:${service.lines.map((line) => line.category).join(',')}`
  const procedureCode = desk.keys.commitWords('procedure', chainSalt, words)
  unit.call(subject, procedureCode, {
    fn: 'verifyInsurance',
    patient: desk.keys.patientAddress(service.patientId),
    provider: desk.keys.clinicAddress,
    procedureCode,
  })
}
