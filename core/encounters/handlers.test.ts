import { expect, test } from 'vitest'
import type { TestClinic } from '../../tests/support/clinic.js'
import { eachInClinic } from '../../tests/support/each-clinic.js'
import { furnish } from '../../tests/support/furnish.js'
import { beginVisit, refusal as refuse } from '../../tests/support/visit.js'
import { ConsultationId, PatientId, SlotId } from '../kernel/ids.js'
import type { Reader } from '../ports/database.js'
import { readConsultations } from '../scheduling/reads.js'
import { readFacts } from './facts.js'
import { saveDiagnosisCode } from './intake.js'
import { Visit, type Vitals } from './model.js'

let clinic: TestClinic

eachInClinic((opened) => {
  clinic = opened
})

const unknownId = 'z'.repeat(22)
const nothing: Vitals = {
  temperatureCelsius: null,
  pulsePerMinute: null,
  systolicMmHg: null,
  diastolicMmHg: null,
  respirationsPerMinute: null,
  oxygenSaturationPercent: null,
  weightKg: null,
  heightCm: null,
}

/** The code with which an operation refuses, having changed nothing: not a row of this slice either. */
async function refusal(call: Promise<unknown>): Promise<string> {
  const rows = () =>
    ['vitals', 'notes', 'diagnoses', 'encounter_summaries', 'tasks'].map(
      (table) => clinic.database.rows(`SELECT 1 FROM ${table}`).length,
    )
  const before = rows()
  const { code } = await refuse(clinic, call)
  expect(rows()).toEqual(before)
  return code
}

const doctorName = () => clinic.staff('doctor').session.staff.displayName

/** A visit in progress, and the same with a diagnosis. */
async function inProgress() {
  const { patient, visit, doctor } = await beginVisit(clinic)
  return { patient, visit, consultationId: visit.id, doctor }
}
async function diagnosed() {
  const begun = await inProgress()
  const { consultationId, doctor } = begun
  await doctor.encounters.addDiagnosis({ consultationId, code: 'J02.9', description: 'Acute pharyngitis' })
  return begun
}

test('only the doctor of a visit begins it, and it begins once', async () => {
  const { visit, doctor, consultationId } = await inProgress()
  expect(visit).toMatchObject({ state: 'in-progress', startedAt: clinic.clock.now(), version: 2 })
  expect(await refusal(doctor.encounters.start({ consultationId }))).toBe('NOT_READY')
  const { client } = clinic.another('doctor')
  expect(await refusal(client.encounters.start({ consultationId }))).toBe('NOT_THE_DOCTOR')
  expect(await refusal(doctor.encounters.start({ consultationId: ConsultationId.parse(unknownId) }))).toBe(
    'CONSULTATION_UNKNOWN',
  )
  const desk = await clinic.as('front-desk')
  expect(await refusal(desk.encounters.start({ consultationId }))).toBe('FORBIDDEN')
})

test('vitals are kept as measured, each time anew', async () => {
  const { doctor, consultationId, patient } = await inProgress()
  const measured = { ...nothing, temperatureCelsius: 38.4, systolicMmHg: 120, diastolicMmHg: 80 }
  const first = await doctor.encounters.recordVitals({ ...measured, consultationId })
  expect(first).toEqual({
    ...measured,
    id: first.id,
    consultationId,
    recordedAt: clinic.clock.now(),
    recordedBy: doctorName(),
  })
  clinic.clock.advance(5)
  const second = await doctor.encounters.recordVitals({ ...nothing, temperatureCelsius: 38.1, consultationId })
  expect((await doctor.encounters.getVisit({ consultationId })).vitals).toEqual([second, first])
  const commitments = clinic.database.rows(`SELECT patient_id AS id FROM chain_commitments WHERE kind = 'vitals'`)
  expect(commitments).toEqual([{ id: patient.id }, { id: patient.id }])
})

test('vitals that say nothing or cannot be are refused', async () => {
  const { doctor, consultationId } = await inProgress()
  const record = (change: object) => doctor.encounters.recordVitals({ ...nothing, consultationId, ...change })
  expect(await refusal(record({}))).toBe('NOTHING_MEASURED')
  expect(await refusal(record({ systolicMmHg: 80, diastolicMmHg: 120 }))).toBe('PRESSURE_REVERSED')
  expect(await refusal(record({ temperatureCelsius: 98.6 }))).toBe('BAD_REQUEST')
  expect(await refusal(record({ pulsePerMinute: '72' }))).toBe('BAD_REQUEST')
  expect(await refusal(record({ weightKg: 70, mood: 'good' }))).toBe('BAD_REQUEST')
  expect(await refusal(record({ weightKg: 70, consultationId: unknownId }))).toBe('CONSULTATION_UNKNOWN')
})

test('a correction replaces a note, once, and both stay on record, after the visit too', async () => {
  const { doctor, consultationId } = await diagnosed()
  const write = (text: string, replaces: string | null) => doctor.encounters.addNote({ consultationId, text, replaces })
  const note = await write('Tonsils red.', null)
  await doctor.encounters.complete({ consultationId, summary: 'Viral.', followUp: null })
  expect(await refusal(write('One more thing.', null))).toBe('NOT_IN_PROGRESS')
  clinic.clock.advance(60)
  const correction = await write('Tonsils red and swollen.', note.id)
  expect(correction).toEqual({
    id: correction.id,
    consultationId,
    text: 'Tonsils red and swollen.',
    replaces: note.id,
    isReplaced: false,
    writtenAt: clinic.clock.now(),
    writtenBy: doctorName(),
  })
  expect((await doctor.encounters.getVisit({ consultationId })).notes).toEqual([
    { ...note, isReplaced: true },
    correction,
  ])
  expect(await refusal(write('Third.', note.id))).toBe('NOTE_UNKNOWN')
  expect(await refusal(write('Of another visit.', unknownId))).toBe('NOTE_UNKNOWN')
  expect(await refusal(write('x'.repeat(8_001), correction.id))).toBe('BAD_REQUEST')
})

test('a diagnosis is recorded once, by the doctor of the visit, while it is in progress', async () => {
  const { doctor, consultationId } = await inProgress()
  const diagnosis = { consultationId, code: ' j02.9', description: 'Acute pharyngitis' }
  const recorded = await doctor.encounters.addDiagnosis(diagnosis)
  expect(recorded).toEqual({
    ...diagnosis,
    id: recorded.id,
    code: 'J02.9',
    recordedAt: clinic.clock.now(),
    recordedBy: doctorName(),
  })
  expect(await refusal(doctor.encounters.addDiagnosis(diagnosis))).toBe('ALREADY_RECORDED')
  expect(await refusal(doctor.encounters.addDiagnosis({ ...diagnosis, code: 'sore' }))).toBe('BAD_REQUEST')
  const { client } = clinic.another('doctor')
  expect(await refusal(client.encounters.addDiagnosis({ ...diagnosis, code: 'R50.9' }))).toBe('NOT_THE_DOCTOR')
  await doctor.encounters.complete({ consultationId, summary: 'Viral.', followUp: null })
  expect(await refusal(doctor.encounters.addDiagnosis({ ...diagnosis, code: 'R50.9' }))).toBe('NOT_IN_PROGRESS')
})

test('diagnosis codes are found by how they begin and by every word of their description', async () => {
  clinic.database.transact((db) => {
    saveDiagnosisCode(db, 'J02.9', 'Acute pharyngitis')
    saveDiagnosisCode(db, 'J45.9', 'Asthma')
    saveDiagnosisCode(db, 'M06.9', 'Rheumatoid arthritis, acute')
    saveDiagnosisCode(db, 'M35.0', 'Sjögren syndrome')
  })
  const doctor = await clinic.as('doctor')
  const codes = async (text: string) => (await doctor.encounters.searchDiagnoses({ text })).map(({ code }) => code)
  expect(await codes('j')).toEqual(['J02.9', 'J45.9', 'M35.0'])
  expect(await codes(' J45')).toEqual(['J45.9'])
  expect(await codes('acute')).toEqual(['J02.9', 'M06.9'])
  expect(await codes('acute ARTH')).toEqual(['M06.9'])
  expect(await codes('sjogren')).toEqual(['M35.0'])
  expect(await codes('broken heart')).toEqual([])
  expect(await codes('')).toHaveLength(4)
})

test('a visit ends with a summary that the doctor signed; the chain is told the day and no more', async () => {
  clinic.clock.set('2026-11-21T06:47:13.000Z')
  const { doctor, consultationId, patient } = await diagnosed()
  const completed = await doctor.encounters.complete({
    consultationId,
    summary: 'Viral pharyngitis. Rest.',
    followUp: { afterDays: 7, reason: 'Look at the throat again' },
  })
  expect(completed).toMatchObject({ state: 'completed', completedAt: clinic.clock.now(), version: 3 })
  const { key } = clinic.staff('doctor')
  const visit = await doctor.encounters.getVisit({ consultationId })
  expect(visit.summary).toEqual({
    text: 'Viral pharyngitis. Rest.',
    followUp: { afterDays: 7, reason: 'Look at the throat again' },
    completedAt: clinic.clock.now(),
    completedBy: doctorName(),
    signer: key.address,
    proof: {
      state: 'signed',
      commitment: expect.stringMatching(/^0x[0-9a-f]{64}$/),
      txHash: null,
      blockNumber: null,
      onChainId: null,
    },
  })
  const row = clinic.database.row<{ call: string }>(`SELECT call FROM chain_calls WHERE fn = 'addRecord'`)
  const { signed, ...call } = JSON.parse(row?.call ?? '{}')
  expect(call).toEqual({
    fn: 'addRecord',
    patient: clinic.records.keys.patientAddress(patient.id),
    recordHash: visit.summary?.proof.commitment,
    timestamp: Date.parse('2026-11-21T00:00:00.000Z') / 1000,
  })
  const digest = clinic.records.chain.digest(call, signed.nonce)
  expect(clinic.records.keys.signerOf(digest, signed.signature)).toBe(key.address)
  expect(visit.tasks).toMatchObject([
    {
      kind: 'follow-up',
      title: 'Look at the throat again',
      dueOn: '2026-11-28',
      forStaff: clinic.staff('doctor').session.staff.id,
      patientName: 'Amina Otieno',
    },
  ])
})

test('what was signed is what is kept: the commitment opens with the stored words', async () => {
  const { doctor, consultationId } = await diagnosed()
  await doctor.encounters.complete({ consultationId, summary: 'Viral.', followUp: null })
  const { summary } = await doctor.encounters.getVisit({ consultationId })
  if (!summary) throw new Error('No summary was kept.')
  const { proof, ...content } = summary
  const salt = clinic.database.row<{ salt: Uint8Array }>(
    `SELECT salt FROM chain_commitments WHERE kind = 'encounter-summary'`,
  )?.salt
  const hex = `0x${Buffer.from(salt ?? []).toString('hex')}` as const
  const body = { consultationId, ...content }
  expect(clinic.records.keys.recommit('encounter-summary', consultationId, 1, hex, body).commitment).toBe(
    proof.commitment,
  )
})

test('a visit ends once, by its doctor, with a diagnosis and a summary', async () => {
  const { doctor, consultationId } = await inProgress()
  const end = (change: object = {}) =>
    doctor.encounters.complete({ consultationId, summary: 'Viral.', followUp: null, ...change })
  expect(await refusal(end())).toBe('DIAGNOSIS_MISSING')
  await doctor.encounters.addDiagnosis({ consultationId, code: 'J02.9', description: 'Acute pharyngitis' })
  const { client } = clinic.another('doctor')
  expect(await refusal(client.encounters.complete({ consultationId, summary: 'Mine.', followUp: null }))).toBe(
    'NOT_THE_DOCTOR',
  )
  expect(await refusal(end({ summary: ' ' }))).toBe('BAD_REQUEST')
  expect(await refusal(end({ followUp: { afterDays: 0, reason: 'Today' } }))).toBe('BAD_REQUEST')
  expect(await refusal(end({ consultationId: ConsultationId.parse(unknownId) }))).toBe('CONSULTATION_UNKNOWN')
  await end()
  expect(await refusal(end())).toBe('NOT_IN_PROGRESS')
  const vitals = { ...nothing, weightKg: 70, consultationId }
  expect(await refusal(doctor.encounters.recordVitals(vitals))).toBe('NOT_IN_PROGRESS')
})

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
  const coverage = await desk.insurance.addCoverage({
    patientId: patient.id,
    planId: furnished.planId,
    memberNumber: 'M-1',
    relationship: 'self',
    validFrom: '2026-01-01',
    validUntil: null,
  })
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
  })
})

test('who opens a visit or a list of them leaves a trace with the patient', async () => {
  const { consultationId, patient } = await inProgress()
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
