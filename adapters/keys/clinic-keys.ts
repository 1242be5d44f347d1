import { createHash, createHmac } from 'node:crypto'
import { canonicalJson } from '../../core/kernel/canonical.js'
import type { EntityKind } from '../../core/kernel/entities.js'
import type { Hex32 } from '../../core/ports/chain.js'
import type { ClinicKeys, Commitment } from '../../core/ports/keys.js'
import { keccak256 } from './keccak.js'
import { fromHex, signerOf, toHex } from './personal-key.js'
import { randomBytes } from './random.js'

/** The tag under which a kind's commitments are made, so that a note can never pass for a prescription. */
export const commitmentDomain = (kind: string): string => `medichain:${kind}:1`

/**
 * What the clinic's pseudonym secret derives. The secret lives in the encrypted file and never leaves it.
 * @param secret 32 random bytes, one per tenant.
 */
export function clinicKeys(secret: Uint8Array): ClinicKeys {
  const pseudonym = (purpose: string) => toHex(createHmac('sha256', secret).update(purpose).digest().subarray(0, 20))
  return {
    commit: (kind, recordId, version, body) => commit(kind, recordId, version, randomBytes(32), body),
    recommit: (kind, recordId, version, salt, body) => commit(kind, recordId, version, fromHex(salt), body),
    patientAddress: (patientId) => pseudonym(`patient:${patientId}`),
    clinicAddress: pseudonym('clinic'),
    commitWords: (domain, salt, words) => commitWords(domain, salt, words),
    newSalt: () => toHex(randomBytes(32)),
    signerOf,
  }
}

function commit(kind: EntityKind, recordId: string, version: number, salt: Uint8Array, body: unknown): Commitment {
  const contentHash = createHash('sha256').update(canonicalJson(body)).digest()
  const subject = createHash('sha256').update(`${recordId}:${version}`).digest()
  const commitment = keccak256(Buffer.concat([domainOf(kind), subject, salt, contentHash]))
  return { salt: toHex(salt), contentHash: toHex(contentHash), commitment: toHex(commitment) }
}

/** The hash of a kind's domain, of which there are a few dozen. */
function domainOf(kind: EntityKind): Uint8Array {
  const known = domains.get(kind)
  if (known) return known
  const made = createHash('sha256').update(commitmentDomain(kind)).digest()
  domains.set(kind, made)
  return made
}
const domains = new Map<EntityKind, Uint8Array>()

function commitWords(domain: string, salt: Hex32, words: string): Hex32 {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return toHex(keccak256(Buffer.concat([hash(commitmentDomain(domain)), fromHex(salt), hash(words)])))
}
