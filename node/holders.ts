import { randomBytes } from 'node:crypto'
import { boxKeyPair, openBox, sealTo } from '../adapters/keys/box.js'
import { deriveKey, type KdfCost } from '../adapters/keys/kdf.js'
import type { KeyFile, KeyHolder } from '../adapters/keys/key-file.js'
import { expandKey, seal, unseal } from '../adapters/keys/wrap.js'
import type { Credential } from '../core/identity/model.js'
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

/** What a passphrase opens on this device: its database key, and the seed of the person's own keys. */
export interface HolderSecret {
  key: Uint8Array
  seed: Uint8Array
}

export const newSeed = (): Uint8Array => randomBytes(32)

const seedWords = (staffId: string) => `holder ${staffId}`
const keyWords = (staffId: string) => `database key ${staffId}`
export const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const fromBase64 = (text: string): Uint8Array => Buffer.from(text, 'base64')

/** A secret of the operating system's key store, mixed into what this device keeps: a stolen disk alone cannot be guessed at. */
export async function newPepper(keychain: Keychain | null): Promise<{ pepper: Uint8Array; sealed: string | null }> {
  if (!keychain) return { pepper: new Uint8Array(), sealed: null }
  const pepper = randomBytes(32)
  return { pepper, sealed: toBase64(await keychain.seal(pepper)) }
}

/** @throws {RecordsUnusable} when the file needs a key store that is not here or does not open. */
export async function pepperOf(file: Pick<KeyFile, 'keychainPepper'>, keychain: Keychain | null): Promise<Uint8Array> {
  if (file.keychainPepper === null) return new Uint8Array()
  try {
    if (!keychain) throw new Error('There is no key store.')
    return await keychain.unseal(fromBase64(file.keychainPepper))
  } catch (cause) {
    throw new RecordsUnusable('key-file-damaged', keychainGone, { cause })
  }
}

/** Seals a seed under a passphrase: what travels to every device of the clinic. */
export async function makeCredential(
  staffId: string,
  passphrase: string,
  seed: Uint8Array,
  cost: KdfCost,
): Promise<Credential> {
  const salt = randomBytes(16)
  const wrapping = expandKey(await deriveKey(passphrase, salt, cost), 'medichain holder')
  const sealed = seal(wrapping, seed, seedWords(staffId))
  return { salt: toBase64(salt), cost: { ...cost }, sealed: toBase64(sealed), boxKey: boxKeyOf(seed).publicKey }
}

/** Makes somebody's entry of this device's key file. Nobody's passphrase is needed for it. */
export function makeHolder(person: Person, credential: Credential, key: Uint8Array, pepper: Uint8Array): KeyHolder {
  const { staffId, loginName, displayName, roles } = person
  const sealed =
    pepper.length === 0
      ? credential.sealed
      : toBase64(seal(expandKey(pepper, 'medichain holder'), fromBase64(credential.sealed), seedWords(staffId)))
  return {
    staffId,
    loginName,
    displayName,
    roles,
    credential: { ...credential, sealed },
    databaseKey: sealTo(credential.boxKey, key, keyWords(staffId), pepper),
  }
}

/** What the passphrase opens; undefined where it is not this person's. */
export async function openHolder(
  holder: KeyHolder,
  passphrase: string,
  pepper: Uint8Array,
): Promise<HolderSecret | undefined> {
  const { salt, cost } = holder.credential
  const sealed = sealedOf(holder, pepper)
  const derived = expandKey(await deriveKey(passphrase, fromBase64(salt), cost), 'medichain holder')
  const seed = sealed && unseal(derived, sealed, seedWords(holder.staffId))
  const key = seed && openBox(boxKeyOf(seed), holder.databaseKey, keyWords(holder.staffId), pepper)
  return key && { key, seed }
}

/** Whether an entry is what this person's credential would make: nothing to do. */
export function isHolderCurrent(
  holder: KeyHolder,
  person: Person,
  credential: Credential,
  pepper: Uint8Array,
): boolean {
  const sealed = sealedOf(holder, pepper)
  return (
    holder.loginName === person.loginName &&
    holder.displayName === person.displayName &&
    holder.roles.join() === person.roles.join() &&
    holder.credential.salt === credential.salt &&
    holder.credential.boxKey === credential.boxKey &&
    sealed !== undefined &&
    toBase64(sealed) === credential.sealed
  )
}

function sealedOf({ credential, staffId }: KeyHolder, pepper: Uint8Array): Uint8Array | undefined {
  const sealed = fromBase64(credential.sealed)
  return pepper.length === 0 ? sealed : unseal(expandKey(pepper, 'medichain holder'), sealed, seedWords(staffId))
}

const boxKeyOf = (seed: Uint8Array) => boxKeyPair(expandKey(seed, 'medichain staff box key'))

const keychainGone =
  'The key store of this computer’s login does not open. Nothing was changed. Sign in to the computer as before, or use the recovery code: it needs no key store.'
