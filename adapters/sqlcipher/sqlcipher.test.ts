import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { RecordsDamaged, StorageFull } from '../../core/ports/database.js'
import { openDatabase, rawKeyBytes, type SqlcipherDatabase } from './database.js'
import { migrate, readMigrations, SchemaNewer } from './migrate.js'
import { readWatermark, Watermark } from './watermark.js'

const key = new Uint8Array(rawKeyBytes).fill(3)
let folder: string
let file: string
let open: SqlcipherDatabase[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sqlcipher '))
  file = join(folder, 'records.db')
})
afterEach(() => {
  for (const database of open) database.close()
  open = []
  rmSync(folder, { recursive: true })
})

function connect(withKey: Uint8Array | null = key): SqlcipherDatabase {
  const database = openDatabase(file, withKey)
  open.push(database)
  return database
}

function filled(): SqlcipherDatabase {
  const database = connect()
  database.exec('CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT NOT NULL) STRICT')
  database.transact((db) => {
    for (let a = 1; a <= 400; a += 1) db.run('INSERT INTO t VALUES ($a, $b)', { a, b: 'x'.repeat(100) })
  })
  return database
}

const count = (database: SqlcipherDatabase) => database.row<{ n: number }>('SELECT count(*) AS n FROM t')?.n

test('a commit is durable: WAL with synchronous FULL, in spite of what WAL lowers it to by default', () => {
  const database = filled()
  expect(database.pragma('journal_mode')).toBe('wal')
  expect(database.pragma('synchronous')).toBe(2)
  expect(database.pragma('foreign_keys')).toBe(1)
})

test('nothing of the content is readable in the file or its log', () => {
  const database = filled()
  database.transact((db) => db.run('INSERT INTO t VALUES (1000, $b)', { b: 'Amina Otieno' }))
  for (const suffix of ['', '-wal']) {
    const bytes = readFileSync(`${file}${suffix}`)
    expect(bytes.includes('Amina')).toBe(false)
    expect(bytes.includes('SQLite format 3')).toBe(false)
  }
})

test('a change that throws leaves nothing behind', () => {
  const database = filled()
  expect(() =>
    database.transact((db) => {
      db.run('DELETE FROM t')
      throw new Error('no')
    }),
  ).toThrow('no')
  expect(count(database)).toBe(400)
})

test('another key does not open the file, and changes no byte of it', () => {
  filled().close()
  const before = readFileSync(file)
  expect(() => connect(new Uint8Array(rawKeyBytes).fill(4))).toThrow(RecordsDamaged)
  expect(readFileSync(file).equals(before)).toBe(true)
})

test('a flipped bit in a page is noticed when the page is read', () => {
  filled().close()
  const bytes = readFileSync(file)
  bytes[4096 * 3 + 77] = (bytes[4096 * 3 + 77] ?? 0) ^ 1
  writeFileSync(file, bytes)
  const database = connect()
  expect(() => database.rows('SELECT * FROM t')).toThrow(RecordsDamaged)
})

test('a full disk refuses the change whole and keeps what was there', () => {
  const database = filled()
  database.pragma(`max_page_count = ${Number(database.pragma('page_count')) + 2}`)
  expect(() =>
    database.transact((db) => {
      for (let a = 1001; a <= 3000; a += 1) db.run('INSERT INTO t VALUES ($a, $b)', { a, b: 'y'.repeat(100) })
    }),
  ).toThrow(StorageFull)
  expect(count(database)).toBe(400)
  database.close()
  expect(count(connect())).toBe(400)
})

test('migrations run in order and once, and a newer file is left alone', () => {
  const steps = [
    { number: 10, name: '0010-a.sql', sql: 'CREATE TABLE a (x INTEGER) STRICT' },
    { number: 20, name: '0020-b.sql', sql: 'CREATE TABLE b (x INTEGER) STRICT; INSERT INTO a VALUES (1)' },
  ]
  const database = connect()
  migrate(database, steps.slice(0, 1))
  migrate(database, steps)
  migrate(database, steps)
  expect(database.rows('SELECT x FROM a')).toEqual([{ x: 1 }])
  expect(() => migrate(database, steps.slice(0, 1))).toThrow(SchemaNewer)
  expect(database.pragma('user_version')).toBe(20)
})

test('a migration that fails leaves the schema as it was', () => {
  const database = connect()
  const steps = [
    { number: 10, name: '0010-a.sql', sql: 'CREATE TABLE a (x INTEGER) STRICT' },
    { number: 20, name: '0020-b.sql', sql: 'CREATE TABLE b (x INTEGER) STRICT; CREATE TABLE nonsense' },
  ]
  expect(() => migrate(database, steps)).toThrow()
  expect(database.pragma('user_version')).toBe(0)
  expect(database.rows(`SELECT name FROM sqlite_master WHERE type = 'table'`)).toEqual([])
})

test('our own migrations are numbered by tens and apply to an empty file', () => {
  const steps = readMigrations('migrations')
  expect(steps.map(({ number }) => number % 10).every((rest) => rest === 0)).toBe(true)
  const database = connect()
  migrate(database, steps)
  expect(database.pragma('user_version')).toBe(steps.at(-1)?.number)
  expect(database.rows('PRAGMA foreign_key_check')).toEqual([])
})

test('a watermark holds the last mark, and a cut-off one holds none', () => {
  const path = join(folder, 'mark')
  const watermark = new Watermark(path)
  watermark.write({ auditSeq: 7, opSeq: 3 })
  watermark.write({ auditSeq: 8, opSeq: 4 })
  watermark.close()
  expect(readWatermark(path)).toEqual({ auditSeq: 8, opSeq: 4 })
  writeFileSync(path, new Uint8Array(5))
  expect(readWatermark(path)).toBeUndefined()
  expect(readWatermark(join(folder, 'none'))).toBeUndefined()
})
