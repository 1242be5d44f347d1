import { expect, test } from 'vitest'
import type { Demographics } from './model.js'
import { ageOn, allergenOf, checkBirthDate, duplicateScore, fullName, likelyDuplicateScore } from './rules.js'

const amina: Demographics = {
  givenName: 'Amina',
  familyName: 'Otieno',
  birthDate: '1990-04-12',
  sex: 'female',
  phone: '+254 712 345678',
  email: null,
  address: null,
  language: 'sw',
  externalId: null,
}

test('a person without a given name is called by the one they have', () => {
  expect(fullName({ ...amina, givenName: null })).toBe('Otieno')
  expect(fullName(amina)).toBe('Amina Otieno')
})

test('an age counts whole years, and is unknown without a date of birth', () => {
  expect(ageOn('1990-04-12', '2026-04-11')).toBe(35)
  expect(ageOn('1990-04-12', '2026-04-12')).toBe(36)
  expect(ageOn(null, '2026-04-12')).toBeNull()
})

test('nobody is born tomorrow', () => {
  expect(checkBirthDate('2026-11-22', '2026-11-21').ok).toBe(false)
  expect(checkBirthDate('2026-11-21', '2026-11-21').ok).toBe(true)
})

test.each([
  ['the same name and birth date', { phone: null }, true],
  [
    'the same name with other accents, and the same phone written otherwise',
    { givenName: 'Amína', birthDate: null, phone: '0712345678' },
    true,
  ],
  [
    'the same name with a hyphen for the space, and the same birth date',
    { familyName: 'Otieno-Ngũgĩ', phone: null },
    true,
    { familyName: 'Otieno Ngugi' },
  ],
  ['the same hospital number', { familyName: 'Njoroge', externalId: 'H-1' }, true],
  ['a twin: same family, birth date and phone, another given name', { givenName: 'Juma' }, true],
  ['the same name but another birth date', { birthDate: '1971-01-01', phone: null }, false],
  ['a sister with the same phone', { givenName: 'Zawadi', birthDate: '1995-06-01' }, false],
])('%s', (_what, change, isLikely, other: Partial<Demographics> = {}) => {
  const registered = { ...amina, externalId: 'H-1', ...other }
  const asked = { ...amina, ...change }
  expect(duplicateScore(registered, asked) >= likelyDuplicateScore).toBe(isLikely)
  expect(duplicateScore(asked, registered)).toBe(duplicateScore(registered, asked))
})

test('an allergy meets the medicines of its class', () => {
  expect(allergenOf('Penicillin G')).toBe('penicillin')
  expect(allergenOf('AMOXICILLIN 500 mg')).toBe('penicillin')
  expect(allergenOf('Latex')).toBe('latex')
})
