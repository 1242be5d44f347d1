import { expect, test } from 'vitest'
import type { TestClinic } from '../../tests/support/clinic.js'
import { eachInClinic } from '../../tests/support/each-clinic.js'
import {
  bronze,
  calls,
  community,
  cover,
  coveredVisit,
  offerPlans,
  register,
  silver,
} from '../../tests/support/insured.js'
import { refusalCode } from '../../tests/support/refusal.js'
import { ConsultationId, CoverageId, OrderId, PatientId, VerificationId } from '../kernel/ids.js'

let clinic: TestClinic

eachInClinic((opened) => {
  clinic = opened
  offerPlans(clinic)
})

const unknownId = 'z'.repeat(22)
const refusal = (call: Promise<unknown>) => refusalCode(clinic, call)

test('plans are listed by name', async () => {
  const desk = await clinic.as('front-desk')
  expect(await desk.insurance.listPlans({})).toEqual([bronze, community, silver])
})

test('a membership is added once, and shown with its plan', async () => {
  const desk = await clinic.as('front-desk')
  const patient = await register(clinic)
  const coverage = await cover(clinic, patient.id)
  expect(coverage).toEqual({
    id: coverage.id,
    patientId: patient.id,
    planId: 'SILVER-PPO',
    planName: 'Silver PPO',
    payerName: 'Acacia Health',
    memberNumber: 'A-100',
    relationship: 'self',
    validFrom: '2026-01-01',
    validUntil: null,
    version: 1,
  })
  expect(await desk.insurance.listCoverages({ patientId: patient.id })).toEqual([coverage])
  expect((await desk.patients.getBanner({ patientId: patient.id })).coverageNames).toEqual(['Silver PPO'])
  expect(await refusal(cover(clinic, patient.id))).toBe('ALREADY_COVERED')
  expect(await refusal(cover(clinic, PatientId.parse(unknownId)))).toBe('PATIENT_UNKNOWN')
  expect(await refusal(cover(clinic, patient.id, 'PLATINUM'))).toBe('PLAN_UNKNOWN')
  const request = { patientId: patient.id, planId: 'BRONZE-HDHP', memberNumber: 'B-1', validFrom: '2026-02-01' }
  expect(await refusal(desk.insurance.addCoverage({ ...request, validUntil: '2026-01-01' }))).toBe('DATES_REVERSED')
  const long = { ...request, validUntil: null, memberNumber: 'x'.repeat(41) }
  expect(await refusal(desk.insurance.addCoverage(long))).toBe('BAD_REQUEST')
  const extra = { ...request, validUntil: null, isVip: true }
  expect(await refusal(desk.insurance.addCoverage(extra))).toBe('BAD_REQUEST')
})

test('a verification says who owes what, is the visit’s from then on, and goes to the chain as a commitment', async () => {
  const { desk, patient, coverage, visit, verification } = await coveredVisit(clinic)
  expect(verification).toMatchObject({
    patientId: patient.id,
    payable: { kind: 'consultation', id: visit.id },
    coverageId: coverage.id,
    planName: 'Silver PPO',
    isCovered: true,
    reason: 'covered',
    totalMinor: 120_00,
    copayMinor: 35_00,
    patientOwesMinor: 35_00,
    payerOwesMinor: 85_00,
    deductibleLeftMinor: 1_800_00,
    verifiedBy: clinic.staff('front-desk').session.staff.displayName,
    proof: { state: 'signed', txHash: null },
  })
  const { keys } = clinic.records
  expect(calls(clinic, 'coverage-verification')).toEqual([
    {
      fn: 'verifyInsurance',
      patient: keys.patientAddress(patient.id),
      provider: keys.clinicAddress,
      procedureCode: verification.proof.commitment,
    },
  ])
  expect(await desk.billing.getCharge({ kind: 'consultation', id: visit.id })).toMatchObject({
    patientOwesMinor: 35_00,
    payerOwesMinor: 85_00,
    outstandingMinor: 35_00,
  })
})

test('a visit can be verified again, and the newest answer counts', async () => {
  const { desk, payable, verification } = await coveredVisit(clinic)
  const selfPay = await desk.insurance.verifyCoverage({ payable, coverageId: null })
  expect(selfPay).toMatchObject({ isCovered: false, reason: 'no-coverage', planName: null, patientOwesMinor: 120_00 })
  expect(await desk.billing.getCharge(payable)).toMatchObject({ patientOwesMinor: 120_00, payerOwesMinor: 0 })
  expect(await refusal(desk.insurance.payFromCoverage({ verificationId: verification.id }))).toBe('SUPERSEDED')
  expect(await refusal(desk.insurance.payFromCoverage({ verificationId: selfPay.id }))).toBe('NOT_COVERED')
})

test('only a coverage of the patient’s own is verified, for a visit or order that is there', async () => {
  const { desk, coverage, payable } = await coveredVisit(clinic)
  const other = await cover(clinic, (await register(clinic, 'Njoroge')).id)
  const verify = (change: object) => desk.insurance.verifyCoverage({ payable, coverageId: coverage.id, ...change })
  expect(await refusal(verify({ coverageId: other.id }))).toBe('NOT_THIS_PATIENT')
  expect(await refusal(verify({ coverageId: CoverageId.parse(unknownId) }))).toBe('COVERAGE_UNKNOWN')
  const foreign = [
    { kind: 'consultation', id: ConsultationId.parse(unknownId) },
    { kind: 'order', id: OrderId.parse(unknownId) },
  ]
  for (const one of foreign) expect(await refusal(verify({ payable: one }))).toBe('PAYABLE_UNKNOWN')
  expect(await refusal(verify({ payable: { kind: 'donation', id: unknownId } }))).toBe('BAD_REQUEST')
  const verificationId = VerificationId.parse(unknownId)
  expect(await refusal(desk.insurance.payFromCoverage({ verificationId }))).toBe('VERIFICATION_UNKNOWN')
})
