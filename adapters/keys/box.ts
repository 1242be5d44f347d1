import { createPrivateKey, createPublicKey, diffieHellman, type KeyObject, randomBytes } from 'node:crypto'
import { expandKey, seal, unseal } from './wrap.js'

/** What stands before the 32 raw bytes of an X25519 key in its DER form (RFC 8410). */
const privatePrefix = Buffer.from('302e020100300506032b656e04220420', 'hex')
const publicPrefix = Buffer.from('302a300506032b656e032100', 'hex')

/** Bytes that only the holder of an X25519 secret opens. */
export interface SealedBox {
  /** Public half of a key made for this box alone, 32 bytes in base64url. */
  ephemeral: string
  /** base64url. */
  sealed: string
}

/** Opens boxes; the public half goes to whoever seals them. */
export interface BoxKeyPair {
  /** 32 bytes in base64url. */
  publicKey: string
  secret: Uint8Array
}

/** The key pair of 32 secret bytes. */
export function boxKeyPair(secret: Uint8Array = randomBytes(32)): BoxKeyPair {
  const der = createPublicKey(privateKeyOf(secret)).export({ format: 'der', type: 'spki' })
  return { publicKey: der.subarray(-32).toString('base64url'), secret }
}

/**
 * Seals bytes to a public key: X25519 with a key made for the occasion, HKDF-SHA256 over both public halves, AES-256-GCM.
 * @param extra mixed into the key: whoever opens needs it besides the secret.
 */
export function sealTo(publicKey: string, secret: Uint8Array, about: string, extra: Uint8Array = noBytes): SealedBox {
  const ephemeral = boxKeyPair()
  const key = agree(privateKeyOf(ephemeral.secret), publicKey, { ephemeral: ephemeral.publicKey, publicKey }, extra)
  return { ephemeral: ephemeral.publicKey, sealed: Buffer.from(seal(key, secret, about)).toString('base64url') }
}

/** What a box holds; undefined where it is another's or was touched. */
export function openBox(
  pair: BoxKeyPair,
  box: SealedBox,
  about: string,
  extra: Uint8Array = noBytes,
): Uint8Array | undefined {
  try {
    const key = agree(privateKeyOf(pair.secret), box.ephemeral, { ...box, publicKey: pair.publicKey }, extra)
    return unseal(key, Buffer.from(box.sealed, 'base64url'), about)
  } catch {
    // Not a point of the curve: nobody sealed this.
    return undefined
  }
}

const noBytes = new Uint8Array()

function agree(
  own: KeyObject,
  other: string,
  halves: { ephemeral: string; publicKey: string },
  extra: Uint8Array,
): Uint8Array {
  const shared = diffieHellman({ privateKey: own, publicKey: publicKeyOf(other) })
  const salt = Buffer.from(halves.ephemeral + halves.publicKey)
  return expandKey(Buffer.concat([shared, extra]), 'medichain box', 32, salt)
}

const privateKeyOf = (secret: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([privatePrefix, secret]), format: 'der', type: 'pkcs8' })

const publicKeyOf = (publicKey: string): KeyObject =>
  createPublicKey({
    key: Buffer.concat([publicPrefix, Buffer.from(publicKey, 'base64url')]),
    format: 'der',
    type: 'spki',
  })
