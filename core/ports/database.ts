/** A value that SQLite stores: the node turns booleans into 0 and 1 before they get here. */
export type SqlValue = string | number | null | Uint8Array
export type SqlParams = Readonly<Record<string, SqlValue>>

/**
 * Reads in the current transaction. The driver is synchronous: nothing may be awaited while one is open.
 * Parameters are named, `$name` in the text and `name` in the object; a missing one is an error, an extra one is not looked at.
 */
export interface Reader {
  row<T>(sql: string, params?: SqlParams): T | undefined
  rows<T>(sql: string, params?: SqlParams): T[]
}

/** Reads and writes; only commands are given one. */
export interface Writer extends Reader {
  run(sql: string, params?: SqlParams): { changes: number }
}

/** One open, encrypted database file. */
export interface DatabasePort {
  /** Runs a read; no write is possible through it. */
  read<T>(query: (db: Reader) => T): T
  /**
   * Runs a change in one IMMEDIATE transaction, durable when it returns (`synchronous=FULL`); any throw rolls all of it back.
   * @throws {StorageFull} when the disk is full: nothing was changed.
   */
  transact<T>(change: (db: Writer) => T): T
  /**
   * The same without waiting for the disk, for what can be fetched again: a power cut may undo it, and whatever came after it as
   * well, never only part of it; the next durable change makes it durable too.
   */
  transactSoon<T>(change: (db: Writer) => T): T
  close(): void
}

/** A row refers to one that is not there. */
export class ReferenceMissing extends Error {
  override readonly name = 'ReferenceMissing'
}

/** The disk has no room left. The transaction was rolled back and everything acknowledged before it is intact. */
export class StorageFull extends Error {
  override readonly name = 'StorageFull'
}

/** The file cannot be read: a page fails its authentication code, or is not a page at all. Nothing was changed. */
export class RecordsDamaged extends Error {
  override readonly name = 'RecordsDamaged'
}

/** Another program has the file open. Nothing was changed. */
export class RecordsInUse extends Error {
  override readonly name = 'RecordsInUse'
}
