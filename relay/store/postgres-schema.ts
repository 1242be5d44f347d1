import type pg from 'pg'
import { readMigrations, SchemaNewer } from '../../adapters/sqlcipher/migrate.js'

/** Migrations run under this advisory lock, because all processes of a relay start at once. */
const migrationLock = 7_364_021

/**
 * Brings the schema up to the newest migration of the folder, all missing steps in one transaction.
 * @throws {SchemaNewer} when the database knows a step that we do not.
 */
export async function migratePostgres(pool: pg.Pool, folder: string): Promise<void> {
  const steps = readMigrations(folder)
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    await client.query('SELECT pg_advisory_xact_lock($1)', [migrationLock])
    await client.query('CREATE TABLE IF NOT EXISTS relay_schema (number INTEGER PRIMARY KEY)')
    const { rows } = await client.query<{ number: number }>(
      'SELECT coalesce(max(number), 0) AS number FROM relay_schema',
    )
    const present = rows[0]?.number ?? 0
    const newest = steps.at(-1)?.number ?? 0
    if (present > newest) throw new SchemaNewer(`The database has schema ${present}, this relay knows ${newest}.`)
    for (const { number, sql } of steps.filter((step) => step.number > present)) {
      await client.query(sql)
      await client.query('INSERT INTO relay_schema (number) VALUES ($1)', [number])
    }
    await client.query('COMMIT')
  } catch (error) {
    await rollBack(client)
    throw error
  } finally {
    client.release()
  }
}

/** Answers what broke the connection, where even this was not possible. */
export async function rollBack(client: pg.PoolClient): Promise<Error | undefined> {
  try {
    await client.query('ROLLBACK')
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error('The connection is lost.')
  }
}
