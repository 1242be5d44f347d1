import { rmSync } from 'node:fs'
import { RecordsDamaged, StorageFull } from '../../core/ports/database.js'
import { openDatabase, type SqlcipherDatabase } from './database.js'

/**
 * Writes all of an open file into another one under another key, and reads that back.
 * @throws {StorageFull} @throws {RecordsDamaged} when what was written is not intact; then nothing is left of it.
 */
export function copyUnder(source: SqlcipherDatabase, path: string, key: Uint8Array): void {
  if (findDamage(source) !== null) throw new RecordsDamaged('What is to be copied is not intact.')
  remove(path)
  try {
    source.exec(`ATTACH '${path.replaceAll("'", "''")}' AS copy KEY "x'${Buffer.from(key).toString('hex')}'"`)
    try {
      source.row("SELECT sqlcipher_export('copy')")
    } finally {
      source.exec('DETACH copy')
    }
    verify(source, path, key)
  } catch (error) {
    remove(path)
    throw isFull(error) ? new StorageFull('The disk is full.', { cause: error }) : error
  }
}

/** The export is a function of SQL: what it meets has no code of its own, only SQLite's words. */
const isFull = (error: unknown): boolean => error instanceof Error && error.message.includes('disk is full')

/** The first thing that is wrong with an open file: a page's authentication code, or the structure. Null where all is well. */
export function findDamage(opened: SqlcipherDatabase): string | null {
  const page = opened.pragma('cipher_integrity_check')
  if (page !== undefined && page !== null) return String(page)
  const structure = opened.pragma('integrity_check')
  return structure === 'ok' ? null : String(structure)
}

/** The copy is intact and has as many rows in every table. */
function verify(source: SqlcipherDatabase, path: string, key: Uint8Array): void {
  const copy = openDatabase(path, key)
  try {
    const isSame = JSON.stringify(countRows(copy)) === JSON.stringify(countRows(source))
    if (findDamage(copy) !== null || !isSame) throw new RecordsDamaged('What was written is not what was read.')
  } finally {
    copy.close()
  }
}

function countRows(opened: SqlcipherDatabase): [string, number][] {
  const tables = opened.rows<{ name: string }>(`SELECT name FROM main.sqlite_schema WHERE type = 'table' ORDER BY name`)
  return tables.map(({ name }) => {
    const quoted = `"${name.replaceAll('"', '""')}"`
    return [name, opened.row<{ n: number }>(`SELECT count(*) AS n FROM main.${quoted}`)?.n ?? 0]
  })
}

function remove(path: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true })
}
