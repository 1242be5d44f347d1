import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { createGzip } from 'node:zlib'
import { type EpochKeys, openStored, type StoredOp } from '../adapters/journal/op-log.js'
import type { KdfCost } from '../adapters/keys/kdf.js'
import type { Clock } from '../core/ports/clock.js'
import type { Reader } from '../core/ports/database.js'
import type { CheckedExport, ExportsPort } from '../core/ports/exports.js'
import type { Clinic, ClinicExport, ExportManifest } from '../core/tenancy/model.js'
import { readExport, sealExport } from './export-file.js'
import type { ChainIdentity } from './secrets.js'

/** Rows that are read before others get their turn. */
const sliceRows = 500

interface ExportParts {
  database: { read<T>(query: (db: Reader) => T): T }
  epochs: EpochKeys
  clinic: () => Clinic
  /** What the clinic's signatures and pseudonyms rest on, whichever computer it is on. */
  secrets: () => ChainIdentity
  /** The newest migration of the records. */
  schema: number
  clock: Clock
  cost: KdfCost
}

/**
 * The whole clinic as one file: a line of JSON in clear that says how the key is derived, then, sealed under that key, NDJSON:
 * the manifest, what the clinic is known by on its chain, a line for each version of each record, for each piece of a file and for each audit entry, and at the end how
 * many lines there were and their SHA-256.
 */
export function openExports({ database, epochs, clinic, secrets, schema, clock, cost }: ExportParts): ExportsPort {
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
    yield { type: 'secrets', ...secrets() }
    const ops = rowsOf<StoredOp>(
      `SELECT n, op_id AS opId, header, body FROM ops WHERE n > $after AND n <= $last AND kind <> 'device-heads' ORDER BY n`,
      manifest.lastOp,
    )
    for await (const op of ops) {
      const { head, body } = openStored(epochs, op)
      yield { type: 'record', ...body, device: head.device, seq: head.seq, opId: head.opId, hlc: head.hlc }
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
    const read = await readExport(file, passphrase)
    if (!read.ok) return read
    if (read.manifest.clinicId !== clinic().id) return { ok: false, code: 'NOT_AN_EXPORT' }
    const { manifest } = read
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
        schema,
        lastOp: lastOp(),
        lastChunk: lastOf('SELECT max(rowid) AS n FROM blob_chunks'),
        lastAuditSeq: lastOf('SELECT max(seq) AS n FROM audit_entries'),
        records: countKinds(),
      }
      const file = await sealExport(await pack(manifest), passphrase, randomBytes(16), cost)
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
        `SELECT kind, count(DISTINCT record_id) AS records FROM ops WHERE kind <> 'device-heads' GROUP BY kind ORDER BY kind`,
      ),
    )
    return Object.fromEntries(rows.map(({ kind, records }) => [kind, records]))
  }
}
