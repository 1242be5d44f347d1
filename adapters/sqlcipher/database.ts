import { Database, type Statement } from '@signalapp/sqlcipher'
import {
  type DatabasePort,
  type Reader,
  RecordsDamaged,
  RecordsInUse,
  ReferenceMissing,
  type SqlParams,
  StorageFull,
  type Writer,
} from '../../core/ports/database.js'

/** 32 bytes of key and 16 of salt, raw: SQLCipher derives nothing, so that opening costs a third of a millisecond. */
export const rawKeyBytes = 48

/**
 * Opens (or makes) an encrypted file. WAL with `synchronous=FULL`, which SQLCipher's own WAL default would lower: a commit
 * that returned survives a power cut.
 * @param key 48 bytes, see {@link rawKeyBytes}; null opens a plain file, which only benchmarks do.
 * @param isShared several connections have the file open, and see to it themselves that they fit together
 * @throws {RecordsDamaged} when the file is not one that this key opens.
 * @throws {RecordsInUse} when another program has it open.
 */
export function openDatabase(path: string, key: Uint8Array | null, { isShared = false } = {}): SqlcipherDatabase {
  const connection = new Database(path)
  try {
    // SQLCipher's own words on standard error say no more than the error does.
    connection.pragma('cipher_log_level = NONE')
    if (key) connection.pragma(`key = "x'${Buffer.from(key).toString('hex')}'"`)
    // One program at a time: a second one would break the hash chains that the first keeps in memory.
    // It waits a little: a program that was just killed holds its lock until the system has cleared it away.
    if (!isShared) connection.exec('PRAGMA busy_timeout = 4000; PRAGMA locking_mode = EXCLUSIVE')
    connection.pragma('journal_mode = WAL')
    connection.pragma('synchronous = FULL')
    connection.pragma('foreign_keys = ON')
    // What searches read by the hundred lies close together (patients_to_rank): more would be kept than is read again.
    connection.pragma('cache_size = -14336')
    // Copying the log into the file makes whoever commits just then wait, so it is done when nobody does (node/upkeep.ts). This
    // is for days that leave no rest: 16 MB of log.
    connection.pragma('wal_autocheckpoint = 4000')
    connection.pragma('temp_store = MEMORY')
    connection.exec(
      isShared ? 'SELECT count(*) FROM sqlite_master' : 'BEGIN IMMEDIATE; SELECT count(*) FROM sqlite_master; COMMIT',
    )
  } catch (error) {
    connection.close()
    throw translate(error)
  }
  return new SqlcipherDatabase(connection)
}

export class SqlcipherDatabase implements DatabasePort, Writer {
  readonly #connection: Database
  /** By their text, which is the same string each time; the driver's own cache makes a new one to look for it. */
  readonly #statements = new Map<string, Statement>()
  #isOpen = true

  constructor(connection: Database) {
    this.#connection = connection
  }

  read<T>(query: (db: Reader) => T): T {
    return query(this)
  }

  transact<T>(change: (db: Writer) => T): T {
    this.exec('BEGIN IMMEDIATE')
    try {
      const result = change(this)
      this.exec('COMMIT')
      return result
    } catch (error) {
      this.#rollBack()
      throw error
    }
  }

  transactSoon<T>(change: (db: Writer) => T): T {
    // The log is written in its order either way, and the next FULL commit waits for all of it.
    this.exec('PRAGMA synchronous = NORMAL')
    try {
      return this.transact(change)
    } finally {
      this.exec('PRAGMA synchronous = FULL')
    }
  }

  row<T>(sql: string, params?: SqlParams): T | undefined {
    return this.#guard(() => this.#statement(sql).get(params as never) as T | undefined)
  }

  rows<T>(sql: string, params?: SqlParams): T[] {
    return this.#guard(() => this.#statement(sql).all(params as never) as T[])
  }

  run(sql: string, params?: SqlParams): { changes: number } {
    return this.#guard(() => this.#statement(sql).run(params as never))
  }

  /** Statements without parameters: migrations and transaction control. */
  exec(sql: string): void {
    this.#guard(() => this.#connection.exec(sql))
  }

  /** The first column of a pragma's first row. */
  pragma(source: string): unknown {
    return this.#guard(() => this.#connection.pragma(source, { simple: true }))
  }

  close(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#connection.close()
  }

  #statement(sql: string): Statement {
    const known = this.#statements.get(sql)
    if (known) return known
    const made = this.#connection.prepare(sql, { persistent: true })
    this.#statements.set(sql, made)
    return made
  }

  /** SQLite has often rolled back by itself (a full disk); then there is nothing left to roll back. */
  #rollBack(): void {
    try {
      this.#connection.exec('ROLLBACK')
    } catch {
      // Not in a transaction any more: what we wanted is so.
    }
  }

  #guard<T>(act: () => T): T {
    try {
      return act()
    } catch (error) {
      throw translate(error)
    }
  }
}

function translate(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'SQLITE_FULL' || code.startsWith('SQLITE_IOERR_WRITE') || code === 'SQLITE_IOERR_FSYNC')
    return new StorageFull('The disk is full.', { cause: error })
  if (code.startsWith('SQLITE_BUSY')) return new RecordsInUse('Another program has the records open.', { cause: error })
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB')
    return new RecordsDamaged('The records file cannot be read.', { cause: error })
  if (code === 'SQLITE_CONSTRAINT_FOREIGNKEY')
    return new ReferenceMissing('A row refers to one that is not there.', { cause: error })
  return error
}
