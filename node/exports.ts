import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { promisify } from 'node:util'
import { createGzip, gunzip } from 'node:zlib'
import { type EpochKeys, openStored, type StoredOp } from '../adapters/journal/op-log.js'
import { deriveKey, type KdfCost } from '../adapters/keys/kdf.js'
import { expandKey, seal, unseal } from '../adapters/keys/wrap.js'
import type { Clock } from '../core/ports/clock.js'
import type { Reader } from '../core/ports/database.js'
import type { CheckedExport, ExportsPort } from '../core/ports/exports.js'
import { type Clinic, type ClinicExport, ExportHeader, ExportManifest } from '../core/tenancy/model.js'

const unpack = promisify(gunzip)

/** Rows that are read before others get their turn. */
const sliceRows = 500

interface ExportParts {
  database: { read<T>(query: (db: Reader) => T): T }
  epochs: EpochKeys
  clinic: () => Clinic
  clock: Clock
  cost: KdfCost
}

/**
 * The whole clinic as one file: a line of JSON in clear that says how the key is derived, then, sealed under that key, NDJSON:
 * the manifest, a line for each version of each record, for each piece of a file and for each audit entry, and at the end how
 * many lines there were and their SHA-256.
 */
export function openExports({ database, epochs, clinic, clock, cost }: ExportParts): ExportsPort {
  /** How far the records had come in the last file that was checked here. */
  let takenAlong: number | null = null

  const lastOf = (sql: string, values?: { op: number }): number =>
    database.read((db) => (values ? db.row<{ n: number | null }>(sql, values) : db.row<{ n: number | null }>(sql)))
      ?.n ?? 0
  const lastOp = () => lastOf('SELECT max(n) AS n FROM ops')

  /** The rows of a table up to its present end, in slices: what is written meanwhile is not in the export. */
  async function* rowsOf<T extends { n: number }>(select: string, last: number): AsyncGenerator<T> {
    for (let after = 0; after < last; ) {
      const rows = database.read((db) => db.rows<T>(`${select} LIMIT ${sliceRows}`, { after, last }))
      if (rows.length === 0) return
      yield* rows
      after = rows.at(-1)?.n ?? last
      await setImmediate()
    }
  }

  async function* lines(manifest: ExportManifest): AsyncGenerator<object> {
    yield { type: 'manifest', ...manifest }
    // Credentials are ways in, sealed under other people's passphrases: nobody's record, and nothing to take along.
    const ops = rowsOf<StoredOp>(
      `SELECT n, op_id AS opId, header, body FROM ops WHERE n > $after AND n <= $last AND kind <> 'credential' ORDER BY n`,
      manifest.lastOp,
    )
    for await (const op of ops) {
      const { head, body } = openStored(epochs, op)
      yield { type: 'record', ...body, device: head.device, seq: head.seq, opId: head.opId }
    }
    const chunks = rowsOf<{ n: number; hash: string; place: number; body: Uint8Array }>(
      'SELECT rowid AS n, hash, place, body FROM blob_chunks WHERE rowid > $after AND rowid <= $last ORDER BY rowid',
      manifest.lastChunk,
    )
    for await (const { hash, place, body } of chunks)
      yield { type: 'file-part', hash, place, content: Buffer.from(body).toString('base64') }
    const entries = rowsOf<{ n: number; hash: Uint8Array; prevHash: Uint8Array; subjects: string }>(
      `SELECT seq AS n, at, actor_id AS actorId, actor_name AS actorName, action, outcome, door, subjects,
              prev_hash AS prevHash, hash
         FROM audit_entries WHERE seq > $after AND seq <= $last ORDER BY seq`,
      manifest.lastAuditSeq,
    )
    for await (const { n, hash, prevHash, subjects, ...entry } of entries) {
      const hashes = { prevHash: Buffer.from(prevHash).toString('hex'), hash: Buffer.from(hash).toString('hex') }
      yield { type: 'audit', seq: n, ...entry, subjects: JSON.parse(subjects), ...hashes }
    }
  }

  async function pack(manifest: ExportManifest): Promise<Buffer> {
    const zip = createGzip()
    const packed: Buffer[] = []
    zip.on('data', (part: Buffer) => packed.push(part))
    const hash = createHash('sha256')
    let count = 0
    for await (const line of lines(manifest)) {
      const text = `${JSON.stringify(line)}\n`
      hash.update(text)
      count += 1
      if (!zip.write(text)) await once(zip, 'drain')
    }
    zip.end(`${JSON.stringify({ type: 'end', lines: count, sha256: hash.digest('hex') })}\n`)
    await once(zip, 'end')
    return Buffer.concat(packed)
  }

  async function check(file: Buffer, passphrase: string): Promise<CheckedExport> {
    const nothing = { ok: false, code: 'NOT_AN_EXPORT' } as const
    const end = file.indexOf('\n')
    const head = ExportHeader.safeParse(parse(file.subarray(0, Math.max(0, end)).toString('utf8')))
    if (end < 0 || !head.success || !isBearable(head.data.cost)) return nothing
    const sealed = file.subarray(end + 1)
    const key = await keyOf(passphrase, Buffer.from(head.data.salt, 'base64'), head.data.cost)
    const packed = unseal(key, sealed, file.subarray(0, end + 1).toString('utf8'))
    // A changed byte and another passphrase look the same from here.
    if (!packed) return { ok: false, code: 'WRONG_PASSPHRASE' }
    const manifest = readLines(await unpack(packed))
    if (!manifest || manifest.clinicId !== clinic().id) return nothing
    const isComplete = isAllIn(manifest.lastOp)
    if (isComplete) takenAlong = manifest.lastOp
    return { ok: true, manifest, isComplete }
  }

  /** What the program itself wrote since, such as what it counts as used, is nobody's work and does not count. */
  const isAllIn = (op: number): boolean =>
    op <= lastOp() &&
    lastOf(`SELECT count(*) AS n FROM ops WHERE n > $op AND author_id <> 'system' AND kind <> 'device-heads'`, {
      op,
    }) === 0

  return {
    async make(passphrase): Promise<ClinicExport> {
      const { id: clinicId, name: clinicName } = clinic()
      const manifest: ExportManifest = {
        clinicId,
        clinicName,
        exportedAt: clock.now(),
        lastOp: lastOp(),
        lastChunk: lastOf('SELECT max(rowid) AS n FROM blob_chunks'),
        lastAuditSeq: lastOf('SELECT max(seq) AS n FROM audit_entries'),
        records: countKinds(),
      }
      const salt = randomBytes(16)
      const header: ExportHeader = {
        format: 'medichain-clinic',
        v: 1,
        salt: salt.toString('base64'),
        cost: { ...cost },
      }
      const first = `${JSON.stringify(header)}\n`
      const sealed = seal(await keyOf(passphrase, salt, cost), await pack(manifest), first)
      const file = Buffer.concat([Buffer.from(first), sealed])
      const readBack = await check(file, passphrase)
      if (!readBack.ok) throw new Error('The export that was just written does not open.')
      // The bytes that somebody keeps are what has to be checked before anything is closed.
      takenAlong = null
      return {
        manifest,
        content: file.toString('base64'),
        bytes: file.length,
        sha256: createHash('sha256').update(file).digest('hex'),
      }
    },
    check: (content, passphrase) => check(Buffer.from(content, 'base64'), passphrase),
    isTakenAlong: () => takenAlong !== null && isAllIn(takenAlong),
  }

  function countKinds(): Record<string, number> {
    const rows = database.read((db) =>
      db.rows<{ kind: string; records: number }>(
        `SELECT kind, count(DISTINCT record_id) AS records FROM ops WHERE kind <> 'credential' GROUP BY kind ORDER BY kind`,
      ),
    )
    return Object.fromEntries(rows.map(({ kind, records }) => [kind, records]))
  }
}

const keyOf = async (passphrase: string, salt: Uint8Array, cost: KdfCost): Promise<Uint8Array> =>
  expandKey(await deriveKey(passphrase, salt, cost), 'medichain clinic export')

/** A file that asks for more than this was not written by us, and would take the machine's memory. */
const isBearable = ({ memoryKib, passes, lanes }: ExportHeader['cost']): boolean =>
  memoryKib <= 1_048_576 && passes <= 10 && lanes <= 8

/** The manifest, where every line is there and none was changed. */
function readLines(text: Buffer): ExportManifest | null {
  const hash = createHash('sha256')
  let [lines, at, manifest] = [0, 0, null as ExportManifest | null]
  while (at < text.length) {
    const stop = text.indexOf('\n', at) + 1
    if (stop === 0) return null
    const line = text.subarray(at, stop)
    at = stop
    if (lines === 0) {
      const read = ExportManifest.safeParse(withoutType(parse(line.toString('utf8'))))
      if (!read.success) return null
      manifest = read.data
    }
    if (at === text.length) {
      const end = parse(line.toString('utf8'))
      const isWhole = isRecord(end) && end.type === 'end' && end.lines === lines && end.sha256 === hash.digest('hex')
      return isWhole ? manifest : null
    }
    hash.update(line)
    lines += 1
  }
  return null
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

function withoutType(value: unknown): unknown {
  if (!isRecord(value)) return value
  const { type: _, ...rest } = value
  return rest
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
