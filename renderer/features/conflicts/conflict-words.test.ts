import { expect, test } from 'vitest'
import type { Conflict } from '../../../core/sync/model.js'
import { byUrgency, fieldName, fieldValue, questionOf, urgencyOf } from './conflict-words.js'

const place = { timeZone: 'Africa/Nairobi', currency: 'USD', now: '2026-11-21T06:00:00.000Z' }
const conflict = (kind: Conflict['kind'], foundAt: string, about = 'allergy'): Conflict => ({
  id: `${kind}.${foundAt}`,
  kind,
  about: { kind: about as never, id: 'a' },
  patientId: null,
  patientName: null,
  statement: '',
  sideIds: [],
  isOpen: true,
  mayDecide: true,
  foundAt,
})

test('what can hurt a patient stands first, of these the newest', () => {
  const [clock, fill, allergy, visit] = [
    conflict('clock', '4', 'device'),
    conflict('over-filled', '1', 'prescription'),
    conflict('versions', '2'),
    conflict('versions', '3', 'consultation'),
  ]
  expect(byUrgency([clock, fill, visit, allergy]).map(({ foundAt }) => foundAt)).toEqual(['2', '1', '3', '4'])
  expect([allergy, visit].map(urgencyOf)).toEqual(['now', 'today'])
})

test('fields have names that people use', () => {
  expect(['criticality', 'familyName', 'totalMinor', 'cancellationReason', 'arrivedAt'].map(fieldName)).toEqual([
    'Risk',
    'Family name',
    'Total',
    'Cancellation reason',
    'Arrived',
  ])
})

test.each<[string, string, string | null]>([
  ['criticality', 'unable-to-assess', 'Unable to assess'],
  ['isActive', 'false', 'No'],
  ['totalMinor', '1250', '$12.50'],
  ['birthDate', '1988-05-04', '1988'],
  ['startsAt', '2026-11-21T07:00:00.000Z', '10:00'],
  ['reaction', 'Rash, at once', 'Rash, at once'],
  ['lines', '[{"name":"Amoxicillin 500 mg","quantity":14}]', 'Amoxicillin 500 mg × 14'],
  ['delivery', '{"kind":"pickup"}', 'Picked up'],
  ['address', '{"line":"Moi Avenue 1","city":"Nairobi","postalCode":null}', 'Moi Avenue 1, Nairobi'],
  ['reaction', '', null],
])('%s %s is read as it is meant', (name, value, words) => {
  const said = fieldValue(name, value, place)
  if (words === null) expect(said).toBeNull()
  else expect(said).toContain(words)
})

test('each kind of conflict asks its question', () => {
  expect(questionOf({ kind: 'versions', about: { kind: 'allergy', id: 'a' } })).toBe(
    'Which version of the allergy stands?',
  )
  expect(questionOf({ kind: 'double-booking', about: { kind: 'slot', id: 's' } })).toBe('Who keeps the time?')
})
