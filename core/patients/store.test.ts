import { afterAll, beforeAll, expect, test } from 'vitest'
import { openClinic, type TestClinic } from '../../tests/support/clinic.js'
import type { Reader } from '../ports/database.js'
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

test('a double is found by birth date and family name alone, and by the outside number alone', async () => {
  const desk = await clinic.as('front-desk')
  const { id } = await desk.patients.register({ ...person, isConfirmedNew: true })
  const other = { ...person, givenName: 'Zuri', phone: null }
  expect(findAlike(clinic.database, { ...other, externalId: null }).map((found) => found.id)).toEqual([id])
  expect(
    findAlike(clinic.database, { ...other, familyName: 'Kamau', birthDate: null }).map((found) => found.id),
  ).toEqual([id])
  expect(findAlike(clinic.database, { ...other, familyName: 'Kamau', birthDate: null, externalId: null })).toEqual([])
})
