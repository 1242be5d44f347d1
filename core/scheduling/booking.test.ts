import { expect, test } from 'vitest'
import type { TestClinic } from '../../tests/support/clinic.js'
import { eachInClinic } from '../../tests/support/each-clinic.js'
import { offerMorning, prepared, register, saveDoctor, today } from '../../tests/support/free-time.js'
import { refusalCode } from '../../tests/support/refusal.js'
import { ConsultationId, PatientId, SlotId } from '../kernel/ids.js'

let clinic: TestClinic

eachInClinic((opened) => {
  clinic = opened
})

const unknownId = 'z'.repeat(22)
const refusal = (call: Promise<unknown>) => refusalCode(clinic, call)

test('a booking is a consultation with the doctor’s fee, a code, an audit entry, an op, a commitment and a pseudonym', async () => {
  const { desk, patient, slot } = await prepared(clinic)
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
  const { desk, patient, slot } = await prepared(clinic)
  const other = await register(clinic, 'Njoroge')
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
  const { desk, patient, slot, others } = await prepared(clinic)
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

test('a visit that was called off by mistake takes place after all, unless somebody else has its time', async () => {
  const { desk, patient, slot } = await prepared(clinic)
  const book = () => desk.scheduling.bookConsultation({ patientId: patient.id, slotId: slot.id, symptoms: 'Cough' })
  const { id: consultationId } = await book()
  const restore = () => desk.scheduling.restoreConsultation({ consultationId })
  expect(await refusal(restore())).toBe('NOT_CALLED_OFF')
  await desk.scheduling.checkIn({ consultationId })
  await desk.scheduling.cancelConsultation({ consultationId, reason: 'The wrong row' })
  expect(await restore()).toMatchObject({ state: 'arrived', cancellationReason: null, version: 4 })
  expect(await desk.scheduling.listSlots({ doctorId: slot.doctorId, day: today })).toMatchObject([
    { id: slot.id, bookedBy: consultationId },
    { bookedBy: null },
    { bookedBy: null },
  ])
  await desk.scheduling.cancelConsultation({ consultationId, reason: 'Really' })
  const other = await book()
  expect(await refusal(restore())).toBe('SLOT_TAKEN')
  expect(await refusal(desk.scheduling.restoreConsultation({ consultationId: ConsultationId.parse(unknownId) }))).toBe(
    'CONSULTATION_UNKNOWN',
  )
  clinic.clock.set(slot.startsAt)
  await desk.scheduling.markNoShow({ consultationId: other.id })
  expect(await desk.scheduling.restoreConsultation({ consultationId: other.id })).toMatchObject({ state: 'booked' })
})

test('a visit by video is not restored where its doctor may no longer treat', async () => {
  const { desk, patient, slot } = await prepared(clinic)
  const request = { patientId: patient.id, slotId: slot.id, symptoms: 'Cough' }
  const { id: consultationId } = await desk.scheduling.bookConsultation(request)
  await desk.scheduling.cancelConsultation({ consultationId, reason: 'Ill' })
  await saveDoctor(clinic, slot.doctorId, [])
  expect(await refusal(desk.scheduling.restoreConsultation({ consultationId }))).toBe('NOT_LICENSED')
})

test('a doctor treats by video only where licensed; in person anybody who comes', async () => {
  const { desk, slot } = await prepared(clinic)
  const abroad = await register(clinic, 'Kato', 'UG')
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
  const { desk, patient, slot } = await prepared(clinic)
  const [inPerson] = await offerMorning(clinic, { from: '14:00', to: '14:20', isTelemedicine: false })
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
  const { desk, patient, slot } = await prepared(clinic)
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
  const { desk, patient, slot } = await prepared(clinic)
  const { id } = await desk.scheduling.bookConsultation({ patientId: patient.id, slotId: slot.id, symptoms: 'Cough' })
  expect(await refusal(desk.scheduling.markNoShow({ consultationId: id }))).toBe('NOT_YET')
  clinic.clock.set(slot.startsAt)
  expect(await desk.scheduling.markNoShow({ consultationId: id })).toMatchObject({ state: 'no-show', version: 2 })
  const slots = await desk.scheduling.listSlots({ doctorId: slot.doctorId, day: today })
  expect(slots[0]?.bookedBy).toBe(id)
})
