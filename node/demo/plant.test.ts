import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { builtInPayer } from '../../adapters/payer/built-in.js'
import { dayOf } from '../../core/kernel/instant.js'
import { openClinic } from '../../tests/support/clinic.js'
import { assetsInCheckout } from '../assets.js'
import { foundClinic, newClinic } from '../founding.js'
import { type OpenRecords, openRecords, type RecordsSurroundings } from '../records.js'
import { randomIds, systemClock } from '../system.js'
import { demoClinic } from './clinic.js'
import { plantDemo } from './plant.js'
import { journaled, plantPatients, rowsOnly } from './plant-patients.js'

let folder: string
let records: OpenRecords

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'medichain demo '))
  const around: RecordsSurroundings = {
    assets: assetsInCheckout(process.cwd()),
    clock: systemClock,
    ids: randomIds,
    host: {
      callsGoTo: () => undefined,
      printers: () => null,
      start: () => Promise.reject(new Error('No chain process in this test.')),
    },
    log: { info: () => undefined, defect: () => 'TEST', close: () => undefined },
    payer: builtInPayer(),
    roundSeconds: 86_400,
  }
  const recordsPath = join(folder, 'records.db')
  const cost = { algorithm: 'argon2id', memoryKib: 64, passes: 1, lanes: 1 } as const
  const site = { ...around, cost, keychain: null, recordsPath, keyPath: join(folder, 'keys.json') }
  const { clinic, people } = demoClinic()
  const { key } = await foundClinic(site, {
    clinic: newClinic(clinic, randomIds.newId(), true),
    people: people.map((person) => ({ ...person, passphrase: 'four random words here' })),
    demoPassphrase: 'four random words here',
    plant: (demo) => plantDemo(demo, { patients: 60 }),
  })
  records = openRecords(recordsPath, key, around)
}, 60_000)

afterAll(async () => {
  await records?.close()
  rmSync(folder, { recursive: true, force: true })
})

const count = (sql: string): number => records.database.row<{ n: number }>(sql)?.n ?? 0
const tally = (table: string) =>
  Object.fromEntries(
    records.database
      .rows<{ state: string; n: number }>(`SELECT state, count(*) AS n FROM ${table} GROUP BY state`)
      .map(({ state, n }) => [state, n]),
  )

test('a planted clinic has its people, its shelf, its plans and its code lists', () => {
  expect(count('SELECT count(*) AS n FROM patients')).toBe(60)
  expect(count('SELECT count(*) AS n FROM staff')).toBe(12)
  expect(count('SELECT count(*) AS n FROM doctors')).toBe(5)
  expect(count('SELECT count(*) AS n FROM products')).toBe(60)
  expect(count('SELECT count(*) AS n FROM plans')).toBe(5)
  expect(count('SELECT count(*) AS n FROM medicines')).toBeGreaterThan(100)
  expect(count('SELECT count(*) AS n FROM diagnosis_codes')).toBeGreaterThan(250)
})

test('visits of the past are through, those of today in every state, those to come booked', () => {
  const states = tally('consultations')
  expect(states.completed).toBeGreaterThan(10)
  expect(states.booked).toBeGreaterThan(10)
  expect(states.arrived).toBeGreaterThan(0)
  const openPast = `SELECT count(*) AS n FROM consultations WHERE starts_at < $today AND state IN ('booked', 'arrived', 'in-progress')`
  const { timeZone } = records.clinic()
  const today = dayOf(systemClock.now(), timeZone)
  expect(records.database.row<{ n: number }>(openPast, { today })?.n).toBe(0)
})

test('what hangs on the visits was done with it: prescriptions, orders, payments, claims that are settled', () => {
  expect(count('SELECT count(*) AS n FROM prescriptions')).toBeGreaterThan(5)
  expect(count('SELECT count(*) AS n FROM orders')).toBeGreaterThan(3)
  expect(count('SELECT count(*) AS n FROM payments')).toBeGreaterThan(10)
  expect(tally('claims').settled).toBeGreaterThan(3)
})

test('the audit log and the device’s ops tell the whole story in the order of its time', () => {
  const times = records.database.rows<{ at: string }>('SELECT at FROM audit_entries ORDER BY seq').map(({ at }) => at)
  const planted = times.slice(1)
  expect([...planted].sort()).toEqual(planted)
  expect(count(`SELECT count(*) AS n FROM audit_entries WHERE action = 'encounters.complete'`)).toBeGreaterThan(10)
  const patients = `SELECT count(*) AS n FROM chain_commitments WHERE kind = 'patient'`
  expect(count(patients)).toBe(60)
})

test('the clinic goes on from there: the next change continues both hash chains', () => {
  const before = count('SELECT max(seq) AS n FROM audit_entries')
  records.journal.note({ actorId: 'x', actorName: 'X', action: 'identity.signIn', door: 'system' }, 'signed-in')
  const last = records.database.rows<{ prev: Uint8Array; hash: Uint8Array }>(
    'SELECT prev_hash AS prev, hash FROM audit_entries ORDER BY seq DESC LIMIT 2',
  )
  expect(count('SELECT max(seq) AS n FROM audit_entries')).toBe(before + 1)
  expect(last[0]?.prev).toEqual(last[1]?.hash)
})

test.each(['journaled', 'rows only'])(
  'many patients are planted in bulk, %s, and found like any other',
  async (how) => {
    const clinic = await openClinic()
    try {
      const act = { actorId: 'bench', actorName: 'Bench', action: 'demo.plant', door: 'system' } as const
      const { journal, database } = clinic.records
      const transact = how === 'journaled' ? journaled(journal, act) : rowsOnly(database)
      plantPatients(2_500, { transact, today: '2026-11-21', seed: 1 })
      const desk = await clinic.as('front-desk')
      const found = await desk.patients.search({ text: 'Nguyễn', limit: 200 })
      expect(found.items.length).toBeGreaterThan(2)
      for (const { fullName } of found.items) expect(fullName).toContain('Nguyễn')
      expect(clinic.database.row<{ n: number }>('SELECT count(*) AS n FROM patients')?.n).toBe(2_500)
      const ops = clinic.database.row<{ n: number }>(`SELECT count(*) AS n FROM ops WHERE author_id = 'bench'`)
      expect(ops?.n).toBe(how === 'journaled' ? 2_500 : 0)
    } finally {
      await clinic.close()
    }
  },
)
