import { createHash } from 'node:crypto'
import type { BlobState, SnapshotHead } from '../../core/sync/protocol.js'
import { charge, type Quotas } from '../sync/rules.js'
import type { PushOutcome } from './books.js'
import type { Reader, RelayDatabase, Transaction } from './database.js'
import { lockLog, saveLog, saveStandings, standingsOf } from './standings.js'

/** Whose blob, and which. */
export interface BlobKey {
  readonly tenant: string
  readonly hash: string
}

export async function readBlobState(db: Reader, { tenant, hash }: BlobKey): Promise<BlobState | undefined> {
  const blob = await db.row<{ bytes: number; complete: number }>(
    'SELECT bytes, is_complete AS complete FROM blobs WHERE tenant = $tenant AND hash = $hash',
    { tenant, hash },
  )
  if (!blob) return undefined
  const chunks = await db.rows<{ place: number }>(
    'SELECT place FROM blob_chunks WHERE tenant = $tenant AND hash = $hash ORDER BY place',
    { tenant, hash },
  )
  return { hash, isComplete: blob.complete === 1, bytes: blob.bytes, chunks: chunks.map(({ place }) => place) }
}

export async function readChunk(db: Reader, { tenant, hash }: BlobKey, place: number): Promise<Uint8Array | undefined> {
  const row = await db.row<{ body: Uint8Array }>(
    'SELECT body FROM blob_chunks WHERE tenant = $tenant AND hash = $hash AND place = $place',
    { tenant, hash, place },
  )
  return row?.body
}

/** Keeps a chunk, once: the same place again changes nothing. Its bytes count on the quotas of device and tenant. */
export function saveChunk(
  database: RelayDatabase,
  { tenant, hash }: BlobKey,
  chunk: { device: string; place: number; body: Uint8Array },
  quotas: Quotas,
  nowMs: number,
): Promise<Exclude<PushOutcome, { isAccepted: true }> | { isAccepted: true }> {
  const { device, place, body } = chunk
  return database.transact(async (tx) => {
    const log = await lockLog(tx, tenant)
    const standings = await standingsOf(tx, tenant, device)
    const standing = standings.get(device)
    if (!log || !standing)
      return { isAccepted: false, refusal: { code: 'UNAUTHORIZED', message: 'This device is not known here.' } }
    const blob = await tx.row<{ complete: number }>(
      'SELECT is_complete AS complete FROM blobs WHERE tenant = $tenant AND hash = $hash',
      { tenant, hash },
    )
    if (blob?.complete === 1) return { isAccepted: true }
    const decision = charge(body.length, standing, log, quotas, nowMs)
    if (!decision.isAccepted) return decision
    await tx.run(
      `INSERT INTO blobs (tenant, hash, bytes, is_complete, touched_at) VALUES ($tenant, $hash, 0, 0, $now)
       ON CONFLICT (tenant, hash) DO NOTHING`,
      { tenant, hash, now: nowMs },
    )
    const isNew = await tx.run(
      `INSERT INTO blob_chunks (tenant, hash, place, bytes, body) VALUES ($tenant, $hash, $place, $bytes, $body)
       ON CONFLICT (tenant, hash, place) DO NOTHING`,
      { tenant, hash, place, bytes: body.length, body },
    )
    if (isNew === 0) return { isAccepted: true }
    await tx.run('UPDATE blobs SET bytes = bytes + $bytes, touched_at = $now WHERE tenant = $tenant AND hash = $hash', {
      tenant,
      hash,
      bytes: body.length,
      now: nowMs,
    })
    standings.set(device, decision.device)
    await saveStandings(tx, tenant, [device], standings)
    await saveLog(tx, tenant, decision.tenant)
    return { isAccepted: true }
  })
}

/** SHA-256 over the chunks in their order, one in memory at a time. */
export async function hashBlob(db: Reader, key: BlobKey, chunks: number): Promise<string> {
  const hash = createHash('sha256')
  for (let place = 0; place < chunks; place += 1) hash.update((await readChunk(db, key, place)) ?? new Uint8Array())
  return hash.digest('hex')
}

export async function completeBlob(tx: Transaction, { tenant, hash }: BlobKey): Promise<void> {
  await tx.run('UPDATE blobs SET is_complete = 1 WHERE tenant = $tenant AND hash = $hash', { tenant, hash })
}

/** Takes a blob away and gives its room back. */
export async function deleteBlob(tx: Transaction, { tenant, hash }: BlobKey): Promise<void> {
  const log = await lockLog(tx, tenant)
  const blob = await tx.row<{ bytes: number }>('SELECT bytes FROM blobs WHERE tenant = $tenant AND hash = $hash', {
    tenant,
    hash,
  })
  if (!log || !blob) return
  await tx.run('DELETE FROM blobs WHERE tenant = $tenant AND hash = $hash', { tenant, hash })
  await saveLog(tx, tenant, { ...log, storedBytes: Math.max(0, log.storedBytes - blob.bytes) })
}

export async function readSnapshot(db: Reader, tenant: string): Promise<SnapshotHead | undefined> {
  const row = await db.row<{ head: string }>(
    'SELECT head FROM snapshots WHERE tenant = $tenant ORDER BY at_cursor DESC LIMIT 1',
    { tenant },
  )
  return row && (JSON.parse(row.head) as SnapshotHead)
}

/** Keeps the new snapshot and the one before it, which somebody may be loading. */
export async function insertSnapshot(tx: Transaction, tenant: string, head: SnapshotHead): Promise<void> {
  await tx.run('INSERT INTO snapshots (tenant, at_cursor, blob, head) VALUES ($tenant, $atCursor, $blob, $head)', {
    tenant,
    atCursor: head.atCursor,
    blob: head.blob,
    head: JSON.stringify(head),
  })
  const old = await tx.rows<{ blob: string; at: number }>(
    'SELECT blob, at_cursor AS at FROM snapshots WHERE tenant = $tenant ORDER BY at_cursor DESC LIMIT 1000 OFFSET 2',
    { tenant },
  )
  for (const { blob, at } of old) {
    await tx.run('DELETE FROM snapshots WHERE tenant = $tenant AND at_cursor = $at', { tenant, at })
    const other = await tx.row('SELECT 1 AS one FROM snapshots WHERE tenant = $tenant AND blob = $blob', {
      tenant,
      blob,
    })
    if (!other) await deleteBlob(tx, { tenant, hash: blob })
  }
}
