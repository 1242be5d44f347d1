/** Batches with their places in the tenant's log, as `GET /v1/batches` answers: `[u64 cursor][u32 length][batch]…`. */
export interface PagedBatch {
  readonly cursor: number
  readonly batch: Uint8Array
}

/** What a batch weighs in a page beside its own bytes. */
export const pagedBatchOverhead = 12

export function encodePage(entries: readonly PagedBatch[]): Uint8Array {
  const bytes = Buffer.allocUnsafe(entries.reduce((sum, { batch }) => sum + pagedBatchOverhead + batch.length, 0))
  let at = 0
  for (const { cursor, batch } of entries) {
    at = bytes.writeBigUInt64BE(BigInt(cursor), at)
    at = bytes.writeUInt32BE(batch.length, at)
    bytes.set(batch, at)
    at += batch.length
  }
  return bytes
}

/** What goes on a live line by itself: all batches after a cursor, up to that of the last one. `[u64 after][page]`. */
export interface LivePage {
  readonly after: number
  readonly bytes: Uint8Array
}

/** A live line carries no more than this at once; for more a device asks. */
export const maximumLivePageBytes = 49_152

export function encodeLivePage(after: number, entries: readonly PagedBatch[]): Uint8Array {
  const head = Buffer.allocUnsafe(8)
  head.writeBigUInt64BE(BigInt(after))
  return Buffer.concat([head, encodePage(entries)])
}

/** Undefined where it is none. */
export function decodeLivePage(bytes: Uint8Array): LivePage | undefined {
  if (bytes.length <= 8) return undefined
  const after = Number(Buffer.from(bytes.buffer, bytes.byteOffset, 8).readBigUInt64BE())
  return Number.isSafeInteger(after) ? { after, bytes: bytes.subarray(8) } : undefined
}

/** Reads a page without copying the batches. @throws {RangeError} when it ends in the middle of one. */
export function decodePage(bytes: Uint8Array): PagedBatch[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const entries: PagedBatch[] = []
  for (let at = 0; at < buffer.length; ) {
    const cursor = Number(buffer.readBigUInt64BE(at))
    const length = buffer.readUInt32BE(at + 8)
    const batch = buffer.subarray(at + 12, at + 12 + length)
    if (batch.length !== length) throw new RangeError("The relay's answer ends in the middle of a batch.")
    entries.push({ cursor, batch })
    at += 12 + length
  }
  return entries
}
