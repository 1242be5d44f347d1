/**
 * What the relay asks of a database. Two drivers answer it: an encrypted file of SQLCipher, and PostgreSQL. The SQL above it is
 * written once, in words that both understand; parameters are named, `$name` in the text and `name` in the object.
 */
export type Value = string | number | null | Uint8Array
export type Params = Readonly<Record<string, Value>>

export interface Reader {
  rows<T>(sql: string, params?: Params): Promise<T[]>
  row<T>(sql: string, params?: Params): Promise<T | undefined>
}

export interface Transaction extends Reader {
  /** Answers how many rows changed. */
  run(sql: string, params?: Params): Promise<number>
  /**
   * Inserts many rows in as few round trips as the driver can.
   * @param tail what follows the values, such as ON CONFLICT.
   */
  insert(table: string, columns: readonly string[], rows: readonly (readonly Value[])[], tail?: string): Promise<void>
  /** `FOR UPDATE` where writers run side by side; nothing where there is one writer. */
  readonly forUpdate: string
  /** Tells all processes of the relay after the commit, and only then. */
  notify(notice: Notice): Promise<void>
}

/** What processes of one relay tell each other: ids and numbers. */
export type Notice =
  /** The tenant's log grew; `device` wrote all of it, or null when several did. */
  | { readonly type: 'cursor'; readonly tenant: string; readonly cursor: number; readonly device: string | null }
  /** A request to enroll waits. */
  | { readonly type: 'enrollment'; readonly tenant: string }
  /** Devices, keys or revocations changed. */
  | { readonly type: 'directory'; readonly tenant: string }

export interface Listener {
  heard(notice: Notice): void
  /** Notices may have been lost (the line to the database was): look everything up again. */
  missed(): void
}

export interface RelayDatabase extends Reader {
  readonly kind: 'sqlcipher' | 'postgres'
  /** Runs the work in one transaction, durable when the promise resolves; any throw rolls all of it back. */
  transact<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
  listen(listener: Listener): void
  close(): Promise<void>
}

/** Another process holds what only one may hold; nothing was changed. */
export class DatabaseInUse extends Error {
  override readonly name = 'DatabaseInUse'
}
