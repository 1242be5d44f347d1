import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ConsultationId, PatientId, SlotId, StaffId } from '../kernel/ids.js'
import { minutesBetween } from '../kernel/instant.js'
import { BookConsultation, type Consultation, ConsultationState, type Licence, type Slot } from './model.js'
import {
  type BookingFacts,
  bookedConsultation,
  checkCompliance,
  checkTelemedicineLicence,
  decideBooking,
  decideCancellation,
  decideCheckIn,
  decideCompletion,
  decideNoShow,
  decideStart,
  isLicenceFor,
  isMatch,
  nameOfPlace,
  stretchesOf,
  weekOf,
} from './rules.js'

const now = '2026-11-21T09:00:00.000Z'
const visitId = ConsultationId.parse('c'.repeat(22))
const doctorId = StaffId.parse('d'.repeat(22))

const aSlot = (change: Partial<Slot> = {}): Slot => ({
  id: SlotId.parse('s'.repeat(22)),
  doctorId,
  startsAt: '2026-11-21T10:00:00.000Z',
  endsAt: '2026-11-21T10:20:00.000Z',
  isTelemedicine: true,
  bookedBy: null,
  ...change,
})
const aLicence = (change: Partial<Licence> = {}): Licence => ({
  jurisdiction: 'KE',
  number: 'KMPDC-1',
  validUntil: '2027-12-31',
  allowsTelemedicine: true,
  allowsPrescribing: true,
  ...change,
})
const amara = (licences: Licence[] = [aLicence()]) => ({
  displayName: 'Dr Amara Okafor',
  specialty: 'General practice',
  languages: ['en-GB', 'sw'],
  capabilities: ['video' as const],
  licences,
})
const facts = (change: Partial<BookingFacts> = {}): BookingFacts => ({
  slot: aSlot(),
  doctor: amara(),
  place: 'KE',
  day: '2026-11-21',
  now,
  ...change,
})
const request = BookConsultation.parse({
  patientId: 'p'.repeat(22),
  slotId: 's'.repeat(22),
  symptoms: 'Cough for a week',
})
const booked = (change: Partial<Consultation> = {}): Consultation => ({
  ...bookedConsultation(request, aSlot(), {
    id: visitId,
    code: 'V-000000',
    feeMinor: 5_000,
    currency: 'KES',
    bookedBy: doctorId,
    now,
  }),
  ...change,
})

test('a free slot ahead of us can be booked by video where the doctor is licensed', () => {
  expect(decideBooking('video', facts())).toEqual({ ok: true, value: null })
})

test('a booking keeps the time of its slot, the fee of the moment and what the patient said', () => {
  expect(booked()).toEqual({
    id: visitId,
    code: 'V-000000',
    patientId: PatientId.parse('p'.repeat(22)),
    doctorId,
    slotId: aSlot().id,
    startsAt: aSlot().startsAt,
    endsAt: aSlot().endsAt,
    mode: 'video',
    symptoms: 'Cough for a week',
    state: 'booked',
    feeMinor: 5_000,
    currency: 'KES',
    bookedAt: now,
    bookedBy: doctorId,
    arrivedAt: null,
    startedAt: null,
    completedAt: null,
    cancellationReason: null,
    version: 1,
  })
})

test.each([
  ['a slot is never booked twice', facts({ slot: aSlot({ bookedBy: visitId }) }), 'SLOT_TAKEN'],
  ['a slot that has begun cannot be booked', facts({ slot: aSlot({ startsAt: now }) }), 'SLOT_PAST'],
  ['a slot in person is not one by video', facts({ slot: aSlot({ isTelemedicine: false }) }), 'NOT_TELEMEDICINE'],
  ['a doctor treats by video only where licensed', facts({ place: 'UG' }), 'NOT_LICENSED'],
  ['a license counts to its last day', facts({ day: '2028-01-01' }), 'NOT_LICENSED'],
  [
    'a license without video is none for a video visit',
    facts({ doctor: amara([aLicence({ allowsTelemedicine: false })]) }),
    'NOT_LICENSED',
  ],
])('%s', (_rule, situation, code) => {
  expect(decideBooking('video', situation)).toMatchObject({ ok: false, refusal: { code } })
})

test('a visit in person needs neither video nor a license for the patient’s home', () => {
  expect(decideBooking('in-person', facts({ slot: aSlot({ isTelemedicine: false }), place: 'UG' })).ok).toBe(true)
})

test('a license counts through its last day', () => {
  expect(decideBooking('video', facts({ day: '2027-12-31' })).ok).toBe(true)
})

test('a refusal names the doctor, the place and what can be done', () => {
  const reasonIn = (place: string, licences: Licence[], day = '2026-11-21') => {
    const outcome = checkTelemedicineLicence(amara(licences), place, day)
    return outcome.ok ? null : outcome.refusal.reason
  }
  expect(reasonIn('UG', [aLicence()])).toBe(
    'Dr Amara Okafor is not licensed to treat a patient in Uganda by video. An in-person visit, or a colleague who is licensed there, can.',
  )
  expect(reasonIn('KE', [aLicence({ allowsTelemedicine: false })])).toBe(
    'Dr Amara Okafor may treat in Kenya, but not by video. A visit in person can, or a colleague whose license includes video.',
  )
  expect(reasonIn('KE', [aLicence({ validUntil: '2026-11-20' })])).toContain('the license ended on 20 November 2026')
})

test('a license names exactly its place, or as two letters the whole country', () => {
  expect(isLicenceFor({ jurisdiction: 'US' }, 'US-CA')).toBe(true)
  expect(isLicenceFor({ jurisdiction: 'US-CA' }, 'US-CA')).toBe(true)
  expect(isLicenceFor({ jurisdiction: 'US-CA' }, 'US-NV')).toBe(false)
  expect(isLicenceFor({ jurisdiction: 'US-CA' }, 'US')).toBe(false)
  expect(isLicenceFor({ jurisdiction: 'KE' }, 'UG')).toBe(false)
})

test('a place is named as in a sentence', () => {
  expect(['KE', 'US-CA', 'GB', 'NG'].map(nameOfPlace)).toEqual([
    'Kenya',
    'the United States (CA)',
    'the United Kingdom',
    'Nigeria',
  ])
})

test('a state change happens from the states that allow it, once, and moves the version on', () => {
  const from = (decide: (visit: Consultation) => { ok: boolean }) =>
    ConsultationState.options.filter((state) => decide(booked({ state })).ok)
  const later = '2026-11-21T10:05:00.000Z'
  expect(from((visit) => decideCheckIn(visit, now))).toEqual(['booked'])
  expect(from((visit) => decideNoShow(visit, later))).toEqual(['booked'])
  expect(from((visit) => decideCancellation(visit, 'Ill'))).toEqual(['booked', 'arrived'])
  expect(from((visit) => decideStart(visit, later))).toEqual(['booked', 'arrived'])
  expect(from((visit) => decideCompletion(visit, later))).toEqual(['in-progress'])
  expect(decideCheckIn(booked(), later)).toEqual({
    ok: true,
    value: booked({ state: 'arrived', arrivedAt: later, version: 2 }),
  })
  expect(decideCancellation(booked(), 'Ill')).toEqual({
    ok: true,
    value: booked({ state: 'cancelled', cancellationReason: 'Ill', version: 2 }),
  })
})

test('nobody has missed a visit before it was to begin', () => {
  expect(decideNoShow(booked(), now)).toEqual({ ok: false, refusal: { code: 'NOT_YET' } })
  expect(decideNoShow(booked(), booked().startsAt).ok).toBe(true)
})

const wallClock = fc.integer({ min: 0, max: 24 * 60 - 1 }).map((minute) => {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
})

test('offered time is cut into equal stretches that follow each other and stay inside it, on any day of any zone', () => {
  const zone = fc.constantFrom('Africa/Nairobi', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe')
  const day = fc.constantFrom('2026-03-29', '2026-10-25', '2026-03-08', '2026-11-01', '2026-04-05', '2026-11-21')
  fc.assert(
    fc.property(zone, day, wallClock, wallClock, fc.integer({ min: 5, max: 240 }), (timeZone, on, from, to, each) => {
      const outcome = stretchesOf({ day: on, from, to, minutesEach: each }, timeZone)
      if (!outcome.ok) return
      const [first] = outcome.value
      expect(first).toBeDefined()
      outcome.value.forEach(({ startsAt, endsAt }, index) => {
        expect(minutesBetween(startsAt, endsAt)).toBe(each)
        expect(startsAt).toBe(outcome.value[index - 1]?.endsAt ?? startsAt)
      })
    }),
  )
})

test('a night from midnight to four has three, four or five hours of slots, as the clock changes', () => {
  const count = (day: string) => {
    const outcome = stretchesOf({ day, from: '00:00', to: '04:00', minutesEach: 60 }, 'Europe/Berlin')
    return outcome.ok ? outcome.value.length : 0
  }
  expect(['2026-03-29', '2026-03-30', '2026-10-25'].map(count)).toEqual([3, 4, 5])
})

test('an offer that ends before it begins, or holds no slot, is refused', () => {
  const offer = { day: '2026-11-21', from: '09:00', to: '09:00', minutesEach: 20 }
  expect(stretchesOf(offer, 'UTC')).toEqual({ ok: false, refusal: { code: 'TIMES_REVERSED' } })
  expect(stretchesOf({ ...offer, to: '09:19' }, 'UTC')).toEqual({ ok: false, refusal: { code: 'TOO_SHORT' } })
})

test('a doctor is found by part of a specialty, a language with its region, a place and a capability', () => {
  const finds = (filter: Parameters<typeof isMatch>[1]) => isMatch(amara(), filter, '2026-11-21')
  expect(finds({})).toBe(true)
  expect(finds({ specialty: 'general', language: 'en', jurisdiction: 'KE', capability: 'video' })).toBe(true)
  expect(finds({ specialty: 'cardio' })).toBe(false)
  expect(finds({ language: 'fr' })).toBe(false)
  expect(finds({ language: 'e' })).toBe(false)
  expect(finds({ jurisdiction: 'UG' })).toBe(false)
  expect(finds({ capability: 'chat' })).toBe(false)
})

test('compliance is said in sentences, and video needs a license that allows it', () => {
  expect(checkCompliance(amara(), 'KE', '2026-11-21')).toEqual({
    isCompliant: true,
    findings: [
      { isMet: true, statement: 'Licensed in Kenya until 31 December 2027 (KMPDC-1).' },
      { isMet: true, statement: 'May treat by video in Kenya.' },
      { isMet: true, statement: 'May prescribe in Kenya.' },
      { isMet: true, statement: 'Is set up for video visits.' },
    ],
  })
  const ended = checkCompliance(amara(), 'KE', '2028-01-01')
  expect(ended.isCompliant).toBe(false)
  expect(ended.findings[0]).toEqual({
    isMet: false,
    statement: 'The license for Kenya ended on 31 December 2027 (KMPDC-1).',
  })
  expect(checkCompliance(amara(), 'UG', '2026-11-21').findings[0]?.statement).toBe(
    'No license for Uganda is on record.',
  )
})

test('a week has seven days in a row from a Monday, and each of its days is in the same one', () => {
  const days = fc.date({ min: new Date('1990-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  fc.assert(
    fc.property(days, (date) => {
      const day = date.toISOString().slice(0, 10)
      const week = weekOf(day)
      expect(week).toContain(day)
      expect(new Date(`${week[0]}T00:00:00Z`).getUTCDay()).toBe(1)
      expect(new Set(week).size).toBe(7)
      for (const other of week) expect(weekOf(other)).toEqual(week)
    }),
  )
})
