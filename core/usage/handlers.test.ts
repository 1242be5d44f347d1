import { expect, test } from 'vitest'
import { randomIds } from '../../node/system.js'
import { codeOf } from '../../tests/support/catalogue.js'
import { type Client, openClinic, type TestClinic } from '../../tests/support/clinic.js'
import { eachInClinic } from '../../tests/support/each-clinic.js'
import { register } from '../../tests/support/full-day.js'
import { furnish } from '../../tests/support/furnish.js'
import { SlotId } from '../kernel/ids.js'
import { insertMessage } from '../telehealth/store.js'

let clinic: TestClinic
let admin: Client
let tenantId: string

eachInClinic(async (opened) => {
  clinic = opened
  admin = await clinic.as('tenant-admin')
  tenantId = (await admin.tenancy.getClinic({})).id
})

const report = (quantity: number, at = '2026-11-21T05:20:00.000Z') =>
  admin.usage.record({ id: randomIds.newId(), tenantId, resource: 'video', quantity, at })

test('what was used is kept while it runs, and written once its hour is over: signed, linked, and never twice', async () => {
  const { meter } = clinic.records
  meter.look()
  expect((await admin.usage.list({})).items).toEqual([])
  clinic.clock.advance(60)
  meter.look()
  meter.look()
  const { items } = await admin.usage.list({})
  expect(new Set(items.map(({ resource }) => resource))).toEqual(new Set(['compute', 'storage']))
  for (const line of items)
    expect(line).toMatchObject({ tenantId, source: 'metered', hour: '2026-11-21T06:00:00.000Z' })
  expect(items.map(({ seq }) => seq).sort()).toEqual([1, 2])
  const { totals, meteredUntil } = await admin.usage.summarize({ month: '2026-11' })
  expect(totals.map(({ lines }) => lines)).toEqual([1, 1])
  expect(meteredUntil).toBe('2026-11-21T07:00:00.000Z')
  expect(await admin.usage.check({})).toMatchObject({ isIntact: true, lines: 2, workstations: 1, unknownSigners: 0 })
})

test('messages are counted out of the records, and a line that says otherwise is found', async () => {
  await furnish(clinic)
  const desk = await clinic.as('front-desk')
  const patient = await register(desk, 'Otieno')
  const slotId = SlotId.parse(clinic.database.row<{ id: string }>('SELECT id FROM slots LIMIT 1')?.id)
  const visit = await desk.scheduling.bookConsultation({ patientId: patient.id, slotId, symptoms: 'x' })
  clinic.records.meter.look()
  const act = { actorId: 'test', actorName: 'Test', action: 'test.message', door: 'system' } as const
  for (const text of ['one', 'two'])
    clinic.records.journal.transact(act, (unit) =>
      insertMessage(unit, patient.id, {
        ...{ id: randomIds.newId(), consultationId: visit.id, from: 'doctor', authorName: 'A', text },
        sentAt: clinic.clock.now(),
      }),
    )
  clinic.clock.advance(60)
  clinic.records.meter.look()
  const { items } = await admin.usage.list({ resource: 'messages' })
  expect(items).toMatchObject([{ quantity: 2, hour: '2026-11-21T06:00:00.000Z' }])
  expect(JSON.stringify((await admin.usage.list({})).items)).not.toContain(patient.id)
  expect(await admin.usage.check({})).toMatchObject({ isIntact: true, recounted: 1 })
  clinic.database.transact((db) => db.run(`UPDATE usage_lines SET quantity = 9 WHERE resource = 'messages'`))
  expect(await admin.usage.check({})).toMatchObject({ isIntact: false, fault: { kind: 'changed-line' } })
})

test('what another program reports is kept once, in its hour; nonsense and other tenants are refused', async () => {
  const line = {
    id: randomIds.newId(),
    tenantId,
    resource: 'messages',
    quantity: 3,
    at: '2026-11-21T05:59:00.000Z',
  } as const
  const kept = await admin.usage.record(line)
  expect(kept).toMatchObject({ source: 'reported', hour: '2026-11-21T05:00:00.000Z', seq: 1 })
  expect(await admin.usage.record(line)).toEqual(kept)
  expect(await codeOf(admin.usage.record({ ...line, quantity: 4 }))).toBe('KEY_REUSED')
  for (const quantity of [-1, 0, 1.5]) expect(await codeOf(report(quantity))).toBe('BAD_REQUEST')
  expect(await codeOf(report(1, '2026-11-21T06:00:00.001Z'))).toBe('HOUR_AHEAD')
  const foreign = randomIds.newId()
  expect(await codeOf(admin.usage.record({ ...line, id: foreign, tenantId: foreign }))).toBe('TENANT_FOREIGN')
  expect(await codeOf(admin.usage.listOfTenant({ tenantId: foreign }))).toBe('TENANT_FOREIGN')
  expect((await admin.usage.listOfTenant({ tenantId })).items).toEqual([kept])
})

test('lines come page by page, of one month or resource', async () => {
  for (const quantity of [1, 2, 3]) await report(quantity)
  await report(7, '2026-10-31T20:00:00.000Z')
  await report(8, '2026-10-31T21:00:00.000Z')
  const first = await admin.usage.list({ month: '2026-11', limit: 3 })
  const second = await admin.usage.list({ month: '2026-11', limit: 3, cursor: first.nextCursor ?? '' })
  const all = [...first.items, ...second.items].map(({ quantity }) => quantity).sort()
  expect([all, second.nextCursor]).toEqual([[1, 2, 3, 8], null])
  expect((await admin.usage.list({ month: '2026-10', resource: 'chain' })).items).toEqual([])
  expect((await admin.usage.summarize({ month: '2026-10' })).days).toEqual([
    { day: '2026-10-31', resource: 'video', quantity: 7 },
  ])
})

test('lines of another workstation count here too; nobody vouches for its signature until its key is known', async () => {
  const other = await openClinic({ joins: clinic })
  try {
    other.records.journal.receive(
      clinic.database.rows<{ header: string; body: Uint8Array }>('SELECT header, body FROM ops ORDER BY n'),
      { name: 'test' },
    )
    await report(5)
    const ops = clinic.database.rows<{ header: string; body: Uint8Array }>('SELECT header, body FROM ops ORDER BY n')
    other.records.journal.receive(ops, { name: 'test' })
    const there = await other.as('tenant-admin')
    expect((await there.usage.list({})).items).toMatchObject([{ quantity: 5 }])
    expect(await there.usage.check({})).toMatchObject({ isIntact: true, lines: 1, unknownSigners: 1 })
  } finally {
    await other.close()
  }
})
