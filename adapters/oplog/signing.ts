import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'

/** Ed25519 over words, as the sync protocol signs them: UTF-8 in, base64url out. Keys are imported once and kept by the caller. */

/** What stands before the 32 raw bytes of a key in its DER form (RFC 8410). */
const privatePrefix = Buffer.from('302e020100300506032b657004220420', 'hex')
const publicPrefix = Buffer.from('302a300506032b6570032100', 'hex')

/** A device's signing key from its 32 secret bytes. */
export const signingKeyOf = (seed: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([privatePrefix, seed]), format: 'der', type: 'pkcs8' })

/** A new signing key and its 32 secret bytes. */
export function newSigningKey(): { key: KeyObject; seed: Uint8Array } {
  const { privateKey } = generateKeyPairSync('ed25519')
  const seed = new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32))
  return { key: privateKey, seed }
}

/** The public half as certificates name it: 32 bytes in base64url. */
export const publicKeyOf = (key: KeyObject): string =>
  createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64url')

/** A certificate's key, ready to verify with. @throws when it is not 32 bytes in base64url. */
export const verifyingKeyOf = (publicKey: string): KeyObject =>
  createPublicKey({
    key: Buffer.concat([publicPrefix, Buffer.from(publicKey, 'base64url')]),
    format: 'der',
    type: 'spki',
  })

/** The signature over the words. */
export const signWords = (key: KeyObject, words: string): string =>
  sign(null, Buffer.from(words), key).toString('base64url')

/** Whether the key signed these words. Another spelling of a good signature is a no: what is signed has one form. */
export function verifyWords(key: KeyObject, words: string, signature: string): boolean {
  const bytes = Buffer.from(signature, 'base64url')
  return bytes.toString('base64url') === signature && verify(null, Buffer.from(words), key, bytes)
}
