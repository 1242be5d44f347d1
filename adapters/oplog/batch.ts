import type { KeyObject } from 'node:crypto'
import { readOpHeader } from '../../core/sync/op-header.js'
import { BatchHead, batchWords, maximumBatchBytes, maximumOpBytes, type OpHeader } from '../../core/sync/protocol.js'
import { merkleRoot } from './merkle.js'
import { sha256 } from './sha256.js'
import { signWords, verifyWords } from './signing.js'

/** An op as it lies in a log and in a batch: the header's exact bytes, which its hash covers, and the sealed body. */
export interface SealedOp {
  readonly header: Uint8Array
  readonly body: Uint8Array
}

/** An op of a batch that was checked. */
export interface CheckedOp extends SealedOp {
  readonly head: OpHeader
  readonly hash: Uint8Array
}

/** Bytes that are no batch, or one that does not say the truth about itself. */
export class BatchFault extends Error {
  override readonly name = 'BatchFault'
  constructor(
    readonly code: 'MALFORMED' | 'TOO_LARGE' | 'BAD_SIGNATURE',
    message: string,
  ) {
    super(message)
  }
}

const malformed = (message: string): BatchFault => new BatchFault('MALFORMED', message)

/** The link from an op to the next: SHA-256 over header and sealed body (the header holds the link before). */
export const hashSealedOp = ({ header, body }: SealedOp): Buffer => sha256(header, body)

/**
 * Puts consecutive ops of one device into a signed batch.
 * @param place who wrote them, the first op's seq, and the hash (hex) of the op before it.
 */
export function sealBatch(
  key: KeyObject,
  place: { tenant: string; device: string; fromSeq: number; prevHash: string },
  ops: readonly SealedOp[],
): { head: BatchHead; bytes: Uint8Array } {
  const hashes = ops.map(hashSealedOp)
  const unsigned = {
    v: 1 as const,
    ...place,
    count: ops.length,
    lastHash: hashes.at(-1)?.toString('hex') ?? '',
    root: hexOf(merkleRoot(hashes)),
  }
  const head = { ...unsigned, signature: signWords(key, batchWords(unsigned)) }
  return { head, bytes: encodeBatch(head, ops) }
}

/** `[u32 length][head as JSON]`, then per op `[u32 length][header][u32 length][sealed body]`; lengths big-endian. */
export function encodeBatch(head: BatchHead, ops: readonly SealedOp[]): Uint8Array {
  const parts = [Buffer.from(JSON.stringify(head)), ...ops.flatMap(({ header, body }) => [header, body])]
  const bytes = Buffer.allocUnsafe(parts.reduce((sum, part) => sum + 4 + part.length, 0))
  let at = 0
  for (const part of parts) {
    at = bytes.writeUInt32BE(part.length, at)
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** The head alone, unverified: says whose key must check the rest. @throws {BatchFault} */
export function readBatchHead(bytes: Uint8Array): BatchHead {
  return new Frames(bytes).head()
}

/**
 * Checks a whole batch: sizes, the device's signature, that the ops hash to the signed root, and that each continues the one
 * before. Where the batch belongs in the device's log is for the caller to say.
 * @throws {BatchFault} naming the first op that is wrong.
 */
export function checkBatch(bytes: Uint8Array, key: KeyObject): { head: BatchHead; ops: CheckedOp[] } {
  if (bytes.length > maximumBatchBytes) throw new BatchFault('TOO_LARGE', 'The batch is larger than 8 MiB.')
  const frames = new Frames(bytes)
  const head = frames.head()
  if (!verifyWords(key, batchWords(head), head.signature))
    throw new BatchFault('BAD_SIGNATURE', "The batch is not signed by the device's key.")
  const ops: CheckedOp[] = []
  let prevHash = head.prevHash
  while (!frames.isAtEnd) {
    const [header, body] = [frames.next(), frames.next()]
    const hash = sha256(header, body)
    const opHead = checkHeader(header, body, head, head.fromSeq + ops.length, prevHash)
    ops.push({ header, body, head: opHead, hash })
    prevHash = hash.toString('hex')
  }
  if (ops.length !== head.count) throw malformed(`The batch holds ${ops.length} ops and says ${head.count}.`)
  if (prevHash !== head.lastHash || hexOf(merkleRoot(ops.map(({ hash }) => hash))) !== head.root)
    throw malformed('The ops of the batch are not those that were signed.')
  return { head, ops }
}

function checkHeader(bytes: Buffer, body: Buffer, batch: BatchHead, seq: number, prevHash: string): OpHeader {
  if (bytes.length + body.length > maximumOpBytes) throw new BatchFault('TOO_LARGE', `Op ${seq} is larger than 1 MiB.`)
  const header = readOpHeader(bytes.toString())
  if (!header) throw malformed(`The header of op ${seq} cannot be read.`)
  const { tenant, device } = header
  if (tenant !== batch.tenant || device !== batch.device) throw malformed(`Op ${seq} is of another tenant or device.`)
  if (header.seq !== seq) throw malformed(`Op ${seq} calls itself ${header.seq}.`)
  if (header.prevHash !== prevHash) throw malformed(`Op ${seq} does not continue the op before it.`)
  return header
}

/** Length-prefixed frames, without copying. */
class Frames {
  readonly #buffer: Buffer
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  }

  get isAtEnd(): boolean {
    return this.#at === this.#buffer.length
  }

  next(): Buffer {
    const start = this.#at + 4
    if (start > this.#buffer.length) throw malformed('The batch ends in the middle.')
    const end = start + this.#buffer.readUInt32BE(this.#at)
    if (end > this.#buffer.length) throw malformed('The batch ends in the middle.')
    this.#at = end
    return this.#buffer.subarray(start, end)
  }

  head(): BatchHead {
    const head = BatchHead.safeParse(jsonOf(this.next()))
    if (!head.success) throw malformed('The head of the batch cannot be read.')
    return head.data
  }
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return undefined
  }
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex')
