import { ORPCError } from '@orpc/server'
import { expect, test } from 'vitest'
import type { TestClinic } from '../../tests/support/clinic.js'
import { eachInClinic } from '../../tests/support/each-clinic.js'
import { ConsultationId, PatientId, SlotId, StaffId } from '../kernel/ids.js'
import type { Licence } from './model.js'

let clinic: TestClinic

eachInClinic((opened) => {
  clinic = opened
})

const kenyan: Licence = {
  jurisdiction: 'KE',
  number: 'KMPDC-1',
  validUntil: '2027-12-31',
  allowsTelemedicine: true,
  allowsPrescribing: true,
}
const today = '2026-11-21'
const unknownId = 'z'.repeat(22)

/** Everything that changes with a change: rows, audit trail, ops, commitments. */
const state = () =>
  ['consultations', 'slots', 'doctors', 'ops', 'chain_commitments', 'chain_calls'].map(
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

async function saveDoctor(doctorId = clinic.staff('doctor').session.staff.id, licences = [kenyan]) {
  const admin = await clinic.as('tenant-admin')
  return admin.scheduling.saveDoctor({
    doctorId,
    specialty: 'General practice',
    visitKind: 'general',
    languages: ['en', 'sw'],
    about: 'Listens.',
    capabilities: ['video', 'e-prescribing'],
    licences,
    feeMinor: 7_200,
  })
}

async function offerMorning(change: { from?: string; to?: string; isTelemedicine?: boolean; day?: string } = {}) {
  const desk = await clinic.as('front-desk')
  const doctorId = clinic.staff('doctor').session.staff.id
  return desk.scheduling.offerSlots({
    doctorId,
    day: today,
    from: '10:00',
    to: '11:00',
    minutesEach: 20,
    isTelemedicine: true,
    ...change,
  })
}

async function register(familyName = 'Otieno', jurisdiction: string | null = null) {
  const desk = await clinic.as('front-desk')
  return desk.patients.register({
    givenName: 'Amina',
    familyName,
    birthDate: '1990-04-12',
    sex: 'female',
    phone: null,
    email: null,
    address: jurisdiction === null ? null : { line: null, city: null, postalCode: null, jurisdiction },
    language: null,
    externalId: null,
  })
}

/** A doctor with three slots from ten to eleven, a patient, and the first slot. */
async function prepared() {
  await saveDoctor()
  const [slot, ...others] = await offerMorning()
  if (!slot) throw new Error('No slot was offered.')
  return { desk: await clinic.as('front-desk'), patient: await register(), slot, others }
}

test('a booking is a consultation with the doctor’s fee, a code, an audit entry, an op, a commitment and a pseudonym', async () => {
  const { desk, patient, slot } = await prepared()
  const booked = await desk.scheduling.bookConsultation({
    patientId: patient.id,
    slotId: slot.id,
    symptoms: '  Cough for a week ',
  })
  expect(booked).toEqual({
    id: booked.id,
    code: expect.stringMatching(/^V-[0-9A-Z]{6}$/),
    patientId: patient.id,
    doctorId: slot.doctorId,
    slotId: slot.id,
    startsAt: '2026-11-21T07:00:00.000Z',
    endsAt: '2026-11-21T07:20:00.000Z',
    mode: 'video',
    symptoms: 'Cough for a week',
    state: 'booked',
    feeMinor: 7_200,
    currency: 'USD',
    bookedAt: clinic.clock.now(),
    bookedBy: clinic.staff('front-desk').session.staff.id,
    arrivedAt: null,
    startedAt: null,
    completedAt: null,
    cancellationReason: null,
    version: 1,
  })
  expect(await desk.scheduling.getConsultation({ consultationId: booked.id })).toEqual(booked)
  const entry = clinic.database.row<{ subjects: string }>(
    `SELECT subjects FROM audit_entries WHERE action = 'scheduling.bookConsultation' AND outcome = 'changed'`,
  )
  expect(JSON.parse(entry?.subjects ?? '[]')).toEqual([{ kind: 'consultation', id: booked.id, patientId: patient.id }])
  const committed = clinic.database.rows(`SELECT version FROM chain_commitments WHERE record_id = $id`, {
    id: booked.id,
  })
  expect(committed).toEqual([{ version: 1 }])
  const calls = clinic.database.rows(`SELECT fn FROM chain_calls WHERE record_id = $id`, { id: patient.id })
  expect(calls).toEqual([{ fn: 'registerPatient' }])
})

test('a slot is booked once, whoever asks second', async () => {
  const { desk, patient, slot } = await prepared()
  const other = await register('Njoroge')
  const ask = (patientId: PatientId) =>
    desk.scheduling.bookConsultation({ patientId, slotId: slot.id, symptoms: 'Cough' })
  const answers = await Promise.allSettled([ask(patient.id), ask(other.id)])
  expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  const refused = answers.find((answer) => answer.status === 'rejected')?.reason
  expect(refused).toMatchObject({ code: 'SLOT_TAKEN', data: { slotId: slot.id } })
  expect(await refusal(ask(other.id))).toBe('SLOT_TAKEN')
  const living = clinic.database.rows('SELECT id FROM consultations WHERE slot_id = $id', { id: slot.id })
  expect(living).toHaveLength(1)
})

test('a canceled slot is free again, and the canceled visit stays on record', async () => {
  const { desk, patient, slot, others } = await prepared()
  const book = () => desk.scheduling.bookConsultation({ patientId: patient.id, slotId: slot.id, symptoms: 'Cough' })
  const free = async () => (await desk.scheduling.listDoctors({})).items[0]?.nextFreeSlots.map(({ id }) => id)
  const first = await book()
  expect(await free()).toEqual(others.map(({ id }) => id))
  const canceled = await desk.scheduling.cancelConsultation({ consultationId: first.id, reason: 'Feels better' })
  expect(canceled).toEqual({ ...first, state: 'cancelled', cancellationReason: 'Feels better', version: 2 })
  expect(await free()).toEqual([slot, ...others].map(({ id }) => id))
  const second = await book()
  expect(second.id).not.toBe(first.id)
  expect(await desk.scheduling.listSlots({ doctorId: slot.doctorId, day: today })).toEqual([
    { ...slot, bookedBy: second.id },
    ...others,
  ])
})

test('a doctor treats by video only where licensed; in person anybody who comes', async () => {
  const { desk, slot } = await prepared()
  const abroad = await register('Kato', 'UG')
  const request = { patientId: abroad.id, slotId: slot.id, symptoms: 'Cough' }
  const reason = `${clinic.staff('doctor').session.staff.displayName} is not licensed to treat a patient in Uganda by video. An in-person visit, or a colleague who is licensed there, can.`
  await expect(desk.scheduling.bookConsultation(request)).rejects.toMatchObject({
    code: 'NOT_LICENSED',
    message: reason,
    data: { reason },
  })
  expect(await desk.scheduling.bookConsultation({ ...request, mode: 'in-person' })).toMatchObject({ mode: 'in-person' })
})

test('what cannot be booked says why and changes nothing', async () => {
  const { desk, patient, slot } = await prepared()
  const [inPerson] = await offerMorning({ from: '14:00', to: '14:20', isTelemedicine: false })
  const book = (change: object) =>
    desk.scheduling.bookConsultation({ patientId: patient.id, slotId: slot.id, symptoms: 'Cough', ...change })
  expect(await refusal(book({ slotId: inPerson?.id }))).toBe('NOT_TELEMEDICINE')
  expect(await refusal(book({ patientId: PatientId.parse(unknownId) }))).toBe('PATIENT_UNKNOWN')
  expect(await refusal(book({ slotId: SlotId.parse(unknownId) }))).toBe('SLOT_UNKNOWN')
  expect(await refusal(book({ slotId: 'slot' }))).toBe('BAD_REQUEST')
  expect(await refusal(book({ symptoms: 'x'.repeat(2_001) }))).toBe('BAD_REQUEST')
  expect(await refusal(book({ symptoms: ' ' }))).toBe('BAD_REQUEST')
  expect(await refusal(book({ urgency: 'high' }))).toBe('BAD_REQUEST')
  clinic.clock.set(slot.startsAt)
  expect(await refusal(book({}))).toBe('SLOT_PAST')
})

test('a visit is checked in once, and can be canceled until it begins', async () => {
  const { desk, patient, slot } = await prepared()
  const { id } = await desk.scheduling.bookConsultation({ patientId: patient.id, slotId: slot.id, symptoms: 'Cough' })
  const visit = { consultationId: id }
  const unknown = { consultationId: ConsultationId.parse(unknownId) }
  expect(await desk.scheduling.checkIn(visit)).toMatchObject({
    state: 'arrived',
    arrivedAt: clinic.clock.now(),
    version: 2,
  })
  expect(await refusal(desk.scheduling.checkIn(visit))).toBe('NOT_BOOKED')
  expect(await refusal(desk.scheduling.markNoShow(visit))).toBe('NOT_BOOKED')
  expect(await desk.scheduling.cancelConsultation({ ...visit, reason: 'Had to go' })).toMatchObject({ version: 3 })
  expect(await refusal(desk.scheduling.cancelConsultation({ ...visit, reason: 'Again' }))).toBe('TOO_LATE')
  expect(await refusal(desk.scheduling.checkIn(unknown))).toBe('CONSULTATION_UNKNOWN')
  expect(await refusal(desk.scheduling.markNoShow(unknown))).toBe('CONSULTATION_UNKNOWN')
  expect(await refusal(desk.scheduling.getConsultation(unknown))).toBe('CONSULTATION_UNKNOWN')
  expect(await refusal(desk.scheduling.cancelConsultation({ ...unknown, reason: 'Ill' }))).toBe('CONSULTATION_UNKNOWN')
})

test('a visit is missed when its time has come, and its slot stays taken', async () => {
  const { desk, patient, slot } = await prepared()
  const { id } = await desk.scheduling.bookConsultation({ patientId: patient.id, slotId: slot.id, symptoms: 'Cough' })
  expect(await refusal(desk.scheduling.markNoShow({ consultationId: id }))).toBe('NOT_YET')
  clinic.clock.set(slot.startsAt)
  expect(await desk.scheduling.markNoShow({ consultationId: id })).toMatchObject({ state: 'no-show', version: 2 })
  const slots = await desk.scheduling.listSlots({ doctorId: slot.doctorId, day: today })
  expect(slots[0]?.bookedBy).toBe(id)
})

test('a profile is written by an administrator, for doctors, and shows at once', async () => {
  const profile = await saveDoctor()
  const doctorId = clinic.staff('doctor').session.staff.id
  expect(profile).toEqual({
    id: doctorId,
    displayName: clinic.staff('doctor').session.staff.displayName,
    specialty: 'General practice',
    visitKind: 'general',
    languages: ['en', 'sw'],
    about: 'Listens.',
    capabilities: ['video', 'e-prescribing'],
    licences: [kenyan],
    feeMinor: 7_200,
    currency: 'USD',
    nextFreeSlots: [],
    isCompliant: true,
    findings: [
      { isMet: true, statement: 'Licensed in Kenya until 31 December 2027 (KMPDC-1).' },
      { isMet: true, statement: 'May treat by video in Kenya.' },
      { isMet: true, statement: 'May prescribe in Kenya.' },
      { isMet: true, statement: 'Is set up for video visits.' },
    ],
  })
  const desk = await clinic.as('front-desk')
  expect(await desk.scheduling.getDoctor({ doctorId })).toEqual(profile)
  const changed = await saveDoctor(doctorId, [])
  expect(changed.isCompliant).toBe(false)
  expect(await refusal(desk.scheduling.getDoctor({ doctorId: StaffId.parse(unknownId) }))).toBe('DOCTOR_UNKNOWN')
  expect(await refusal(saveDoctor(StaffId.parse(unknownId)))).toBe('DOCTOR_UNKNOWN')
  expect(await refusal(saveDoctor(clinic.staff('front-desk').session.staff.id))).toBe('NOT_A_DOCTOR')
  const doctor = await clinic.as('doctor')
  expect(await refusal(doctor.scheduling.saveDoctor({ ...profileInput, doctorId }))).toBe('FORBIDDEN')
})

const profileInput = {
  specialty: 'Surgery',
  visitKind: 'specialist' as const,
  languages: ['en'],
  about: '',
  capabilities: [],
  licences: [],
  feeMinor: 1,
}

test('doctors are found by what they can do, a page at a time', async () => {
  await saveDoctor()
  const surgeon = clinic.another('doctor').who.session.staff
  const admin = await clinic.as('tenant-admin')
  await admin.scheduling.saveDoctor({ ...profileInput, doctorId: surgeon.id })
  const names = async (filter: object) =>
    (await admin.scheduling.listDoctors(filter)).items.map(({ specialty }) => specialty)
  expect(await names({})).toEqual(['General practice', 'Surgery'])
  expect(await names({ language: 'sw' })).toEqual(['General practice'])
  expect(await names({ specialty: 'surg' })).toEqual(['Surgery'])
  expect(await names({ capability: 'video', jurisdiction: 'KE' })).toEqual(['General practice'])
  expect(await names({ jurisdiction: 'UG' })).toEqual([])
  const first = await admin.scheduling.listDoctors({ limit: 1 })
  expect(first.nextCursor).not.toBeNull()
  const second = await admin.scheduling.listDoctors({ limit: 1, cursor: first.nextCursor ?? '' })
  expect([...first.items, ...second.items].map(({ specialty }) => specialty)).toEqual(['General practice', 'Surgery'])
  expect(second.nextCursor).toBeNull()
})

test('a doctor’s next free slots are at most three, and lie ahead', async () => {
  const { desk, others } = await prepared()
  const [later] = await offerMorning({ from: '15:00', to: '15:20' })
  clinic.clock.set('2026-11-21T07:00:00.000Z')
  const { items } = await desk.scheduling.listDoctors({})
  expect(items[0]?.nextFreeSlots).toEqual([...others, later])
})

test('time is offered in the clinic’s clock, whole slots only, and never over other slots', async () => {
  await saveDoctor()
  const slots = await offerMorning({ from: '09:00', to: '09:50' })
  expect(slots.map(({ startsAt, endsAt }) => `${startsAt} ${endsAt}`)).toEqual([
    '2026-11-21T06:00:00.000Z 2026-11-21T06:20:00.000Z',
    '2026-11-21T06:20:00.000Z 2026-11-21T06:40:00.000Z',
  ])
  expect(await refusal(offerMorning({ from: '08:30', to: '09:10' }))).toBe('OVERLAPS')
  expect(await refusal(offerMorning({ from: '09:30', to: '10:10' }))).toBe('OVERLAPS')
  expect(await offerMorning({ from: '08:40', to: '09:00' })).toHaveLength(1)
  expect(await offerMorning({ from: '09:40', to: '10:00' })).toHaveLength(1)
  expect(await refusal(offerMorning({ from: '12:00', to: '11:00' }))).toBe('TIMES_REVERSED')
  expect(await refusal(offerMorning({ from: '12:00', to: '12:19' }))).toBe('TOO_SHORT')
  expect(await refusal(offerMorning({ from: '25:00', to: '26:00' }))).toBe('BAD_REQUEST')
  expect(await refusal(offerMorning({ day: '2026-02-30' }))).toBe('BAD_REQUEST')
})

test('the day board shows every doctor’s slots with who has them; a canceled visit is not on it', async () => {
  const { desk, patient, slot, others } = await prepared()
  const [, third] = others
  const free = await desk.scheduling.getDayBoard({ day: today })
  expect(free.doctors[0]?.slots.every(({ consultation }) => consultation === null)).toBe(true)
  const visit = await desk.scheduling.bookConsultation({ patientId: patient.id, slotId: slot.id, symptoms: 'Cough' })
  const gone = await desk.scheduling.bookConsultation({
    patientId: patient.id,
    slotId: SlotId.parse(third?.id),
    symptoms: 'Cough',
  })
  await desk.scheduling.cancelConsultation({ consultationId: gone.id, reason: 'Double' })
  const { id, code, state: visitState, mode } = visit
  const consultation = { id, code, state: visitState, mode, patientId: patient.id, patientName: 'Amina Otieno' }
  expect(await desk.scheduling.getDayBoard({ day: today })).toEqual({
    day: today,
    doctors: [
      {
        id: slot.doctorId,
        displayName: clinic.staff('doctor').session.staff.displayName,
        specialty: 'General practice',
        slots: [
          { ...slot, bookedBy: visit.id, consultation },
          ...others.map((other) => ({ ...other, consultation: null })),
        ],
      },
    ],
  })
  const empty = await desk.scheduling.getDayBoard({ day: '2027-01-01' })
  expect(empty.doctors.map(({ slots }) => slots)).toEqual([[]])
})

test('a doctor’s week has seven days from Monday, each with its slots and who has them', async () => {
  const { desk, patient, slot, others } = await prepared()
  const visit = await desk.scheduling.bookConsultation({ patientId: patient.id, slotId: slot.id, symptoms: 'Cough' })
  const week = await desk.scheduling.getWeekBoard({ doctorId: slot.doctorId, day: today })
  expect(week.days.map(({ day, slots }) => [day, slots.length])).toEqual([
    ['2026-11-16', 0],
    ['2026-11-17', 0],
    ['2026-11-18', 0],
    ['2026-11-19', 0],
    ['2026-11-20', 0],
    [today, others.length + 1],
    ['2026-11-22', 0],
  ])
  expect(week.days[5]?.slots[0]?.consultation).toMatchObject({ id: visit.id, patientName: 'Amina Otieno' })
  const sunday = await desk.scheduling.getWeekBoard({ doctorId: slot.doctorId, day: '2026-11-22' })
  expect(sunday).toEqual(week)
  const stranger = StaffId.parse('z'.repeat(22))
  expect(await refusal(desk.scheduling.getWeekBoard({ doctorId: stranger, day: today }))).toBe('DOCTOR_UNKNOWN')
})

test('who looks at a booked day leaves a trace with each patient', async () => {
  const { desk, patient, slot } = await prepared()
  await desk.scheduling.bookConsultation({ patientId: patient.id, slotId: slot.id, symptoms: 'Cough' })
  await desk.scheduling.getDayBoard({ day: today })
  const entries = clinic.database.rows(
    `SELECT a.action FROM audit_patients p JOIN audit_entries a ON a.seq = p.seq WHERE p.patient_id = $id ORDER BY a.seq`,
    { id: patient.id },
  )
  expect(entries.at(-1)).toEqual({ action: 'scheduling.getDayBoard' })
})
