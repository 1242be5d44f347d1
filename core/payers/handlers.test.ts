import { afterEach, beforeEach, expect, test } from 'vitest'
import { codeOf } from '../../tests/support/catalogue.js'
import { type Client, openClinic, type TestClinic } from '../../tests/support/clinic.js'
import { meet } from '../../tests/support/devices.js'
import { eachInClinic } from '../../tests/support/each-clinic.js'
import { type FhirPayer, openFhirPayer } from '../../tests/support/fhir-payer.js'
import { playFullDay } from '../../tests/support/full-day.js'
import { type Furnished, furnish } from '../../tests/support/furnish.js'
import { readConnection } from './reads.js'

let clinic: TestClinic
let furnished: Furnished
let payer: FhirPayer
let admin: Client

eachInClinic(async (opened) => {
  clinic = opened
  furnished = await furnish(clinic)
  admin = await clinic.as('tenant-admin')
})
beforeEach(async () => {
  payer = await openFhirPayer()
})
afterEach(() => payer.close())

/** The payer of the clinic's one plan. */
async function planPayer(): Promise<string> {
  const [first] = await admin.payers.list({})
  if (!first) throw new Error('The clinic has no plan.')
  return first.payerName
}

async function connect(change: { baseUrl?: string; token?: string | null; version?: number } = {}) {
  const { baseUrl, token } = payer
  return admin.payers.connect({
    ...{ payerName: await planPayer(), baseUrl, token, providerNumber: 'CLINIC-7', version: 0 },
    ...change,
  })
}

const claims = async () => {
  const billing = await clinic.as('billing')
  const { items } = await billing.insurance.listClaims({})
  return Promise.all(items.map(({ id }) => billing.insurance.getClaim({ claimId: id })))
}
const states = async () => (await claims()).map(({ state }) => state)

test('claims of a connected payer go to its server, and its answers are what is written down', async () => {
  const connected = await connect()
  expect(connected).toMatchObject({ baseUrl: payer.baseUrl, plans: 1, version: 1 })
  await playFullDay(clinic, furnished)
  expect(payer.claims.length).toBeGreaterThan(0)
  expect(payer.claims[0]?.provider).toEqual({ identifier: { system: 'urn:medichain:provider', value: 'CLINIC-7' } })
  expect(await states()).toEqual(['accepted', 'accepted'])
  payer.payOut()
  await clinic.records.settleClaims()
  for (const claim of await claims()) {
    expect(claim.state).toBe('settled')
    expect(claim.paidMinor).toBe(Math.round(claim.totalMinor / 2))
    expect(claim.events.at(-1)?.note).toContain('WIRE-7')
  }
})

test('while a payer is down its claims wait, and the services page names it', async () => {
  const { payerName } = await connect()
  payer.breakDown(true)
  await playFullDay(clinic, furnished)
  expect(await states()).toEqual(['submitted', 'submitted'])
  const status = await admin.monitoring.getStatus({ isFresh: true })
  expect(status.services.find(({ service }) => service === 'payer')?.reason).toContain(payerName)
  payer.breakDown(false)
  await clinic.records.settleClaims()
  expect(await states()).toEqual(['accepted', 'accepted'])
})

test('a disconnected payer’s claims are answered here again, and the answer says so', async () => {
  const { payerName, version } = await connect()
  expect(await admin.payers.disconnect({ payerName, version })).toMatchObject({ baseUrl: null, version: 2 })
  await playFullDay(clinic, furnished)
  expect(payer.claims).toEqual([])
  const [claim] = await claims()
  expect(claim?.events.map(({ note }) => note).join(' ')).toContain('the payer was not asked')
  expect(await codeOf(admin.payers.disconnect({ payerName, version: 2 }))).toBe('NOT_CONNECTED')
})

test('a check says what is wrong with a server, in one word each', async () => {
  const { payerName } = await connect()
  expect(await admin.payers.check({ payerName })).toEqual({ outcome: 'answers' })
  await connect({ token: 'not-its-token', version: 1 })
  expect(await admin.payers.check({ payerName })).toEqual({ outcome: 'token-refused' })
  await connect({ token: payer.token, baseUrl: `${payer.baseUrl}/elsewhere`, version: 2 })
  expect(await admin.payers.check({ payerName })).toEqual({ outcome: 'not-fhir' })
  payer.breakDown(true)
  expect(await admin.payers.check({ payerName })).toEqual({ outcome: 'unreachable' })
  expect(await codeOf(admin.payers.check({ payerName: 'Nobody' }))).toBe('NOT_CONNECTED')
})

test('the token stays in the file: no answer holds it, and a new address without a new token is refused', async () => {
  const answers = [await connect(), await admin.payers.list({})]
  expect(JSON.stringify(answers)).not.toContain(payer.token)
  const elsewhere = connect({ baseUrl: 'https://elsewhere.example', token: null, version: 1 })
  expect(await codeOf(elsewhere)).toBe('TOKEN_FOR_OTHER_ADDRESS')
  expect(await codeOf(connect({ version: 0 }))).toBe('VERSION_CONFLICT')
  expect(await codeOf(connect({ baseUrl: 'http://elsewhere.example', version: 1 }))).toBe('BAD_REQUEST')
  const desk = await clinic.as('front-desk')
  expect(await codeOf(desk.payers.check({ payerName: await planPayer() }))).toBe('FORBIDDEN')
})

test('changes of a connection that were made apart never send one server’s token to another', async () => {
  const payerName = 'Baobab Mutual'
  const first = { payerName, baseUrl: 'https://one.example/r4', token: 'token-of-one', providerNumber: null }
  await admin.payers.connect({ ...first, version: 0 })
  const back = await openClinic({ joins: clinic })
  try {
    meet(clinic, back)
    const other = await back.as('tenant-admin')
    const elsewhere = { ...first, baseUrl: 'https://two.example/r4', token: 'token-of-two' }
    await other.payers.connect({ ...elsewhere, version: 1 })
    clinic.clock.advance(5)
    await admin.payers.connect({ ...first, baseUrl: 'https://one.example/r5', token: null, version: 1 })
    meet(clinic, back)
    for (const { database } of [clinic, back])
      expect(readConnection(database, payerName)?.server).toEqual({
        baseUrl: 'https://one.example/r5',
        token: 'token-of-one',
      })
  } finally {
    await back.close()
  }
})
