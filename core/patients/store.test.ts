import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openClinic, type TestClinic } from '../../tests/support/clinic.js'
import { foldPhone } from '../kernel/text.js'
import type { Reader } from '../ports/database.js'
import type { Demographics } from './model.js'
import { duplicateScore, likelyDuplicateScore } from './rules.js'
import { findAlike } from './store.js'

let clinic: TestClinic

beforeAll(async () => {
  clinic = await openClinic()
})
afterAll(() => clinic.close())

const person = {
  givenName: 'Amina',
  familyName: 'Otieno',
  birthDate: '1990-02-03',
  sex: 'female',
  phone: '+254 712 345 678',
  email: null,
  address: null,
  language: null,
  externalId: 'KE-77',
} as const

test('looking for doubles reads no table from end to end, so that registering stays quick among a million', () => {
  const scans: string[] = []
  const watched: Reader = {
    row: (sql, params) => clinic.database.row(sql, params),
    rows<T>(sql: string, params?: Parameters<Reader['rows']>[1]) {
      const plan = clinic.database.rows<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, params)
      scans.push(
        ...plan.map(({ detail }) => detail).filter((detail) => /^SCAN (p|patients)\b(?!.*VIRTUAL)/.test(detail)),
      )
      return clinic.database.rows<T>(sql, params)
    },
  }
  findAlike(watched, person)
  expect(scans).toEqual([])
})

test('a double is looked for by birth date alone, by phone alone, and by the outside number alone', async () => {
  const desk = await clinic.as('front-desk')
  const { id } = await desk.patients.register({ ...person, isConfirmedNew: true })
  const stranger = { ...person, familyName: 'Kamau', birthDate: null, phone: null, externalId: null }
  const found = (asked: Partial<Demographics>) =>
    findAlike(clinic.database, { ...stranger, ...asked }).map((one) => one.id)
  expect(found({ birthDate: person.birthDate })).toEqual([id])
  expect(found({ phone: '0712 345678' })).toEqual([id])
  expect(found({ externalId: person.externalId })).toEqual([id])
  expect(found({})).toEqual([])
})

test('nobody is likely the same who shares neither birth date nor phone nor outside number', () => {
  const details = fc.record({
    givenName: fc.constantFrom('Amina', 'Amìna', null),
    familyName: fc.constantFrom('Otieno', 'Al-Hassan', 'Al Hassan'),
    birthDate: fc.constantFrom('1990-02-03', '1990-02-04', null),
    phone: fc.constantFrom('+254 712 345 678', '0712345678', '0799 999 999', null),
    externalId: fc.constantFrom('KE-77', 'KE-78', null),
  })
  const isShared = (a: string | null, b: string | null) => a !== null && a === b
  fc.assert(
    fc.property(details, details, (left, right) => {
      const [a, b] = [
        { ...person, ...left },
        { ...person, ...right },
      ]
      fc.pre(!isShared(a.birthDate, b.birthDate) && !isShared(a.externalId, b.externalId))
      fc.pre(!isShared(a.phone && foldPhone(a.phone), b.phone && foldPhone(b.phone)))
      expect(duplicateScore(a, b)).toBeLessThan(likelyDuplicateScore)
    }),
  )
})

test('where a birth date is shared by more than we look at, a double is found by name', async () => {
  const born = '1970-01-01'
  const desk = await clinic.as('front-desk')
  for (let n = 0; n < 200; n += 1)
    await desk.patients.register({
      ...person,
      familyName: `Aaaa${n}`,
      birthDate: born,
      phone: null,
      externalId: null,
      isConfirmedNew: true,
    })
  const last = { ...person, familyName: 'Zawadi', birthDate: born, phone: null, externalId: null }
  const { id } = await desk.patients.register({ ...last, isConfirmedNew: true })
  expect(findAlike(clinic.database, last).map((one) => one.id)).toContain(id)
})
