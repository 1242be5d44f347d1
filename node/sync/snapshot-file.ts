import { deflateRawSync, inflateRawSync } from 'node:zlib'
import * as z from 'zod'
import type { SealedOp } from '../../core/ports/journal.js'
import { BatchHead } from '../../core/sync/protocol.js'

/**
 * A snapshot's bytes: `[u32 length][head as JSON]`, then pieces `[u32 length][deflated frames]`; a frame is `[u32 length][op
 * header][u32 length][sealed body]`. Ops stand in the order in which the maker's log took them, so that what an op rests on comes
 * before it. Bodies stay sealed as their authors sealed them: the relay reads as little of a snapshot as of the log.
 */
const SnapshotFileHead = z.strictObject({ v: z.literal(1), batchHeads: z.array(BatchHead).max(1_000) })

const pieceBytes = 1_048_576
/** A piece that unpacks to more was not made by us. */
const maximumPieceBytes = 16 * 1_048_576

/** Others have their turn after each piece. */
export async function encodeSnapshot(batchHeads: readonly BatchHead[], ops: Iterable<SealedOp>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [framed(Buffer.from(JSON.stringify({ v: 1, batchHeads })))]
  let piece: Uint8Array[] = []
  let size = 0
  const close = () => {
    // Sealed bodies do not deflate; the headers, a third of the bytes, do. The quickest level finds nearly all of it.
    if (piece.length > 0) parts.push(framed(deflateRawSync(Buffer.concat(piece), { level: 1 })))
    piece = []
    size = 0
  }
  for (const { header, body } of ops) {
    piece.push(framed(Buffer.from(header)), framed(body))
    size += header.length + body.length + 8
    if (size < pieceBytes) continue
    close()
    await new Promise((resolve) => setImmediate(resolve))
  }
  close()
  return Buffer.concat(parts)
}

/** Reads a snapshot; the ops are unpacked again each time they are walked through, so that they need not fit in memory. */
export function decodeSnapshot(bytes: Uint8Array): { batchHeads: BatchHead[]; ops(): Generator<SealedOp> } {
  const [first, ...pieces] = [...frames(bytes)]
  const { batchHeads } = SnapshotFileHead.parse(JSON.parse(Buffer.from(first ?? []).toString()))
  return {
    batchHeads,
    *ops() {
      for (const piece of pieces) {
        let header: Uint8Array | undefined
        for (const frame of frames(inflateRawSync(piece, { maxOutputLength: maximumPieceBytes }))) {
          if (header) {
            yield { header: Buffer.from(header).toString(), body: frame }
            header = undefined
          } else header = frame
        }
      }
    },
  }
}

function framed(bytes: Uint8Array): Uint8Array {
  const frame = Buffer.allocUnsafe(4 + bytes.length)
  frame.writeUInt32BE(bytes.length)
  frame.set(bytes, 4)
  return frame
}

/** @throws {RangeError} when the bytes end in the middle. */
function* frames(bytes: Uint8Array): Generator<Uint8Array> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let at = 0; at < buffer.length; ) {
    const length = buffer.readUInt32BE(at)
    const frame = buffer.subarray(at + 4, at + 4 + length)
    if (frame.length !== length) throw new RangeError('The snapshot ends in the middle.')
    yield frame
    at += 4 + length
  }
}
