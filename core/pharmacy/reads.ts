import { readProof } from '../anchoring/reads.js'
import type { ConsultationId, OrderId } from '../kernel/ids.js'
import type { Reader } from '../ports/database.js'
import type { Order, OrderEvent } from './model.js'

const columns = `o.id, o.code, o.patient_id AS patientId, o.consultation_id AS consultationId, o.lines, o.total_minor AS totalMinor,
  o.currency, o.delivery, o.state, o.prescription_check AS prescriptionCheck, o.tracking_number AS trackingNumber,
  o.placed_at AS placedAt, o.version`

type Row = Omit<Order, 'lines' | 'delivery' | 'events' | 'proof'> & { lines: string; delivery: string }

export function readOrder(db: Reader, id: OrderId): Order | undefined {
  const row = db.row<Row>(`SELECT ${columns} FROM orders o WHERE o.id = $id`, { id })
  return row && toOrder(db, row)
}

/** In the order in which they were placed. */
export function readOrdersOfConsultation(db: Reader, consultationId: ConsultationId): Order[] {
  return db
    .rows<Row>(`SELECT ${columns} FROM orders o WHERE o.consultation_id = $consultationId ORDER BY o.placed_at, o.id`, {
      consultationId,
    })
    .map((row) => toOrder(db, row))
}

function toOrder(db: Reader, row: Row): Order {
  return {
    ...row,
    lines: JSON.parse(row.lines),
    delivery: JSON.parse(row.delivery),
    events: db.rows<OrderEvent>('SELECT state, at, by, note FROM order_events WHERE order_id = $id ORDER BY at, n', {
      id: row.id,
    }),
    proof: readProof(db, 'order', row.id),
  }
}
