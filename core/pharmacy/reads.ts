import { readProof } from '../anchoring/reads.js'
import type { ConsultationId, OrderId, PatientId, ProductId } from '../kernel/ids.js'
import type { Reader } from '../ports/database.js'
import type { FillStanding, Order, OrderEvent } from './model.js'
import { type FillFacts, fillStandingOf } from './order-rules.js'

const columns = `o.id, o.code, o.patient_id AS patientId, o.consultation_id AS consultationId, o.lines, o.total_minor AS totalMinor,
  o.currency, o.delivery, o.state, o.prescription_check AS prescriptionCheck, o.tracking_number AS trackingNumber,
  o.placed_at AS placedAt, o.version, (SELECT asked_of FROM order_requests WHERE order_id = o.id) AS askedOf`

type Row = Omit<Order, 'lines' | 'delivery' | 'events' | 'proof' | 'fillStanding'> & { lines: string; delivery: string }

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

/** All orders of a patient, in the order in which they were placed. */
export const readOrdersOfPatient = (db: Reader, patientId: PatientId): Order[] =>
  db
    .rows<Row>(`SELECT ${columns} FROM orders o WHERE o.patient_id = $patientId ORDER BY o.placed_at, o.id`, {
      patientId,
    })
    .map((row) => toOrder(db, row))

/** What a product is, in RxNorm's number; undefined where it is not known here. */
export const readRxNormCode = (db: Reader, productId: ProductId): string | undefined =>
  db.row<{ code: string }>('SELECT rx_norm_code AS code FROM products WHERE id = $productId', { productId })?.code

function toOrder(db: Reader, row: Row): Order {
  return {
    ...row,
    lines: JSON.parse(row.lines),
    delivery: JSON.parse(row.delivery),
    events: db.rows<OrderEvent>('SELECT state, at, by, note FROM order_events WHERE order_id = $id ORDER BY at, n', {
      id: row.id,
    }),
    fillStanding: readFillStanding(db, row),
    proof: readProof(db, 'order', row.id),
  }
}

/** What people and the chain say of the fills that an order made. Conflicts come after this slice, so their tables are read here. */
function readFillStanding(
  db: Reader,
  { id, state, prescriptionCheck }: Pick<Row, 'id' | 'state' | 'prescriptionCheck'>,
): FillStanding {
  const hasPrescription = prescriptionCheck !== 'not-needed'
  if (!hasPrescription) return 'not-needed'
  const conflicts = db.rows<{ id: string; isOpen: number; sides: string }>(
    `SELECT c.id, c.is_open AS isOpen, c.sides FROM prescription_fills f JOIN conflicts c ON c.id = 'over-filled.' || f.prescription_id
      WHERE f.order_id = $id`,
    { id },
  )
  const onChain = db.rows<FillFacts['onChain'][number]>(
    `SELECT state, problem FROM chain_calls WHERE kind = 'order' AND record_id = $id AND fn = 'fillPrescription'`,
    { id },
  )
  const isContested = conflicts.some(({ isOpen, sides }) => isOpen === 1 && sides.includes(id))
  const decided = conflicts
    .map(({ id: conflictId }) => readChoice(db, conflictId, id))
    .find((choice) => choice !== null)
  return fillStandingOf({ hasPrescription, state, isContested, decided: decided ?? null, onChain })
}

/** What the decision that counts says of this order. */
function readChoice(db: Reader, conflictId: string, orderId: OrderId): FillFacts['decided'] {
  const last = db.row<{ choice: string; sides: string }>(
    `SELECT d.choice, d.sides FROM conflict_decisions d WHERE d.conflict_id = $conflictId
      ORDER BY (SELECT min(o.hlc) FROM ops o WHERE o.kind = 'conflict-decision' AND o.record_id = d.id) DESC, d.id DESC LIMIT 1`,
    { conflictId },
  )
  if (!last?.sides.includes(orderId)) return null
  return last.choice === orderId ? 'this' : last.choice === 'both' ? 'both' : 'other'
}
