import { createHash } from 'node:crypto'
import type { RelayClient } from '../../adapters/relay/client.js'
import { blobChunkBytes } from '../../core/sync/protocol.js'
import { Distrust } from './distrust.js'

/** The name of a blob: SHA-256 of its bytes as they lie at the relay. */
export const hashOfBlob = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

export const chunksOf = (bytes: number): number => Math.max(1, Math.ceil(bytes / blobChunkBytes))

/** Sends the chunks that are not there yet, and says that they are all. */
export async function sendBlob(
  client: RelayClient,
  { hash, bytes, chunk }: { hash: string; bytes: number; chunk: (place: number) => Uint8Array },
): Promise<void> {
  const state = await client.blobState(hash)
  if (state.isComplete) return
  const there = new Set(state.chunks)
  const chunks = chunksOf(bytes)
  for (let place = 0; place < chunks; place += 1)
    if (!there.has(place)) await client.putChunk(hash, place, chunk(place))
  await client.completeBlob(hash, { bytes, chunks })
}

/** Fetches a whole blob. @throws {Distrust} where it is not the one that its hash names. */
export async function fetchBlob(client: RelayClient, hash: string, bytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for (let place = 0; place < chunksOf(bytes); place += 1) parts.push(await client.getChunk(hash, place))
  const whole = Buffer.concat(parts)
  if (whole.length !== bytes || hashOfBlob(whole) !== hash)
    throw new Distrust('BAD_SNAPSHOT', { detail: 'bytes that their hash does not name' })
  return whole
}
