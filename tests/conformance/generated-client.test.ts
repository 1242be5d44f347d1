import type { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Role } from '../../core/kernel/roles.js'
import { builtChainHost } from '../support/chain-host.js'
import { TestClock } from '../support/clinic.js'
import { generalPractice, medicine, plan } from '../support/furnish.js'
import { GeneratedClient, type Input, pathParametersOf } from '../support/generated-client.js'
import { harbor, newDataDir, openNode, removeDataDir, type TestNode } from '../support/node.js'
import { type PromisedRoute, promisedRoutes } from '../support/promised-routes.js'
import { newRelayHome, openTestRelay, type RelayHome } from '../support/relay.js'

/**
 * Every route that was promised, called over a real socket by a client that was generated out of the node's own document: a clinic
 * is founded, furnished and worked in through nothing else.
 */

const clock = new TestClock('2026-11-21T06:00:00.000Z')
const folder = newDataDir()
const passphrase = 'correct horse battery'
let running: TestNode
let home: RelayHome
let relay: Awaited<ReturnType<typeof openTestRelay>>
let client: GeneratedClient
const tokens = new Map<Role, string>()
const called = new Set<string>()

beforeAll(async () => {
  home = await newRelayHome(null)
  relay = await openTestRelay(home, { nowMs: () => Date.parse(clock.now()) })
  running = openNode(folder, clock, null, builtChainHost().start)
  client = await GeneratedClient.of((await running.node.openHttpDoor(0)).url)
}, 120_000)
afterAll(async () => {
  await running.close()
  await relay.close()
  home.remove()
  removeDataDir(folder)
})

const key = (letter: string) => letter.repeat(22)
const bearer = (role: Role | null) => {
  const token = role === null ? undefined : tokens.get(role)
  return token === undefined ? {} : { authorization: `Bearer ${token}` }
}

/** What stands at a place of an answer that was found to be what the document says. */
function at(answer: unknown, ...path: readonly (string | number)[]): string {
  const found = path.reduce<unknown>((value, step) => (value as Record<string | number, unknown>)[step], answer)
  if (typeof found !== 'string') throw new Error(`There is no text at ${path.join('.')}.`)
  return found
}

/**
 * Calls a route as somebody: first with a field that it does not know, which has to be refused as the document declares it and
 * change nothing, then as it is meant to be called.
 */
async function say(role: Role | null, route: string, input: Input | string = {}): Promise<unknown> {
  const [name = 'id'] = pathParametersOf(client.operation(route))
  const said: Input = typeof input === 'string' ? { parameters: { [name]: input } } : input
  const headers = bearer(role)
  const isQuery = route.startsWith('GET')
  const refused = isQuery
    ? await client.call(route, said, { headers, params: { unknownField: '1' } })
    : await client.call(route, { ...said, body: { ...said.body, unknownField: 1 } }, { headers })
  expect([route, refused]).toMatchObject([route, { status: 400, body: { code: 'BAD_REQUEST' } }])
  const { status, body } = await client.call(route, said, { headers })
  expect([route, status, status < 300 ? null : body]).toEqual([route, expect.any(Number), null])
  called.add(route)
  return body
}

/** The same for a promised route, so that a mistyped one does not compile. */
const promised = (role: Role, route: PromisedRoute, input: Input | string = {}) => say(role, route, input)

const withId = (route: string, id: string, body: object): Input => {
  const [name = 'id'] = pathParametersOf(client.operation(route))
  return { parameters: { [name]: id }, body }
}

let doctorId = ''
let patientId = ''
let coverageId = ''
let productId = ''
let tenantId = ''

test('the document knows every route that was promised, as the operation that it belongs to', () => {
  const missing = promisedRoutes.filter(([route, operation]) => {
    const found = client.operations.get(route)
    return found?.operationId?.replace(/\.alias\d+$/, '') !== operation
  })
  expect(missing).toEqual([])
  const ids = [...client.operations.values()].map(({ operationId }) => operationId)
  expect(new Set(ids).size).toBe(ids.length)
})

test('an answer that lacks what the document declares is noticed, whatever the route', () => {
  for (const [route] of promisedRoutes) {
    const media = route === 'GET /api/events' ? 'text/event-stream' : 'application/json'
    const done = Object.keys(client.operation(route).responses ?? {}).filter((status) => status.startsWith('2'))
    expect([route, done.length]).toEqual([route, 1])
    expect(client.problemsOf(route, Number(done[0]), { isMadeUp: true }, media)).not.toEqual([])
    expect(client.problemsOf(route, 418, {}, media)).not.toEqual([])
  }
})

test('a clinic is founded and furnished through the client', async () => {
  const founded = await say(null, 'POST /api/identity/set-up', { body: harbor })
  tokens.set('tenant-admin', at(founded, 'token'))
  tenantId = at(founded, 'session', 'clinic', 'id')
  for (const role of Role.options.filter((one) => one !== 'tenant-admin')) {
    const person = { displayName: `${role} of Harbor`, loginName: role, roles: [role], passphrase }
    const made = await say('tenant-admin', 'POST /api/identity/staff', { body: person })
    if (role === 'doctor') doctorId = at(made, 'id')
    const entered = await say(null, 'POST /api/identity/sign-in', { body: { loginName: role, passphrase } })
    tokens.set(role, at(entered, 'token'))
  }
  const { id: planId, ...terms } = plan
  await say('tenant-admin', 'PUT /api/insurance/plans/:id', withId('PUT /api/insurance/plans/:id', planId, terms))
  const doctor = 'PUT /api/telemedicine/doctors/:id'
  await say('tenant-admin', doctor, withId(doctor, doctorId, generalPractice))
  const slots = 'POST /api/telemedicine/doctors/:id/slots'
  const morning = { day: '2026-11-21', from: '10:00', to: '16:00', minutesEach: 20, isTelemedicine: true }
  await say('front-desk', slots, withId(slots, doctorId, morning))
  const { rxNormCode } = medicine
  const offer = { rxNormCode, manufacturer: 'Savannah Pharma', unitPriceMinor: 50, reorderLevel: 20 }
  productId = at(await say('pharmacist', 'POST /api/marketplace/pharmacy', { body: offer }), 'id')
  const stock = 'POST /api/marketplace/pharmacy/:id/stock'
  const delivery = { batchNumber: 'B-1', expiresOn: '2099-01-31', quantity: 100 }
  await say('pharmacist', stock, withId(stock, productId, delivery))
  const person = { givenName: 'Zoë', familyName: 'Muñoz', birthDate: '1988-05-04', sex: 'female', language: null }
  const place = { line: null, city: 'Nairobi', postalCode: null, jurisdiction: 'KE' }
  const rest = { phone: null, email: null, address: place, externalId: null, isConfirmedNew: false }
  patientId = at(await say('front-desk', 'POST /api/patients', { body: { ...person, ...rest } }), 'id')
  const covered = { planId, memberNumber: 'M-1', relationship: 'self', validFrom: '2026-01-01', validUntil: null }
  const coverages = 'POST /api/patients/:id/coverages'
  coverageId = at(await say('front-desk', coverages, withId(coverages, patientId, covered)), 'id')
  const connection = { url: relay.url, fingerprint: null, deviceName: 'Front desk', admission: null }
  await say('tenant-admin', 'POST /api/devices/relay', { body: connection })
})

test('a visit by video goes from the doctor’s slot to the settled order', async () => {
  const listed = await promised('front-desk', 'GET /api/telemedicine/doctors', {
    parameters: { language: 'en', jurisdiction: 'KE', capability: 'video', limit: 5 },
  })
  expect(await promised('front-desk', 'GET /doctors')).toEqual(listed)
  const profile = await promised('front-desk', 'GET /api/telemedicine/doctors/:id', doctorId)
  expect(await promised('front-desk', 'GET /doctor/:id', doctorId)).toEqual(profile)
  const slot = (place: number) => ({
    ...{ patientId, slotId: at(listed, 'items', 0, 'nextFreeSlots', place, 'id'), symptoms: 'Sore throat' },
  })
  const visit = at(await promised('front-desk', 'POST /api/telemedicine/consultation', { body: slot(0) }), 'id')
  const other = at(await promised('front-desk', 'POST /telemedicine/consultation', { body: slot(1) }), 'id')
  expect(await promised('front-desk', 'GET /api/telemedicine/consultation/:id', visit)).toMatchObject({ id: visit })
  const joined = await promised('doctor', 'POST /api/telemedicine/consultation/:id/join', visit)
  expect(joined).toMatchObject({ role: 'doctor', connectionUrl: expect.stringMatching(/^ws:\/\/127\.0\.0\.1/) })

  const amount = { amountMinor: 100, currency: 'USD', method: 'cash', reference: null }
  const payable = { kind: 'consultation', id: visit }
  await promised('front-desk', 'POST /api/payments', { body: { ...amount, idempotencyKey: key('k'), payable } })
  await promised('front-desk', 'POST /payments', { body: { ...amount, idempotencyKey: key('l'), payable } })

  for (const id of [visit, other]) await attend(id)
  const prescription = await promised('doctor', 'GET /api/v1/prescription/:id', await prescribed(visit))
  const prescriptionId = at(prescription, 'id')
  await endVisits([visit, other])

  for (const [verify, claim, id] of [
    ['POST /api/insurance/verify-coverage', 'POST /api/insurance/claims', visit],
    ['POST /insurance/verify-coverage', 'POST /insurance/claims', other],
  ] as const) {
    const about = { kind: 'consultation', id }
    const verified = await promised('front-desk', verify, { body: { payable: about, coverageId } })
    if (id === visit)
      await promised('billing', 'POST /api/insurance/payment', { body: { verificationId: at(verified, 'id') } })
    const filed = at(await promised('billing', claim, { body: { payable: about } }), 'id')
    expect(await promised('billing', 'GET /api/insurance/claims/:id', filed)).toMatchObject({ state: 'submitted' })
  }
  expect(await promised('billing', 'GET /api/insurance/coverages/:id', coverageId)).toMatchObject({ currency: 'USD' })

  await say('doctor', 'POST /api/v1/blockchain/anchor')
  expect(await promised('pharmacist', 'POST /api/v1/prescription/:id/verify', prescriptionId)).toMatchObject({
    isAuthentic: true,
    onChain: 'confirmed',
  })
  expect(await promised('pharmacist', 'GET /api/marketplace/pharmacy')).toMatchObject({ items: [{ id: productId }] })
  const order = {
    ...{ idempotencyKey: key('o'), patientId, consultationId: visit, coverageId, delivery: { kind: 'pickup' } },
    lines: [{ productId, quantity: 14, prescriptionId }],
  }
  const orderId = at(await promised('pharmacist', 'POST /api/marketplace/orders', { body: order }), 'id')
  expect(await promised('pharmacist', 'GET /api/marketplace/orders/:id', orderId)).toMatchObject({ state: 'placed' })
})

let noteId = ''

async function attend(id: string): Promise<void> {
  await say('doctor', 'POST /api/visits/:id/start', id)
  const notes = 'POST /api/visits/:id/notes'
  noteId = at(await say('doctor', notes, withId(notes, id, { text: 'Tonsils red.', replaces: null })), 'id')
  const diagnoses = 'POST /api/visits/:id/diagnoses'
  await say('doctor', diagnoses, withId(diagnoses, id, { code: 'J03.9', description: 'Acute tonsillitis' }))
}

async function prescribed(consultationId: string): Promise<string> {
  const dose = { dose: 1, doseUnit: 'tablet', route: 'oral', frequency: 'twice-daily', durationDays: 7, quantity: 14 }
  const body = {
    consultationId,
    rxNormCode: medicine.rxNormCode,
    ...dose,
    refills: 0,
    note: null,
    overrideReason: null,
  }
  return at(await promised('doctor', 'POST /api/v1/prescription/add', { body }), 'id')
}

async function endVisits(ids: readonly string[]): Promise<void> {
  const complete = 'POST /api/visits/:id/complete'
  for (const id of ids) await say('doctor', complete, withId(complete, id, { summary: 'Rest.', followUp: null }))
}

test('the chain is asked and written to', async () => {
  const status = await promised('doctor', 'GET /api/v1/blockchain/status')
  expect(status).toMatchObject({ refused: 0 })
  const body = { kind: 'note', recordId: noteId }
  expect(await promised('doctor', 'POST /api/v1/blockchain/record', { body })).toMatchObject({ state: 'waiting' })
  const verified = await promised('doctor', 'POST /api/v1/blockchain/verify-patient', { body: { patientId } })
  expect(verified).toMatchObject({ isRegistered: true, address: expect.stringMatching(/^0x/) })
})

test('what the clinic used is reported, listed and invoiced', async () => {
  const line = { tenantId, resource: 'video', quantity: 900 }
  const october = { ...line, id: key('u'), at: '2026-10-05T09:00:00.000Z' }
  const september = { ...line, id: key('v'), at: '2026-09-05T09:00:00.000Z' }
  await promised('tenant-admin', 'POST /api/usage-logs', { body: october })
  await promised('tenant-admin', 'POST /usage-logs', { body: september })
  const listed = await promised('auditor', 'GET /api/usage-logs', { parameters: { month: '2026-10', limit: 10 } })
  expect(listed).toMatchObject({ items: [{ id: october.id }] })
  expect(await promised('auditor', 'GET /usage-logs', { parameters: { month: '2026-10', limit: 10 } })).toEqual(listed)
  const ofTenant = { parameters: { tenantId, resource: 'video' } }
  const whole = await promised('auditor', 'GET /api/usage-logs/tenant/:id', ofTenant)
  expect(whole).toMatchObject({ items: [{ id: october.id }, { id: september.id }] })
  expect(await promised('auditor', 'GET /usage-logs/tenant/:id', ofTenant)).toEqual(whole)

  for (const [create, get, pay, month, id] of [
    ['POST /api/invoices', 'GET /api/invoices/:id', 'POST /api/invoices/:id/mark-paid', '2026-10', key('p')],
    ['POST /invoices', 'GET /invoices/:id', 'POST /invoices/:id/mark-paid', '2026-09', key('q')],
  ] as const) {
    const draft = await promised('tenant-admin', create, { body: { month } })
    const invoiceId = at(draft, 'id')
    const issue = 'POST /api/invoices/:id/issue'
    await say('tenant-admin', issue, withId(issue, invoiceId, { version: 1 }))
    expect(await promised('auditor', get, invoiceId)).toMatchObject({ stage: 'issued', month })
    const paid = { id, amountMinor: null, method: 'bank-transfer', reference: 'T-1', paidOn: '2026-11-21' }
    expect(await promised('tenant-admin', pay, withId(pay, invoiceId, paid))).toMatchObject({ state: 'paid' })
  }
  const invoices = await promised('auditor', 'GET /api/invoices')
  expect(invoices).toMatchObject({ items: [{ month: '2026-10' }, { month: '2026-09' }] })
  expect(await promised('auditor', 'GET /invoices')).toEqual(invoices)
})

test('nodes of chains are provisioned, looked at, stopped and started', async () => {
  for (const [list, provision, get, update, name, chainId] of [
    [
      ...(['GET /api/blockchain-nodes', 'POST /api/blockchain-nodes', 'GET /api/blockchain-nodes/:id'] as const),
      ...(['POST /api/blockchain-nodes/:id/update-status', 'Practice chain', 4_242] as const),
    ],
    [
      ...(['GET /blockchain-nodes', 'POST /blockchain-nodes', 'GET /blockchain-nodes/:id'] as const),
      ...(['POST /blockchain-nodes/:id/update-status', 'Second chain', 4_243] as const),
    ],
  ] as const) {
    const wish = { kind: 'process', name, chainId, port: 0, accessToken: null, accounts: [] }
    const id = at(await promised('tenant-admin', provision, { body: wish }), 'id')
    expect(await promised('tenant-admin', list)).toMatchObject({ items: expect.arrayContaining([{ id }].map(partly)) })
    expect(await promised('tenant-admin', get, id)).toMatchObject({ name, chainId, status: 'running' })
    const stopped = await promised('tenant-admin', update, withId(update, id, { status: 'stopped' }))
    expect(stopped).toMatchObject({ id, status: 'stopped' })
  }
})

const partly = (one: object): unknown => expect.objectContaining(one)

test('secure databases are made, looked at and suspended, by each of their names', async () => {
  for (const [place, route] of (
    ['/api/secure-databases', '/secure-databases', '/rust-secure-databases', '/api/rust-secure-databases'] as const
  ).entries()) {
    const wish = { name: `Archive ${place}`, purpose: 'Old letters' }
    const id = at(await promised('tenant-admin', `POST ${route}`, { body: wish }), 'id')
    expect(await promised('tenant-admin', `GET ${route}`)).toMatchObject({ items: { length: place + 1 } })
    expect(await promised('tenant-admin', `GET ${route}/:id`, id)).toMatchObject({ ...wish, status: 'ready' })
    const update = `POST ${route}/:id/update-status` as const
    const suspended = await promised('tenant-admin', update, withId(update, id, { status: 'suspended' }))
    expect(suspended).toMatchObject({ id, status: 'suspended' })
  }
})

test('a token is verified, and changes are heard as they are committed', async () => {
  expect(await promised('front-desk', 'GET /api/identity/session')).toMatchObject({
    staff: { loginName: 'front-desk' },
  })
  const route = 'GET /api/events'
  const refused = await client.call(route, {}, { headers: bearer('front-desk'), params: { unknownField: '1' } })
  expect(refused).toMatchObject({ status: 400 })
  const { operationId = '' } = client.operation(route)
  const answer = await client.client[operationId]?.(undefined, undefined, {
    headers: bearer('front-desk'),
    responseType: 'stream',
  })
  const stream = answer?.data as Readable
  const person = { givenName: 'Ama', familyName: 'Boateng', birthDate: null, sex: 'female', language: null }
  const rest = { phone: null, email: null, address: null, externalId: null, isConfirmedNew: true }
  await say('front-desk', 'POST /api/patients', { body: { ...person, ...rest } })
  let heard = ''
  for await (const chunk of stream) {
    heard += String(chunk)
    if (/^data: .*"patient".*\n\n/m.test(heard)) break
  }
  stream.destroy()
  const events = [...heard.matchAll(/^event: (\w+)\n(?:id: .*\n)?data: (.*)\n\n/gm)].map(([, event, data = '']) => ({
    event,
    data: JSON.parse(data) as unknown,
  }))
  expect(events.length).toBeGreaterThan(0)
  for (const event of events) expect(client.problemsOf(route, 200, event, 'text/event-stream')).toEqual([])
  called.add(route)
})

test('no promised route was left out, and nothing went wrong inside', () => {
  expect(promisedRoutes.map(([route]) => route).filter((route) => !called.has(route))).toEqual([])
  expect(running.defects).toEqual([])
})
