import { narrowTo } from '../access/reads.js'
import { authorized, type Context } from '../dispatch.js'
import { dayOf } from '../kernel/instant.js'
import { decideMembership } from './claim-rules.js'
import { draftClaim, fileClaim, sendAgain } from './claiming.js'
import type { Desk } from './desk.js'
import { addCoverage, savePlan } from './intake.js'
import { readService } from './payables.js'
import * as reads from './reads.js'
import { benefitLeft, benefitYearOf } from './rules.js'
import * as store from './store.js'
import { verifyService } from './verification.js'

const implement = authorized.insurance

export const insuranceHandlers = {
  listPlans: implement.listPlans.handler(({ context }) => context.read((unit) => reads.readPlans(unit))),

  savePlan: implement.savePlan.handler(({ input, context, errors }) => {
    if (input.currency !== context.clinic.currency) throw errors.CURRENCY_DIFFERS()
    return context.transact((unit) => savePlan(unit, input))
  }),

  listCoverages: implement.listCoverages.handler(({ input, context }) =>
    context.read((unit) => {
      const coverages = reads.readCoverages(unit, input.patientId)
      for (const { id, patientId } of coverages) unit.seen({ kind: 'coverage', id, patientId })
      return coverages
    }),
  ),

  addCoverage: implement.addCoverage.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      if (!store.hasPatient(unit, input.patientId)) throw errors.PATIENT_UNKNOWN()
      const plan = reads.readPlan(unit, input.planId)
      if (!plan) throw errors.PLAN_UNKNOWN()
      const membership = decideMembership(input, reads.readCoverages(unit, input.patientId))
      if (!membership.ok) throw errors[membership.refusal.code]()
      return addCoverage(unit, context, input, plan)
    }),
  ),

  listCoveredServices: implement.listCoveredServices.handler(({ input, context, errors }) =>
    context.read((unit) => {
      const coverage = reads.readCoverage(unit, input.insuranceId)
      if (!coverage) throw errors.COVERAGE_UNKNOWN()
      unit.seen({ kind: 'coverage', id: coverage.id, patientId: coverage.patientId })
      const plan = reads.readPlanOf(unit, coverage)
      const year = benefitYearOf(dayOf(context.now(), context.clinic.timeZone))
      const left = benefitLeft(plan, reads.readBenefitUse(unit, coverage.id, year))
      return {
        coverage,
        services: plan.benefits,
        deductibleLeftMinor: left.deductibleMinor,
        outOfPocketLeftMinor: left.outOfPocketMinor,
        visitsLeft: left.visits,
        currency: plan.currency,
      }
    }),
  ),

  verifyCoverage: implement.verifyCoverage.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const service = readService(unit, input.payable, context.clinic.timeZone)
      if (!service) throw errors.PAYABLE_UNKNOWN()
      const coverage = input.coverageId === null ? null : reads.readCoverage(unit, input.coverageId)
      if (coverage === undefined) throw errors.COVERAGE_UNKNOWN()
      if (coverage !== null && coverage.patientId !== service.patientId) throw errors.NOT_THIS_PATIENT()
      const claim = reads.readClaimOf(unit, input.payable)
      if (claim && claim.state !== 'draft') throw errors.ALREADY_CLAIMED()
      return verifyService(unit, desk(context), service, coverage)
    }),
  ),

  payFromCoverage: implement.payFromCoverage.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const verification = reads.readVerification(unit, input.verificationId)
      if (!verification) throw errors.VERIFICATION_UNKNOWN()
      const { payable, coverageId } = verification
      if (reads.readNewestVerification(unit, payable)?.id !== verification.id) throw errors.SUPERSEDED()
      const coverage = coverageId === null ? undefined : reads.readCoverage(unit, coverageId)
      if (!coverage || verification.payerOwesMinor === 0) throw errors.NOT_COVERED()
      const existing = reads.readClaimOf(unit, payable)
      if (existing) {
        unit.seen({ kind: 'claim', id: existing.id, patientId: existing.patientId })
        return existing
      }
      const service = readService(unit, payable, context.clinic.timeZone)
      if (!service) throw new Error('A verification names a visit or order that is not there.')
      return draftClaim(unit, desk(context), service, verification, coverage)
    }),
  ),

  submitClaim: implement.submitClaim.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const service = readService(unit, input.payable, context.clinic.timeZone)
      if (!service) throw errors.PAYABLE_UNKNOWN()
      const filed = fileClaim(unit, desk(context), service)
      if (filed.ok) return filed.value
      const { refusal } = filed
      if (refusal.code === 'ALREADY_SUBMITTED') throw errors.ALREADY_SUBMITTED({ data: { claimId: refusal.claimId } })
      if (refusal.code === 'INCOMPLETE') throw errors.INCOMPLETE({ data: { problems: refusal.problems } })
      throw errors[refusal.code]()
    }),
  ),

  getClaim: implement.getClaim.handler(({ input, context, errors }) =>
    context.read((unit) => {
      const claim = reads.readClaim(unit, input.claimId)
      if (!claim) throw errors.CLAIM_UNKNOWN()
      unit.seen({ kind: 'claim', id: claim.id, patientId: claim.patientId })
      return claim
    }),
  ),

  listClaims: implement.listClaims.handler(({ input, context }) =>
    context.read((unit) => {
      const { limit, cursor, ...filter } = input
      const before = cursor === undefined ? undefined : Number(cursor)
      const care = narrowTo(context.actor.staff, 'medication', context.now())
      const page = store.listClaims(unit, { ...filter, care }, { limit, before })
      for (const { id, patientId } of page.items) unit.seen({ kind: 'claim', id, patientId })
      return page
    }),
  ),

  resubmitClaim: implement.resubmitClaim.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const claim = reads.readClaim(unit, input.claimId)
      if (!claim) throw errors.CLAIM_UNKNOWN()
      if (claim.state !== 'denied') throw errors.NOT_DENIED()
      const service = readService(unit, claim.payable, context.clinic.timeZone)
      if (!service) throw new Error('A claim names a visit or order that is not there.')
      const sent = sendAgain(unit, desk(context), service, claim, input.note)
      if (!sent.ok) throw errors.INCOMPLETE({ data: { problems: sent.refusal.problems } })
      return sent.value
    }),
  ),
}

const desk = ({ clinic, keys, now, newId, newCode, actor }: Context): Desk => ({
  clinic,
  keys,
  now,
  newId,
  newCode,
  by: actor.actorName,
})
