import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PatientId } from '../../core/kernel/ids.js'
import type { Act, Journal } from '../../core/ports/journal.js'
import type { Subject } from '../../core/ports/unit.js'
import { findConflicts } from '../../core/sync/checking.js'
import type { OpHeader } from '../../core/sync/protocol.js'
import { projections } from '../../node/projections.js'
import { clinicKeys } from '../keys/clinic-keys.js'
import { openDatabase, type SqlcipherDatabase } from '../sqlcipher/database.js'
import { migrate, readMigrations } from '../sqlcipher/migrate.js'
import { UnrecordedChange } from './draft.js'
import { openJournal } from './journal.js'
import { openOp, sealOp } from './seal-op.js'

const act: Act = { actorId: 'staff-1', actorName: 'Amara Obi', action: 'tasks.create', door: 'window' }
const patientId = PatientId.parse('p'.repeat(22))
const epochKey = new Uint8Array(32).fill(5)
const epochs = {
  current: () => ({ epoch: 1, key: epochKey }),
  of: (epoch: number) => (epoch === 1 ? epochKey : undefined),
  add: () => undefined,
}
const keys = clinicKeys(new Uint8Array(32).fill(6))

let folder: string
let database: SqlcipherDatabase
let commits: { mark: { auditSeq: number; opSeq: number } | null; changes: readonly Subject[] }[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal '))
  database = openDatabase(join(folder, 'records.db'), new Uint8Array(48).fill(1))
  migrate(database, readMigrations('migrations'))
  database.exec('CREATE TABLE things (id TEXT PRIMARY KEY) STRICT')
  commits = []
})
afterEach(() => {
  database.close()
  rmSync(folder, { recursive: true })
})

function open(now = '2026-11-21T09:00:00.000Z'): Journal {
  let last = 0
  return openJournal({
    database,
    keys,
    clock: { now: () => now },
    ids: {
      newId: () => String(++last + database.rows('SELECT 1 FROM ops').length * 100).padStart(22, '0'),
      newCode: () => 'T-000000',
    },
    device: { tenant: 'tenant', device: 'device', epochs },
    projections,
    findConflicts,
    react: () => undefined,
    committed: (mark, changes) => commits.push({ mark, changes }),
  })
}

function put(journal: Journal, id: string, body: object = { id }) {
  return journal.transact(act, (unit) => {
    unit.run('INSERT INTO things VALUES ($id)', { id })
    unit.recorded({ kind: 'note', id, patientId, version: 1, body })
    return id
  })
}

const rows = (table: string) => database.row<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)?.n
const tables = ['things', 'audit_entries', 'ops', 'chain_commitments', 'chain_calls', 'audit_patients']
const everything = () => tables.map(rows)

test('one change makes its row, an audit entry, a sync op and a commitment, all in one transaction', () => {
  expect(put(open(), 'a')).toBe('a')
  expect(everything()).toEqual([1, 1, 1, 1, 0, 1])
  expect(commits).toEqual([{ mark: { auditSeq: 1, opSeq: 1 }, changes: [{ kind: 'note', id: 'a', patientId }] }])
})

test('a change that throws leaves no row, no entry, no op and no commitment, and the chains go on as if it had not been', async () => {
  const journal = open()
  put(journal, 'a')
  const before = everything()
  expect(() =>
    journal.transact(act, (unit) => {
      unit.run('INSERT INTO things VALUES ($id)', { id: 'b' })
      unit.recorded({ kind: 'note', id: 'b', patientId, version: 1, body: {} })
      unit.call({ kind: 'note', id: 'b', patientId }, `0x${'1'.repeat(64)}`, {
        fn: 'settlePayment',
        claim: `0x${'1'.repeat(64)}`,
      })
      throw new Error('no')
    }),
  ).toThrow('no')
  expect(everything()).toEqual(before)
  put(journal, 'c')
  expect(await journal.verifyAudit()).toMatchObject({ isIntact: true, entries: 2 })
})

test('rows that nobody recorded are refused', () => {
  const journal = open()
  expect(() => journal.transact(act, (unit) => unit.run('INSERT INTO things VALUES ($id)', { id: 'a' }))).toThrow(
    UnrecordedChange,
  )
  expect(everything()).toEqual([0, 0, 0, 0, 0, 0])
})

test('a read that shows a record is audited before the answer leaves; one that shows none is not', () => {
  const journal = open()
  journal.read(act, (unit) => unit.rows('SELECT * FROM things'))
  expect(rows('audit_entries')).toBe(0)
  journal.read(act, (unit) => unit.seen({ kind: 'note', id: 'a', patientId }))
  expect(database.row('SELECT actor_name, action, outcome, door FROM audit_entries')).toEqual({
    actor_name: 'Amara Obi',
    action: 'tasks.create',
    outcome: 'read',
    door: 'window',
  })
})

test('both hash chains go on after a restart, and the clock never goes back', () => {
  put(open('2026-11-21T09:00:00.000Z'), 'a')
  put(open('2016-11-21T09:00:00.000Z'), 'b')
  const headers = database.rows<{ header: string; hash: Uint8Array }>('SELECT header, hash FROM ops ORDER BY seq')
  const [first, second] = headers.map(({ header }) => JSON.parse(header) as OpHeader)
  expect(second?.seq).toBe(2)
  expect(second?.prevHash).toBe(Buffer.from(headers[0]?.hash ?? []).toString('hex'))
  expect(first && second && second.hlc > first.hlc).toBe(true)
})

test('the audit log shows any change of an entry, and any entry that is missing', async () => {
  const journal = open()
  for (const id of ['a', 'b', 'c']) put(journal, id)
  expect(await journal.verifyAudit()).toMatchObject({ isIntact: true, entries: 3 })
  database.run(`UPDATE audit_entries SET actor_name = 'Somebody else' WHERE seq = 2`)
  expect(await journal.verifyAudit()).toMatchObject({ isIntact: false, entries: 1, firstBrokenSeq: 2 })
  database.run(`UPDATE audit_entries SET actor_name = 'Amara Obi' WHERE seq = 2`)
  expect(await journal.verifyAudit()).toMatchObject({ isIntact: true })
  database.run('DELETE FROM audit_entries WHERE seq = 2')
  expect(await journal.verifyAudit()).toMatchObject({ isIntact: false, firstBrokenSeq: 3 })
})

test('an op hides its body, opens with the tenant’s key, and shows any change of its header', () => {
  put(open(), 'a', { text: 'Penicillin makes her ill' })
  const op = database.row<{ header: string; body: Uint8Array; opId: string }>(
    'SELECT header, body, op_id AS opId FROM ops',
  )
  if (!op) throw new Error('There is no op.')
  expect(op.header).not.toContain('Penicillin')
  expect(Buffer.from(op.body).includes('Penicillin')).toBe(false)
  expect(op.body.length % 256).toBe(16)
  expect(JSON.parse(openOp(epochKey, op.header, op.opId, op.body))).toMatchObject({
    kind: 'note',
    author: { id: 'staff-1', name: 'Amara Obi' },
    body: { text: 'Penicillin makes her ill' },
  })
  const moved = op.header.replace('"seq":1', '"seq":2')
  expect(() => openOp(epochKey, moved, op.opId, op.body)).toThrow()
  expect(() => openOp(new Uint8Array(32), op.header, op.opId, op.body)).toThrow()
})

test('what was logged is what was committed', () => {
  const journal = open()
  put(journal, 'a', { text: 'Cough' })
  const row = database.row<{ salt: Uint8Array; commitment: Uint8Array; op: number }>(
    'SELECT salt, commitment, n AS op FROM chain_commitments',
  )
  if (!row) throw new Error('There is no commitment.')
  const salt = `0x${Buffer.from(row.salt).toString('hex')}` as const
  expect(journal.bodyOf(row.op)).toEqual({ text: 'Cough' })
  const again = keys.recommit('note', 'a', 1, salt, journal.bodyOf(row.op))
  expect(again.commitment).toBe(`0x${Buffer.from(row.commitment).toString('hex')}`)
})

test('a patient is registered on the chain once, before the first call that names them', () => {
  const journal = open()
  const call = {
    fn: 'verifyInsurance',
    patient: keys.patientAddress(patientId),
    provider: keys.clinicAddress,
    procedureCode: `0x${'2'.repeat(64)}`,
  } as const
  for (const id of ['a', 'b'])
    journal.transact(act, (unit) =>
      unit.call({ kind: 'coverage-verification', id, patientId }, call.procedureCode, call),
    )
  expect(database.rows<{ fn: string }>('SELECT fn FROM chain_calls ORDER BY n').map(({ fn }) => fn)).toEqual([
    'registerPatient',
    'verifyInsurance',
    'verifyInsurance',
  ])
  expect(database.rows('SELECT call FROM chain_calls').every((row) => !JSON.stringify(row).includes(patientId))).toBe(
    true,
  )
})

test('a long body is sealed smaller than it is, and comes back as it was', () => {
  const header = '{}'
  const long = JSON.stringify({ text: 'The patient says that it itches. '.repeat(100) })
  const sealed = sealOp(epochKey, header, 'o'.repeat(22), long)
  expect(sealed.length).toBe(256 + 16)
  expect(openOp(epochKey, header, 'o'.repeat(22), sealed)).toBe(long)
  const short = JSON.stringify({ text: 'Cough' })
  expect(openOp(epochKey, header, 'p'.repeat(22), sealOp(epochKey, header, 'p'.repeat(22), short))).toBe(short)
})
