import type { Writer } from '../ports/database.js'
import { putRow } from '../ports/put-row.js'
import type { WriteUnit } from '../ports/unit.js'
import type { PayerConnection } from './model.js'
import { connectionId } from './rules.js'

export const putConnection = (db: Writer, connection: PayerConnection): void =>
  putRow(db, 'payer_connections', ['id'], {
    id: connectionId(connection.payerName),
    body: JSON.stringify(connection),
    version: connection.version,
  })

export function saveConnection(unit: WriteUnit, connection: PayerConnection): void {
  putConnection(unit, connection)
  const { payerName, version } = connection
  unit.recorded({ kind: 'payer-connection', id: connectionId(payerName), patientId: null, version, body: connection })
}
