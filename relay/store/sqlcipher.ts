import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase, rawKeyBytes, type SqlcipherDatabase } from '../../adapters/sqlcipher/database.js'
import { migrate, readMigrations } from '../../adapters/sqlcipher/migrate.js'
import {
  batchColumns,
  DatabaseInUse,
  headColumns,
  headsConflict,
  type Listener,
  type Notice,
  type Params,
  type RelayDatabase,
  type TenantAppend,
  type Transaction,
  type Value,
} from './database.js'

/** Pages kept in memory by each of the two connections; the relay shall stay small beside a clinic's workstation. */
const cacheKib = 16_384

/**
 * The log grows to sixteen mebibytes before it is carried into the file: batches are large, and each time costs two syncs more
 * and the wait of whoever's commit comes upon it.
 */
const pagesPerCheckpoint = 4_000

/**
 * Opens the relay's encrypted file in a folder, made at the first start with a key file of its own (0600) beside it.
 * One connection writes, another reads: a reader sees what is committed and nothing else, and waits for nobody.
 * @throws {DatabaseInUse} when another relay works on this folder.
 */
export function openSqlcipherStore(
  folder: string,
  migrations: string,
  keyFile = join(folder, 'relay.key'),
): RelayDatabase {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const lock = holdAlone(join(folder, 'relay.lock'))
  try {
    const path = join(folder, 'relay.db')
    const key = keyOf(keyFile, path)
    const writer = tuned(openDatabase(path, key, { isShared: true }))
    migrate(writer, readMigrations(join(migrations, 'sqlcipher')))
    writer.pragma(`wal_autocheckpoint = ${pagesPerCheckpoint}`)
    return new SqlcipherStore(writer, tuned(openDatabase(path, key, { isShared: true })), lock)
  } catch (error) {
    lock.close()
    throw error
  }
}

class SqlcipherStore implements RelayDatabase {
  readonly kind = 'sqlcipher'
  readonly #listeners: Listener[] = []
  #turn: Promise<unknown> = Promise.resolve()

  constructor(
    private readonly writer: SqlcipherDatabase,
    private readonly reader: SqlcipherDatabase,
    private readonly lock: SqlcipherDatabase,
  ) {}

  async rows<T>(sql: string, params?: Params): Promise<T[]> {
    return this.reader.rows<T>(sql, params)
  }

  async row<T>(sql: string, params?: Params): Promise<T | undefined> {
    return this.reader.row<T>(sql, params)
  }

  /** One after the other: the driver is synchronous, and the work awaits nothing but it. */
  transact<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const result = this.#turn.then(() => this.#transactNow(work))
    this.#turn = result.catch(() => undefined)
    return result
  }

  /** All tenants share one commit, because the one file has one log. */
  append(appends: readonly TenantAppend[]): Promise<boolean[]> {
    return this.transact(async (tx) => {
      const results: boolean[] = []
      for (const append of appends) results.push(await tx.append(append))
      return results
    })
  }

  listen(listener: Listener): void {
    this.#listeners.push(listener)
  }

  async close(): Promise<void> {
    await this.#turn
    this.reader.close()
    this.writer.close()
    this.lock.close()
  }

  async #transactNow<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const notices: Notice[] = []
    this.writer.exec('BEGIN IMMEDIATE')
    let result: T
    try {
      result = await work(new SqlcipherTransaction(this.writer, notices))
      this.writer.exec('COMMIT')
    } catch (error) {
      this.#rollBack()
      throw error
    }
    for (const notice of notices) for (const listener of this.#listeners) listener.heard(notice)
    return result
  }

  #rollBack(): void {
    try {
      this.writer.exec('ROLLBACK')
    } catch {
      // SQLite has rolled back by itself (a full disk): what we wanted is so.
    }
  }
}

class SqlcipherTransaction implements Transaction {
  readonly forUpdate = ''

  constructor(
    private readonly database: SqlcipherDatabase,
    private readonly notices: Notice[],
  ) {}

  async rows<T>(sql: string, params?: Params): Promise<T[]> {
    return this.database.rows<T>(sql, params)
  }

  async row<T>(sql: string, params?: Params): Promise<T | undefined> {
    return this.database.row<T>(sql, params)
  }

  async run(sql: string, params?: Params): Promise<number> {
    return this.database.run(sql, params).changes
  }

  async insert(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly Value[])[],
    tail = '',
  ): Promise<void> {
    const names = columns.map((column) => `$${column}`)
    const sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${names.join(', ')}) ${tail}`
    for (const row of rows)
      this.database.run(sql, Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null])))
  }

  async append({ tenant, version, cursor, storedBytes, heads, batches, notice }: TenantAppend): Promise<boolean> {
    const isCurrent = await this.run(
      `UPDATE tenant_logs SET cursor = $cursor, stored_bytes = $storedBytes, version = version + 1
       WHERE tenant = $tenant AND version = $version`,
      { tenant, version, cursor, storedBytes },
    )
    if (isCurrent === 0) return false
    await this.insert('device_heads', headColumns, heads, headsConflict)
    await this.insert('batches', batchColumns, batches)
    await this.notify(notice)
    return true
  }

  async notify(notice: Notice): Promise<void> {
    this.notices.push(notice)
  }
}

/** A file whose write lock lives as long as this process, however it ends. */
function holdAlone(path: string): SqlcipherDatabase {
  const lock = openDatabase(path, null, { isShared: true })
  try {
    lock.exec('BEGIN IMMEDIATE')
    return lock
  } catch (error) {
    lock.close()
    throw new DatabaseInUse('Another relay is working on this folder. Stop it, or give this one another --data-dir.', {
      cause: error,
    })
  }
}

function tuned(database: SqlcipherDatabase): SqlcipherDatabase {
  database.pragma(`cache_size = -${cacheKib}`)
  return database
}

/** @throws when records are there without their key: making a new one would lock them for ever. */
function keyOf(keyFile: string, path: string): Uint8Array {
  if (existsSync(keyFile)) {
    const key = Buffer.from(readFileSync(keyFile, 'utf8').trim(), 'base64')
    if (key.length === rawKeyBytes) return key
    throw new Error(
      `The key file ${keyFile} is damaged. Put it back from its backup: without it the records stay closed.`,
    )
  }
  if (existsSync(path))
    throw new Error(
      `The key file ${keyFile} is missing. Put it back from its backup: without it the records stay closed.`,
    )
  const key = randomBytes(rawKeyBytes)
  const descriptor = openSync(keyFile, 'wx', 0o600)
  try {
    writeSync(descriptor, `${key.toString('base64')}\n`)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  return key
}
