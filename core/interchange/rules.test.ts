import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Plan } from '../insurance/model.js'
import type { Demographics } from '../patients/model.js'
import type { ImportItem } from './model.js'
import { isSamePerson, matchPlan, matchStaff, reportOn } from './rules.js'

const amina: Demographics = {
  givenName: 'Amina',
  familyName: 'Otieno',
  birthDate: '1990-04-12',
  sex: 'female',
  phone: '+254 712 345678',
  email: null,
  address: null,
  language: 'sw',
  externalId: 'H-1',
}

test.each([
  ['the same record again', {}, true],
  ['another number, but the same name and birth date', { externalId: 'K-9', phone: null }, true],
  ['more given names than before', { givenName: 'Amina Zawadi', externalId: null }, true],
  ['an initial for the given name', { givenName: 'A.', externalId: null }, true],
  ['the same number, with a birth date that nobody had asked for', { birthDate: null }, true],
  ['a twin: all the same but the given name', { givenName: 'Juma', externalId: null }, false],
  [
    'the same number given to somebody else by another hospital',
    { givenName: 'Peter', familyName: 'Kamau', birthDate: '1971-01-01' },
    false,
  ],
  ['the same number, another family, no birth date', { familyName: 'Kamau', birthDate: null }, false],
  ['the same name, but no birth date and no number', { birthDate: null, externalId: null }, false],
  ['the same name with another birth date', { birthDate: '1990-04-13', externalId: null }, false],
])('%s: the same person? %#', (_what, change, isSame) => {
  expect(isSamePerson(amina, { ...amina, ...change })).toBe(isSame)
  expect(isSamePerson({ ...amina, ...change }, amina)).toBe(isSame)
})

const plan = (id: string, name: string): Plan => ({
  id,
  name,
  payerName: 'Payer',
  currency: 'USD',
  deductibleMinor: 0,
  outOfPocketMaxMinor: null,
  visitLimit: null,
  benefits: [],
  notes: '',
})
const plans = [plan('SILVER-PPO', 'Silver PPO'), plan('COMMUNITY', 'Community health fund')]

test.each([
  [['silver ppo'], 'SILVER-PPO'],
  [['G7', 'Community Health Fund.'], 'COMMUNITY'],
  [['SILVER'], undefined],
  [[], undefined],
])('the hints %j mean the plan %j', (hints, id) => {
  expect(matchPlan(hints, plans)?.id).toBe(id)
})

test('a colleague is known by their name, with and without a title', () => {
  const staff = [{ displayName: 'Dr Amara Okafor' }, { displayName: 'Linh Trần' }]
  expect(matchStaff('Amara Okafor, MD', staff)).toBe(staff[0])
  expect(matchStaff('LINH TRAN', staff)).toBe(staff[1])
  expect(matchStaff('Adam Careful', staff)).toBeUndefined()
})

test('a report counts every item once', () => {
  const fate = fc.constantFrom('create' as const, 'known' as const, 'skip' as const, 'refuse' as const)
  fc.assert(
    fc.property(fc.array(fate), (fates) => {
      const items = fates.map((one): ImportItem => {
        return { file: 'f', resourceType: 'Patient', resourceId: null, fate: one, title: '', remarks: [] }
      })
      const { counts } = reportOn(items, [])
      expect(counts.create + counts.known + counts.skip + counts.refuse).toBe(fates.length)
    }),
  )
})
