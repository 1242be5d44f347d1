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

/** The one place where audit entry, sync op and chain outbox entry are written, so that no handler can forget them. */
export interface Journal {
  /** Runs a read. What it says it has `seen` is in the audit log before the answer leaves. */
  read<T>(act: Act, query: (unit: ReadUnit) => T): T
  /** Runs a change in one transaction with its audit entry, a sync op for each recorded change, and its outbox entries. */
  transact<T>(act: Act, change: (unit: WriteUnit) => T): T
  /** Writes an audit entry by itself: a sign-in, a refusal. */
  note(act: Act, outcome: 'refused' | 'signed-in' | 'signed-out', subjects?: readonly Subject[]): void
  /** The record's content as it was logged; undefined where there is no such op. @throws when the log was tampered with. */
  bodyOf(opN: number): unknown
  /** Recomputes the audit log's hash chain from its first entry, in slices so that nothing else waits long. */
  verifyAudit(): Promise<{ isIntact: boolean; entries: number; firstBrokenSeq: number | null; headHash: string }>
}
