import { randomBytes } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import * as z from 'zod'
import { type AuditWords, hashAudit, noHash } from '../adapters/journal/audit-chain.js'
import { hashOp, sealOp } from '../adapters/journal/seal-op.js'
import { writeKeyFile } from '../adapters/keys/key-file.js'
import { rawKeyBytes } from '../adapters/sqlcipher/database.js'
import { readMigrations } from '../adapters/sqlcipher/migrate.js'
import { accept, type Outcome, refuse } from '../core/kernel/outcome.js'
import { takeOverShelves } from '../core/pharmacy/intake.js'
import type { Writer } from '../core/ports/database.js'
import type { ExportProblem } from '../core/ports/exports.js'
import type { Act, SealedOp } from '../core/ports/journal.js'
import { OpBody } from '../core/sync/op.js'
import type { OpHeader } from '../core/sync/protocol.js'
import { nextHlc } from '../core/sync/rules.js'
import type { ExportManifest, OpenedExport } from '../core/tenancy/model.js'
import { type ReadExport, readExport } from './export-file.js'
import { asideOf, clearAside, finishFounding, type Site } from './founding.js'
import { newPepper } from './holders.js'
import { ringOf } from './key-ring.js'
import { createRecords, type OpenRecords, openRecords } from './records.js'
import { makeRecovery, newRecovery } from './recovery.js'
import { plantReferenceData } from './reference.js'
import {
  ChainIdentity,
  type DeviceIdentity,
  newDevice,
  newTenant,
  plantSecrets,
  type TenantSecrets,
} from './secrets.js'

/** Ops that are taken over in one transaction, as many as when a workstation joins. */
const opsAtOnce = 4_000
const rowsAtOnce = 2_000

const hex = z.hex().length(64)
const Line = z.discriminatedUnion('type', [
  ChainIdentity.extend({ type: z.literal('secrets') }),
  OpBody.extend({
    type: z.literal('record'),
    device: z.string(),
    seq: z.int(),
    opId: z.string(),
    hlc: z.string().min(24).max(40),
  }),
  z.strictObject({ type: z.literal('file-part'), hash: hex, place: z.int(), content: z.base64() }),
  z.strictObject({
    type: z.literal('audit'),
    seq: z.int(),
    at: z.string(),
    actorId: z.string(),
    actorName: z.string(),
    action: z.string(),
    outcome: z.string(),
    door: z.string(),
    /** The text that its hash was made over. */
    subjects: z.string(),
    prevHash: hex,
    hash: hex,
  }),
])
type Line = z.infer<typeof Line>
type RecordLine = Extract<Line, { type: 'record' }>

/** The file says of itself that it is whole, and what it holds does not fit together. */
class ExportDamaged extends Error {
  override readonly name = 'ExportDamaged'
}

type Refused = Outcome<never, { code: ExportProblem }>
type Whole = Extract<ReadExport, { ok: true }>

/** Which clinic a file holds. */
export async function lookAtExport(
  site: Site,
  content: string,
  passphrase: string,
): Promise<Outcome<ExportManifest, { code: ExportProblem }>> {
  const read = await readable(site, content, passphrase)
  return 'manifest' in read ? accept(read.manifest) : read
}

async function readable(site: Site, content: string, passphrase: string): Promise<Whole | Refused> {
  const read = await readExport(Buffer.from(content, 'base64'), passphrase)
  if (!read.ok) return refuse({ code: read.code })
  const newest = readMigrations(site.assets.migrations).at(-1)?.number ?? 0
  return read.manifest.schema > newest ? refuse({ code: 'NEWER_EXPORT' }) : read
}

/**
 * Makes the clinic of an export again, on the side and put in place by the same steps as a new one. It is a tenant of its own with
 * a device of its own: what the clinic's former computers write never mixes with it. Its records, with who wrote them and when,
 * are taken into this device's log; the audit log goes on where it stood; what was anchored waits for this clinic's own chain,
 * where the same signatures count. Everybody signs in with the passphrase they had; the recovery code is new.
 */
export async function importClinic(
  site: Site,
  content: string,
  passphrase: string,
): Promise<Outcome<OpenedExport, { code: ExportProblem }>> {
  const read = await readable(site, content, passphrase)
  if (!('manifest' in read)) return read
  try {
    return accept(await make(site, read))
  } catch (error) {
    clearAside(site)
    if (error instanceof ExportDamaged) return refuse({ code: 'DAMAGED_EXPORT' })
    throw error
  }
}

async function make(site: Site, { manifest, lines }: Whole): Promise<OpenedExport> {
  clearAside(site)
  const device = newDevice()
  const { recoveryCode, halves } = newRecovery()
  const tenant = { ...newTenant(device, halves), ...chainIdentityIn(lines) }
  const aside = asideOf(site.recordsPath)
  const key = new Uint8Array(randomBytes(rawKeyBytes))
  const made = createRecords(aside, key, site.assets)
  try {
    made.transact((db) => {
      plantSecrets(db, device, tenant)
      plantReferenceData(db)
    })
    await plantRows(lines, (rows) =>
      made.transact((db) => {
        for (const row of rows) insertRow(db, row)
      }),
    )
  } finally {
    made.close()
  }
  const records = openRecords(aside, key, { ...site, isBeingSetUp: true })
  let count = 0
  try {
    count = await takeOver(records, resealed(lines, device, tenant))
    await settle(site, records, manifest)
    const { sealed } = await newPepper(site.keychain)
    const ring = await ringOf(records, key, { holders: [], keychainPepper: sealed }, site.keychain)
    if (ring.holders.length === 0) throw new ExportDamaged('Nobody could sign in.')
    writeKeyFile(site.keyPath, {
      ...{ v: 1, clinicName: ring.clinicName, clinicId: records.clinic().id, holders: ring.holders },
      ...{ former: ring.former, recovery: makeRecovery(halves.boxKey, key), keychainPepper: sealed },
      demoPassphrase: null,
    })
  } finally {
    await records.close()
  }
  finishFounding(site)
  return { clinicName: manifest.clinicName, recoveryCode, records: count }
}

function* read(lines: Whole['lines']): Generator<Line> {
  for (const line of lines()) {
    const known = Line.safeParse(isAudit(line) ? { ...line, subjects: JSON.stringify(line.subjects) } : line)
    if (!known.success) throw new ExportDamaged('A line is not what this release reads.')
    yield known.data
  }
}

const isAudit = (line: unknown): line is { subjects: unknown } =>
  typeof line === 'object' && line !== null && 'type' in line && line.type === 'audit'

function chainIdentityIn(lines: Whole['lines']): Pick<TenantSecrets, keyof ChainIdentity> {
  for (const line of read(lines)) {
    if (line.type !== 'secrets') break
    const bytes = (text: string) => Buffer.from(text, 'base64url')
    return {
      pseudonymSecret: bytes(line.pseudonymSecret),
      operatorKey: bytes(line.operatorKey),
      deploymentSalt: bytes(line.deploymentSalt),
    }
  }
  throw new ExportDamaged('The secrets are missing.')
}

/** The audit log, checked link by link, and the pieces of files: rows that are written as they stand. */
async function plantRows(lines: Whole['lines'], write: (rows: readonly Line[]) => void): Promise<void> {
  let [prevHash, seq, rows] = [noHash, 0, [] as Line[]]
  for (const line of read(lines)) {
    if (line.type !== 'audit' && line.type !== 'file-part') continue
    if (line.type === 'audit') {
      const { type: _, prevHash: stated, hash, ...words } = line
      const isNext = line.seq === seq + 1 && stated === hexOf(prevHash) && hash === hexOf(hashAudit(prevHash, words))
      if (!isNext) throw new ExportDamaged('The audit log is not whole.')
      seq = line.seq
      prevHash = Buffer.from(hash, 'hex')
    }
    rows.push(line)
    if (rows.length < rowsAtOnce) continue
    write(rows)
    rows = []
    await setImmediate()
  }
  write(rows)
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

function insertRow(db: Writer, line: Line): void {
  if (line.type === 'file-part') {
    const { hash, place, content } = line
    db.run('INSERT INTO blob_chunks (hash, place, body) VALUES ($hash, $place, $body)', {
      ...{ hash, place, body: Buffer.from(content, 'base64') },
    })
  }
  if (line.type !== 'audit') return
  const { type: _, prevHash, hash, ...words } = line
  db.run(
    `INSERT INTO audit_entries (seq, at, actor_id, actor_name, action, outcome, door, subjects, prev_hash, hash)
     VALUES ($seq, $at, $actorId, $actorName, $action, $outcome, $door, $subjects, $prevHash, $hash)`,
    { ...(words satisfies AuditWords), prevHash: Buffer.from(prevHash, 'hex'), hash: Buffer.from(hash, 'hex') },
  )
}

/** The records as ops of this device: same words, authors and places in time, sealed under the new tenant's key. */
function* resealed(lines: Whole['lines'], device: DeviceIdentity, tenant: TenantSecrets): Generator<SealedOp> {
  const records = [...read(lines)].filter((line): line is RecordLine => line.type === 'record')
  // In the order of time, in which whatever a change rests on comes before it.
  records.sort((a, b) => (a.hlc === b.hlc ? (a.opId < b.opId ? -1 : 1) : a.hlc < b.hlc ? -1 : 1))
  const [epoch, key] = [...tenant.epochKeys][0] ?? [1, new Uint8Array()]
  let [seq, prevHash, last] = [0, hexOf(noHash), null as string | null]
  for (const { type: _, device: _device, seq: _seq, opId, hlc: said, ...body } of records) {
    seq += 1
    const hlc = last !== null && said <= last ? nextHlc(last, said.split('#')[0] ?? said) : said
    const place = { tenant: tenant.tenantId, epoch, device: device.id, seq, prevHash, opId, hlc }
    const header = JSON.stringify({ v: 1, ...place } satisfies OpHeader)
    const sealed = sealOp(key, header, opId, JSON.stringify(body satisfies OpBody))
    prevHash = hexOf(hashOp(header, sealed))
    last = hlc
    yield { header, body: sealed }
  }
}

async function takeOver({ journal }: OpenRecords, ops: Iterable<SealedOp>): Promise<number> {
  let [group, taken] = [[] as SealedOp[], 0]
  const take = async () => {
    await journal.prepare(group)
    const { refused } = journal.receive(group, { name: 'export' })
    if (refused.length > 0) throw new ExportDamaged(`A record was not taken: ${refused[0]?.code}.`)
    taken += group.length
    group = []
    await setImmediate()
  }
  for (const op of ops) {
    group.push(op)
    if (group.length >= opsAtOnce) await take()
  }
  await take()
  return taken
}

const act: Act = { actorId: 'system', actorName: 'MediChain', action: 'tenancy.openExport', door: 'system' }

/** What the new device has to say of its own: whose shelf it is, what it will send, and that all of it is whole. */
async function settle(site: Site, records: OpenRecords, manifest: ExportManifest): Promise<void> {
  const { database, journal, deviceId } = records
  if (records.clinic().id !== manifest.clinicId) throw new ExportDamaged('It holds another clinic.')
  for (const [kind, expected] of Object.entries(manifest.records)) {
    const found = database.row<{ n: number }>('SELECT count(DISTINCT record_id) AS n FROM ops WHERE kind = $kind', {
      kind,
    })
    if (found?.n !== expected) throw new ExportDamaged(`Records of the kind ${kind} are missing.`)
  }
  journal.transact(act, (unit) => {
    takeOverShelves(unit, { ...site.ids, now: () => site.clock.now(), deviceId }, act.actorName)
  })
  journal.note(act, 'changed')
  // Files whose pieces are all here go to a relay, should there be one.
  database.transact((db) => {
    db.run(
      `INSERT INTO blob_transfers (hash, direction)
       SELECT DISTINCT hash, 'up' FROM attachments a
        WHERE (SELECT count(*) FROM blob_chunks c WHERE c.hash = a.hash) = a.chunks
       ON CONFLICT (hash) DO NOTHING`,
    )
  })
  const audit = await journal.verifyAudit()
  if (!audit.isIntact || audit.entries < manifest.lastAuditSeq) throw new ExportDamaged('The audit log is not whole.')
}
