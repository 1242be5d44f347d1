import { expect, test } from 'vitest'
import { randomIds } from '../../node/system.js'
import type { Client, TestClinic } from '../../tests/support/clinic.js'
import { eachInClinic } from '../../tests/support/each-clinic.js'
import { countRows, refusal } from '../../tests/support/refusal.js'
import { savePlan } from '../insurance/intake.js'
import { ConsultationId, OrderId, type PatientId, PaymentId } from '../kernel/ids.js'
import type { Payable, TakePayment } from './model.js'

let clinic: TestClinic
let desk: Client

eachInClinic(async (opened) => {
  clinic = opened
  desk = await clinic.as('front-desk')
  const admin = await clinic.as('tenant-admin')
  const doctorId = clinic.staff('doctor').session.staff.id
  await admin.scheduling.saveDoctor({
    doctorId,
    specialty: 'Dermatology',
    visitKind: 'specialist',
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
  const day = { doctorId, day: '2026-11-21', from: '10:00', to: '12:00', minutesEach: 30 }
  await desk.scheduling.offerSlots({ ...day, isTelemedicine: true })
})

const unknownId = 'z'.repeat(22)
const newKey = () => randomIds.newId()

const refused = (call: Promise<unknown>) => refusal(clinic, call)

/** Somebody with a visit for 120 dollars. */
async function bookedVisit(familyName = 'Otieno') {
  const nothing = { phone: null, email: null, address: null, language: null, externalId: null }
  const person = { givenName: 'Amina', familyName, birthDate: null, sex: 'female' as const, ...nothing }
  const patient = await desk.patients.register(person)
  const doctorId = clinic.staff('doctor').session.staff.id
  const slots = await desk.scheduling.listSlots({ doctorId, day: '2026-11-21' })
  const slotId = slots.find(({ bookedBy }) => bookedBy === null)?.id
  if (!slotId) throw new Error('No slot is free.')
  const visit = await desk.scheduling.bookConsultation({ patientId: patient.id, slotId, symptoms: 'Rash' })
  const payable: Payable = { kind: 'consultation', id: visit.id }
  return { patient, visit, payable }
}

async function cover(patientId: PatientId, payable: Payable) {
  clinic.records.journal.transact(
    { actorId: 'set-up', actorName: 'Set-up', action: 'tenancy.setUp', door: 'system' },
    (unit) =>
      savePlan(unit, {
        id: 'SILVER-PPO',
        name: 'Silver PPO',
        payerName: 'Acacia Health',
        currency: 'USD',
        deductibleMinor: 0,
        outOfPocketMaxMinor: null,
        visitLimit: null,
        benefits: [
          {
            category: 'specialist-visit',
            isCovered: true,
            copayMinor: 60_00,
            coinsurancePercent: 0,
            deductibleApplies: false,
          },
        ],
        notes: '',
      }),
  )
  const membership = { planId: 'SILVER-PPO', memberNumber: 'A-1', validFrom: '2026-01-01', validUntil: null }
  const coverage = await desk.insurance.addCoverage({ patientId, ...membership })
  await desk.insurance.verifyCoverage({ payable, coverageId: coverage.id })
}

const request = (payable: Payable, amountMinor: number, change: Partial<TakePayment> = {}): TakePayment => ({
  idempotencyKey: newKey(),
  payable,
  amountMinor,
  currency: 'USD',
  method: 'card',
  reference: 'T-7',
  ...change,
})

test('a payment lowers what is owed, and its receipt names person, visit and clinic', async () => {
  const { patient, visit, payable } = await bookedVisit()
  const payment = await desk.billing.takePayment(request(payable, 50_00))
  expect(payment).toEqual({
    id: payment.id,
    code: payment.code,
    patientId: patient.id,
    payable,
    amountMinor: 50_00,
    currency: 'USD',
    method: 'card',
    reference: 'T-7',
    refundOf: null,
    takenAt: clinic.clock.now(),
    takenBy: clinic.staff('front-desk').session.staff.displayName,
    proof: expect.objectContaining({ state: 'signed', txHash: null }),
  })
  expect(payment.code).toMatch(/^K-/)
  const charge = {
    payable,
    code: visit.code,
    description: `Video visit with ${clinic.staff('doctor').session.staff.displayName}`,
    totalMinor: 120_00,
    payerOwesMinor: 0,
    patientOwesMinor: 120_00,
    patientPaidMinor: 50_00,
    outstandingMinor: 70_00,
    currency: 'USD',
  }
  expect(await desk.billing.getReceipt({ paymentId: payment.id })).toEqual({
    payment,
    charge,
    clinicName: 'Harbor Clinic',
    patientName: 'Amina Otieno',
    patientCode: patient.code,
  })
  expect(await desk.billing.listCharges({ patientId: patient.id })).toEqual([charge])
  expect((await desk.patients.getBanner({ patientId: patient.id })).balanceMinor).toBe(70_00)
})

test('the patient pays their part, and no more', async () => {
  const { patient, payable } = await bookedVisit()
  await cover(patient.id, payable)
  expect(await refused(desk.billing.takePayment(request(payable, 60_01)))).toEqual({
    code: 'OVERPAYMENT',
    data: { outstandingMinor: 60_00 },
  })
  await desk.billing.takePayment(request(payable, 60_00))
  expect((await refused(desk.billing.takePayment(request(payable, 1)))).code).toBe('NOTHING_DUE')
  expect(await desk.billing.getCharge(payable)).toMatchObject({ outstandingMinor: 0, payerOwesMinor: 60_00 })
})

test('the same key takes one payment, however often it is sent', async () => {
  const { payable } = await bookedVisit()
  const asked = request(payable, 120_00)
  const first = await desk.billing.takePayment(asked)
  const before = countRows(clinic)
  expect(await desk.billing.takePayment(asked)).toEqual(first)
  expect(countRows(clinic)).toEqual(before)
  for (const change of [{ amountMinor: 119_00 }, { method: 'cash' as const }, { reference: null }])
    expect((await refused(desk.billing.takePayment({ ...asked, ...change }))).code).toBe('KEY_REUSED')
  const other = await bookedVisit('Njoroge')
  expect((await refused(desk.billing.takePayment({ ...asked, payable: other.payable }))).code).toBe('KEY_REUSED')
})

test('a payment is given back once, and is owed again then', async () => {
  const { payable } = await bookedVisit()
  const payment = await desk.billing.takePayment(request(payable, 120_00))
  const refund = await desk.billing.refundPayment({ paymentId: payment.id, reason: 'Taken twice' })
  expect(refund).toMatchObject({ amountMinor: -120_00, method: 'card', reference: 'Taken twice', refundOf: payment.id })
  expect(await desk.billing.getCharge(payable)).toMatchObject({ patientPaidMinor: 0, outstandingMinor: 120_00 })
  const again = (paymentId: PaymentId) => refused(desk.billing.refundPayment({ paymentId, reason: 'Again' }))
  expect((await again(payment.id)).code).toBe('ALREADY_REFUNDED')
  expect((await again(refund.id)).code).toBe('PAYMENT_UNKNOWN')
  expect((await again(PaymentId.parse(unknownId))).code).toBe('PAYMENT_UNKNOWN')
  expect((await desk.billing.takePayment(request(payable, 120_00))).refundOf).toBeNull()
})

test('nothing is owed for a canceled visit, and what was paid for it is due back', async () => {
  const { payable, visit, patient } = await bookedVisit()
  const payment = await desk.billing.takePayment(request(payable, 20_00))
  await desk.scheduling.cancelConsultation({ consultationId: visit.id, reason: 'Feels better' })
  expect(await desk.billing.getCharge(payable)).toMatchObject({ totalMinor: 0, outstandingMinor: -20_00 })
  expect((await desk.patients.getBanner({ patientId: patient.id })).balanceMinor).toBe(-20_00)
  expect((await refused(desk.billing.takePayment(request(payable, 20_00)))).code).toBe('NOTHING_DUE')
  await desk.billing.refundPayment({ paymentId: payment.id, reason: 'Canceled' })
  expect(await desk.billing.getCharge(payable)).toMatchObject({ outstandingMinor: 0 })
})

test.each([
  ['nothing', { amountMinor: 0 }, 'BAD_REQUEST'],
  ['less than nothing', { amountMinor: -5 }, 'BAD_REQUEST'],
  ['half a cent', { amountMinor: 0.5 }, 'BAD_REQUEST'],
  ['another currency', { currency: 'KES' }, 'CURRENCY_MISMATCH'],
  ['a reference that is too long', { reference: 'x'.repeat(61) }, 'BAD_REQUEST'],
  ['an unknown way to pay', { method: 'barter' }, 'BAD_REQUEST'],
  ['a field that nobody knows', { tip: 1 }, 'BAD_REQUEST'],
  ['a visit that is not here', { payable: { kind: 'consultation', id: unknownId } }, 'PAYABLE_UNKNOWN'],
  ['an order that is not here', { payable: { kind: 'order', id: unknownId } }, 'PAYABLE_UNKNOWN'],
])('a payment of %s is refused', async (_what, change, code) => {
  const { payable } = await bookedVisit()
  const asked = { ...request(payable, 10_00), ...change } as TakePayment
  expect((await refused(desk.billing.takePayment(asked))).code).toBe(code)
})

test('what is not here is not shown', async () => {
  const consultation = { kind: 'consultation', id: ConsultationId.parse(unknownId) } as const
  expect((await refused(desk.billing.getCharge(consultation))).code).toBe('PAYABLE_UNKNOWN')
  const order = { kind: 'order', id: OrderId.parse(unknownId) } as const
  expect((await refused(desk.billing.getCharge(order))).code).toBe('PAYABLE_UNKNOWN')
  expect((await refused(desk.billing.getReceipt({ paymentId: PaymentId.parse(unknownId) }))).code).toBe(
    'PAYMENT_UNKNOWN',
  )
})

test('a doctor takes no money, and an auditor looks but does not touch', async () => {
  const { payable } = await bookedVisit()
  const doctor = await clinic.as('doctor')
  const auditor = await clinic.as('auditor')
  // The refusal itself is in the audit log, and nothing else was written.
  expect((await refused(doctor.billing.takePayment(request(payable, 10_00)))).code).toBe('FORBIDDEN')
  expect((await refused(auditor.billing.takePayment(request(payable, 10_00)))).code).toBe('FORBIDDEN')
  expect((await auditor.billing.getCharge(payable)).outstandingMinor).toBe(120_00)
})

test('the day sheet has the payments of the clinic’s own day, and its totals less refunds', async () => {
  const { payable } = await bookedVisit()
  const take = (amountMinor: number, method: TakePayment['method']) =>
    desk.billing.takePayment(request(payable, amountMinor, { method }))
  clinic.clock.set('2026-11-21T20:59:59.999Z')
  const cash = await take(10_00, 'cash')
  const card = await take(30_00, 'card')
  const refund = await desk.billing.refundPayment({ paymentId: cash.id, reason: 'Wrong amount' })
  clinic.clock.set('2026-11-21T21:00:00.000Z')
  const tomorrow = await take(12_00, 'cash')

  const sheet = await desk.billing.getDaySheet({ day: '2026-11-21' })
  expect(sheet).toEqual({
    day: '2026-11-21',
    payments: [refund, card, cash].map((payment) => ({ ...payment, patientName: 'Amina Otieno' })),
    totals: [
      { method: 'card', currency: 'USD', amountMinor: 30_00, count: 1 },
      { method: 'cash', currency: 'USD', amountMinor: 0, count: 2 },
    ],
  })
  expect((await desk.billing.getDaySheet({ day: '2026-11-22' })).payments.map(({ id }) => id)).toEqual([tomorrow.id])
  expect(await desk.billing.getDaySheet({ day: '2026-11-20' })).toEqual({ day: '2026-11-20', payments: [], totals: [] })
})
