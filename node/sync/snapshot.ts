import { hashSealedOp, sealBatch } from '../../adapters/oplog/batch.js'
import { signWords, verifyingKeyOf, verifyWords } from '../../adapters/oplog/signing.js'
import { RelayRefused } from '../../adapters/relay/refusals.js'
import type { Reader } from '../../core/ports/database.js'
import type { SealedOp } from '../../core/ports/journal.js'
import { readOpHeader } from '../../core/sync/op-header.js'
import {
  type BatchHead,
  batchWords,
  blobChunkBytes,
  type SnapshotHead,
  snapshotWords,
} from '../../core/sync/protocol.js'
import { fetchBlob, hashOfBlob, sendBlob } from './blobs.js'
import { Distrust } from './distrust.js'
import type { Connected } from './parts.js'
import { decodeSnapshot, encodeSnapshot } from './snapshot-file.js'
import { hashAt, readDevices, readRelay, saveBatchHead, saveCursor, toHex, zeroHash } from './state.js'

/** A new device pulls so many batches as quickly as it would load a snapshot. */
const worthwhileBatches = 20
/**
 * So many ops are taken over in one transaction: fewer, and the pages of a dozen indexes are written more often; more, and nobody
 * hears for a second how far it has come.
 */
const opsAtOnce = 4_000
/** So many are checked before others have their turn. */
const checkedAtOnce = 500

/** Makes a snapshot for the device that is about to be let in, where the newest one is far behind. */
export async function announceSnapshot(parts: Connected): Promise<void> {
  const { client, database, secrets } = parts
  const relay = database.read(readRelay)
  const atCursor = relay?.cursor ?? 0
  const newest = await client.snapshot()
  // A clinic that moved here: nobody sends again what lost or removed workstations wrote.
  const isNeeded = newest === undefined && relay?.isMoved === true
  if (!isNeeded && atCursor - (newest?.atCursor ?? 0) < worthwhileBatches) return
  const { bytes, heads } = await makeSnapshot(parts)
  const words = { blob: hashOfBlob(bytes), bytes: bytes.length, atCursor, heads, device: secrets.deviceId }
  const chunk = (place: number) => bytes.subarray(place * blobChunkBytes, (place + 1) * blobChunkBytes)
  await sendBlob(client, { hash: words.blob, bytes: bytes.length, chunk })
  try {
    await client.putSnapshot({ ...words, signature: signWords(secrets.device.signingKey, snapshotWords(words)) })
  } catch (error) {
    // Another device was quicker: its snapshot is as good.
    if (!(error instanceof RelayRefused) || error.code !== 'STALE') throw error
  }
}

/** All acknowledged ops, each device's up to the head of a batch that it signed: one signature proves a whole log. */
async function makeSnapshot({
  secrets,
  database,
}: Connected): Promise<{ bytes: Uint8Array; heads: SnapshotHead['heads'] }> {
  const { own, others } = database.read((db) => ({
    own: ownHead(secrets, db, readRelay(db)?.ackedSeq ?? 0),
    others: readDevices(db).flatMap(({ id, batchHead }) => (id === secrets.deviceId || !batchHead ? [] : [batchHead])),
  }))
  const batchHeads = own ? [...others, own] : others
  const ends = new Map(batchHeads.map((head) => [head.device, head.fromSeq + head.count - 1]))
  const bytes = await encodeSnapshot(batchHeads, opsUpTo(database, ends))
  const heads = batchHeads.map(({ device, lastHash }) => ({ device, seq: ends.get(device) ?? 0, hash: lastHash }))
  return { bytes, heads }
}

function ownHead({ device, tenantId }: Connected['secrets'], db: Reader, acked: number): BatchHead | undefined {
  const last = db.row<{ header: string; body: Uint8Array }>(
    'SELECT header, body FROM ops WHERE device = $device AND seq = $acked',
    { device: device.id, acked },
  )
  const prevHash = hashAt(db, device.id, acked - 1) ?? zeroHash
  const place = { tenant: tenantId, device: device.id, fromSeq: acked, prevHash }
  return last && sealBatch(device.signingKey, place, [{ header: Buffer.from(last.header), body: last.body }]).head
}

/** What is acknowledged stays as it is, so that it can be read a part at a time. */
function* opsUpTo(database: Connected['database'], ends: ReadonlyMap<string, number>): Generator<SealedOp> {
  for (let after = 0; ; ) {
    const rows = database.read((db) =>
      db.rows<SealedOp & { n: number; device: string; seq: number }>(
        'SELECT n, device, seq, header, body FROM ops WHERE n > $after ORDER BY n LIMIT 1000',
        { after },
      ),
    )
    for (const row of rows) if (row.seq <= (ends.get(row.device) ?? 0)) yield row
    const last = rows.at(-1)
    if (!last) return
    after = last.n
  }
}

/**
 * Begins a new device's log with the newest snapshot, where there is one. The directory is known already.
 * @param told how many ops are in, as they come in.
 * @throws {Distrust} where it is not what the devices signed; then nothing of it was taken over.
 */
export async function loadSnapshot(parts: Connected, told: (ops: number) => void): Promise<void> {
  const head = await parts.client.snapshot()
  if (!head) return
  checkMaker(parts, head)
  const file = decoded(await fetchBlob(parts.client, head.blob, head.bytes))
  await checkLogs(parts, head, file)
  let [group, taken]: [SealedOp[], number] = [[], 0]
  const take = async () => {
    await parts.journal.prepare(group)
    const { refused } = parts.journal.receive(group, { name: 'snapshot' })
    const [refusal] = refused
    if (refusal)
      throw new Distrust('BAD_SNAPSHOT', { device: refusal.device, detail: `${refusal.code} at op ${refusal.seq}` })
    taken += group.length
    told(taken)
    group = []
    await new Promise((resolve) => setImmediate(resolve))
  }
  for (const op of file.ops()) {
    group.push(op)
    if (group.length >= opsAtOnce) await take()
  }
  await take()
  parts.database.transact((db) => {
    for (const batchHead of file.batchHeads) saveBatchHead(db, batchHead)
    saveCursor(db, head.atCursor)
  })
}

const bad = (detail: string, device?: string) => new Distrust('BAD_SNAPSHOT', { device, detail })

function decoded(bytes: Uint8Array): ReturnType<typeof decodeSnapshot> {
  try {
    return decodeSnapshot(bytes)
  } catch {
    throw bad('it cannot be read')
  }
}

function checkMaker({ database }: Connected, head: SnapshotHead): void {
  const maker = database.read(readDevices).find(({ id }) => id === head.device)
  const key = maker && verifyingKeyOf(maker.certificate.signingKey)
  if (!key || !verifyWords(key, snapshotWords(head), head.signature))
    throw bad('its maker is not of the clinic', head.device)
}

/** Each device's ops form one chain from its first op to a head that the device signed. */
async function checkLogs(
  { database, secrets }: Connected,
  head: SnapshotHead,
  file: ReturnType<typeof decodeSnapshot>,
): Promise<void> {
  const devices = new Map(database.read(readDevices).map((device) => [device.id, device]))
  const ends = new Map<string, { seq: number; hash: string }>()
  let checked = 0
  for (const op of file.ops()) {
    checked += 1
    if (checked % checkedAtOnce === 0) await new Promise((resolve) => setImmediate(resolve))
    const header = readOpHeader(op.header)
    if (header?.tenant !== secrets.tenantId) throw bad('an op of nobody here')
    const { device, seq, prevHash } = header
    const end = ends.get(device) ?? { seq: 0, hash: zeroHash }
    if (seq !== end.seq + 1 || prevHash !== end.hash) throw bad(`op ${seq} does not go on from op ${end.seq}`, device)
    ends.set(device, { seq, hash: toHex(hashSealedOp({ header: Buffer.from(op.header), body: op.body })) })
  }
  const heads = new Map(file.batchHeads.map((one) => [one.device, one]))
  for (const [device, { seq, hash }] of ends) {
    const known = devices.get(device)
    const signed = heads.get(device)
    const isSigned =
      known !== undefined &&
      signed !== undefined &&
      signed.tenant === secrets.tenantId &&
      signed.lastHash === hash &&
      signed.fromSeq + signed.count - 1 === seq &&
      (known.revocation === null || seq <= known.revocation.lastSeq) &&
      verifyWords(verifyingKeyOf(known.certificate.signingKey), batchWords(signed), signed.signature)
    if (!isSigned) throw bad('a log that its device did not sign', device)
  }
  for (const { device, seq, hash } of head.heads)
    if (ends.get(device)?.seq !== seq || ends.get(device)?.hash !== hash) throw bad('a head that is not in it', device)
}
