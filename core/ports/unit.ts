import type { DomainEvent } from '../kernel/domain-event.js'
import type { EntityKind } from '../kernel/entities.js'
import type { PatientId } from '../kernel/ids.js'
import type { RecordBody } from '../kernel/record-body.js'
import type { ChainCall, Hex32 } from './chain.js'
import type { Reader, Writer } from './database.js'
import type { Commitment } from './keys.js'

/** What an audit entry speaks of. */
export interface Subject {
  kind: EntityKind
  id: string
  patientId: PatientId | null
}

/** A new version of a record, as other devices will get it. `body` is JSON and all that there is to the record. */
export interface RecordedChange extends Subject {
  version: number
  body: object
  /** Where the commitment had to be made before the transaction, because it was signed. */
  commitment?: Commitment
  /** Set by {@link deciding}: it is part of a person's decision about a conflict. */
  isDecision?: boolean
}

/** A read whose audit entry is committed with it. */
export interface ReadUnit extends Reader {
  /** Says that this answer shows something of a patient's record. */
  seen(subject: Subject): void
}

/** A change: rows, audit entry, sync op and chain outbox entry, all or nothing. */
export interface WriteUnit extends Writer, ReadUnit {
  /** Every row that is written belongs to a recorded change; a transaction that writes and records nothing is refused. */
  recorded(change: RecordedChange): void
  /**
   * Puts what a person chose on top of all versions of a record that were made apart: its next version, with its rows. `body` is
   * one of theirs.
   */
  chosen(record: Subject & { body: RecordBody }): void
  /** Puts a contract call into the outbox. Registers the patient on the chain first, where that has not been done. */
  call(about: Subject, commitment: Hex32, call: ChainCall): void
  /** Makes sure that the patient's pseudonym is (or will be) registered on the chain. */
  registerOnChain(patientId: PatientId): void
  /** Lets the other slices react in this transaction. */
  emit(event: DomainEvent): void
}

/** The same change, all of whose records are part of a decision: where others decided apart, the last decision stands. */
export const deciding = (unit: WriteUnit): WriteUnit => ({
  ...unit,
  recorded: (change) => unit.recorded({ ...change, isDecision: true }),
})
