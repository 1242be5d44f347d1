import { join } from 'node:path'
import pg from 'pg'
import {
  batchColumns,
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
import { migratePostgres, rollBack } from './postgres-schema.js'

const channel = 'medichain_relay'
const connections = 10
const reconnectMs = 500
/** PostgreSQL takes 65,535 parameters in one statement. */
const parametersPerInsert = 4_000

/** Counts and cursors are BIGINT and stay far below 2^53. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === pg.types.builtins.INT8 && format !== 'binary'
      ? Number
      : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
}

/** Opens the relay's tables on PostgreSQL, brings their schema up, and listens to the other processes. */
export async function openPostgresStore(url: string, migrations: string): Promise<RelayDatabase> {
  const pool = new pg.Pool({ connectionString: url, max: connections, types, connectionTimeoutMillis: 10_000 })
  // An idle connection that breaks is replaced by the pool; what it was used for fails by itself.
  pool.on('error', () => undefined)
  try {
    await migratePostgres(pool, join(migrations, 'postgres'))
    const store = new PostgresStore(pool, url)
    await store.start()
    return store
  } catch (error) {
    await pool.end()
    throw error
  }
}

class PostgresStore implements RelayDatabase {
  readonly kind = 'postgres'
  readonly #listeners: Listener[] = []
  #ear: pg.Client | null = null
  #isClosed = false

  constructor(
    private readonly pool: pg.Pool,
    private readonly url: string,
  ) {}

  async start(): Promise<void> {
    await this.#hear()
  }

  async rows<T>(sql: string, params: Params = {}): Promise<T[]> {
    const { rows } = await this.pool.query(...positional(sql, params))
    return rows as T[]
  }

  async row<T>(sql: string, params: Params = {}): Promise<T | undefined> {
    return (await this.rows<T>(sql, params))[0]
  }

  async transact<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const client = await this.pool.connect()
    let failure: Error | undefined
    try {
      await client.query('BEGIN')
      const result = await work(new PostgresTransaction(client))
      await client.query('COMMIT')
      return result
    } catch (error) {
      failure = await rollBack(client)
      throw error
    } finally {
      // A connection that cannot even roll back is thrown away.
      client.release(failure)
    }
  }

  /** Each tenant's in one statement, which is its own transaction: one round trip, and PostgreSQL flushes them together. */
  append(appends: readonly TenantAppend[]): Promise<boolean[]> {
    return Promise.all(appends.map((append) => appendTo(this.pool, append)))
  }

  listen(listener: Listener): void {
    this.#listeners.push(listener)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#ear?.end().catch(() => undefined)
    await this.pool.end()
  }

  /** A connection of its own hears notices; when it breaks it comes back and says that some were missed. */
  async #hear(): Promise<void> {
    const ear = new pg.Client({ connectionString: this.url, keepAlive: true, connectionTimeoutMillis: 10_000 })
    ear.on('notification', ({ payload }) => {
      const notice = JSON.parse(payload ?? '{}') as Notice
      for (const listener of this.#listeners) listener.heard(notice)
    })
    let isLost = false
    const lost = (): void => {
      if (isLost || this.#isClosed) return
      isLost = true
      void ear.end().catch(() => undefined)
      this.#hearAgain()
    }
    ear.on('error', lost)
    ear.on('end', lost)
    await ear.connect()
    await ear.query(`LISTEN ${channel}`)
    this.#ear = ear
  }

  #hearAgain(): void {
    setTimeout(() => {
      if (this.#isClosed) return
      this.#hear().then(
        () => {
          for (const listener of this.#listeners) listener.missed()
        },
        () => this.#hearAgain(),
      )
    }, reconnectMs).unref()
  }
}

class PostgresTransaction implements Transaction {
  readonly forUpdate = 'FOR UPDATE'

  constructor(private readonly client: pg.PoolClient) {}

  async rows<T>(sql: string, params: Params = {}): Promise<T[]> {
    const { rows } = await this.client.query(...positional(sql, params))
    return rows as T[]
  }

  async row<T>(sql: string, params: Params = {}): Promise<T | undefined> {
    return (await this.rows<T>(sql, params))[0]
  }

  async run(sql: string, params: Params = {}): Promise<number> {
    return (await this.client.query(...positional(sql, params))).rowCount ?? 0
  }

  async insert(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly Value[])[],
    tail = '',
  ): Promise<void> {
    const rowsPerInsert = Math.floor(parametersPerInsert / columns.length)
    for (let start = 0; start < rows.length; start += rowsPerInsert) {
      const some = rows.slice(start, start + rowsPerInsert)
      const places = some.map((_, row) => `(${columns.map((_, at) => `$${row * columns.length + at + 1}`).join(', ')})`)
      const text = `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${places.join(', ')} ${tail}`
      await this.client.query(text, some.flat().map(wire))
    }
  }

  append(append: TenantAppend): Promise<boolean> {
    return appendTo(this.client, append)
  }

  async notify(notice: Notice): Promise<void> {
    await this.client.query('SELECT pg_notify($1, $2)', [channel, JSON.stringify(notice)])
  }
}

const headTypes = ['text', 'text', 'bigint', 'text', 'bigint', 'bigint'] as const
const batchTypes = ['text', 'bigint', 'text', 'bigint', 'bigint', 'text', 'bigint', 'bigint', 'bytea'] as const

async function appendTo(on: pg.Pool | pg.PoolClient, append: TenantAppend): Promise<boolean> {
  const { tenant, version, cursor, storedBytes, heads, batches, notice } = append
  const values: unknown[] = [tenant, version, cursor, storedBytes, channel, JSON.stringify(notice)]
  const places = (rows: readonly (readonly Value[])[], columnTypes: readonly string[]): string =>
    rows
      .map(
        (row) => `(${row.map((value, at) => `$${values.push(wire(value))}::${columnTypes[at] ?? 'text'}`).join(', ')})`,
      )
      .join(', ')
  const text = `WITH log AS (
      UPDATE tenant_logs SET cursor = $3, stored_bytes = $4, version = version + 1
      WHERE tenant = $1 AND version = $2 RETURNING tenant
    ), heads AS (
      INSERT INTO device_heads (${headColumns.join(', ')})
      SELECT fresh.* FROM (VALUES ${places(heads, headTypes)}) AS fresh CROSS JOIN log ${headsConflict}
    ), appended AS (
      INSERT INTO batches (${batchColumns.join(', ')})
      SELECT fresh.* FROM (VALUES ${places(batches, batchTypes)}) AS fresh CROSS JOIN log
    )
    SELECT pg_notify($5, $6) FROM log`
  // Few shapes come again and again; those are parsed once for each connection.
  const isCommon = batches.length <= 8
  const { rowCount } = await on.query({
    ...(isCommon && { name: `append-${heads.length}-${batches.length}` }),
    text,
    values,
  })
  return rowCount === 1
}

const texts = new Map<string, { text: string; names: string[] }>()

/** `$name` becomes `$1`; the texts are the relay's own few, so each is translated once. */
function positional(sql: string, params: Params): [string, unknown[]] {
  let known = texts.get(sql)
  if (!known) {
    const names: string[] = []
    const text = sql.replace(/\$([a-z][A-Za-z]*)/g, (_, name: string) => {
      if (!names.includes(name)) names.push(name)
      return `$${names.indexOf(name) + 1}`
    })
    known = { text, names }
    texts.set(sql, known)
  }
  return [known.text, known.names.map((name) => wire(params[name] ?? null))]
}

/** node-pg sends a Buffer as bytes, and any other Uint8Array as text. */
const wire = (value: Value): unknown =>
  value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.length) : value
