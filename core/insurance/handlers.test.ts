import { ORPCError } from '@orpc/server'
import { expect, test } from 'vitest'
import { randomIds } from '../../node/system.js'
import type { TestClinic } from '../../tests/support/clinic.js'
import { eachInClinic } from '../../tests/support/each-clinic.js'
import type { Payable } from '../billing/model.js'
import { ConsultationId, CoverageId, OrderId, PatientId, VerificationId } from '../kernel/ids.js'
import { addProduct, addStock } from '../pharmacy/intake.js'
import type { Act } from '../ports/journal.js'
import { type PayerPort, PayerUnreachable } from '../ports/payer.js'
import { saveMedicine } from '../prescriptions/intake.js'
import { savePlan } from './intake.js'
import type { Claim, Plan } from './model.js'
import { settleClaims } from './settlement.js'

let clinic: TestClinic
/** What the payer answers next; tests put their own in its place. */
let payer: PayerPort

const approving: PayerPort = {
  adjudicate: async ({ claim }) => ({ state: 'accepted', approvedMinor: claim.claimedMinor, note: 'As agreed.' }),
  remit: async ({ claim }) => ({ state: 'paid', paidMinor: claim.claimedMinor, reference: 'PAY-1' }),
}

eachInClinic((opened) => {
  clinic = opened
  payer = approving
  clinic.records.journal.transact(setUp, (unit) => {
    for (const plan of [silver, bronze, community]) savePlan(unit, plan)
  })
})

const setUp: Act = { actorId: 'set-up', actorName: 'Set-up', action: 'tenancy.setUp', door: 'system' }
const copay = (copayMinor: number) => ({ isCovered: true, copayMinor, coinsurancePercent: 0, deductibleApplies: false })
const silver: Plan = {
  id: 'SILVER-PPO',
  name: 'Silver PPO',
  payerName: 'Acacia Health',
  currency: 'USD',
  deductibleMinor: 1_800_00,
  outOfPocketMaxMinor: 6_500_00,
  visitLimit: null,
  benefits: [
    { category: 'office-visit', ...copay(35_00) },
    { category: 'specialist-visit', ...copay(60_00) },
    { category: 'generic-medicine', ...copay(10_00) },
    { category: 'brand-medicine', isCovered: true, copayMinor: null, coinsurancePercent: 30, deductibleApplies: true },
  ],
  notes: '',
}
const bronze: Plan = {
  ...silver,
  id: 'BRONZE-HDHP',
  name: 'Bronze',
  deductibleMinor: 6_000_00,
  benefits: silver.benefits.map((b) => ({ ...b, copayMinor: null, coinsurancePercent: 40, deductibleApplies: true })),
}
const community: Plan = { ...silver, id: 'COMMUNITY', name: 'Community', visitLimit: 1 }
const unknownId = 'z'.repeat(22)

const state = () =>
  ['coverages', 'coverage_verifications', 'claims', 'claim_events', 'benefit_uses', 'ops', 'chain_calls'].map(
    (table) => clinic.database.row<{ count: number }>(`SELECT count(*) AS count FROM ${table}`)?.count,
  )

/** The code with which an operation refuses, having changed nothing. */
async function refusal(call: Promise<unknown>): Promise<string> {
  const before = state()
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof ORPCError)) throw error ?? new Error('Nothing was refused.')
  expect(state()).toEqual(before)
  return error.code
}

async function register(familyName = 'Otieno') {
  const desk = await clinic.as('front-desk')
  const nothing = { phone: null, email: null, address: null, language: null, externalId: null }
  return desk.patients.register({ givenName: 'Amina', familyName, birthDate: null, sex: 'female', ...nothing })
}

async function cover(patientId: PatientId, planId = 'SILVER-PPO') {
  const desk = await clinic.as('front-desk')
  return desk.insurance.addCoverage({
    patientId,
    planId,
    memberNumber: 'A-100',
    validFrom: '2026-01-01',
    validUntil: null,
  })
}

/** A visit that costs 120 dollars, booked for the next free slot of today. */
async function book(patientId: PatientId) {
  const admin = await clinic.as('tenant-admin')
  const desk = await clinic.as('front-desk')
  const doctorId = clinic.staff('doctor').session.staff.id
  const today = { doctorId, day: '2026-11-21' }
  let slots = await desk.scheduling.listSlots(today).catch(() => [])
  if (slots.length === 0) {
    await admin.scheduling.saveDoctor({
      doctorId,
      specialty: 'General practice',
      visitKind: 'general',
      languages: ['en'],
      about: '',
      capabilities: ['video'],
      licences: [
        {
          jurisdiction: 'KE',
          number: 'K-1',
          validUntil: '2030-01-01',
          allowsTelemedicine: true,
          allowsPrescribing: true,
        },
      ],
      feeMinor: 120_00,
    })
    await desk.scheduling.offerSlots({ ...today, from: '10:00', to: '16:00', minutesEach: 30, isTelemedicine: true })
    slots = await desk.scheduling.listSlots(today)
  }
  const slotId = slots.find(({ bookedBy }) => bookedBy === null)?.id
  if (!slotId) throw new Error('No slot is free.')
  return desk.scheduling.bookConsultation({ patientId, slotId, symptoms: 'Cough' })
}

async function attend(consultationId: ConsultationId) {
  const desk = await clinic.as('front-desk')
  const doctor = await clinic.as('doctor')
  await desk.scheduling.checkIn({ consultationId })
  await doctor.encounters.start({ consultationId })
  await doctor.encounters.addDiagnosis({ consultationId, code: 'J06.9', description: 'Common cold' })
  await doctor.encounters.complete({ consultationId, summary: 'Rest.', followUp: null })
}

/** A patient with this plan, and a visit that is verified against it. */
async function coveredVisit(planId = 'SILVER-PPO') {
  const desk = await clinic.as('front-desk')
  const patient = await register()
  const coverage = await cover(patient.id, planId)
  const visit = await book(patient.id)
  const payable: Payable = { kind: 'consultation', id: visit.id }
  const verification = await desk.insurance.verifyCoverage({ payable, coverageId: coverage.id })
  return { desk, patient, coverage, visit, payable, verification }
}

const calls = (kind: string) =>
  clinic.database
    .rows<{ call: string }>('SELECT call FROM chain_calls WHERE kind = $kind ORDER BY n', { kind })
    .map(({ call }) => JSON.parse(call))

const settle = (by: PayerPort = payer) => {
  const { journal, deviceId } = clinic.records
  const act: Act = { ...setUp, action: 'insurance.settleClaims' }
  return settleClaims({ journal, act, payer: by, deviceId, clock: clinic.clock, ids: randomIds })
}

async function claimOf(patientId: PatientId): Promise<Claim> {
  const billing = await clinic.as('billing')
  const { items } = await billing.insurance.listClaims({ patientId })
  const [claim] = items
  if (!claim) throw new Error('The patient has no claim.')
  return billing.insurance.getClaim({ claimId: claim.id })
}

const left = async (insuranceId: CoverageId) =>
  (await clinic.as('billing')).insurance.listCoveredServices({ insuranceId })

test('plans are listed by name', async () => {
  const desk = await clinic.as('front-desk')
  expect(await desk.insurance.listPlans({})).toEqual([bronze, community, silver])
})

test('a membership is added once, and shown with its plan', async () => {
  const desk = await clinic.as('front-desk')
  const patient = await register()
  const coverage = await cover(patient.id)
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
  expect(await refusal(cover(patient.id))).toBe('ALREADY_COVERED')
  expect(await refusal(cover(PatientId.parse(unknownId)))).toBe('PATIENT_UNKNOWN')
  expect(await refusal(cover(patient.id, 'PLATINUM'))).toBe('PLAN_UNKNOWN')
  const request = { patientId: patient.id, planId: 'BRONZE-HDHP', memberNumber: 'B-1', validFrom: '2026-02-01' }
  expect(await refusal(desk.insurance.addCoverage({ ...request, validUntil: '2026-01-01' }))).toBe('DATES_REVERSED')
  const long = { ...request, validUntil: null, memberNumber: 'x'.repeat(41) }
  expect(await refusal(desk.insurance.addCoverage(long))).toBe('BAD_REQUEST')
  const extra = { ...request, validUntil: null, isVip: true }
  expect(await refusal(desk.insurance.addCoverage(extra))).toBe('BAD_REQUEST')
})

test('a verification says who owes what, is the visit’s from then on, and goes to the chain as a commitment', async () => {
  const { desk, patient, coverage, visit, verification } = await coveredVisit()
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
  expect(calls('coverage-verification')).toEqual([
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
  const { desk, payable, verification } = await coveredVisit()
  const selfPay = await desk.insurance.verifyCoverage({ payable, coverageId: null })
  expect(selfPay).toMatchObject({ isCovered: false, reason: 'no-coverage', planName: null, patientOwesMinor: 120_00 })
  expect(await desk.billing.getCharge(payable)).toMatchObject({ patientOwesMinor: 120_00, payerOwesMinor: 0 })
  expect(await refusal(desk.insurance.payFromCoverage({ verificationId: verification.id }))).toBe('SUPERSEDED')
  expect(await refusal(desk.insurance.payFromCoverage({ verificationId: selfPay.id }))).toBe('NOT_COVERED')
})

test('only a coverage of the patient’s own is verified, for a visit or order that is there', async () => {
  const { desk, coverage, payable } = await coveredVisit()
  const other = await cover((await register('Njoroge')).id)
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

test('the payer’s part is charged once as a draft, which follows a new verification', async () => {
  const { desk, payable, coverage, patient, verification } = await coveredVisit()
  const draft = await desk.insurance.payFromCoverage({ verificationId: verification.id })
  expect(draft).toMatchObject({ state: 'draft', claimedMinor: 85_00, patientOwesMinor: 35_00, diagnosisCodes: [] })
  expect(draft.code).toMatch(/^C-/)
  expect(await desk.insurance.payFromCoverage({ verificationId: verification.id })).toEqual(draft)
  const second = await desk.insurance.addCoverage({
    patientId: patient.id,
    planId: 'COMMUNITY',
    memberNumber: 'B-7',
    validFrom: '2026-01-01',
    validUntil: null,
  })
  await desk.insurance.verifyCoverage({ payable, coverageId: second.id })
  expect(await claimOf(patient.id)).toMatchObject({
    id: draft.id,
    planName: 'Community',
    coverageId: second.id,
    version: 2,
    state: 'draft',
  })
  expect((await left(coverage.id)).deductibleLeftMinor).toBe(1_800_00)
})

test('the claim goes out by itself when the visit ends, and uses the member’s benefits', async () => {
  const { patient, visit, coverage, payable, desk } = await coveredVisit('COMMUNITY')
  await attend(visit.id)
  const claim = await claimOf(patient.id)
  expect(claim).toMatchObject({
    payable,
    consultationId: visit.id,
    state: 'submitted',
    diagnosisCodes: ['J06.9'],
    claimedMinor: 85_00,
    paidMinor: 0,
    submittedAt: clinic.clock.now(),
    events: [{ state: 'draft' }, { state: 'submitted' }],
  })
  const [call] = calls('claim')
  expect(call).toMatchObject({ fn: 'submitClaim', procedureCode: claim.proof.commitment })
  expect(JSON.stringify(call)).not.toMatch(/8500|J06/)
  expect(await left(coverage.id)).toMatchObject({ outOfPocketLeftMinor: 6_465_00, visitsLeft: 0 })
  const next = await book(patient.id)
  const verify = (id: ConsultationId) =>
    desk.insurance.verifyCoverage({ payable: { kind: 'consultation', id }, coverageId: coverage.id })
  expect(await verify(next.id)).toMatchObject({ isCovered: false, reason: 'visit-limit-reached' })
  expect(await refusal(verify(visit.id))).toBe('ALREADY_CLAIMED')
  const billing = await clinic.as('billing')
  expect(await refusal(billing.insurance.submitClaim({ payable }))).toBe('ALREADY_SUBMITTED')
})

test('benefits begin anew with the calendar year of the clinic', async () => {
  const { visit, coverage } = await coveredVisit()
  await attend(visit.id)
  clinic.clock.set('2026-12-31T20:59:00.000Z')
  expect((await left(coverage.id)).outOfPocketLeftMinor).toBe(6_465_00)
  clinic.clock.set('2026-12-31T21:00:00.000Z')
  expect((await left(coverage.id)).outOfPocketLeftMinor).toBe(6_500_00)
})

test('what the patient pays within the deductible is claimed from nobody, and meets the deductible all the same', async () => {
  const { desk, patient, visit, coverage, payable, verification } = await coveredVisit('BRONZE-HDHP')
  expect(verification).toMatchObject({ isCovered: true, patientOwesMinor: 120_00, payerOwesMinor: 0 })
  await attend(visit.id)
  const billing = await clinic.as('billing')
  expect(await billing.insurance.listClaims({ patientId: patient.id })).toEqual({ items: [], nextCursor: null })
  expect((await left(coverage.id)).deductibleLeftMinor).toBe(5_880_00)
  expect(await refusal(billing.insurance.submitClaim({ payable }))).toBe('NOT_COVERED')
  // A second look at the same visit counts it once, and self-pay not at all.
  expect((await desk.insurance.verifyCoverage({ payable, coverageId: coverage.id })).deductibleLeftMinor).toBe(6_000_00)
  expect((await left(coverage.id)).deductibleLeftMinor).toBe(5_880_00)
  await desk.insurance.verifyCoverage({ payable, coverageId: null })
  expect((await left(coverage.id)).deductibleLeftMinor).toBe(6_000_00)
})

test('a claim by hand waits for a verification and for the end of the visit', async () => {
  const billing = await clinic.as('billing')
  const patient = await register()
  const coverage = await cover(patient.id)
  const visit = await book(patient.id)
  const payable: Payable = { kind: 'consultation', id: visit.id }
  const submit = () => billing.insurance.submitClaim({ payable })
  expect(await refusal(submit())).toBe('NOT_VERIFIED')
  await attend(visit.id)
  expect(await refusal(submit())).toBe('NOT_VERIFIED')
  await billing.insurance.verifyCoverage({ payable, coverageId: coverage.id })
  expect((await submit()).state).toBe('submitted')

  const desk = await clinic.as('front-desk')
  expect(await refusal(desk.insurance.submitClaim({ payable }))).toBe('FORBIDDEN')
  const later = await coveredVisit()
  expect(await refusal(billing.insurance.submitClaim({ payable: later.payable }))).toBe('NOT_COMPLETED')
})

test('an accepted claim is paid, closed, and settled on the chain once', async () => {
  const { patient, visit } = await coveredVisit()
  await attend(visit.id)
  expect(await settle()).toEqual({ changed: 2, unreachable: [] })
  const claim = await claimOf(patient.id)
  expect(claim).toMatchObject({ state: 'settled', paidMinor: 85_00, version: 4 })
  expect(claim.events.map(({ state, by, note }) => [state, by, note]).slice(2)).toEqual([
    ['accepted', 'Acacia Health', '$85.00 approved. As agreed.'],
    ['settled', 'Acacia Health', '$85.00 paid, reference PAY-1.'],
  ])
  expect(calls('claim').map(({ fn }) => fn)).toEqual(['submitClaim', 'settlePayment'])
  expect(calls('claim')[1]).toEqual({ fn: 'settlePayment', claim: calls('claim')[0].procedureCode })
  expect(await settle()).toEqual({ changed: 0, unreachable: [] })
})

test('two rounds at once write each answer once', async () => {
  const { patient, visit } = await coveredVisit()
  await attend(visit.id)
  const rounds = await Promise.all([settle(), settle()])
  expect(rounds[0].changed + rounds[1].changed).toBe(2)
  expect((await claimOf(patient.id)).events).toHaveLength(4)
  expect(calls('claim')).toHaveLength(2)
})

test('a claim waits for a payer who cannot be reached, and for one who is not through with it', async () => {
  const { patient, visit } = await coveredVisit()
  await attend(visit.id)
  const before = await claimOf(patient.id)
  const offline: PayerPort = { ...approving, adjudicate: () => Promise.reject(new PayerUnreachable('No route.')) }
  expect(await settle(offline)).toEqual({ changed: 0, unreachable: ['Acacia Health'] })
  expect(await settle({ ...approving, adjudicate: async () => ({ state: 'pending' }) })).toMatchObject({ changed: 0 })
  expect(await claimOf(patient.id)).toEqual(before)
  const unpaid: PayerPort = { ...approving, remit: async () => ({ state: 'pending' }) }
  expect((await settle(unpaid)).changed).toBe(1)
  expect((await claimOf(patient.id)).state).toBe('accepted')
})

test('a denied claim gives the benefits back and makes work for billing; sent again, it can still be settled', async () => {
  const { patient, visit, coverage } = await coveredVisit()
  await attend(visit.id)
  const billing = await clinic.as('billing')
  const denying: PayerPort = { ...approving, adjudicate: async () => ({ state: 'denied', reason: 'Member unknown.' }) }
  const { id: claimId } = await claimOf(patient.id)
  const again = () => billing.insurance.resubmitClaim({ claimId, note: 'The number was checked.' })
  expect(await refusal(again())).toBe('NOT_DENIED')

  expect((await settle(denying)).changed).toBe(1)
  expect(await claimOf(patient.id)).toMatchObject({ state: 'denied', denialReason: 'Member unknown.' })
  expect((await left(coverage.id)).outOfPocketLeftMinor).toBe(6_500_00)
  const { items } = await billing.tasks.list({ isMine: false })
  expect(items).toMatchObject([{ kind: 'claim-denied', patientId: patient.id }])

  expect(await again()).toMatchObject({ state: 'submitted', denialReason: null })
  expect((await left(coverage.id)).outOfPocketLeftMinor).toBe(6_465_00)
  expect((await settle()).changed).toBe(2)
  expect(await claimOf(patient.id)).toMatchObject({ state: 'settled', paidMinor: 85_00 })
  expect(calls('claim').map(({ fn }) => fn)).toEqual(['submitClaim', 'settlePayment'])
})

/** A medicine from the shelf, ordered at a visit and handed over. */
async function order(patientId: PatientId, coverageId: CoverageId | null, consultationId: ConsultationId | null) {
  const { journal } = clinic.records
  const ids = {
    now: () => clinic.clock.now(),
    newId: () => `${'product'.padEnd(18, '-')}${state().join('').slice(-4)}`,
  }
  const productId = journal.transact(setUp, (unit) => {
    saveMedicine(unit, {
      rxNormCode: '198440',
      name: 'Acetaminophen 500 MG Oral Tablet',
      ingredients: ['acetaminophen'],
      allergens: ['acetaminophen'],
      form: 'Oral Tablet',
      isBrand: false,
      isControlled: false,
      requiresPrescription: false,
    })
    const offer = { rxNormCode: '198440', manufacturer: 'Dawa', unitPriceMinor: 2_00, reorderLevel: 0 }
    return addProduct(unit, ids, offer, 'USD')
  })
  journal.transact(setUp, (unit) =>
    addStock(
      unit,
      { ...ids, deviceId: clinic.records.deviceId },
      { productId, batchNumber: 'B-1', expiresOn: '2028-01-01', quantity: 100 },
      'Set-up',
    ),
  )
  const pharmacist = await clinic.as('pharmacist')
  return pharmacist.pharmacy.placeOrder({
    idempotencyKey: 'o'.repeat(22),
    patientId,
    consultationId,
    lines: [{ productId, quantity: 20, prescriptionId: null }],
    delivery: { kind: 'pickup' },
    coverageId,
  })
}

async function handOver(orderId: OrderId) {
  const pharmacist = await clinic.as('pharmacist')
  const payable = { kind: 'order', id: orderId } as const
  const { outstandingMinor: amountMinor } = await pharmacist.billing.getCharge(payable)
  const how = { currency: 'USD', method: 'cash', reference: null } as const
  await pharmacist.billing.takePayment({ idempotencyKey: 'k'.repeat(22), payable, amountMinor, ...how })
  await pharmacist.pharmacy.dispense({ orderId })
  await pharmacist.pharmacy.handOver({ orderId, receivedBy: 'Amina Otieno' })
}

test('an order is verified as it is placed by the same engine, and claimed when it is handed over', async () => {
  const patient = await register()
  const coverage = await cover(patient.id)
  const { id } = await order(patient.id, coverage.id, null)
  const pharmacist = await clinic.as('pharmacist')
  expect(await pharmacist.billing.getCharge({ kind: 'order', id })).toMatchObject({
    totalMinor: 40_00,
    patientOwesMinor: 10_00,
    payerOwesMinor: 30_00,
  })
  await handOver(id)
  expect(await claimOf(patient.id)).toMatchObject({
    payable: { kind: 'order', id },
    state: 'submitted',
    consultationId: null,
    diagnosisCodes: [],
    lines: [{ category: 'generic-medicine', description: '20 × Acetaminophen 500 MG Oral Tablet', copayMinor: 10_00 }],
    claimedMinor: 30_00,
  })
})

test('an order without a coverage is the patient’s own', async () => {
  const patient = await register()
  await cover(patient.id)
  const { id } = await order(patient.id, null, null)
  const pharmacist = await clinic.as('pharmacist')
  expect(await pharmacist.billing.getCharge({ kind: 'order', id })).toMatchObject({ patientOwesMinor: 40_00 })
})

test('a claim that the payer would send back stays a draft, and billing gets it to complete', async () => {
  const { patient, coverage, visit } = await coveredVisit()
  const { id } = await order(patient.id, coverage.id, visit.id)
  await handOver(id)
  const payable = { kind: 'order', id } as const
  expect(await claimOf(patient.id)).toMatchObject({
    payable,
    state: 'draft',
    events: [{ note: null }, { note: 'Not sent. The visit has no diagnosis.' }],
  })
  const billing = await clinic.as('billing')
  expect((await billing.tasks.list({ isMine: false })).items).toMatchObject([{ kind: 'claim-denied' }])
  expect(await refusal(billing.insurance.submitClaim({ payable }))).toBe('INCOMPLETE')
  await attend(visit.id)
  expect(await billing.insurance.submitClaim({ payable })).toMatchObject({
    state: 'submitted',
    diagnosisCodes: ['J06.9'],
  })
})

test('the work list comes in pages, the newest first, by state and by person', async () => {
  const first = await coveredVisit()
  await attend(first.visit.id)
  const second = await coveredVisit()
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
