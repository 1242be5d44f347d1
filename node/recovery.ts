import { createHash, type KeyObject } from 'node:crypto'
import { type BoxKeyPair, boxKeyPair, openBox, sealTo } from '../adapters/keys/box.js'
import type { KeyFile } from '../adapters/keys/key-file.js'
import { newRecoveryCode, normalizeRecoveryCode } from '../adapters/keys/recovery-code.js'
import { expandKey } from '../adapters/keys/wrap.js'
import { publicKeyOf, signingKeyOf } from '../adapters/oplog/signing.js'

/** What the printed recovery code is the secret of. The public halves are known to every device of the tenant. */
export interface RecoveryKeys {
  /** Opens each device's database key and, at the relay, the tenant's keys. */
  box: BoxKeyPair
  /** Certifies a new first device when every device is lost. */
  signing: KeyObject
  sealSecret: Uint8Array
}

/** What every device knows of the code. All of it in base64url. */
export interface RecoveryHalves {
  boxKey: string
  signingKey: string
  /** Not public: proves to whoever holds the code that what was sealed to it was sealed by a device of the tenant. */
  sealSecret: string
}

/** A new code, which is shown once and stored nowhere, and the public halves of its keys. */
export function newRecovery(): { recoveryCode: string; halves: RecoveryHalves } {
  const recoveryCode = newRecoveryCode()
  const { box, signing, sealSecret } = recoveryKeysOf(recoveryCode)
  const shared = { boxKey: box.publicKey, signingKey: publicKeyOf(signing), sealSecret: toText(sealSecret) }
  return { recoveryCode, halves: shared }
}

/** The code holds 160 random bits, so that a fast derivation is as good as a slow one. */
export function recoveryKeysOf(code: string): RecoveryKeys {
  const secret = createHash('sha256').update(normalizeRecoveryCode(code)).digest()
  return {
    box: boxKeyPair(expandKey(secret, 'medichain recovery box')),
    signing: signingKeyOf(expandKey(secret, 'medichain recovery signature')),
    sealSecret: expandKey(secret, 'medichain recovery seal'),
  }
}

/** Seals this device's database key to the recovery code without knowing it. */
export const makeRecovery = (boxKey: string, key: Uint8Array): KeyFile['recovery'] => ({
  boxKey,
  databaseKey: sealTo(boxKey, key, 'recovery'),
})

/** The database key; undefined where the code is not this clinic's. */
export const openRecovery = (recovery: KeyFile['recovery'], recoveryCode: string): Uint8Array | undefined =>
  openBox(recoveryKeysOf(recoveryCode).box, recovery.databaseKey, 'recovery')

const toText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
