import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { expandKey } from '../../adapters/keys/wrap.js'
import { openDatabase } from '../../adapters/sqlcipher/database.js'
import { readKeys } from '../../node/secure-database-keys.js'
import { openSecureDatabases } from '../../node/secure-databases.js'
import { randomIds } from '../../node/system.js'
import { codeOf } from '../support/catalogue.js'
import { type Client, openClinic, type TestClinic } from '../support/clinic.js'

let clinic: TestClinic
let admin: Client
let folder: string

beforeEach(async () => {
  clinic = await openClinic()
  admin = await clinic.as('tenant-admin')
  folder = join(clinic.folder, 'secure-databases')
})
afterEach(async () => {
  expect(clinic.defects).toEqual([])
  await clinic.close()
})

const tenantKey = () => expandKey(clinic.records.secrets.pseudonymSecret, 'medichain:secure-databases:1')
const keysOf = (id: string) => readKeys({ folder, id, tenantKey: tenantKey() })
const fileOf = (id: string) => join(folder, `${id}.db`)
const provision = () => admin.databases.provision({ name: 'Research archive', purpose: 'Studies of 2026' })

function write(id: string, text: string): void {
  const opened = openDatabase(fileOf(id), keysOf(id).current)
  opened.exec('CREATE TABLE IF NOT EXISTS studies (text TEXT NOT NULL) STRICT')
  opened.run('INSERT INTO studies (text) VALUES ($text)', { text })
  opened.close()
}

function read(id: string): string[] {
  const opened = openDatabase(fileOf(id), keysOf(id).current)
  const rows = opened.rows<{ text: string }>('SELECT text FROM studies').map(({ text }) => text)
  opened.close()
  return rows
}

/** What the next start of the program makes of the files and rows as they are. */
function startAnew() {
  return openSecureDatabases({
    ...{ folder, database: clinic.database, tenantSecret: clinic.records.secrets.pseudonymSecret },
    ...{ clock: clinic.clock, ids: randomIds, told: () => undefined },
    log: { info: () => undefined, defect: () => 'TEST', close: () => undefined },
  })
}

test('is a real encrypted file under a key of its own, which the records do not hold', async () => {
  const made = await provision()
  expect(made).toMatchObject({ status: 'ready', reason: null, growth: null, backups: [] })
  const other = await admin.databases.provision({ name: 'Other', purpose: 'Another' })
  expect(readFileSync(fileOf(made.id)).subarray(0, 15).toString()).not.toBe('SQLite format 3')
  expect(keysOf(made.id).current).not.toEqual(keysOf(other.id).current)
  expect(() => openDatabase(fileOf(made.id), keysOf(other.id).current)).toThrow(/cannot be read/)
  expect(() => readKeys({ folder, id: made.id, tenantKey: new Uint8Array(32) })).toThrow(/damaged/)
  expect((await admin.databases.list({})).items.map(({ id }) => id).sort()).toEqual([made.id, other.id].sort())
  expect(await codeOf(admin.databases.provision({ name: 'research ARCHIVE', purpose: 'x' }))).toBe('NAME_TAKEN')
  const entries = await (await clinic.as('auditor')).audit.listEntries({ area: 'databases', outcome: 'changed' })
  expect(entries.items).toHaveLength(2)
})

test('is checked page by page, and damage is found', async () => {
  const { id } = await provision()
  expect(await admin.databases.check({ id })).toMatchObject({ isIntact: true, checkedAt: clinic.clock.now() })
  write(id, 'x'.repeat(50_000))
  const file = openSync(fileOf(id), 'r+')
  writeSync(file, Buffer.alloc(64, 1), 0, 64, 4096 * 5)
  closeSync(file)
  expect(await admin.databases.check({ id })).toMatchObject({ isIntact: false })
  const before = readFileSync(fileOf(id))
  expect(await codeOf(admin.databases.updateStatus({ id, status: 'rotating' }))).toBe('DID_NOT_WORK')
  expect(readFileSync(fileOf(id))).toEqual(before)
  expect(await admin.databases.get({ id })).toMatchObject({
    status: 'ready',
    reason: expect.stringMatching(/cannot be read/),
  })
  expect(await codeOf(admin.databases.backUp({ id }))).toBe('DID_NOT_WORK')
})

test('is written anew under another key, and the old key opens nothing any more', async () => {
  const { id } = await provision()
  write(id, 'kept')
  const old = keysOf(id).current
  expect(await admin.databases.updateStatus({ id, status: 'rotating' })).toMatchObject({
    ...{ status: 'ready', reason: null, rotatedAt: clinic.clock.now() },
  })
  expect(read(id)).toEqual(['kept'])
  expect(() => openDatabase(fileOf(id), old)).toThrow(/cannot be read/)
})

test('is suspended and resumed, and nothing opens it in between', async () => {
  const { id } = await provision()
  await admin.databases.updateStatus({ id, status: 'suspended' })
  expect(await codeOf(admin.databases.check({ id }))).toBe('NOT_POSSIBLE_NOW')
  expect(await codeOf(admin.databases.backUp({ id }))).toBe('NOT_POSSIBLE_NOW')
  expect(await codeOf(admin.databases.updateStatus({ id, status: 'rotating' }))).toBe('NOT_POSSIBLE_NOW')
  expect(await admin.databases.updateStatus({ id, status: 'ready' })).toMatchObject({ status: 'ready' })
})

test('goes back to a backup, also one from before the key was changed, and not to a damaged one', async () => {
  const { id } = await provision()
  write(id, 'first')
  const { backups } = await admin.databases.backUp({ id })
  const backupId = backups[0]?.id ?? ''
  await admin.databases.updateStatus({ id, status: 'rotating' })
  write(id, 'second')
  expect(await admin.databases.restore({ id, backupId })).toMatchObject({ status: 'ready' })
  expect(read(id)).toEqual(['first'])
  expect(await admin.databases.get({ id })).toMatchObject({ isIntact: true })
  const path = join(folder, `${id}-${backupId}.backup`)
  expect(() => openDatabase(path, keysOf(id).current)).toThrow(/cannot be read/)
  const file = openSync(path, 'r+')
  writeSync(file, Buffer.alloc(64, 1), 0, 64, 4096 + 100)
  closeSync(file)
  expect(await codeOf(admin.databases.restore({ id, backupId }))).toBe('DID_NOT_WORK')
  expect(read(id)).toEqual(['first'])
  expect(await codeOf(admin.databases.restore({ id, backupId: 'x'.repeat(22) }))).toBe('BACKUP_UNKNOWN')
})

test('cannot be read by anybody once its key is destroyed, nor can its backups', async () => {
  const { id, name } = await provision()
  const { current } = keysOf(id)
  await admin.databases.backUp({ id })
  expect(await codeOf(admin.databases.updateStatus({ id, status: 'shredded' }))).toBe('NAME_NOT_CONFIRMED')
  expect(await codeOf(admin.databases.updateStatus({ id, status: 'shredded', confirmation: 'x' }))).toBe(
    'NAME_NOT_CONFIRMED',
  )
  const shredded = await admin.databases.updateStatus({ id, status: 'shredded', confirmation: name })
  expect(shredded).toMatchObject({ status: 'shredded' })
  expect(existsSync(join(folder, `${id}.key`))).toBe(false)
  const needle = Buffer.from(current).toString('base64').slice(0, 40)
  const left = readdirSync(clinic.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  for (const entry of left)
    expect(readFileSync(join(entry.parentPath, entry.name)).includes(needle), entry.name).toBe(false)
  expect(await codeOf(admin.databases.updateStatus({ id, status: 'ready' }))).toBe('NOT_POSSIBLE_NOW')
  expect(startAnew().get(id)).toMatchObject({ status: 'shredded' })
  expect(await codeOf(provision())).toBe('none')
})

test.runIf(process.platform === 'linux')(
  'on a full disk fails with the reason, leaves nothing, and works when tried again',
  async () => {
    await admin.databases.provision({ name: 'First', purpose: 'Makes the folder' })
    const before = readdirSync(folder)
    symlinkSync('/dev/full', join(folder, 'key.new'))
    const failed = await provision()
    expect(failed).toMatchObject({ status: 'failed', reason: expect.stringMatching(/disk .* full/), bytes: null })
    rmSync(join(folder, 'key.new'), { force: true })
    expect(readdirSync(folder)).toEqual(before)
    expect(await admin.databases.updateStatus({ id: failed.id, status: 'encrypting' })).toMatchObject({
      ...{ status: 'ready', reason: null },
    })
  },
)

test('ended half way, while it was made or written anew, is whole or gone at the next start', async () => {
  const { id } = await provision()
  write(id, 'kept')
  const mark = (status: string) =>
    clinic.database.transact((db) =>
      db.run('UPDATE secure_databases SET status = $status WHERE id = $id', { status, id }),
    )
  const copies = (from: string, to: string) => {
    for (const end of ['.db', '.key'])
      copyFileSync(join(folder, `${id}${end}${from}`), join(folder, `${id}${end}${to}`))
  }
  copies('', '.old')
  // Written anew: the new file stands in its place, the key file still knows both keys.
  const { writeKeys } = await import('../../node/secure-database-keys.js')
  const place = { folder, id, tenantKey: tenantKey() }
  const old = keysOf(id)
  await admin.databases.updateStatus({ id, status: 'rotating' })
  const next = keysOf(id).current
  writeKeys(place, { ...old, next })
  mark('rotating')
  expect(startAnew().get(id)).toMatchObject({ status: 'ready' })
  expect(read(id)).toEqual(['kept'])
  expect(keysOf(id)).toMatchObject({ current: next, next: null })
  // Not yet in its place: the old file goes on, and what was begun is removed.
  copies('.old', '')
  writeKeys(place, { ...old, next })
  copyFileSync(fileOf(id), `${fileOf(id)}.next`)
  mark('rotating')
  expect(startAnew().get(id)).toMatchObject({ status: 'ready' })
  expect(read(id)).toEqual(['kept'])
  expect(keysOf(id)).toMatchObject({ current: old.current, next: null })
  expect(existsSync(`${fileOf(id)}.next`)).toBe(false)
  // While it was made.
  mark('encrypting')
  const again = startAnew()
  expect(again.get(id)).toMatchObject({
    status: 'failed',
    reason: expect.stringMatching(/ended while it was being made/),
  })
  expect(readdirSync(folder)).toEqual([])
  expect(again.change(id, 'encrypting')).toMatchObject({ ok: true, value: { status: 'ready' } })
})

test('its size is kept by day, and says how it grows', async () => {
  const { id } = await provision()
  clinic.clock.advance(3 * 24 * 60)
  write(id, 'x'.repeat(200_000))
  await admin.databases.list({})
  const { growth } = await admin.databases.get({ id })
  expect(growth?.days).toBe(3)
  expect(growth?.bytes).toBeGreaterThan(190_000)
})
