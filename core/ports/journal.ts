import type { EntityKind } from '../kernel/entities.js'
import type { Instant } from '../kernel/instant.js'
import type { RecordBody } from '../kernel/record-body.js'
import type { Writer } from './database.js'
import type { ReadUnit, Subject, WriteUnit } from './unit.js'

export type DoorKind = 'window' | 'http' | 'system'

/** Who does what, through which door: the head of the audit entry. */
export interface Act {
  actorId: string
  actorName: string
  /** The operation's name: `patients.register`. */
  action: string
  door: DoorKind
}

/** An op as it lies in a log: the header's exact text, which its hash covers, and the sealed body. */
export interface SealedOp {
  header: string
  body: Uint8Array
  /** SHA-256 over header and body, where whoever checked the op's batch made it already. */
  digest?: Uint8Array
}

/** Why ops of a device were not taken. What had been taken of it before stays; nothing after it is taken. */
export interface Refusal {
  device: string
  seq: number
  code:
    | 'MALFORMED'
    | 'FOREIGN_TENANT'
    | 'GAP'
    | 'FORK'
    | 'OWN_LOG_DIFFERS'
    | 'REPLAY'
    | 'CLOCK_BACKWARDS'
    | 'EPOCH_UNKNOWN'
    | 'TAMPERED'
    | 'NEWER_RELEASE'
  /** What happened, what was kept and what to do, in a sentence. */
  message: string
}

/** What came of ops that arrived. */
export interface ReceiveOutcome {
  /** Ops that are new here. */
  received: number
  /** Ops that were here already. */
  known: number
  /** This device's own ops that it had lost, because an old backup was restored. */
  recovered: number
  /** The first op of each device that was not taken. */
  refused: Refusal[]
  /** Records that wait for others to which they refer. */
  waiting: number
  /** How far each device's log has come here, of those that were named; `hash` in hex. */
  heads: { device: string; seq: number; hash: string }[]
}

/** One op of a record, with who wrote it where. */
export interface RecordVersion {
  opId: string
  device: string
  seq: number
  by: string
  at: Instant
  isDecision: boolean
  /** The fields that it changed, where it is an edit of a record whose fields merge; null where it says all. */
  fields: readonly string[] | null
  body: RecordBody
}

/** The one place where audit entry, sync op and chain outbox entry are written, so that no handler can forget them. */
export interface Journal {
  /** Runs a read. What it says it has `seen` is in the audit log before the answer leaves. */
  read<T>(act: Act, query: (unit: ReadUnit) => T): T
  /** Runs a change in one transaction with its audit entry, a sync op for each recorded change, and its outbox entries. */
  transact<T>(act: Act, change: (unit: WriteUnit) => T): T
  /**
   * Opens ops that will be received, some at a time, so that other work goes on in between and their transaction is short.
   * Whatever cannot be opened is for `receive` to refuse.
   */
  prepare(ops: readonly SealedOp[]): Promise<void>
  /**
   * Takes ops of other devices, and own ones that were lost, in one transaction: those of each device in the order of its log.
   * Those that cannot be taken are refused device by device; the others are kept.
   * @param from what the audit log calls the place where they came from.
   * @param alongside written in the same transaction, with what came of them: the cursor of whoever brought them.
   */
  receive(
    ops: readonly SealedOp[],
    from: { name: string },
    alongside?: (db: Writer, outcome: ReceiveOutcome) => void,
  ): ReceiveOutcome
  /**
   * Takes own ops in again that were sent before an old backup was restored, and puts those that were written since on top of
   * them, in one transaction. @param from the seq of the first that differs.
   */
  rehang(sent: readonly SealedOp[], from: number, alongside: (db: Writer) => void): void
  /** All versions of a record in the order of hybrid time, also those that lost. */
  versionsOf(kind: EntityKind, id: string): RecordVersion[]
  /** Values of a record whose fields merge that were written over by somebody who had not seen them. */
  lostValuesOf(kind: EntityKind, id: string): { field: string; opId: string; byOpId: string }[]
  /** Writes an audit entry by itself: a sign-in, a refusal, an export, a change of what is no record. */
  note(
    act: Act,
    outcome: 'read' | 'changed' | 'refused' | 'signed-in' | 'signed-out',
    subjects?: readonly Subject[],
  ): void
  /** The record's content as it was logged; undefined where there is no such op. @throws when the log was tampered with. */
  bodyOf(opN: number): unknown
  /** Recomputes the audit log's hash chain from its first entry, in slices so that nothing else waits long. */
  verifyAudit(): Promise<{ isIntact: boolean; entries: number; firstBrokenSeq: number | null; headHash: string }>
}
