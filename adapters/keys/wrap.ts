import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** HKDF with SHA-256 (RFC 5869); `purpose` keeps keys of different use apart. */
export function expandKey(
  secret: Uint8Array,
  purpose: string,
  bytes = 32,
  salt: Uint8Array = new Uint8Array(),
): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, salt, purpose, bytes))
}

/** Seals bytes with AES-256-GCM: nonce (12), ciphertext, tag (16). `about` is authenticated, not hidden. */
export function seal(key: Uint8Array, secret: Uint8Array, about: string): Uint8Array {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(about))
  return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()])
}

/** Opens what `seal` made; undefined where the key is another or a bit has changed. */
export function unseal(key: Uint8Array, sealed: Uint8Array, about: string): Uint8Array | undefined {
  if (sealed.length < 28) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12)).setAAD(Buffer.from(about))
  decipher.setAuthTag(sealed.subarray(-16))
  try {
    return new Uint8Array(Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]))
  } catch {
    return undefined
  }
}
