import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { bucketOf } from '../../core/sync/rules.js'

/** Each op has a key of its own, so the nonce may be the same for all. */
const nonce = new Uint8Array(12)

/**
 * HKDF-SHA256 (RFC 5869) of the epoch key and the op's id, without salt and one block long. Written out, because `hkdfSync`
 * makes a key object each time, which is half of what opening an op costs.
 */
function keyOf(epochKey: Uint8Array, opId: string): Uint8Array {
  return createHmac('sha256', extractedOf(epochKey)).update(`medichain op ${opId}`).update(firstBlock).digest()
}

/** HKDF's first half is the same for all ops of an epoch, whose key stays the same object. */
function extractedOf(epochKey: Uint8Array): Uint8Array {
  const known = extracted.get(epochKey)
  if (known) return known
  const made = createHmac('sha256', noSalt).update(epochKey).digest()
  extracted.set(epochKey, made)
  return made
}
const extracted = new WeakMap<Uint8Array, Uint8Array>()
const noSalt = new Uint8Array(32)
const firstBlock = Uint8Array.of(1)

/** Set in the length where the text is deflated. */
const deflated = 0x8000_0000
/** What fits the smallest bucket as it is gains nothing from being smaller. */
const smallestBucket = 256
/** A body that unpacks to more than this was not made by us. */
const maximumTextBytes = 16 * 1_048_576

/**
 * Seals an op's body: deflated where that makes it smaller, padded to a bucket, AES-256-GCM, the header as additional data.
 * The plaintext is `[u32: top bit deflated, rest length][text][zeros]`.
 */
export function sealOp(epochKey: Uint8Array, header: string, opId: string, body: string): Uint8Array {
  const padded = packed(Buffer.from(body))
  const cipher = createCipheriv('aes-256-gcm', keyOf(epochKey, opId), nonce).setAAD(Buffer.from(header))
  return Buffer.concat([cipher.update(padded), cipher.final(), cipher.getAuthTag()])
}

/** Opens an op's body. @throws when the key, the header or the body is not the one it was sealed with. */
export function openOp(epochKey: Uint8Array, header: string, opId: string, sealed: Uint8Array): string {
  const decipher = createDecipheriv('aes-256-gcm', keyOf(epochKey, opId), nonce).setAAD(Buffer.from(header))
  decipher.setAuthTag(sealed.subarray(-16))
  const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
  const mark = padded.readUInt32BE()
  const text = padded.subarray(4, 4 + (mark & ~deflated))
  return (mark >= deflated ? inflated(text) : text).toString()
}

/** The room for what comes out is made to its usual measure: the default is thirty times that, for each op. */
function inflated(text: Uint8Array): Buffer {
  const chunkSize = Math.min(16_384, Math.max(1_024, text.length * 4))
  return inflateRawSync(text, { chunkSize, maxOutputLength: maximumTextBytes })
}

function packed(text: Buffer): Buffer {
  const small =
    text.length + 4 > smallestBucket ? deflateRawSync(text, { windowBits: 10, memLevel: 3, chunkSize: 1024 }) : text
  const isSmaller = bucketOf(small.length + 4) < bucketOf(text.length + 4)
  const content = isSmaller ? small : text
  const padded = Buffer.alloc(bucketOf(content.length + 4))
  padded.writeUInt32BE(isSmaller ? content.length + deflated : content.length)
  content.copy(padded, 4)
  return padded
}

/** The link from an op to the next: SHA-256 over header and sealed body (the header holds the link before). */
export const hashOp = (header: string, sealed: Uint8Array): Uint8Array =>
  createHash('sha256').update(header).update(sealed).digest()
