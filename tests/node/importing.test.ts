import { existsSync, readdirSync, readFileSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { deriveKey } from '../../adapters/keys/kdf.js'
import { expandKey, unseal } from '../../adapters/keys/wrap.js'
import { sealExport } from '../../node/export-file.js'
import { databaseFile } from '../../node/records.js'
import { codeOf } from '../support/catalogue.js'
import { builtChainHost } from '../support/chain-host.js'
import { openClinic, type TestClinic } from '../support/clinic.js'
import { stateOf } from '../support/devices.js'
import { playFullDay } from '../support/full-day.js'
import { furnish } from '../support/furnish.js'
import { harbor, newDataDir, openNode, removeDataDir, type TestNode } from '../support/node.js'

const passphrase = 'marble window copper tide'
const cost = { algorithm: 'argon2id', memoryKib: 256, passes: 1, lanes: 1 } as const

let clinic: TestClinic
let day: Awaited<ReturnType<typeof playFullDay>>
/** An export of a clinic in which every kind of record was written. */
let content: string
let folder: string
let running: TestNode

beforeAll(async () => {
  clinic = await openClinic()
  day = await playFullDay(clinic, await furnish(clinic))
  const pdf = { name: 'Letter', content: Buffer.from('%PDF-1.4 a letter').toString('base64') }
  await (await clinic.as('front-desk')).attachments.add({ patientId: day.patient.id, ...pdf })
  content = (await (await clinic.as('tenant-admin')).tenancy.exportClinic({ passphrase })).content
})
afterAll(() => clinic.close())
beforeEach(() => {
  folder = newDataDir()
  running = openNode(folder, clinic.clock, null, builtChainHost().start)
})
afterEach(async () => {
  await running.close()
  expect(running.defects).toEqual([])
  removeDataDir(folder)
})

const open = (text = content, words = passphrase) =>
  running.client.tenancy.openExport({ content: text, passphrase: words })

/** Nothing of an import that was refused is left: neither records nor keys, nor what was begun. */
const nothingIsLeft = async () => {
  expect(readdirSync(folder).filter((name) => /^(records|keys)/.test(name))).toEqual([])
  expect((await running.client.identity.getWorkstation({})).state).toBe('new')
}

test('every record, document and audit entry is there again, under keys of its own', async () => {
  const { tenancy, identity } = running.client
  expect(await tenancy.lookAtExport({ content, passphrase })).toMatchObject({ clinicId: clinic.records.clinic().id })
  await nothingIsLeft()
  const opened = await open()
  expect(opened.clinicName).toBe(clinic.records.clinic().name)
  expect((await identity.getWorkstation({})).state).toBe('locked')
  const { loginName } = clinic.staff('doctor').session.staff
  await identity.recover({ recoveryCode: opened.recoveryCode, loginName, passphrase: 'another long passphrase' })
  const records = running.node.vault.records()
  if (!records) throw new Error('The records are closed.')

  const leftOut = new Set(['staff', 'credentials', 'stock_takeovers'])
  const [before, after] = [stateOf(clinic.database), stateOf(records.database)]
  for (const table of Object.keys(before).filter((name) => !leftOut.has(name)))
    expect([table, after[table]]).toEqual([table, before[table]])
  expect([records.deviceId, records.secrets.tenantId]).not.toContain(clinic.records.deviceId)
  expect(records.secrets.tenantId).not.toBe(clinic.records.secrets.tenantId)
  expect(records.secrets.device.signingPublicKey).not.toBe(clinic.records.secrets.device.signingPublicKey)

  const auditor = await records.journal.verifyAudit()
  const entries = clinic.database.rows<{ seq: number; hash: Uint8Array }>('SELECT seq, hash FROM audit_entries')
  expect(auditor.isIntact).toBe(true)
  // The export's own entry came after what it holds.
  for (const { seq, hash } of entries.slice(0, -1))
    expect(records.database.row('SELECT hash FROM audit_entries WHERE seq = $seq', { seq })).toEqual({ hash })
  const documents = await running.client.attachments.list({ patientId: day.patient.id })
  const [letter] = documents
  if (!letter) throw new Error('The document is missing.')
  const read = await running.client.attachments.open({ attachmentId: letter.id })
  expect(Buffer.from(read.content, 'base64').toString()).toBe('%PDF-1.4 a letter')
  // What stood on the shelves of the former workstations stands here.
  const products = await running.client.pharmacy.listProducts({})
  expect(products.items.map(({ available, availableHere }) => available - availableHere)).toEqual([0])
})

test('what was signed then counts on the chain of this clinic now', async () => {
  const { recoveryCode } = await open()
  const { loginName } = clinic.staff('doctor').session.staff
  await running.client.identity.recover({ recoveryCode, loginName, passphrase: 'another long passphrase' })
  const records = running.node.vault.records()
  await records?.outbox.flush()
  expect(await running.client.anchoring.getStatus({})).toMatchObject({ waiting: 0, refused: 0 })
  const checked = await running.client.prescriptions.verify({ prescriptionId: day.prescription.id })
  // The doctor has a new key since the recovery code was used; the chain knows that the old one was theirs.
  expect(checked.onChain).toBe('confirmed')
})

test('everybody signs in with the passphrase they had, and who was turned off does not', async () => {
  const elsewhere = newDataDir()
  const first = openNode(elsewhere, clinic.clock)
  const founded = await first.client.identity.setUpClinic(harbor)
  const person = { displayName: 'Otieno Were', loginName: 'otieno', roles: ['doctor' as const], passphrase }
  await first.client.identity.addStaff(person)
  const gone = await first.client.identity.addStaff({ ...person, loginName: 'gone', displayName: 'Gone' })
  await first.client.identity.deactivateStaff({ staffId: gone.id, version: gone.version })
  const exported = await first.client.tenancy.exportClinic({ passphrase })
  await first.close()
  removeDataDir(elsewhere)

  const { recoveryCode } = await open(exported.content)
  expect(recoveryCode).not.toBe(founded.recoveryCode)
  const { identity } = running.client
  expect(await codeOf(identity.signIn({ loginName: 'otieno', passphrase: 'not the passphrase' }))).toBe(
    'WRONG_PASSPHRASE',
  )
  expect(await codeOf(identity.signIn({ loginName: 'gone', passphrase }))).toBe('DEACTIVATED')
  const entered = await identity.signIn({ loginName: 'otieno', passphrase })
  expect(entered.session).toMatchObject({ clinic: { name: 'Harbor Clinic' }, staff: { roles: ['doctor'] } })
  await identity.signOut({})
  await identity.signIn({ loginName: 'amara', passphrase: harbor.passphrase })
  // It goes on as any clinic does, after a restart too.
  await running.close()
  running = openNode(folder, clinic.clock)
  await running.client.identity.signIn({ loginName: 'amara', passphrase: harbor.passphrase })
  expect(await running.client.audit.verifyChain({})).toMatchObject({ isIntact: true })
  const again = await running.client.tenancy.exportClinic({ passphrase })
  expect(again.manifest.clinicId).toBe(exported.manifest.clinicId)
  expect(JSON.parse(readFileSync(join(folder, 'keys.json'), 'utf8'))).toMatchObject({
    clinicId: again.manifest.clinicId,
  })
  expect(await codeOf(open(exported.content))).toBe('ALREADY_SET_UP')
})

test('a wrong passphrase, a damaged file, one of a newer release and none at all are told apart', async () => {
  const bytes = Buffer.from(content, 'base64')
  expect(await codeOf(open(content, 'not the passphrase'))).toBe('WRONG_PASSPHRASE')
  expect(await codeOf(open(bytes.subarray(0, -1_000).toString('base64')))).toBe('DAMAGED_EXPORT')
  const newer = Buffer.from(bytes.toString('latin1').replace('"v":2', '"v":9'), 'latin1')
  expect(await codeOf(open(newer.toString('base64')))).toBe('NEWER_EXPORT')
  expect(await codeOf(open(Buffer.from('A letter').toString('base64')))).toBe('NOT_AN_EXPORT')
  await nothingIsLeft()
})

/** The same export with its lines changed, sealed anew by somebody who has the passphrase. */
async function forged(change: (lines: string[]) => string[]): Promise<string> {
  const file = Buffer.from(content, 'base64')
  const end = file.indexOf('\n') + 1
  const { salt } = JSON.parse(file.subarray(0, end).toString())
  const key = expandKey(await deriveKey(passphrase, Buffer.from(salt, 'base64'), cost), 'medichain clinic export')
  const packed = unseal(key, file.subarray(end, -32), file.subarray(0, end).toString())
  const lines = gunzipSync(packed ?? Buffer.alloc(0))
    .toString()
    .trimEnd()
    .split('\n')
  const text = change(lines.slice(0, -1)).map((line) => `${line}\n`)
  const { createHash } = await import('node:crypto')
  const sha256 = createHash('sha256').update(text.join('')).digest('hex')
  const whole = `${text.join('')}${JSON.stringify({ type: 'end', lines: text.length, sha256 })}\n`
  return (await sealExport(gzipSync(whole), passphrase, Buffer.from(salt, 'base64'), cost)).toString('base64')
}

test('a file whose records or log do not fit together leaves nothing behind', async () => {
  const without = (words: string) => forged((lines) => lines.filter((line) => !line.includes(words)))
  const rewritten = await forged((lines) =>
    lines.map((line) => line.replace('"action":"patients.register"', '"action":"patients.get"')),
  )
  for (const text of [
    await without('"type":"secrets"'),
    await without('"kind":"prescription"'),
    await without('"seq":3,"at"'),
    await without('"kind":"credential"'),
    rewritten,
  ]) {
    expect(await codeOf(open(text))).toBe('DAMAGED_EXPORT')
    await nothingIsLeft()
  }
  const later = await forged(([manifest = '', ...rest]) => [manifest.replace(/"schema":\d+/, '"schema":9990'), ...rest])
  expect(await codeOf(open(later))).toBe('NEWER_EXPORT')
  expect(await open()).toMatchObject({ clinicName: clinic.records.clinic().name })
})

test.runIf(process.platform === 'linux')('a full disk leaves nothing behind, and the next try succeeds', async () => {
  symlinkSync('/dev/full', join(folder, 'keys.json.new'))
  expect(await codeOf(open())).toBe('STORAGE_FULL')
  unlinkSync(join(folder, 'keys.json.new'))
  await nothingIsLeft()
  expect(await codeOf(open())).toBe('none')
})

test('what a crash left of an import is gone at the next start', async () => {
  await running.close()
  const begun = `${databaseFile(folder)}.setup`
  writeFileSync(begun, 'half of the records')
  running = openNode(folder, clinic.clock)
  expect(existsSync(begun)).toBe(false)
  await nothingIsLeft()
})
