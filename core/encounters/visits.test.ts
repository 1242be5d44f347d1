import { expect, test } from 'vitest'
import type { TestClinic } from '../../tests/support/clinic.js'
import { eachInClinic } from '../../tests/support/each-clinic.js'
import { addCoverageForTest, furnish } from '../../tests/support/furnish.js'
import { refusalCode } from '../../tests/support/refusal.js'
import { beginVisit } from '../../tests/support/visit.js'
import { ConsultationId, PatientId, SlotId } from '../kernel/ids.js'
import type { Reader } from '../ports/database.js'
import { readConsultations } from '../scheduling/reads.js'
import { readFacts } from './facts.js'
import { Visit } from './model.js'

let clinic: TestClinic

eachInClinic((opened) => {
  clinic = opened
})

const unknownId = 'z'.repeat(22)
const refusal = (call: Promise<unknown>) => refusalCode(clinic, call)
const doctorName = () => clinic.staff('doctor').session.staff.displayName

/** A registered patient, covered by the furnished plan, and a slot of the doctor's. */
async function insuredPatient() {
  const furnished = await furnish(clinic)
  const desk = await clinic.as('front-desk')
  const patient = await desk.patients.register({
    givenName: 'Amina',
    familyName: 'Otieno',
    birthDate: '1990-04-12',
    sex: 'female',
    phone: null,
    email: null,
    address: null,
    language: null,
    externalId: null,
  })
  const coverage = await addCoverageForTest(desk, patient.id, furnished.planId)
  const { items } = await desk.scheduling.listDoctors({})
  const slots = items.flatMap(({ nextFreeSlots }) => nextFreeSlots.map(({ id }) => id))
  return { furnished, desk, patient, coverage, slots }
}

const marks = { done: 'd', next: 'N', open: '.', blocked: 'B', 'not-needed': '-' }

test('the rail goes with the visit from booking to settlement, and each step that is done has its proof', async () => {
  const { furnished, desk, patient, coverage, slots } = await insuredPatient()
  const [doctor, pharmacist] = [await clinic.as('doctor'), await clinic.as('pharmacist')]
  const [slotId] = slots
  if (!slotId) throw new Error('No slot is free.')
  const { id: consultationId } = await desk.scheduling.bookConsultation({
    patientId: patient.id,
    slotId,
    symptoms: 'Sore throat',
  })
  const rail = async () => {
    const visit = await desk.encounters.getVisit({ consultationId })
    expect(Visit.safeParse(visit).error).toBeUndefined()
    for (const step of visit.steps) if (step.state === 'done') expect(step.proof?.commitment).not.toBe('')
    const list = await desk.encounters.listVisits({ patientId: patient.id })
    expect(list.items).toMatchObject([
      { steps: visit.steps.map(({ name, state }) => ({ name, state })), nextAction: visit.nextAction },
    ])
    return `${visit.steps.map(({ state }) => marks[state]).join('')} ${visit.nextAction}`
  }
  const payable = { kind: 'consultation', id: consultationId } as const
  const pay = async (owed: Parameters<typeof desk.billing.takePayment>[0]['payable']) => {
    const { outstandingMinor, currency } = await desk.billing.getCharge(owed)
    await desk.billing.takePayment({
      idempotencyKey: Buffer.from(owed.id).toString('base64url').slice(0, 22),
      payable: owed,
      amountMinor: outstandingMinor,
      currency,
      method: 'cash',
      reference: null,
    })
  }
  expect(await rail()).toBe('dN...... verify-coverage')
  await desk.insurance.verifyCoverage({ payable, coverageId: coverage.id })
  expect(await rail()).toBe('ddN..... take-payment')
  await pay(payable)
  expect(await rail()).toBe('dddN.... check-in')
  await desk.scheduling.checkIn({ consultationId })
  expect(await rail()).toBe('dddN.... start')
  await doctor.encounters.start({ consultationId })
  expect(await rail()).toBe('dddN.... complete')
  await doctor.encounters.addDiagnosis({ consultationId, code: 'J02.0', description: 'Streptococcal pharyngitis' })
  expect(await rail()).toBe('ddd.N... prescribe')
  const prescription = await doctor.prescriptions.issue({
    consultationId,
    rxNormCode: furnished.rxNormCode,
    dose: 1,
    doseUnit: 'tablet',
    route: 'oral',
    frequency: 'three-times-daily',
    durationDays: 7,
    quantity: 21,
    refills: 0,
    note: null,
    overrideReason: null,
  })
  expect(await rail()).toBe('dddNd... complete')
  await doctor.encounters.complete({
    consultationId,
    summary: 'Streptococcal pharyngitis.',
    followUp: { afterDays: 7, reason: 'Look at the throat again' },
  })
  expect(await rail()).toBe('dddddN.. order')
  const order = await pharmacist.pharmacy.placeOrder({
    idempotencyKey: 'o'.repeat(22),
    patientId: patient.id,
    consultationId,
    lines: [{ productId: furnished.productId, quantity: 21, prescriptionId: prescription.id }],
    delivery: { kind: 'ship', address: furnished.address },
    coverageId: coverage.id,
  })
  expect(await rail()).toBe('ddddddN. pay-order')
  await pay({ kind: 'order', id: order.id })
  expect(await rail()).toBe('ddddddN. dispense')
  await pharmacist.pharmacy.dispense({ orderId: order.id })
  expect(await rail()).toBe('ddddddN. ship')
  await pharmacist.pharmacy.ship({ orderId: order.id, carrier: 'Boda', trackingNumber: 'B-1' })
  expect(await rail()).toBe('ddddddN. hand-over')
  await pharmacist.pharmacy.handOver({ orderId: order.id, receivedBy: 'Amina Otieno' })
  expect(await rail()).toBe('dddddddN await-settlement')
  await clinic.records.settleClaims()
  expect(await rail()).toBe('dddddddN close-follow-up')
  const [task] = (await doctor.tasks.list({})).items
  if (!task) throw new Error('There is no follow-up.')
  await doctor.tasks.complete({ taskId: task.id, outcome: 'Healed' })
  expect(await rail()).toBe('dddddddd null')
})

test('after a cancellation nothing is asked for, and the visit says why', async () => {
  const { desk, patient, slots } = await insuredPatient()
  const [slotId] = slots
  if (!slotId) throw new Error('No slot is free.')
  const { id } = await desk.scheduling.bookConsultation({ patientId: patient.id, slotId, symptoms: 'Sore throat' })
  await desk.scheduling.cancelConsultation({ consultationId: id, reason: 'Feels better' })
  const visit = await desk.encounters.getVisit({ consultationId: id })
  expect(visit.nextAction).toBeNull()
  expect(visit.steps.map(({ state, statement }) => `${state}: ${statement}`)).toEqual(
    Array(8).fill('not-needed: The visit was canceled: Feels better'),
  )
})

test('visits are listed by day in its order, and otherwise with the latest first, a page at a time', async () => {
  const { desk, patient, slots } = await insuredPatient()
  const booked: string[] = []
  for (const slotId of slots) {
    const visit = await desk.scheduling.bookConsultation({ patientId: patient.id, slotId, symptoms: 'Cough' })
    booked.push(visit.id)
  }
  const [first = '', second = '', third = ''] = booked
  await desk.scheduling.checkIn({ consultationId: ConsultationId.parse(second) })
  const doctorId = clinic.staff('doctor').session.staff.id
  const ids = async (filter: Parameters<typeof desk.encounters.listVisits>[0]) =>
    (await desk.encounters.listVisits(filter)).items.map(({ consultation }) => consultation.id)
  expect(await ids({ day: '2026-11-21' })).toEqual([first, second, third])
  expect(await ids({ day: '2026-11-22' })).toEqual([])
  expect(await ids({ doctorId })).toEqual([third, second, first])
  expect(await ids({ patientId: patient.id, states: ['arrived'] })).toEqual([second])
  expect(await ids({ states: [] })).toEqual([third, second, first])
  expect(await ids({ patientId: PatientId.parse(unknownId) })).toEqual([])
  const page = await desk.encounters.listVisits({ day: '2026-11-21', limit: 2 })
  const rest = await desk.encounters.listVisits({ day: '2026-11-21', limit: 2, cursor: page.nextCursor ?? '' })
  expect([...page.items, ...rest.items].map(({ consultation }) => consultation.id)).toEqual(booked)
  expect(rest.nextCursor).toBeNull()
  expect(page.items[0]).toMatchObject({
    patient: { fullName: 'Amina Otieno' },
    doctorName: doctorName(),
    nextAction: 'verify-coverage',
    outstandingMinor: page.items[0]?.consultation.feeMinor,
  })
})

test('who opens a visit or a list of them leaves a trace with the patient', async () => {
  const { visit, patient } = await beginVisit(clinic)
  const consultationId = visit.id
  const billing = await clinic.as('billing')
  await billing.encounters.getVisit({ consultationId })
  await billing.encounters.listVisits({})
  const entries = clinic.database.rows(
    `SELECT a.action, a.outcome FROM audit_patients p JOIN audit_entries a ON a.seq = p.seq
      WHERE p.patient_id = $id ORDER BY a.seq DESC LIMIT 2`,
    { id: patient.id },
  )
  expect(entries).toEqual([
    { action: 'encounters.listVisits', outcome: 'read' },
    { action: 'encounters.getVisit', outcome: 'read' },
  ])
  const unknown = billing.encounters.getVisit({ consultationId: ConsultationId.parse(unknownId) })
  expect(await refusal(unknown)).toBe('CONSULTATION_UNKNOWN')
  const pharmacist = await clinic.as('pharmacist')
  expect(await refusal(pharmacist.encounters.listVisits({}))).toBe('FORBIDDEN')
})

test('the facts of a page are found by index, in as many queries for fifty visits as for one and a charge each', async () => {
  const { slots, desk, patient } = await insuredPatient()
  for (const slotId of slots)
    await desk.scheduling.bookConsultation({ patientId: patient.id, slotId: SlotId.parse(slotId), symptoms: 'Cough' })
  const plans: string[] = []
  const db: Reader = {
    row: (sql, params) => {
      plans.push(explain(sql, params))
      return clinic.database.row(sql, params)
    },
    rows: (sql, params) => {
      plans.push(explain(sql, params))
      return clinic.database.rows(sql, params)
    },
  }
  const page = { order: 'latest-first', after: undefined, limit: 50 } as const
  const visits = readConsultations(clinic.database, {}, page)
  expect(visits).toHaveLength(3)
  const at = { now: clinic.clock.now(), timeZone: 'Africa/Nairobi' }
  readFacts(db, visits.slice(0, 1), at)
  const queriesForOne = plans.splice(0).length
  readFacts(db, visits, at)
  expect(plans).toHaveLength(queriesForOne + 2)
  // `i` and nameless ones are the list of ids itself.
  expect(plans.filter((plan) => /SCAN (?!i\b|json_each|CONSTANT)/.test(plan))).toEqual([])
})

const explain = (sql: string, params: Parameters<Reader['rows']>[1]) =>
  clinic.database
    .rows<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, params)
    .map(({ detail }) => detail)
    .join('; ')
