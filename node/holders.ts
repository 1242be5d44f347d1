import { createHash, randomBytes } from 'node:crypto'
import { deriveKey, type KdfCost } from '../adapters/keys/kdf.js'
import type { KeyFile, KeyHolder } from '../adapters/keys/key-file.js'
import { newRecoveryCode, normalizeRecoveryCode } from '../adapters/keys/recovery-code.js'
import { expandKey, seal, unseal } from '../adapters/keys/wrap.js'
import { rawKeyBytes } from '../adapters/sqlcipher/database.js'
import type { Role } from '../core/kernel/roles.js'
import type { Keychain } from '../core/ports/host.js'
import { RecordsUnusable } from './unusable.js'

/** Somebody who can, or will, sign in. */
export interface Person {
  staffId: string
  displayName: string
  loginName: string
  roles: Role[]
}

/** What a passphrase opens: the database key, and the seed of the person's own signing key. */
export interface HolderSecret {
  key: Uint8Array
  seed: Uint8Array
}

const seedBytes = 32
export const newSeed = (): Uint8Array => randomBytes(seedBytes)

const words = (staffId: string) => `holder ${staffId}`
export const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const fromBase64 = (text: string): Uint8Array => Buffer.from(text, 'base64')

/** A secret of the operating system's key store, mixed into a derivation: a stolen disk alone cannot be guessed at. */
async function newPepper(keychain: Keychain | null): Promise<{ pepper: Uint8Array; sealed: string | null }> {
  if (!keychain) return { pepper: new Uint8Array(), sealed: null }
  const pepper = randomBytes(32)
  return { pepper, sealed: toBase64(await keychain.seal(pepper)) }
}

/** @throws {RecordsUnusable} when the entry needs a key store that is not here or does not open. */
async function pepperOf({ pepper }: Pick<KeyHolder, 'pepper'>, keychain: Keychain | null): Promise<Uint8Array> {
  if (pepper === null) return new Uint8Array()
  try {
    if (!keychain) throw new Error('There is no key store.')
    return await keychain.unseal(fromBase64(pepper))
  } catch (cause) {
    throw new RecordsUnusable('key-file-damaged', keychainGone, { cause })
  }
}

/** Makes somebody's entry of the key file. */
export async function makeHolder(
  person: Person,
  passphrase: string,
  secret: HolderSecret,
  { cost, keychain }: { cost: KdfCost; keychain: Keychain | null },
): Promise<KeyHolder> {
  const salt = randomBytes(16)
  const { pepper, sealed: sealedPepper } = await newPepper(keychain)
  const wrapping = expandKey(await deriveKey(passphrase, salt, cost), 'medichain holder', 32, pepper)
  const sealed = seal(wrapping, Buffer.concat([secret.key, secret.seed]), words(person.staffId))
  const { staffId, loginName, displayName, roles } = person
  return {
    staffId,
    loginName,
    displayName,
    roles,
    salt: toBase64(salt),
    cost: { ...cost },
    sealed: toBase64(sealed),
    pepper: sealedPepper,
  }
}

/** What the passphrase opens; undefined where it is not this person's. */
export async function openHolder(
  holder: KeyHolder,
  passphrase: string,
  keychain: Keychain | null,
): Promise<HolderSecret | undefined> {
  const pepper = await pepperOf(holder, keychain)
  const derived = await deriveKey(passphrase, fromBase64(holder.salt), holder.cost)
  const secret = unseal(
    expandKey(derived, 'medichain holder', 32, pepper),
    fromBase64(holder.sealed),
    words(holder.staffId),
  )
  if (secret?.length !== rawKeyBytes + seedBytes) return undefined
  return { key: secret.slice(0, rawKeyBytes), seed: secret.slice(rawKeyBytes) }
}

/** Wraps the database key by a new recovery code, which is shown once and stored nowhere. */
export function makeRecovery(key: Uint8Array): { recoveryCode: string; recovery: KeyFile['recovery'] } {
  const recoveryCode = newRecoveryCode()
  const salt = randomBytes(16)
  return {
    recoveryCode,
    recovery: { salt: toBase64(salt), sealed: toBase64(seal(recoveryKey(recoveryCode, salt), key, 'recovery')) },
  }
}

/** The database key; undefined where the code is not this clinic's. */
export function openRecovery(recovery: KeyFile['recovery'], recoveryCode: string): Uint8Array | undefined {
  return unseal(recoveryKey(recoveryCode, fromBase64(recovery.salt)), fromBase64(recovery.sealed), 'recovery')
}

/** The code holds 160 random bits, so that a fast derivation is as good as a slow one. */
const recoveryKey = (code: string, salt: Uint8Array) =>
  expandKey(createHash('sha256').update(normalizeRecoveryCode(code)).digest(), 'medichain recovery', 32, salt)

const keychainGone =
  'The key store of this computer’s login does not open. Nothing was changed. Sign in to the computer as before, or use the recovery code: it needs no key store.'
