import type { EntityKind } from '../kernel/entities.js'
import type { PatientId } from '../kernel/ids.js'
import type { Address, Hex, Hex32 } from './chain.js'

/** A salted commitment to one version of a record: what the chain may know of it. */
export interface Commitment {
  salt: Hex32
  /** SHA-256 of the record's canonical JSON. */
  contentHash: Hex32
  /** keccak256(domain ‖ recordId ‖ version ‖ salt ‖ contentHash), see docs/adr/0006. */
  commitment: Hex32
}

/** What can be derived from the secrets of the clinic's file. */
export interface ClinicKeys {
  commit(kind: EntityKind, recordId: string, version: number, body: unknown): Commitment
  /** Recomputes a commitment with a known salt: whether a record is still what was committed. */
  recommit(kind: EntityKind, recordId: string, version: number, salt: Hex32, body: unknown): Commitment
  /** The patient's pseudonym on the chain: derived from a secret, the same each time, linkable to nothing outside. */
  patientAddress(patientId: PatientId): Address
  /** The clinic as provider and pharmacy. */
  readonly clinicAddress: Address
  /** A commitment to words that are not a record: a procedure's code, an amount. */
  commitWords(domain: string, salt: Hex32, words: string): Hex32
  newSalt(): Hex32
  /** Who signed a digest; undefined where the signature is not one. */
  signerOf(digest: Hex32, signature: Hex): Address | undefined
}

/** The key of the person who is signed in; gone when they lock or sign out. */
export interface PersonalKey {
  readonly address: Address
  /** Signs a 32-byte digest (secp256k1, 65 bytes r ‖ s ‖ v). About a millisecond. */
  sign(digest: Hex32): Hex
}
