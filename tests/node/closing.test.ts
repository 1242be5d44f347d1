import { createHash } from 'node:crypto'
import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { deriveKey } from '../../adapters/keys/kdf.js'
import { expandKey, unseal } from '../../adapters/keys/wrap.js'
import { codeOf } from '../support/catalogue.js'
import { openClinic } from '../support/clinic.js'
import { playFullDay } from '../support/full-day.js'
import { furnish } from '../support/furnish.js'
import { harbor, newDataDir, openNode, removeDataDir, type TestNode } from '../support/node.js'

const passphrase = 'marble window copper tide'
let folder: string
let running: TestNode

beforeEach(async () => {
  folder = newDataDir()
  running = openNode(folder)
  await running.client.identity.setUpClinic(harbor)
})
afterEach(async () => {
  await running.close()
  expect(running.defects).toEqual([])
  removeDataDir(folder)
})

/** The lines of an export, opened as the format says and not by our own reader. */
async function openFile(content: string): Promise<Record<string, unknown>[]> {
  const file = Buffer.from(content, 'base64')
  const end = file.indexOf('\n') + 1
  const { salt, cost } = JSON.parse(file.subarray(0, end).toString('utf8'))
  const key = expandKey(await deriveKey(passphrase, Buffer.from(salt, 'base64'), cost), 'medichain clinic export')
  const packed = unseal(key, file.subarray(end, -32), file.subarray(0, end).toString('utf8'))
  const text = gunzipSync(packed ?? Buffer.alloc(0)).toString('utf8')
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
}

test('an export holds every version of every record, and every audit entry', async () => {
  const clinic = await openClinic()
  await playFullDay(clinic, await furnish(clinic))
  const admin = await clinic.as('tenant-admin')
  const ops = clinic.database.row<{ n: number }>("SELECT count(*) AS n FROM ops WHERE kind <> 'device-heads'")?.n
  const made = await admin.tenancy.exportClinic({ passphrase })
  const lines = await openFile(made.content)
  const of = (type: string) => lines.filter((line) => line.type === type)
  expect(of('record')).toHaveLength(ops ?? -1)
  // A way in is taken along sealed under its person's own passphrase, as in the key file.
  expect(of('record').some(({ kind }) => kind === 'credential')).toBe(true)
  expect(of('audit').map(({ seq }) => seq)).toEqual(Array.from({ length: made.manifest.lastAuditSeq }, (_, n) => n + 1))
  expect(JSON.stringify(of('record'))).toContain('Muñoz Otieno')
  expect(made.manifest.records).toMatchObject({ patient: 3, consultation: 1 })
  // Outside of the seal nothing is said but how the key is made.
  expect(Buffer.from(made.content, 'base64').toString('latin1')).not.toMatch(/Mu.oz|Harbor/)
  const { items } = await admin.audit.listEntries({ limit: 1 })
  expect(items[0]).toMatchObject({ action: 'tenancy.exportClinic', outcome: 'read' })
  expect(await admin.tenancy.checkExport({ content: made.content, passphrase })).toEqual({
    manifest: made.manifest,
    isComplete: true,
  })
  await clinic.close()
})

test('a file that was changed, is another’s or is none is not taken for an export', async () => {
  const { tenancy } = running.client
  const { content } = await tenancy.exportClinic({ passphrase })
  const check = (text: string, words = passphrase) => codeOf(tenancy.checkExport({ content: text, passphrase: words }))
  expect(await check(content)).toBe('none')
  expect(await check(content, 'another passphrase')).toBe('WRONG_PASSPHRASE')
  const bytes = Buffer.from(content, 'base64')
  const torn = Buffer.from(bytes)
  torn[torn.length - 90] = (torn[torn.length - 90] ?? 0) ^ 1
  expect(await check(torn.toString('base64'))).toBe('DAMAGED_EXPORT')
  expect(await check(bytes.subarray(0, -9).toString('base64'))).toBe('DAMAGED_EXPORT')
  // Whoever changed the checksum too meets the seal.
  const sum = createHash('sha256').update(torn.subarray(0, -32)).digest()
  expect(await check(Buffer.concat([torn.subarray(0, -32), sum]).toString('base64'))).toBe('WRONG_PASSPHRASE')
  const newer = Buffer.from(bytes.toString('latin1').replace('"v":2', '"v":3'), 'latin1')
  expect(await check(newer.toString('base64'))).toBe('NEWER_EXPORT')
  expect(await check(Buffer.from('{"format":"else"}\nx').toString('base64'))).toBe('NOT_AN_EXPORT')
  expect(await check('')).toBe('NOT_AN_EXPORT')
  const greedy = {
    format: 'medichain-clinic',
    v: 2,
    salt: 'AAAA',
    cost: { algorithm: 'argon2id', memoryKib: 2 ** 30, passes: 9, lanes: 1 },
  }
  expect(await check(Buffer.from(`${JSON.stringify(greedy)}\nx`).toString('base64'))).toBe('NOT_AN_EXPORT')
  const elsewhere = newDataDir()
  const other = openNode(elsewhere)
  await other.client.identity.setUpClinic(harbor)
  expect(await codeOf(other.client.tenancy.checkExport({ content, passphrase }))).toBe('NOT_AN_EXPORT')
  await other.close()
  removeDataDir(elsewhere)
})

test('a clinic is closed only by its name, and after a file that holds everything was checked', async () => {
  const { tenancy, tasks } = running.client
  const { name } = harbor.clinic
  expect(await codeOf(tenancy.closeClinic({ name: 'harbor clinic' }))).toBe('NAME_DIFFERS')
  expect(await codeOf(tenancy.closeClinic({ name }))).toBe('EXPORT_FIRST')
  const { content } = await tenancy.exportClinic({ passphrase })
  // What was made is not what was kept: the file has to come back.
  expect(await codeOf(tenancy.closeClinic({ name }))).toBe('EXPORT_FIRST')
  expect((await tenancy.checkExport({ content, passphrase })).isComplete).toBe(true)
  await tasks.create({ title: 'Call the lab', patientId: null, dueOn: '2026-11-23', forRole: null })
  expect(await codeOf(tenancy.closeClinic({ name }))).toBe('EXPORT_FIRST')
  expect((await tenancy.checkExport({ content, passphrase })).isComplete).toBe(false)
  const again = await tenancy.exportClinic({ passphrase })
  await tenancy.checkExport({ content: again.content, passphrase })
  const kept = newDataDir()
  cpSync(join(folder, 'records.db'), join(kept, 'records.db'))
  expect(await tenancy.closeClinic({ name })).toEqual({ isClosed: true })
  expect(readdirSync(folder).filter((file) => /^(keys|records|secure|tries|closing)/.test(file))).toEqual([])
  expect((await running.client.identity.getWorkstation({})).state).toBe('new')
  expect(await codeOf(tenancy.getClinic({}))).toBe('UNAUTHORIZED')
  // A copy of the records that somebody made is ciphertext: no key is left anywhere.
  const thief = openNode(kept)
  expect(await codeOf(thief.client.identity.signIn({ loginName: 'amara', passphrase: harbor.passphrase }))).not.toBe(
    'none',
  )
  await thief.close()
  removeDataDir(kept)
  // The folder is as good as new.
  await running.client.identity.setUpClinic(harbor)
})

test('closing that a crash interrupted is finished at the next start, keys first', async () => {
  await running.close()
  const size = statSync(join(folder, 'keys.json')).size
  expect(size).toBeGreaterThan(0)
  writeFileSync(join(folder, 'closing'), '')
  running = openNode(folder)
  expect(existsSync(join(folder, 'keys.json'))).toBe(false)
  expect(existsSync(join(folder, 'records.db'))).toBe(false)
  expect(existsSync(join(folder, 'closing'))).toBe(false)
  expect((await running.client.identity.getWorkstation({})).state).toBe('new')
})

test('whoever has the key file open still reads nothing of the keys after closing', async () => {
  const { tenancy } = running.client
  const linked = newDataDir()
  const before = readFileSync(join(folder, 'keys.json'), 'utf8')
  const { linkSync } = await import('node:fs')
  linkSync(join(folder, 'keys.json'), join(linked, 'still-there'))
  const { content } = await tenancy.exportClinic({ passphrase })
  await tenancy.checkExport({ content, passphrase })
  await tenancy.closeClinic({ name: harbor.clinic.name })
  expect(readFileSync(join(linked, 'still-there')).includes(Buffer.from(before.slice(20, 60)))).toBe(false)
  removeDataDir(linked)
})
