import type { SqlValue, Writer } from './database.js'

/**
 * Inserts a row, or puts it in the place of the one with the same key. Columns that are not named keep what they hold.
 * Table and columns are names of our own code, never of what came from outside.
 */
export function putRow(
  db: Writer,
  table: string,
  key: readonly string[],
  row: Readonly<Record<string, SqlValue>>,
): void {
  const columns = Object.keys(row)
  const changed = columns.filter((column) => !key.includes(column)).map((column) => `${column} = excluded.${column}`)
  db.run(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((column) => `$${column}`).join(', ')})
     ON CONFLICT (${key.join(', ')}) DO ${changed.length > 0 ? `UPDATE SET ${changed.join(', ')}` : 'NOTHING'}`,
    row,
  )
}
