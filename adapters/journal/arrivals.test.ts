import { afterEach, beforeEach, expect, test } from 'vitest'
import type { SealedOp } from '../../core/ports/journal.js'
import type { OpHeader } from '../../core/sync/protocol.js'
import { openClinic, type TestClinic } from '../../tests/support/clinic.js'
import { opsOf, send } from '../../tests/support/devices.js'
import { register } from '../../tests/support/full-day.js'
import { hashOp, openOp, sealOp } from './seal-op.js'

let front: TestClinic
let back: TestClinic

beforeEach(async () => {
  front = await openClinic()
  for (const role of ['front-desk', 'auditor'] as const) front.staff(role)
  back = await openClinic({ joins: front })
  send(front, back)
  const desk = await front.as('front-desk')
  for (const name of ['Achieng', 'Banda', 'Chanda']) await register(desk, name, { phone: null, birthDate: null })
})
afterEach(async () => {
  await front.close()
  await back.close()
})

const from = { name: 'Test relay' }
const count = (clinic: TestClinic, table: string) =>
  clinic.database.row<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)?.n

/** What the front desk's workstation wrote since the other one heard of it. */
const news = (): SealedOp[] => opsOf(front, front.records.deviceId, opsOf(back, front.records.deviceId).length)

/** The ops with one of them changed, from then on linked as an honest log. */
function relinked(
  ops: readonly SealedOp[],
  index: number,
  change: (header: OpHeader, body: string) => [OpHeader, string],
) {
  const key = front.records.secrets.epochs.current().key
  let prevHash: string | null = null
  return ops.map((op, at): SealedOp => {
    const head = JSON.parse(op.header) as OpHeader
    if (at < index) return op
    const opened = openOp(key, op.header, head.opId, op.body)
    const [changed, text] = at === index ? change(head, opened) : [head, opened]
    const header = JSON.stringify(prevHash === null ? changed : { ...changed, prevHash })
    const body = sealOp(key, header, changed.opId, text)
    prevHash = Buffer.from(hashOp(header, body)).toString('hex')
    return { header, body }
  })
}

/** What is refused of these ops; everything before is kept, and nothing after it is taken. */
function refusalOf(ops: readonly SealedOp[], taken: number) {
  const before = count(back, 'ops') ?? 0
  const { received, refused } = back.records.journal.receive(ops, from)
  expect(received).toBe(taken)
  expect(count(back, 'ops')).toBe(before + taken)
  expect(refused).toHaveLength(1)
  expect(refused[0]?.message).toMatch(/\.$/)
  return refused[0]?.code
}

test('a gap, a swap and another start are refused', () => {
  const ops = news()
  expect(refusalOf(ops.slice(1), 0)).toBe('GAP')
  const [first, second, ...rest] = ops
  if (!first || !second) throw new Error('There is no news.')
  expect(refusalOf([first, ...rest], 1)).toBe('GAP')
  expect(back.records.journal.receive([second, ...rest], from).refused).toEqual([])
})

test('a body that was touched, a header that was touched, and another device’s body under a header are refused', () => {
  const [first] = news()
  if (!first) throw new Error('There is no news.')
  const body = Uint8Array.from(first.body)
  body[3] = (body[3] ?? 0) ^ 1
  expect(refusalOf([{ ...first, body }], 0)).toBe('TAMPERED')
  const header = first.header.replace(/"hlc":"2026/, '"hlc":"2027')
  expect(refusalOf([{ ...first, header }], 0)).toBe('TAMPERED')
  expect(refusalOf([{ ...first, header: '{}' }], 0)).toBe('MALFORMED')
  expect(back.records.journal.receive([first], from).received).toBe(1)
})

test('another clinic’s change, an epoch without a key and a kind that is not known are refused', () => {
  const change = (header: Partial<OpHeader>, replace: (text: string) => string = (text) => text) =>
    relinked(news(), 0, (head, text) => [{ ...head, ...header }, replace(text)])
  expect(refusalOf(change({ tenant: 'z'.repeat(22) }), 0)).toBe('FOREIGN_TENANT')
  expect(refusalOf(change({ epoch: 7 }), 0)).toBe('EPOCH_UNKNOWN')
  expect(
    refusalOf(
      change({}, (text) => text.replace('"kind":"patient"', '"kind":"sqlite_master"')),
      0,
    ),
  ).toBe('NEWER_RELEASE')
  expect(refusalOf(change({ hlc: '9999-99-99 or later, whatever' }).slice(0, 1), 0)).toBe('MALFORMED')
  expect(refusalOf(change({ hlc: '2020-01-01T00:00:00.000Z#0000' }), 0)).toBe('CLOCK_BACKWARDS')
})

test('a log in two versions is refused at the first op that differs, and what was known is kept', () => {
  const ops = news()
  const other = relinked(ops, 2, (head, text) => [head, text.replace('Banda', 'Mwangi')])
  expect(back.records.journal.receive(ops.slice(0, 3), from)).toMatchObject({ received: 3, refused: [] })
  expect(refusalOf(other, 0)).toBe('FORK')
  // Where it goes on otherwise behind what is known, its link does not fit.
  const later = relinked(ops, 2, (head, text) => [{ ...head, hlc: head.hlc.replace('#0', '#1') }, text])
  expect(refusalOf(later.slice(3), 0)).toBe('FORK')
})

test('an op’s id counts once, whoever uses it', () => {
  const ops = news()
  const [first] = ops
  if (!first) throw new Error('There is no news.')
  const { opId } = JSON.parse(first.header) as OpHeader
  expect(
    refusalOf(
      relinked(ops, 2, (head, text) => [{ ...head, opId }, text]),
      2,
    ),
  ).toBe('REPLAY')
})

test('of two devices one that lies does not keep the other’s changes out', async () => {
  const room = await openClinic({ joins: front })
  send(front, room)
  await register(await room.as('front-desk'), 'Dlamini', { phone: null, birthDate: null })
  const honest = opsOf(room, room.records.deviceId)
  const { received, refused } = back.records.journal.receive([...news().slice(1), ...honest], from)
  // The honest device built on what the other one wrote: it is in the log, and the person is here.
  expect([received, refused.map(({ device, code }) => [device, code])]).toEqual([
    honest.length,
    [[front.records.deviceId, 'GAP']],
  ])
  await room.close()
})

test('a workstation’s own changes come back only as it wrote them', async () => {
  send(front, back)
  await register(await back.as('front-desk'), 'Eze', { phone: null, birthDate: null })
  const own = opsOf(back, back.records.deviceId)
  expect(back.records.journal.receive(own, from)).toMatchObject({ received: 0, known: own.length, recovered: 0 })
  const forged = relinked(own, 0, (head, text) => [head, text.replace('Eze', 'Abara')])
  expect(refusalOf(forged, 0)).toBe('OWN_LOG_DIFFERS')
})

test('everything that came at once is one audit entry, which names some of it, and the chain of entries is whole', async () => {
  const desk = await front.as('front-desk')
  for (let n = 0; n < 120; n += 1)
    await register(desk, `Person ${String.fromCharCode(65 + (n % 26))}${n}`, { phone: null, birthDate: null })
  const before = count(back, 'audit_entries') ?? 0
  send(front, back)
  expect(count(back, 'audit_entries')).toBe(before + 1)
  const entry = back.database.row<{ action: string; actor: string; subjects: string }>(
    'SELECT action, actor_name AS actor, subjects FROM audit_entries ORDER BY seq DESC LIMIT 1',
  )
  expect([entry?.action, entry?.actor, JSON.parse(entry?.subjects ?? '[]').length]).toEqual([
    'sync.receive',
    'Test relay',
    200,
  ])
  expect(entry?.subjects).not.toContain('Person')
  expect(await back.records.journal.verifyAudit()).toMatchObject({ isIntact: true })
})

test('who receives goes on later than all that was received, whatever their own clock shows', async () => {
  front.clock.set('2031-01-01T00:00:00.000Z')
  await register(await front.as('front-desk'), 'Fofana', { phone: null, birthDate: null })
  send(front, back)
  await register(await back.as('front-desk'), 'Gueye', { phone: null, birthDate: null })
  const own = opsOf(back, back.records.deviceId).map(({ header }) => (JSON.parse(header) as OpHeader).hlc)
  expect(own.every((hlc) => hlc > '2031-01-01')).toBe(true)
})
