import { secp256k1 } from '@noble/curves/secp256k1.js'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import type { Address, Hex, Hex32 } from '../../core/ports/chain.js'
import type { PersonalKey } from '../../core/ports/keys.js'
import { expandKey } from './wrap.js'

/** The key that a member of staff signs with, derived from the seed that only their passphrase opens. */
export function personalKey(seed: Uint8Array): PersonalKey {
  const secret = toScalar(expandKey(seed, 'medichain staff signing key', 48))
  return {
    address: addressOf(secp256k1.getPublicKey(secret, false)),
    sign(digest) {
      const signature = secp256k1.sign(fromHex(digest), secret, { prehash: false, format: 'recovered' })
      // noble puts the recovery bit first; Ethereum wants it last, as 27 or 28.
      const v = 27 + (signature[0] ?? 0)
      return `0x${bytesToHex(signature.subarray(1))}${v.toString(16)}`
    },
  }
}

/** Who signed a digest; undefined where the bytes are not a signature. */
export function signerOf(digest: Hex32, signature: Hex): Address | undefined {
  try {
    const bytes = fromHex(signature)
    const recovered = new Uint8Array(65)
    recovered[0] = (bytes[64] ?? 0) - 27
    recovered.set(bytes.subarray(0, 64), 1)
    const publicKey = secp256k1.recoverPublicKey(recovered, fromHex(digest), { prehash: false })
    return addressOf(secp256k1.Point.fromBytes(publicKey).toBytes(false))
  } catch {
    return undefined
  }
}

/** The last 20 bytes of the hash of the public key, as Ethereum forms addresses; lower case. */
export function addressOf(uncompressedPublicKey: Uint8Array): Address {
  return `0x${bytesToHex(keccak_256(uncompressedPublicKey.subarray(1)).subarray(-20))}`
}

/** 48 random bytes reduced to a scalar: the bias is below 2^-128 (FIPS 186-5, A.2.1). */
function toScalar(bytes: Uint8Array): Uint8Array {
  const order = secp256k1.Point.Fn.ORDER
  const scalar = (BigInt(`0x${bytesToHex(bytes)}`) % (order - 1n)) + 1n
  return hexToBytes(scalar.toString(16).padStart(64, '0'))
}

export const fromHex = (hex: Hex): Uint8Array => hexToBytes(hex.slice(2))
export const toHex = (bytes: Uint8Array): Hex => `0x${bytesToHex(bytes)}`
