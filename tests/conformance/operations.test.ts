import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { permissionsOf, Role } from '../../core/kernel/roles.js'
import { listOperations } from '../../node/operations.js'
import { call, codeOf } from '../support/catalogue.js'
import { openClinic, type TestClinic } from '../support/clinic.js'

/** Operations of the lock screen and the event stream are tried through a whole node, in tests/node. */
const operations = listOperations().filter(
  ({ name, meta }) => meta.permission !== 'public' && name !== 'events.subscribe',
)

/** Input that no schema takes. */
const nonsense = [null, [], 'text', 7, { unknownField: 1 }, { patientId: 'x', unknownField: 1 }]

let clinic: TestClinic
beforeAll(async () => {
  clinic = await openClinic()
  for (const role of Role.options) clinic.staff(role)
})
afterAll(() => clinic.close())

/** A fingerprint of every row but the audit log's, which notes refusals. */
function fingerprint(): string {
  const tables = clinic.database
    .rows<{ name: string }>(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'audit_%' AND name NOT LIKE '%_names%'`,
    )
    .map(({ name }) => name)
  const hash = createHash('sha256')
  for (const table of tables) hash.update(JSON.stringify([table, clinic.database.rows(`SELECT * FROM ${table}`)]))
  return hash.digest('hex')
}

test.each(operations.map(({ name, meta }) => [name, meta.permission] as const))(
  '%s asks for %s, of every role',
  async (name, permission) => {
    const before = fingerprint()
    for (const role of Role.options) {
      const isAllowed = permissionsOf([role]).has(permission)
      const code = await codeOf(call(await clinic.as(role), name, { unknownField: 1 }))
      expect([role, code === 'FORBIDDEN']).toEqual([role, !isAllowed])
    }
    expect(fingerprint()).toBe(before)
  },
)

test.each(operations.map(({ name, meta }) => [name, meta.permission] as const))(
  '%s refuses what is not its input, and changes nothing',
  async (name, permission) => {
    const role = Role.options.find((candidate) => permissionsOf([candidate]).has(permission))
    if (!role) throw new Error(`Nobody holds ${permission}.`)
    const client = await clinic.as(role)
    const before = fingerprint()
    for (const input of nonsense)
      expect([input, await codeOf(call(client, name, input))]).toEqual([input, 'BAD_REQUEST'])
    expect(fingerprint()).toBe(before)
    expect(clinic.defects).toEqual([])
  },
)

test('a refusal of a role is in the audit log', async () => {
  const auditor = await clinic.as('auditor')
  expect(await codeOf(auditor.scheduling.cancelConsultation({} as never))).toBe('FORBIDDEN')
  const { items } = await auditor.audit.listEntries({ limit: 1 })
  expect(items[0]).toMatchObject({
    action: 'scheduling.cancelConsultation',
    outcome: 'refused',
    actorName: clinic.staff('auditor').session.staff.displayName,
  })
})

test('a refused input names each field and shows no stack', async () => {
  const desk = await clinic.as('front-desk')
  const refused = await desk.patients
    .register({ familyName: ' ', sex: 'x', nickname: 'Ami' } as never)
    .catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'BAD_REQUEST', message: 'Some fields need attention. Nothing was changed.' })
  const { data } = refused as { data: { fields: { path: string; message: string }[] } }
  expect(data.fields.map(({ path }) => path)).toEqual(expect.arrayContaining(['familyName', 'sex', 'givenName']))
  expect(JSON.stringify(refused)).not.toMatch(/at .*\.ts|node_modules/)
})

test('each operation has a route of its own, and every refusal a sentence', () => {
  const routes = operations.map(({ method, path }) => `${method} ${path}`)
  expect(new Set(routes).size).toBe(routes.length)
})
