import { expect, test } from 'vitest'
import { ConsultationId, PatientId, PrescriptionId, SlotId, StaffId } from '../kernel/ids.js'
import type { Consultation, Licence } from '../scheduling/model.js'
import type { IssuePrescription, Medicine } from './model.js'
import { contentOf, decidePrescribing, findWarnings, mayPrescribe, type PrescribingFacts } from './prescribing.js'

const id = (letter: string) => letter.repeat(22)
const amoxicillin: Medicine = {
  rxNormCode: '308192',
  name: 'Amoxicillin 500 MG Oral Tablet',
  ingredients: ['Amoxicillin'],
  allergens: ['amoxicillin', 'penicillin', 'beta-lactam'],
  form: 'Oral Tablet',
  isBrand: false,
  isControlled: false,
  requiresPrescription: true,
}
const visit: Consultation = {
  id: ConsultationId.parse(id('c')),
  code: 'V-7K3F9Q',
  patientId: PatientId.parse(id('p')),
  doctorId: StaffId.parse(id('d')),
  slotId: SlotId.parse(id('s')),
  startsAt: '2026-11-21T09:00:00.000Z',
  endsAt: '2026-11-21T09:20:00.000Z',
  mode: 'video',
  symptoms: 'Sore throat',
  state: 'in-progress',
  feeMinor: 5000,
  currency: 'USD',
  bookedAt: '2026-11-20T09:00:00.000Z',
  bookedBy: StaffId.parse(id('b')),
  arrivedAt: null,
  startedAt: '2026-11-21T09:00:00.000Z',
  completedAt: null,
  cancellationReason: null,
  version: 3,
}
const kenya: Licence = {
  jurisdiction: 'KE',
  number: 'KMPDC-1',
  validUntil: '2027-12-31',
  allowsTelemedicine: true,
  allowsPrescribing: true,
}
const facts: PrescribingFacts = {
  visit,
  doctor: { id: id('d'), displayName: 'Dr Amara', licences: [kenya] },
  medicine: amoxicillin,
  warnings: [],
  place: 'KE',
  today: '2026-11-21',
}
const allergy = { substance: 'Penicillin G', allergen: 'penicillin', criticality: 'high', reaction: 'hives' } as const
const request: IssuePrescription = {
  consultationId: visit.id,
  rxNormCode: '308192',
  dose: 1,
  doseUnit: 'tablet',
  route: 'oral',
  frequency: 'three-times-daily',
  durationDays: 7,
  quantity: 21,
  refills: 0,
  note: null,
  overrideReason: null,
}

test('an allergy to the class of a medicine is a warning, a danger where its criticality is high', () => {
  expect(findWarnings(amoxicillin, [allergy], [])).toEqual([
    {
      kind: 'allergy',
      severity: 'danger',
      substance: 'Penicillin G',
      statement:
        'Allergic to Penicillin G, which Amoxicillin 500 MG Oral Tablet contains or is akin to. Reaction on record: hives.',
    },
  ])
  const mild = { ...allergy, criticality: 'low', reaction: null } as const
  expect(findWarnings(amoxicillin, [mild], [])).toMatchObject([{ severity: 'caution' }])
})

test('an allergy to something else is no warning', () => {
  expect(findWarnings(amoxicillin, [{ ...allergy, substance: 'Latex', allergen: 'latex' }], [])).toEqual([])
})

test('an active prescription with the same ingredient is a warning, however it is written', () => {
  const other = { ...amoxicillin, name: 'Amoxicillin 250 MG Oral Capsule', ingredients: ['AMOXICILLIN'] }
  expect(findWarnings(amoxicillin, [], [{ code: 'R-7K3F9Q', medicine: other }])).toEqual([
    {
      kind: 'duplicate',
      severity: 'caution',
      prescriptionCode: 'R-7K3F9Q',
      statement: 'Already prescribed AMOXICILLIN: Amoxicillin 250 MG Oral Capsule, R-7K3F9Q, is still active.',
    },
  ])
  const ibuprofen = { ...amoxicillin, ingredients: ['Ibuprofen'] }
  expect(findWarnings(amoxicillin, [], [{ code: 'R-7K3F9Q', medicine: ibuprofen }])).toEqual([])
})

test('dangers come first', () => {
  const low = { ...allergy, substance: 'Amoxicillin', criticality: 'low' } as const
  expect(findWarnings(amoxicillin, [low, allergy], [])).toMatchObject([{ severity: 'danger' }, { severity: 'caution' }])
})

const ask = (licences: Licence[], change: { mode?: 'video' | 'in-person'; place?: string } = {}) => {
  const answer = mayPrescribe({
    doctorName: 'Dr Amara',
    licences,
    mode: 'video',
    place: 'KE',
    today: '2026-11-21',
    ...change,
  })
  return answer.ok ? 'may' : answer.refusal.reason
}

test('a license counts in its place and all parts of it, on its last day too', () => {
  expect(ask([kenya])).toBe('may')
  expect(ask([{ ...kenya, validUntil: '2026-11-21' }])).toBe('may')
  expect(ask([kenya], { place: 'KE-30' })).toBe('may')
  expect(ask([{ ...kenya, jurisdiction: 'US-CA' }], { place: 'US' })).not.toBe('may')
})

test('each reason why a doctor may not prescribe is a sentence with a way out', () => {
  expect(ask([])).toBe(
    'Dr Amara is not licensed to prescribe to a patient in Kenya by video. An in-person visit, or a colleague who is licensed there, can.',
  )
  expect(ask([], { mode: 'in-person' })).toBe(
    'Dr Amara is not licensed to prescribe in Kenya. A colleague who is licensed here can.',
  )
  expect(ask([{ ...kenya, validUntil: '2026-11-20' }])).toBe(
    'Dr Amara’s license for Kenya ended on 20 November 2026. A colleague can prescribe until an administrator enters the new one.',
  )
  expect(ask([{ ...kenya, allowsPrescribing: false }])).toBe(
    'Dr Amara’s license for Kenya does not include prescribing. A colleague whose license does can.',
  )
  expect(ask([{ ...kenya, allowsTelemedicine: false }])).toBe(
    'Dr Amara’s license for Kenya does not include treating by video. An in-person visit, or a colleague whose license does, can.',
  )
})

test('in person a license need not include video', () => {
  expect(ask([{ ...kenya, allowsTelemedicine: false }], { mode: 'in-person' })).toBe('may')
})

test('only the doctor of the visit prescribes in it, once it has begun', () => {
  const decide = (change: Partial<Consultation>) =>
    decidePrescribing(null, { ...facts, visit: { ...visit, ...change } })
  expect(decide({})).toEqual({ ok: true, value: null })
  expect(decide({ state: 'completed' })).toEqual({ ok: true, value: null })
  expect(decide({ doctorId: StaffId.parse(id('x')) })).toEqual({ ok: false, refusal: { code: 'NOT_THE_DOCTOR' } })
  for (const state of ['booked', 'arrived', 'cancelled', 'no-show'] as const)
    expect(decide({ state })).toEqual({ ok: false, refusal: { code: 'NOT_IN_CONSULTATION' } })
})

test('a warning needs a reason', () => {
  const warnings = findWarnings(amoxicillin, [allergy], [])
  expect(decidePrescribing(null, { ...facts, warnings })).toEqual({
    ok: false,
    refusal: { code: 'WARNINGS_UNANSWERED', warnings },
  })
  expect(decidePrescribing('Tolerated it last year', { ...facts, warnings }).ok).toBe(true)
})

test('what is signed names everything that the patient and the pharmacist rely on', () => {
  const made = {
    id: PrescriptionId.parse(id('r')),
    code: 'R-7K3F9Q',
    now: '2026-11-21T09:10:00.000Z',
    timeZone: 'Africa/Nairobi',
  }
  expect(contentOf({ ...request, overrideReason: 'for nothing' }, facts, made)).toEqual({
    id: made.id,
    code: made.code,
    patientId: visit.patientId,
    consultationId: visit.id,
    doctorId: visit.doctorId,
    doctorName: 'Dr Amara',
    medicine: amoxicillin,
    dose: 1,
    doseUnit: 'tablet',
    route: 'oral',
    frequency: 'three-times-daily',
    durationDays: 7,
    quantity: 21,
    refills: 0,
    note: null,
    instructions: 'Take 1 tablet by mouth three times a day for 7 days.',
    warnings: [],
    overrideReason: null,
    issuedAt: '2026-11-21T09:10:00.000Z',
    expiresAt: '2027-05-20T21:00:00.000Z',
  })
})
