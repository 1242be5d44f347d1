import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { permissionsOf, Role } from '../../core/kernel/roles.js'
import { type CatalogueEntry, listOperations } from '../../node/operations.js'
import { call, codeOf } from '../support/catalogue.js'
import { openClinic, type TestClinic } from '../support/clinic.js'
import { playFullDay } from '../support/full-day.js'
import { furnish } from '../support/furnish.js'
import { harbor, newDataDir, openNode, removeDataDir, type TestNode } from '../support/node.js'
import { inputSchemaOf, sampleInput } from '../support/sample-input.js'

/** Whatever belongs to one clinic is nothing at another: every operation, as every role, from either of two clinics. */

const operations = listOperations()
const guarded = operations.filter(({ meta }) => meta.permission !== 'public')
const passphrase = 'correct horse battery'

/** A clinic with a node of its own, an HTTP door and somebody of every role who is signed in there. */
interface Tenant {
  name: string
  folder: string
  running: TestNode
  url: string
  recoveryCode: string
  tokens: Map<Role, string>
}

const tenants: Tenant[] = []
const twins: TestClinic[] = []

/** Two thousand calls and more, on a computer that may be busy. */
const patienceMs = 240_000

beforeAll(async () => {
  for (const name of ['Harbor Clinic', 'Hill Clinic']) tenants.push(await openTenant(name))
  for (let n = 0; n < 2; n += 1) {
    const clinic = await openClinic()
    await playFullDay(clinic, await furnish(clinic))
    for (const role of Role.options) clinic.staff(role)
    twins.push(clinic)
  }
}, patienceMs)
afterAll(async () => {
  for (const { running, folder } of tenants) {
    await running.close()
    removeDataDir(folder)
  }
  for (const clinic of twins) await clinic.close()
})

async function openTenant(name: string): Promise<Tenant> {
  const folder = newDataDir()
  const running = openNode(folder)
  const { url } = await running.node.openHttpDoor(0)
  const made = await ask(url, 'POST', '/api/identity/set-up', null, { ...harbor, clinic: { ...harbor.clinic, name } })
  const { token: founder, recoveryCode } = made.body as { token: string; recoveryCode: string }
  const tokens = new Map<Role, string>()
  for (const role of Role.options) {
    const person = { displayName: `${role} of ${name}`, loginName: role, roles: [role], passphrase }
    await ask(url, 'POST', '/api/identity/staff', founder, person)
    const entered = await ask(url, 'POST', '/api/identity/sign-in', null, { loginName: role, passphrase })
    tokens.set(role, (entered.body as { token: string }).token)
  }
  return { name, folder, running, url, recoveryCode, tokens }
}

async function ask(url: string, method: string, path: string, token: string | null, body?: unknown) {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      connection: 'close',
      ...(token !== null && { authorization: `Bearer ${token}` }),
    },
    ...(body !== undefined && method !== 'GET' && { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

/** The other clinic of each: a guest of one at the door of the other. */
const pairs = <T>(both: readonly T[]): [guest: T, host: T][] =>
  both.flatMap((guest) => both.filter((host) => host !== guest).map((host): [T, T] => [guest, host]))

const filled = (path: string) => path.replaceAll(/\{\w+\}/g, 'x'.repeat(22))

test('a token of one clinic is nobody at the other: every operation, every role, both ways', {
  timeout: patienceMs,
}, async () => {
  let cells = 0
  for (const [guest, host] of pairs(tenants))
    for (const [role, token] of guest.tokens)
      await Promise.all(
        guarded.map(async ({ name, method, path }) => {
          const { status, body } = await ask(host.url, method, filled(path), token, {})
          expect([name, role, status, body.code]).toEqual([name, role, 401, 'UNAUTHORIZED'])
          cells += 1
        }),
      )
  expect(cells).toBe(guarded.length * Role.options.length * 2)
  // The doors do know their own people.
  for (const { url, tokens, name } of tenants)
    for (const token of tokens.values())
      expect(await ask(url, 'GET', '/api/clinic', token)).toMatchObject({ status: 200, body: { name } })
})

test('what needs nobody signed in tells of its own clinic alone, and makes no second one', async () => {
  let cells = 0
  const open = operations.filter(({ meta }) => meta.permission === 'public')
  for (const [guest, host] of pairs(tenants))
    for (const token of guest.tokens.values())
      for (const { name, method, path } of open) {
        // Asking the network for relays takes seconds and says nothing of a clinic.
        const input = name === 'devices.findHubs' ? undefined : { unknownField: 1 }
        if (input) {
          const { status, body } = await ask(host.url, method, filled(path), token, input)
          expect([name, status < 500]).toEqual([name, true])
          expect(JSON.stringify(body)).not.toContain(guest.name)
        }
        cells += 1
      }
  expect(cells).toBe(open.length * Role.options.length * 2)
  for (const [guest, host] of pairs(tenants)) {
    expect(await ask(host.url, 'POST', '/api/identity/set-up', null, harbor)).toMatchObject({
      body: { code: 'ALREADY_SET_UP' },
    })
    const code = { recoveryCode: guest.recoveryCode, loginName: 'doctor', passphrase: 'another long passphrase' }
    expect(await ask(host.url, 'POST', '/api/identity/recover', null, code)).toMatchObject({
      body: { code: 'WRONG_RECOVERY_CODE' },
    })
  }
})

test('the keys of one clinic open no file of the other', async () => {
  for (const [guest, host] of pairs(tenants)) {
    expect(readFileSync(join(host.folder, 'keys.json'), 'utf8')).not.toContain(guest.name)
    const swapped = newDataDir()
    copyFileSync(join(guest.folder, 'keys.json'), join(swapped, 'keys.json'))
    copyFileSync(join(host.folder, 'records.db'), join(swapped, 'records.db'))
    const { client, close } = openNode(swapped)
    expect(await codeOf(client.identity.signIn({ loginName: 'doctor', passphrase }))).toBe('RECORDS_UNUSABLE')
    await close()
    removeDataDir(swapped)
  }
})

/** Which kind of record a field of an input names. Whoever adds a field that names a record says so here. */
const kindOfField: Readonly<Record<string, string>> = {
  patientId: 'patient',
  consultationId: 'consultation',
  slotId: 'slot',
  doctorId: 'doctor',
  staffId: 'staff',
  allergyId: 'allergy',
  prescriptionId: 'prescription',
  orderId: 'order',
  productId: 'product',
  batchId: 'stock-batch',
  insuranceId: 'coverage',
  coverageId: 'coverage',
  verificationId: 'coverage-verification',
  claimId: 'claim',
  paymentId: 'payment',
  taskId: 'task',
  accessId: 'emergency-access',
  anomalyId: 'anomaly',
  invoiceId: 'invoice',
  disputeId: 'invoice-entry',
  attachmentId: 'visit-message',
  photoId: 'visit-message',
  tenantId: 'clinic',
  recordId: 'note',
  id: 'consultation',
}

/** Their `id` is made by whoever asks, for a record that is to be: it names nothing yet. */
const makesItsId = new Set(['usage.record', 'invoices.markPaid', 'invoices.credit', 'insurance.savePlan'])

function recordsOf(clinic: TestClinic): Map<string, string> {
  const rows = clinic.database.rows<{ kind: string; id: string }>(
    'SELECT kind, max(record_id) AS id FROM ops GROUP BY kind',
  )
  return new Map(rows.map(({ kind, id }) => [kind, id]))
}

/** Every id that is of this clinic and not of the other: no answer there may hold one. */
function ownWords(clinic: TestClinic, other: TestClinic): string[] {
  const idsOf = ({ database }: TestClinic) =>
    database.rows<{ id: string }>('SELECT DISTINCT record_id AS id FROM ops').map(({ id }) => id)
  const theirs = new Set(idsOf(other))
  return idsOf(clinic).filter((id) => !theirs.has(id) && id.length === 22)
}

const opsOf = ({ database }: TestClinic) => database.rows('SELECT n FROM ops').length

/** What the guest's records make of an operation's input, and whether any of them is named in it. */
function foreignInput({ name }: CatalogueEntry, records: ReadonlyMap<string, string>) {
  let named = 0
  const input = sampleInput(inputSchemaOf(name), (field) => {
    const kind = field === 'id' && makesItsId.has(name) ? undefined : kindOfField[field]
    const id = kind === undefined ? undefined : records.get(kind)
    if (id !== undefined) named += 1
    return id
  })
  return { input, isNaming: named > 0 }
}

/** These stream, or answer only when the world outside does; through a token they were tried above. */
const notInProcess = new Set(['events.subscribe'])

test('the ids of one clinic name nothing at the other: every operation, every role, both ways', {
  timeout: patienceMs,
}, async () => {
  let cells = 0
  let naming = 0
  for (const [guest, host] of pairs(twins)) {
    const records = recordsOf(guest)
    const words = ownWords(guest, host)
    const [opsThere, opsHere] = [opsOf(guest), opsOf(host)]
    for (const role of Role.options) {
      const client = await host.as(role)
      for (const operation of guarded) {
        const { name, meta } = operation
        cells += 1
        if (notInProcess.has(name)) continue
        const { input, isNaming } = foreignInput(operation, records)
        const isAllowed = permissionsOf([role]).has(meta.permission)
        if (isNaming) naming += 1
        // A command that names no record would do its own clinic's work: what it refuses shows that it takes nothing else.
        const given = isNaming || meta.kind === 'query' ? input : { ...(input as object), unknownField: 1 }
        let answer: unknown
        const code = await codeOf(
          call(client, name, given).then((value) => {
            answer = value
          }),
        )
        const cell = [name, role, code]
        if (!isAllowed) expect(cell).toEqual([name, role, 'FORBIDDEN'])
        // Well-formed, so that it is the id that is refused; some lists of what is not there are empty.
        else if (isNaming) expect([...cell, code === 'BAD_REQUEST']).toEqual([...cell, false])
        if (isNaming && meta.kind === 'command') expect(cell).not.toEqual([name, role, 'none'])
        const said = JSON.stringify(answer) ?? ''
        const echoed = isNaming ? new Set(JSON.stringify(input).match(/[\w-]{22}/g)) : new Set<string>()
        expect([cell, words.filter((word) => said.includes(word) && !echoed.has(word))]).toEqual([cell, []])
      }
    }
    expect(opsOf(guest)).toBe(opsThere)
    expect(opsOf(host)).toBe(opsHere)
    expect(host.defects).toEqual([])
  }
  expect(cells).toBe(guarded.length * Role.options.length * 2)
  expect(naming).toBeGreaterThan(cells / 3)
})
