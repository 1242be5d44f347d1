import type { Reader } from '../ports/database.js'
import type { PayerConnection } from './model.js'
import { connectionId } from './rules.js'

export function readConnection(db: Reader, payerName: string): PayerConnection | undefined {
  const sql = 'SELECT body FROM payer_connections WHERE id = $id'
  const row = db.row<{ body: string }>(sql, { id: connectionId(payerName) })
  return row && (JSON.parse(row.body) as PayerConnection)
}

export const readConnections = (db: Reader): PayerConnection[] =>
  db.rows<{ body: string }>('SELECT body FROM payer_connections ORDER BY id').map(({ body }) => JSON.parse(body))
