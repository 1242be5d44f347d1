import { expect, test } from 'vitest'
import type { TestClinic } from '../../tests/support/clinic.js'
import { eachInClinic } from '../../tests/support/each-clinic.js'
import { offerMorning, prepared, saveDoctor, today } from '../../tests/support/free-time.js'
import { refusalCode } from '../../tests/support/refusal.js'
import { kenyanLicence } from '../../tests/support/visit.js'
import { SlotId, StaffId } from '../kernel/ids.js'

let clinic: TestClinic

eachInClinic((opened) => {
  clinic = opened
})

const unknownId = 'z'.repeat(22)
const refusal = (call: Promise<unknown>) => refusalCode(clinic, call)

test('a profile is written by an administrator, for doctors, and shows at once', async () => {
  const profile = await saveDoctor(clinic)
  const doctorId = clinic.staff('doctor').session.staff.id
  expect(profile).toEqual({
    id: doctorId,
    displayName: clinic.staff('doctor').session.staff.displayName,
    specialty: 'General practice',
    visitKind: 'general',
    languages: ['en', 'sw'],
    about: 'Listens.',
    capabilities: ['video', 'e-prescribing'],
    licences: [kenyanLicence],
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
  const changed = await saveDoctor(clinic, doctorId, [])
  expect(changed.isCompliant).toBe(false)
  expect(await refusal(desk.scheduling.getDoctor({ doctorId: StaffId.parse(unknownId) }))).toBe('DOCTOR_UNKNOWN')
  expect(await refusal(saveDoctor(clinic, StaffId.parse(unknownId)))).toBe('DOCTOR_UNKNOWN')
  expect(await refusal(saveDoctor(clinic, clinic.staff('front-desk').session.staff.id))).toBe('NOT_A_DOCTOR')
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
  await saveDoctor(clinic)
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
  const { desk, others } = await prepared(clinic)
  const [later] = await offerMorning(clinic, { from: '15:00', to: '15:20' })
  clinic.clock.set('2026-11-21T07:00:00.000Z')
  const { items } = await desk.scheduling.listDoctors({})
  expect(items[0]?.nextFreeSlots).toEqual([...others, later])
})

test('time is offered in the clinic’s clock, whole slots only, and never over other slots', async () => {
  await saveDoctor(clinic)
  const slots = await offerMorning(clinic, { from: '09:00', to: '09:50' })
  expect(slots.map(({ startsAt, endsAt }) => `${startsAt} ${endsAt}`)).toEqual([
    '2026-11-21T06:00:00.000Z 2026-11-21T06:20:00.000Z',
    '2026-11-21T06:20:00.000Z 2026-11-21T06:40:00.000Z',
  ])
  expect(await refusal(offerMorning(clinic, { from: '08:30', to: '09:10' }))).toBe('OVERLAPS')
  expect(await refusal(offerMorning(clinic, { from: '09:30', to: '10:10' }))).toBe('OVERLAPS')
  expect(await offerMorning(clinic, { from: '08:40', to: '09:00' })).toHaveLength(1)
  expect(await offerMorning(clinic, { from: '09:40', to: '10:00' })).toHaveLength(1)
  expect(await refusal(offerMorning(clinic, { from: '12:00', to: '11:00' }))).toBe('TIMES_REVERSED')
  expect(await refusal(offerMorning(clinic, { from: '12:00', to: '12:19' }))).toBe('TOO_SHORT')
  expect(await refusal(offerMorning(clinic, { from: '25:00', to: '26:00' }))).toBe('BAD_REQUEST')
  expect(await refusal(offerMorning(clinic, { day: '2026-02-30' }))).toBe('BAD_REQUEST')
})

test('the day board shows every doctor’s slots with who has them; a canceled visit is not on it', async () => {
  const { desk, patient, slot, others } = await prepared(clinic)
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
  const { desk, patient, slot, others } = await prepared(clinic)
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
  const { desk, patient, slot } = await prepared(clinic)
  await desk.scheduling.bookConsultation({ patientId: patient.id, slotId: slot.id, symptoms: 'Cough' })
  await desk.scheduling.getDayBoard({ day: today })
  const entries = clinic.database.rows(
    `SELECT a.action FROM audit_patients p JOIN audit_entries a ON a.seq = p.seq WHERE p.patient_id = $id ORDER BY a.seq`,
    { id: patient.id },
  )
  expect(entries.at(-1)).toEqual({ action: 'scheduling.getDayBoard' })
})
