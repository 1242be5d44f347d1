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
