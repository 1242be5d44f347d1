import { afterAll, beforeAll, expect, test } from 'vitest'
import { permissionsOf, Role } from '../../core/kernel/roles.js'
import { listOperations } from '../../node/operations.js'
import { call, codeOf } from '../support/catalogue.js'
import { openClinic, type TestClinic } from '../support/clinic.js'
import { meet, send } from '../support/devices.js'
import { harbor, newDataDir, openNode, removeDataDir } from '../support/node.js'

/** What a suspended clinic still does, operation by operation, as every role and at both doors. */

const guarded = listOperations().filter(({ name, meta }) => meta.permission !== 'public' && name !== 'events.subscribe')
const refused = guarded.filter(({ meta }) => meta.kind === 'command' && !meta.worksSuspended)

let clinic: TestClinic
beforeAll(async () => {
  clinic = await openClinic()
  for (const role of Role.options) clinic.staff(role)
  await (await clinic.as('tenant-admin')).tenancy.suspend({ reason: 'The licence ran out', version: 1 })
})
afterAll(() => clinic.close())

test('only what leaves, exports and resumes is carried out', () => {
  const carriedOut = guarded
    .filter(({ meta }) => meta.kind === 'command' && meta.worksSuspended)
    .map(({ name }) => name)
  expect(carriedOut.sort()).toEqual([
    'identity.lock',
    'identity.signOut',
    'interchange.exportPatient',
    'sync.syncNow',
    'tenancy.closeClinic',
    'tenancy.resume',
  ])
})

test('every other command is refused to everybody, and no query is', async () => {
  let cells = 0
  for (const role of Role.options) {
    const client = await clinic.as(role)
    for (const { name, meta } of guarded) {
      const isAllowed = permissionsOf([role]).has(meta.permission)
      const isRefused = refused.some((one) => one.name === name)
      const code = await codeOf(call(client, name, { unknownField: 1 }))
      const expected = !isAllowed ? 'FORBIDDEN' : isRefused ? 'TENANT_SUSPENDED' : 'BAD_REQUEST'
      expect([name, role, code]).toEqual([name, role, expected])
      cells += 1
    }
  }
  expect(cells).toBe(guarded.length * Role.options.length)
  expect(clinic.defects).toEqual([])
})

test('the refusal says why, and the audit log has it', async () => {
  const desk = await clinic.as('front-desk')
  await expect(desk.scheduling.markNoShow({} as never)).rejects.toMatchObject({
    code: 'TENANT_SUSPENDED',
    data: { reason: 'The licence ran out' },
  })
  const { items } = await (await clinic.as('auditor')).audit.listEntries({ limit: 1 })
  expect(items[0]).toMatchObject({ action: 'scheduling.markNoShow', outcome: 'refused' })
})

test('a workstation of a suspended clinic takes over what others did before they heard of it', async () => {
  const other = await openClinic({ joins: clinic })
  send(clinic, other)
  expect(other.records.clinic().suspension?.reason).toBe('The licence ran out')
  const front = await openClinic()
  const back = await openClinic({ joins: front })
  meet(front, back)
  await (await front.as('tenant-admin')).tenancy.suspend({ reason: 'A pause', version: 1 })
  const late = await (await back.as('front-desk')).tasks.create({
    ...{ title: 'Call the lab', patientId: null, dueOn: '2026-11-23', forRole: null },
  })
  meet(front, back)
  expect((await (await front.as('front-desk')).tasks.list({})).items.map(({ id }) => id)).toContain(late.id)
  expect(await codeOf((await back.as('front-desk')).tasks.complete({ taskId: late.id, outcome: 'x' }))).toBe(
    'TENANT_SUSPENDED',
  )
  for (const one of [other, front, back]) await one.close()
})

test('a token that was given before is refused over HTTP, a new one says so at once, and a read answers', async () => {
  const folder = newDataDir()
  const running = openNode(folder)
  const { url } = await running.node.openHttpDoor(0)
  const ask = async (method: string, path: string, token: string | null, body?: unknown) => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }
    const response = await fetch(`${url}${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) })
    return { status: response.status, body: (await response.json()) as Record<string, never> }
  }
  const made = await ask('POST', '/api/identity/set-up', null, harbor)
  const token: string = made.body.token ?? ''
  await ask('POST', '/api/clinic/suspension', token, { reason: 'The licence ran out', version: 1 })
  expect(await ask('POST', '/api/v1/blockchain/anchor', token, {})).toMatchObject({
    status: 423,
    body: { code: 'TENANT_SUSPENDED', data: { reason: 'The licence ran out' } },
  })
  const entered = await ask('POST', '/api/identity/sign-in', null, {
    loginName: harbor.administrator.loginName,
    passphrase: harbor.passphrase,
  })
  expect(entered).toMatchObject({
    status: 200,
    body: { session: { clinic: { suspension: { reason: 'The licence ran out' } } } },
  })
  const later: string = entered.body.token ?? ''
  expect((await ask('GET', '/api/patients', later)).status).toBe(200)
  expect((await ask('POST', '/api/patients', later, {})).status).toBe(423)
  // Before anybody has signed in, too.
  expect((await ask('GET', '/api/identity/workstation', null)).body).toMatchObject({ face: { isSuspended: true } })
  expect((await ask('POST', '/api/clinic/resumption', later, { version: 2 })).status).toBe(200)
  expect((await ask('POST', '/api/patients', later, {})).status).toBe(400)
  await running.close()
  removeDataDir(folder)
})
