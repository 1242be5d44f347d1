import * as z from 'zod'
import { Payable } from '../billing/model.js'
import { ClaimId, CoverageId, PatientId, VerificationId } from '../kernel/ids.js'
import { command, query } from '../kernel/operation.js'
import { pageInput, pageOf } from '../kernel/page.js'
import { line } from '../kernel/text.js'
import {
  AddCoverage,
  CategoryBenefit,
  Claim,
  ClaimState,
  ClaimSummary,
  Coverage,
  Plan,
  SavePlan,
  Verification,
} from './model.js'

const CLAIM_UNKNOWN = { status: 404, message: 'This claim is not known here.' } as const
const COVERAGE_UNKNOWN = {
  status: 404,
  message: 'This coverage is not known here. Look at the patient’s coverages.',
} as const
const PAYABLE_UNKNOWN = { status: 404, message: 'This visit or order is not known here.' } as const

const INCOMPLETE = {
  status: 422,
  message: 'The payer would send this claim back. Put right what is missing, then send it again.',
  data: z.object({ problems: z.array(z.string()) }),
} as const

export const insurance = {
  listPlans: query('insurance:read')
    .route({ method: 'GET', path: '/api/insurance/plans', summary: 'Plans that this clinic works with' })
    .input(z.strictObject({}))
    .output(z.array(Plan)),
  savePlan: command('clinic:manage')
    .route({ method: 'PUT', path: '/api/insurance/plans/{id}', summary: 'Set a plan up, or describe it anew' })
    .input(SavePlan)
    .output(Plan)
    .errors({
      CURRENCY_DIFFERS: { status: 422, message: 'The clinic charges in another currency. A plan pays in the same.' },
    }),
  listCoverages: query('insurance:read', { disclosesPatient: true })
    .route({ method: 'GET', path: '/api/patients/{patientId}/coverages', summary: 'A patient’s coverages' })
    .input(z.strictObject({ patientId: PatientId }))
    .output(z.array(Coverage)),
  addCoverage: command('insurance:write')
    .route({
      method: 'POST',
      path: '/api/patients/{patientId}/coverages',
      successStatus: 201,
      summary: 'Add a coverage',
    })
    .input(AddCoverage)
    .output(Coverage)
    .errors({
      PATIENT_UNKNOWN: { status: 404, message: 'This person is not registered here. Search again or register them.' },
      PLAN_UNKNOWN: { status: 404, message: 'This plan is not set up here. Choose one from the list.' },
      ALREADY_COVERED: { status: 409, message: 'The person already has this membership in this time.' },
      DATES_REVERSED: { status: 422, message: 'The coverage ends before it begins. Swap the dates.' },
    }),
  listCoveredServices: query('insurance:read', { disclosesPatient: true })
    .route({
      method: 'GET',
      path: '/api/insurance/coverages/{insuranceId}',
      summary: 'What a coverage pays for, and what is left of it',
    })
    .input(z.strictObject({ insuranceId: CoverageId }))
    .output(
      z.object({
        coverage: Coverage,
        services: z.array(CategoryBenefit),
        deductibleLeftMinor: z.int(),
        outOfPocketLeftMinor: z.int().nullable(),
        visitsLeft: z.int().nullable(),
        currency: z.string(),
      }),
    )
    .errors({ COVERAGE_UNKNOWN }),
  verifyCoverage: command('insurance:write', { aliases: ['POST /insurance/verify-coverage'] })
    .route({
      method: 'POST',
      path: '/api/insurance/verify-coverage',
      successStatus: 201,
      summary: 'Verify what a plan pays for a visit or an order',
    })
    .input(z.strictObject({ payable: Payable, coverageId: CoverageId.nullable() }))
    .output(Verification)
    .errors({
      PAYABLE_UNKNOWN,
      COVERAGE_UNKNOWN,
      NOT_THIS_PATIENT: {
        status: 409,
        message: 'This coverage belongs to another person. Choose one of the patient’s own.',
      },
      ALREADY_CLAIMED: { status: 409, message: 'A claim for this was filed already; what was verified then stands.' },
    }),
  payFromCoverage: command('insurance:write')
    .route({
      method: 'POST',
      path: '/api/insurance/payment',
      successStatus: 201,
      summary: 'Charge the payer’s part to the coverage: a draft claim',
    })
    .input(z.strictObject({ verificationId: VerificationId }))
    .output(Claim)
    .errors({
      VERIFICATION_UNKNOWN: { status: 404, message: 'This verification is not known here. Verify again.' },
      NOT_COVERED: { status: 409, message: 'The plan pays nothing of this; the patient owes all of it.' },
      SUPERSEDED: { status: 409, message: 'The coverage was verified again since. Use the newest verification.' },
    }),
  submitClaim: command('claims:write', { aliases: ['POST /insurance/claims'] })
    .route({
      method: 'POST',
      path: '/api/insurance/claims',
      successStatus: 201,
      summary: 'Submit the claim of a completed visit or delivered order',
    })
    .input(z.strictObject({ payable: Payable }))
    .output(Claim)
    .errors({
      PAYABLE_UNKNOWN,
      NOT_VERIFIED: { status: 409, message: 'Coverage was not verified for this. Verify it first.' },
      NOT_COVERED: { status: 409, message: 'The plan pays nothing of this; there is nothing to claim.' },
      NOT_COMPLETED: {
        status: 409,
        message: 'A claim goes out when the visit has ended or the order was handed over.',
      },
      ALREADY_SUBMITTED: {
        status: 409,
        message: 'This was claimed already. Look at the claim.',
        data: z.object({ claimId: ClaimId }),
      },
      INCOMPLETE,
    }),
  getClaim: query('insurance:read', { disclosesPatient: true, care: 'medication' })
    .route({ method: 'GET', path: '/api/insurance/claims/{claimId}', summary: 'A claim with its history' })
    .input(z.strictObject({ claimId: ClaimId }))
    .output(Claim)
    .errors({ CLAIM_UNKNOWN }),
  listClaims: query('insurance:read', { disclosesPatient: true, care: 'medication' })
    .route({ method: 'GET', path: '/api/insurance/claims', summary: 'The claims work list' })
    .input(z.strictObject({ state: ClaimState.optional(), patientId: PatientId.optional(), ...pageInput }))
    .output(pageOf(ClaimSummary)),
  resubmitClaim: command('claims:write')
    .route({ method: 'POST', path: '/api/insurance/claims/{claimId}/resubmit', summary: 'Send a denied claim again' })
    .input(z.strictObject({ claimId: ClaimId, note: line(400) }))
    .output(Claim)
    .errors({
      CLAIM_UNKNOWN,
      NOT_DENIED: { status: 409, message: 'Only a denied claim can be sent again.' },
      INCOMPLETE,
    }),
}
