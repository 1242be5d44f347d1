import { type SealedOp, sealBatch } from '../../adapters/oplog/batch.js'
import { RelayRefused } from '../../adapters/relay/refusals.js'
import type { Reader } from '../../core/ports/database.js'
import type { BatchHead } from '../../core/sync/protocol.js'
import { Distrust } from './distrust.js'
import type { Connected } from './parts.js'
import { type Head, hashAt, readRelay, saveAcked, saveBatchHead, saveCursor, zeroHash } from './state.js'

/** A batch is so small that a slow line brings it over before it breaks, and so large that one signature serves many ops. */
const batchOps = 1_000
const batchBytes = 1_048_576

/** This device's log goes on otherwise at the relay: a backup was restored, and its own newer ops must be pulled first. */
export class OwnLogBehind extends Error {
  override readonly name = 'OwnLogBehind'
}

/**
 * Sends own ops, oldest first, until none waits. What was cut off goes on after the last acknowledged op; an op is sent under the
 * name of whoever wrote it, which is sealed in it, whoever is signed in now.
 * @returns how many were acknowledged.
 * @throws {OwnLogBehind} {@link Distrust}
 */
export async function pushAll(parts: Connected): Promise<number> {
  let pushed = 0
  for (;;) {
    const made = parts.database.read((db) => nextBatch(parts, db))
    if (!made) return pushed
    try {
      const { cursor, head } = await parts.client.push(made.bytes)
      if (head.hash !== made.head.lastHash) throw new Distrust('FORKED', { detail: 'a receipt for another log' })
      acknowledge(parts, head.seq, made.head, cursor)
      pushed += made.head.count
    } catch (error) {
      const stands = error instanceof RelayRefused && error.code === 'WRONG_HEAD' ? error.refusal.head : undefined
      if (!stands) throw error
      settle(parts, made.head, stands)
    }
  }
}

function nextBatch({ secrets }: Connected, db: Reader): { head: BatchHead; bytes: Uint8Array } | undefined {
  const device = secrets.deviceId
  const acked = readRelay(db)?.ackedSeq ?? 0
  const rows = db.rows<{ header: string; body: Uint8Array }>(
    `SELECT header, body FROM ops WHERE device = $device AND seq > $acked ORDER BY seq LIMIT ${batchOps}`,
    { device, acked },
  )
  const ops: SealedOp[] = []
  let bytes = 0
  for (const { header, body } of rows) {
    bytes += header.length + body.length
    if (ops.length > 0 && bytes > batchBytes) break
    ops.push({ header: Buffer.from(header), body })
  }
  if (ops.length === 0) return undefined
  const prevHash = hashAt(db, device, acked) ?? zeroHash
  return sealBatch(secrets.device.signingKey, { tenant: secrets.tenantId, device, fromSeq: acked + 1, prevHash }, ops)
}

/** The cursor passes over our own batch where it came right after what we know; otherwise the next pull does. */
function acknowledge({ database }: Connected, seq: number, head: BatchHead, cursor: number): void {
  // What the relay has is known there: where this is lost, it says so when the ops are sent again.
  database.transactSoon((db) => {
    saveAcked(db, seq)
    saveBatchHead(db, head)
    if (readRelay(db)?.cursor === cursor - 1) saveCursor(db, cursor)
  })
}

/** The relay stands elsewhere than we thought: an acknowledgement was lost, or a log was. */
function settle({ database, secrets }: Connected, sent: BatchHead, stands: Head): void {
  const device = secrets.deviceId
  const acked = sent.fromSeq - 1
  const detail = `op ${stands.seq} is the last there; op ${acked} was acknowledged`
  if (stands.seq < acked) throw new Distrust('ROLLED_BACK', { device, detail })
  const own = database.read((db) => hashAt(db, device, stands.seq))
  if (own !== stands.hash) throw new OwnLogBehind(detail)
  if (stands.seq === acked) throw new Distrust('MALFORMED', { device, detail })
  database.transact((db) => saveAcked(db, stands.seq))
}
