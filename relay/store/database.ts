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

/** One tenant's part of a push, decided on a version of its books. */
export interface TenantAppend {
  readonly tenant: string
  /** The version that was decided on; the next one is written. */
  readonly version: number
  readonly cursor: number
  readonly storedBytes: number
  /** Rows of `device_heads` and `batches`, in the order of their columns here. */
  readonly heads: readonly (readonly Value[])[]
  readonly batches: readonly (readonly Value[])[]
  readonly notice: Notice
}
export const headColumns = ['tenant', 'device', 'seq', 'hash', 'window_start', 'window_bytes'] as const
export const headsConflict = `ON CONFLICT (tenant, device) DO UPDATE SET seq = excluded.seq, hash = excluded.hash,
  window_start = excluded.window_start, window_bytes = excluded.window_bytes`
export const batchColumns = [
  'tenant',
  'cursor',
  'device',
  'from_seq',
  'count',
  'last_hash',
  'bytes',
  'pushed_at',
  'body',
] as const

export interface Transaction extends Reader {
  /** Answers how many rows changed. */
  run(sql: string, params?: Params): Promise<number>
  /**
   * Inserts many rows in as few round trips as the driver can.
   * @param tail what follows the values, such as ON CONFLICT.
   */
  insert(table: string, columns: readonly string[], rows: readonly (readonly Value[])[], tail?: string): Promise<void>
  /** Writes the append unless the books went on since; answers whether it did. */
  append(append: TenantAppend): Promise<boolean>
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
  /** Somebody came or went in a room, or a message waits there. */
  | { readonly type: 'room'; readonly tenant: string; readonly room: string }

export interface Listener {
  heard(notice: Notice): void
  /** Notices may have been lost (the line to the database was): look everything up again. */
  missed(): void
}

export interface RelayDatabase extends Reader {
  readonly kind: 'sqlcipher' | 'postgres'
  /** Runs the work in one transaction, durable when the promise resolves; any throw rolls all of it back. */
  transact<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
  /** Writes the appends, each by itself all or nothing, durable when the promise resolves; as few commits as possible. */
  append(appends: readonly TenantAppend[]): Promise<boolean[]>
  listen(listener: Listener): void
  close(): Promise<void>
}

/** Another process holds what only one may hold; nothing was changed. */
export class DatabaseInUse extends Error {
  override readonly name = 'DatabaseInUse'
}
