import { expect, test } from 'vitest'
import type { TestClinic } from '../../tests/support/clinic.js'
import { eachInClinic } from '../../tests/support/each-clinic.js'
import {
  attend,
  claimOf,
  cover,
  coveredVisit,
  handOver,
  offerPlans,
  order,
  register,
} from '../../tests/support/insured.js'
import { refusalCode } from '../../tests/support/refusal.js'

let clinic: TestClinic

eachInClinic((opened) => {
  clinic = opened
  offerPlans(clinic)
})

const refusal = (call: Promise<unknown>) => refusalCode(clinic, call)

test('an order is verified as it is placed by the same engine, and claimed when it is handed over', async () => {
  const patient = await register(clinic)
  const coverage = await cover(clinic, patient.id)
  const { id } = await order(clinic, patient.id, coverage.id, null)
  const pharmacist = await clinic.as('pharmacist')
  expect(await pharmacist.billing.getCharge({ kind: 'order', id })).toMatchObject({
    totalMinor: 40_00,
    patientOwesMinor: 10_00,
    payerOwesMinor: 30_00,
  })
  await handOver(clinic, id)
  expect(await claimOf(clinic, patient.id)).toMatchObject({
    payable: { kind: 'order', id },
    state: 'submitted',
    consultationId: null,
    diagnosisCodes: [],
    lines: [{ category: 'generic-medicine', description: '20 × Acetaminophen 325 MG Oral Tablet', copayMinor: 10_00 }],
    claimedMinor: 30_00,
  })
})

test('an order without a coverage is the patient’s own', async () => {
  const patient = await register(clinic)
  await cover(clinic, patient.id)
  const { id } = await order(clinic, patient.id, null, null)
  const pharmacist = await clinic.as('pharmacist')
  expect(await pharmacist.billing.getCharge({ kind: 'order', id })).toMatchObject({ patientOwesMinor: 40_00 })
})

test('a claim that the payer would send back stays a draft, and billing gets it to complete', async () => {
  const { patient, coverage, visit } = await coveredVisit(clinic)
  const { id } = await order(clinic, patient.id, coverage.id, visit.id)
  await handOver(clinic, id)
  const payable = { kind: 'order', id } as const
  expect(await claimOf(clinic, patient.id)).toMatchObject({
    payable,
    state: 'draft',
    events: [{ note: null }, { note: 'Not sent. The visit has no diagnosis.' }],
  })
  const billing = await clinic.as('billing')
  expect((await billing.tasks.list({ isMine: false })).items).toMatchObject([{ kind: 'claim-denied' }])
  expect(await refusal(billing.insurance.submitClaim({ payable }))).toBe('INCOMPLETE')
  await attend(clinic, visit.id)
  expect(await billing.insurance.submitClaim({ payable })).toMatchObject({
    state: 'submitted',
    diagnosisCodes: ['J06.9'],
  })
})

test('the work list comes in pages, the newest first, by state and by person', async () => {
  const first = await coveredVisit(clinic)
  await attend(clinic, first.visit.id)
  const second = await coveredVisit(clinic)
  await second.desk.insurance.payFromCoverage({ verificationId: second.verification.id })
  const billing = await clinic.as('billing')
  const page = await billing.insurance.listClaims({ limit: 1 })
  expect(page.items).toMatchObject([
    { patientId: second.patient.id, patientName: 'Amina Otieno', patientCode: second.patient.code, state: 'draft' },
  ])
  const next = await billing.insurance.listClaims({ limit: 1, cursor: page.nextCursor ?? '' })
  expect(next).toMatchObject({ items: [{ patientId: first.patient.id, state: 'submitted' }], nextCursor: null })
  expect((await billing.insurance.listClaims({ state: 'draft' })).items).toHaveLength(1)
  expect((await billing.insurance.listClaims({ state: 'settled' })).items).toEqual([])
})
