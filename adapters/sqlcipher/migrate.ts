import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SqlcipherDatabase } from './database.js'

/** A step of the schema: `0020-patients.sql` is number 20. */
export interface Migration {
  number: number
  name: string
  sql: string
}

/** The file was written by a newer MediChain; nothing was changed. */
export class SchemaNewer extends Error {
  override readonly name = 'SchemaNewer'
}

/** Reads the migrations of a folder in the order of their numbers. */
export function readMigrations(folder: string): Migration[] {
  return readdirSync(folder)
    .filter((file) => /^\d{4}-.*\.sql$/.test(file))
    .sort()
    .map((file) => ({ number: Number(file.slice(0, 4)), name: file, sql: readFileSync(join(folder, file), 'utf8') }))
}

/**
 * Brings the schema up to the newest migration, all missing steps in one transaction.
 * @throws {SchemaNewer} when the file knows a step that we do not.
 */
export function migrate(database: SqlcipherDatabase, migrations: readonly Migration[]): void {
  const present = Number(database.pragma('user_version'))
  const newest = migrations.at(-1)?.number ?? 0
  if (present > newest) throw new SchemaNewer(`The file has schema ${present}, this program knows ${newest}.`)
  const missing = migrations.filter((step) => step.number > present)
  if (missing.length === 0) return
  database.transact(() => {
    for (const step of missing) database.exec(step.sql)
    database.exec(`PRAGMA user_version = ${newest}`)
  })
}
