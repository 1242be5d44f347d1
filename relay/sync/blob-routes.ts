import type { FastifyInstance, FastifyRequest } from 'fastify'
import * as z from 'zod'
import { verifyWords } from '../../adapters/oplog/signing.js'
import {
  BlobCompletion,
  type BlobState,
  blobChunkBytes,
  Hash,
  maximumBlobChunks,
  SnapshotHead,
  snapshotWords,
} from '../../core/sync/protocol.js'
import { deviceOf } from '../caller.js'
import type { KnownDevice } from '../devices.js'
import { Refused, refused } from '../refusal.js'
import type { Relay } from '../relay.js'
import {
  type BlobKey,
  completeBlob,
  deleteBlob,
  hashBlob,
  insertSnapshot,
  readBlobState,
  readChunk,
  readSnapshot,
  saveChunk,
} from '../store/blobs.js'
import { readCursor } from '../store/pages.js'
import { readTenant } from '../store/tenants.js'
import { takeRoom } from '../take-room.js'

const BlobParams = z.object({ hash: Hash })
const ChunkParams = z.object({
  hash: Hash,
  index: z.coerce
    .number()
    .int()
    .min(0)
    .max(maximumBlobChunks - 1),
})

/** Encrypted attachments and snapshots: chunks by the hash of the whole, so that an upload goes on where it stopped. */
export function openBlobRoutes(app: FastifyInstance, relay: Relay): void {
  app.put('/v1/blobs/:hash/chunks/:index', { bodyLimit: blobChunkBytes, onRequest: takeRoom(relay) }, async (call) => {
    const { hash, index } = ChunkParams.parse(call.params)
    await keepChunk(relay, deviceOf(call), hash, index, call.body)
    return {}
  })
  app.get('/v1/blobs/:hash/chunks/:index', async (call, reply) => {
    const { index } = ChunkParams.parse(call.params)
    const body = await readChunk(relay.database, keyOf(call), index)
    if (!body) throw refused('NOT_FOUND', 'This part of the file is not here.')
    return reply.header('content-type', 'application/octet-stream').send(body)
  })
  app.get('/v1/blobs/:hash', async (call): Promise<BlobState> => {
    const { hash } = BlobParams.parse(call.params)
    const state = await readBlobState(relay.database, keyOf(call))
    return state ?? { hash, isComplete: false, bytes: 0, chunks: [] }
  })
  app.post('/v1/blobs/:hash', async (call): Promise<BlobState> => {
    const completion = BlobCompletion.parse(call.body)
    return complete(relay, keyOf(call), completion)
  })
  app.put('/v1/snapshot', async (call) => {
    await announce(relay, deviceOf(call), SnapshotHead.parse(call.body))
    return {}
  })
  app.get('/v1/snapshot', async (call) => {
    const head = await readSnapshot(relay.database, deviceOf(call).tenant)
    if (!head) throw refused('NOT_FOUND', 'There is no snapshot yet: pull the whole log.')
    return head
  })
}

const keyOf = (call: FastifyRequest): BlobKey => ({
  tenant: deviceOf(call).tenant,
  hash: BlobParams.parse(call.params).hash,
})

async function keepChunk(relay: Relay, by: KnownDevice, hash: string, index: number, body: unknown): Promise<void> {
  if (!(body instanceof Uint8Array) || body.length === 0)
    throw refused('MALFORMED', 'A chunk is sent as application/octet-stream and is not empty.')
  const { tenant, device } = by
  const chunk = { device, place: index, body }
  const outcome = await saveChunk(relay.database, { tenant, hash }, chunk, relay.quotas, relay.nowMs())
  if (!outcome.isAccepted) throw new Refused(outcome.refusal)
}

async function complete(relay: Relay, key: BlobKey, said: { bytes: number; chunks: number }): Promise<BlobState> {
  const state = await readBlobState(relay.database, key)
  if (state?.isComplete) return state
  const areAllThere = state?.chunks.length === said.chunks && state.chunks.every((place, index) => place === index)
  if (!state || !areAllThere || state.bytes !== said.bytes)
    throw refused('NOT_FOUND', 'Parts of the file are missing: ask which, and send them.')
  if ((await hashBlob(relay.database, key, said.chunks)) !== key.hash) {
    await relay.database.transact((tx) => deleteBlob(tx, key))
    throw refused('MALFORMED', 'The parts do not make the file that its hash names. Send it again from the start.')
  }
  await relay.database.transact((tx) => completeBlob(tx, key))
  return { ...state, isComplete: true }
}

async function announce(relay: Relay, by: KnownDevice, head: SnapshotHead): Promise<void> {
  if (head.device !== by.device) throw refused('FORBIDDEN', 'A snapshot is announced by the device that made it.')
  if (!verifyWords(by.key, snapshotWords(head), head.signature))
    throw refused('BAD_SIGNATURE', 'The snapshot is not signed by the device.')
  await relay.database.transact(async (tx) => {
    await readTenant(tx, by.tenant, tx.forUpdate)
    const blob = await readBlobState(tx, { tenant: by.tenant, hash: head.blob })
    if (!blob?.isComplete || blob.bytes !== head.bytes)
      throw refused('NOT_FOUND', 'The file of the snapshot is not here. Send it first.')
    if (head.atCursor > (await readCursor(tx, by.tenant)))
      throw refused('MALFORMED', 'The snapshot is ahead of the log.')
    const newest = await readSnapshot(tx, by.tenant)
    if (newest && JSON.stringify(newest) === JSON.stringify(head)) return
    if (newest && newest.atCursor >= head.atCursor)
      throw refused('STALE', 'A snapshot that reaches as far is here already.')
    await insertSnapshot(tx, by.tenant, head)
  })
}
