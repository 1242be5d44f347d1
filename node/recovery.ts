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
}

export interface RecoveryPublicKeys {
  boxKey: string
  signingKey: string
}

/** A new code, which is shown once and stored nowhere, and the public halves of its keys. */
export function newRecovery(): { recoveryCode: string; publicKeys: RecoveryPublicKeys } {
  const recoveryCode = newRecoveryCode()
  const { box, signing } = recoveryKeysOf(recoveryCode)
  return { recoveryCode, publicKeys: { boxKey: box.publicKey, signingKey: publicKeyOf(signing) } }
}

/** The code holds 160 random bits, so that a fast derivation is as good as a slow one. */
export function recoveryKeysOf(code: string): RecoveryKeys {
  const secret = createHash('sha256').update(normalizeRecoveryCode(code)).digest()
  return {
    box: boxKeyPair(expandKey(secret, 'medichain recovery box')),
    signing: signingKeyOf(expandKey(secret, 'medichain recovery signature')),
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
