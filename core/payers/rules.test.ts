import { expect, test } from 'vitest'
import type { PayerConnection } from './model.js'
import { decideConnection, listPayers } from './rules.js'

const saved = { savedAt: '2026-11-21T06:00:00.000Z', savedBy: 'Noor Haddad' } as const
const known: PayerConnection = {
  payerName: 'Acacia Health',
  server: { baseUrl: 'https://fhir.acacia.example/r4', token: 'a-token-of-acacia' },
  providerNumber: null,
  version: 1,
  ...saved,
}
const typed = {
  payerName: 'Acacia Health',
  baseUrl: 'https://fhir.acacia.example/v2',
  providerNumber: 'P-9',
  version: 1,
}

test('a token that was given stays until another is, and is never sent to another server', () => {
  const kept = decideConnection(known, { ...typed, token: null }, saved)
  expect(kept).toMatchObject({
    ok: true,
    value: { server: { token: known.server?.token, baseUrl: typed.baseUrl }, version: 2 },
  })
  const moved = { ...typed, baseUrl: 'https://elsewhere.example/r4' }
  expect(decideConnection(known, { ...moved, token: null }, saved)).toEqual({
    ok: false,
    code: 'TOKEN_FOR_OTHER_ADDRESS',
  })
  expect(decideConnection(known, { ...moved, token: 'another-token' }, saved)).toMatchObject({ ok: true })
})

test('a first connection needs a token, and a change the version that was seen', () => {
  expect(decideConnection(undefined, { ...typed, version: 0, token: null }, saved)).toEqual({
    ok: false,
    code: 'TOKEN_MISSING',
  })
  expect(decideConnection(undefined, { ...typed, token: 'a-token-of-acacia' }, saved)).toEqual({
    ok: false,
    code: 'VERSION_CONFLICT',
  })
  expect(decideConnection(known, { ...typed, version: 0, token: null }, saved)).toEqual({
    ok: false,
    code: 'VERSION_CONFLICT',
  })
})

test('every payer of a plan is listed once, and one without a plan while it is connected; no token is shown', () => {
  const gone = { ...known, payerName: 'Gone', server: null }
  const alone = { ...known, payerName: 'Baobab' }
  const list = listPayers(['Acacia Health', 'ACACIA health', 'Public'], [known, gone, alone])
  expect(list.map(({ payerName, plans, baseUrl }) => [payerName, plans, baseUrl !== null])).toEqual([
    ['ACACIA health', 2, true],
    ['Baobab', 0, true],
    ['Public', 1, false],
  ])
  expect(JSON.stringify(list)).not.toContain('a-token')
})
