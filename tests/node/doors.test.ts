import { MessageChannel } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { catalogue } from '../../core/catalogue.js'
import { listOperations } from '../../node/operations.js'
import { codeOf } from '../support/catalogue.js'
import { harbor, newDataDir, openNode, removeDataDir, type TestNode } from '../support/node.js'

type WindowClient = ContractRouterClient<typeof catalogue>

const folder = newDataDir()
let running: TestNode
let url: string
let token: string

beforeAll(async () => {
  running = openNode(folder)
  url = (await running.node.openHttpDoor(0)).url
  const made = await send('POST', '/api/identity/set-up', harbor)
  token = made.body.token
})
afterAll(async () => {
  await running.close()
  removeDataDir(folder)
})

async function send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: await response.json(), headers: response.headers }
}

const signed = () => ({ authorization: `Bearer ${token}` })
const person = {
  givenName: 'Amina',
  familyName: 'Otieno',
  birthDate: null,
  sex: 'female',
  phone: null,
  email: null,
  address: null,
  language: null,
  externalId: null,
}

/** A window's port, as the shell would hand it over. */
function openWindow(): { client: WindowClient; close: () => void } {
  const { port1, port2 } = new MessageChannel()
  running.node.serveWindow(port1)
  return { client: createORPCClient<WindowClient>(new RPCLink({ port: port2 as never })), close: () => port2.close() }
}

test('the HTTP door answers on loopback alone, to a token alone', async () => {
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect(await send('GET', '/api/clinic')).toMatchObject({ status: 401, body: { code: 'UNAUTHORIZED' } })
  expect(await send('GET', '/api/clinic', undefined, { authorization: `Bearer ${'a'.repeat(43)}` })).toMatchObject({
    status: 401,
  })
  expect(await send('GET', '/api/clinic', undefined, signed())).toMatchObject({
    status: 200,
    body: { name: 'Harbor Clinic' },
  })
})

test('a web page cannot use the door, whatever it knows', async () => {
  expect(await send('GET', '/api/clinic', undefined, { ...signed(), origin: 'https://example.org' })).toMatchObject({
    status: 403,
  })
})

test('a request that a resolver sent here under another name is refused', async () => {
  const { request } = await import('node:http')
  const status = await new Promise((resolve, reject) => {
    request(`${url}/api/identity/workstation`, { headers: { host: 'clinic.example.org' } }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .on('error', reject)
      .end()
  })
  expect(status).toBe(421)
})

test('a seed route without /api is the same operation', async () => {
  expect(await send('GET', '/doctors?limit=2', undefined, signed())).toMatchObject({
    status: 200,
    body: { items: [], nextCursor: null },
  })
  expect(await send('GET', `/doctor/${'d'.repeat(22)}`, undefined, signed())).toMatchObject({
    status: 404,
    body: { code: 'DOCTOR_UNKNOWN' },
  })
  const statuses = await Promise.all(
    ['/telemedicine/consultation', '/insurance/verify-coverage', '/insurance/claims', '/payments'].map(
      async (path) => (await send('POST', path, {}, signed())).status,
    ),
  )
  for (const path of ['/rust-secure-databases', '/secure-databases', '/api/secure-databases'])
    expect(await send('GET', path, undefined, signed())).toMatchObject({ status: 200, body: { items: [] } })
  const { status, body } = await send('GET', '/blockchain-nodes', undefined, signed())
  expect([status, body.items.map(({ kind }: { kind: string }) => kind)]).toEqual([200, ['own']])
  expect(
    await send('POST', `/blockchain-nodes/${body.items[0].id}/update-status`, { status: 'stopped' }, signed()),
  ).toMatchObject({ status: 409, body: { code: 'OWN_CHAIN' } })
  // An administrator books and verifies, but neither files claims nor takes payments: each alias met its operation.
  expect(statuses).toEqual([400, 400, 403, 403])
})

test('what is not JSON, not a route or far too large is refused without a stack', async () => {
  const broken = await fetch(`${url}/api/patients`, {
    method: 'POST',
    headers: { ...signed(), 'content-type': 'application/json' },
    body: '{"familyName":',
  })
  expect(broken.status).toBe(400)
  expect(await broken.text()).not.toMatch(/at .*\.(ts|mjs|cjs)/)
  expect(await send('GET', '/api/nothing', undefined, signed())).toMatchObject({
    status: 404,
    body: { code: 'NOT_FOUND' },
  })
})

test('the OpenAPI document knows every operation, its permission and its aliases', async () => {
  const { body } = await send('GET', '/openapi.json')
  expect(body.openapi).toMatch(/^3\.1/)
  for (const { name, method, path, meta } of listOperations()) {
    const operation = body.paths[path]?.[method.toLowerCase()]
    expect([name, operation?.operationId, operation?.['x-permission']]).toEqual([name, name, meta.permission])
  }
  expect(body.paths['/api/payments'].post['x-aliases']).toEqual(['POST /payments'])
  const page = await fetch(`${url}/docs`)
  const html = await page.text()
  expect(html).toContain('/api/marketplace/orders')
  expect(html).not.toContain('<script')
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
})

test('changes are heard over HTTP as server-sent events, without what they say', async () => {
  const stop = new AbortController()
  const stream = await fetch(`${url}/api/events`, { headers: signed(), signal: stop.signal })
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader()
  await send('POST', '/api/patients', { ...person, isConfirmedNew: true }, signed())
  let heard = ''
  while (!heard.includes('"changed"')) heard += (await reader?.read())?.value ?? ''
  stop.abort()
  expect(heard).toContain('"patient"')
  expect(heard).not.toContain('Otieno')
})

test('a window signs in for itself, hears changes, and is forgotten when its port closes', async () => {
  const first = openWindow()
  expect(await codeOf(first.client.tenancy.getClinic({}))).toBe('UNAUTHORIZED')
  await first.client.identity.signIn({ loginName: 'amara', passphrase: harbor.passphrase })
  expect(await first.client.tenancy.getClinic({})).toMatchObject({ name: 'Harbor Clinic' })
  const events = await first.client.events.subscribe({})
  const next = events[Symbol.asyncIterator]().next()
  await first.client.patients.register({ ...person, givenName: 'Zawadi', sex: 'female', isConfirmedNew: true })
  expect((await next).value).toEqual({ type: 'changed', kinds: ['patient'] })
  const second = openWindow()
  expect(await codeOf(second.client.tenancy.getClinic({}))).toBe('UNAUTHORIZED')
  first.close()
  second.close()
})

test('signing out ends the token, and the records close when nobody is left', async () => {
  const { body } = await send('POST', '/api/identity/sign-in', { loginName: 'amara', passphrase: harbor.passphrase })
  const other = { authorization: `Bearer ${body.token}` }
  expect((await send('POST', '/api/identity/sign-out', {}, other)).status).toBe(200)
  expect((await send('GET', '/api/clinic', undefined, other)).status).toBe(401)
  expect((await send('GET', '/api/clinic', undefined, signed())).status).toBe(200)
  expect(running.defects).toEqual([])
})
