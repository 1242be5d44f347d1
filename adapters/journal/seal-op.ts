import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto'
import { bucketOf } from '../../core/sync/rules.js'

/** Each op has a key of its own (HKDF of the epoch key and the op's id), so the nonce may be the same for all. */
const nonce = new Uint8Array(12)

const keyOf = (epochKey: Uint8Array, opId: string) =>
  new Uint8Array(hkdfSync('sha256', epochKey, new Uint8Array(), `medichain op ${opId}`, 32))

/** Seals an op's body: padded to a bucket, AES-256-GCM, the header as additional data. */
export function sealOp(epochKey: Uint8Array, header: string, opId: string, body: string): Uint8Array {
  const text = Buffer.from(body)
  const padded = Buffer.alloc(bucketOf(text.length + 4))
  padded.writeUInt32BE(text.length)
  text.copy(padded, 4)
  const cipher = createCipheriv('aes-256-gcm', keyOf(epochKey, opId), nonce).setAAD(Buffer.from(header))
  return Buffer.concat([cipher.update(padded), cipher.final(), cipher.getAuthTag()])
}

/** Opens an op's body. @throws when the key, the header or the body is not the one it was sealed with. */
export function openOp(epochKey: Uint8Array, header: string, opId: string, sealed: Uint8Array): string {
  const decipher = createDecipheriv('aes-256-gcm', keyOf(epochKey, opId), nonce).setAAD(Buffer.from(header))
  decipher.setAuthTag(sealed.subarray(-16))
  const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
  return padded.subarray(4, 4 + padded.readUInt32BE()).toString()
}

/** The link from an op to the next: SHA-256 over header and sealed body (the header holds the link before). */
export const hashOp = (header: string, sealed: Uint8Array): Uint8Array =>
  createHash('sha256').update(header).update(sealed).digest()
