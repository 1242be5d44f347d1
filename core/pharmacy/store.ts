import { isCaredFor, type Narrowed } from '../access/reads.js'
import { chargeOf } from '../billing/rules.js'
import type { ConsultationId, OrderId, PatientId, PrescriptionId } from '../kernel/ids.js'
import type { Instant } from '../kernel/instant.js'
import { fullName } from '../patients/rules.js'
import type { Reader, SqlParams, Writer } from '../ports/database.js'
import type { Order, OrderEvent, OrderState, OrderSummary } from './model.js'

export const isPatientKnown = (db: Reader, patientId: PatientId): boolean =>
  db.row('SELECT 1 FROM patients WHERE id = $patientId', { patientId }) !== undefined

export const isCodeTaken = (db: Reader, code: string): boolean =>
  db.row('SELECT 1 FROM orders WHERE code = $code LIMIT 1', { code }) !== undefined

/** The order that a key made, and what was asked for then. */
export function findByKey(db: Reader, idempotencyKey: string): { id: OrderId; request: string } | undefined {
  return db.row(
    'SELECT id, request FROM orders WHERE idempotency_key = $idempotencyKey ORDER BY placed_at, id LIMIT 1',
    { idempotencyKey },
  )
}

/** By which key and for what an order was asked: it belongs to the record as it leaves this device. */
export interface Asked {
  idempotencyKey: string
  request: string
}

export function readAsked(db: Reader, id: OrderId): Asked {
  const sql = 'SELECT idempotency_key AS idempotencyKey, request FROM orders WHERE id = $id'
  const asked = db.row<Asked>(sql, { id })
  if (!asked) throw new Error('An order that was just written is not there.')
  return asked
}

export function insertOrder(
  db: Writer,
  order: Omit<Order, 'proof' | 'fillStanding'>,
  asked: { idempotencyKey: string; request: string; description: string },
): void {
  const { events: _, ...row } = order
  db.run(
    `INSERT INTO orders (id, code, idempotency_key, request, patient_id, consultation_id, lines, description, total_minor, currency,
                         delivery, state, prescription_check, tracking_number, placed_at, version)
     VALUES ($id, $code, $idempotencyKey, $request, $patientId, $consultationId, $lines, $description, $totalMinor, $currency,
             $delivery, $state, $prescriptionCheck, $trackingNumber, $placedAt, $version)`,
    { ...row, ...asked, lines: JSON.stringify(order.lines), delivery: JSON.stringify(order.delivery) },
  )
}

/** Puts the next version of an order in the place of the one before; its events stay. */
export function replaceOrder(
  db: Writer,
  { id, state, trackingNumber, version }: Pick<Order, 'id' | 'state' | 'trackingNumber' | 'version'>,
): void {
  db.run(`UPDATE orders SET state = $state, tracking_number = $trackingNumber, version = $version WHERE id = $id`, {
    id,
    state,
    trackingNumber,
    version,
  })
}

export function insertOrderEvent(db: Writer, id: string, orderId: OrderId, event: OrderEvent): void {
  db.run(
    'INSERT INTO order_events (id, order_id, state, at, by, note) VALUES ($id, $orderId, $state, $at, $by, $note)',
    { id, orderId, ...event },
  )
}

/** Uses up a fill. @returns false, having written nothing, where none is left. */
export function insertFill(
  db: Writer,
  fill: { prescriptionId: PrescriptionId; orderId: OrderId; filledAt: Instant },
): boolean {
  const { changes } = db.run(
    `INSERT INTO prescription_fills (prescription_id, order_id, filled_at)
     SELECT p.id, $orderId, $filledAt FROM prescriptions p
      WHERE p.id = $prescriptionId
        AND p.fills_allowed > (SELECT count(*) FROM prescription_fills f WHERE f.prescription_id = p.id)`,
    fill,
  )
  return changes === 1
}

/** What the patient still owes for an order and has paid. Billing comes after this slice, so its tables are read here. */
export function readDue(db: Reader, order: Order): { outstandingMinor: number; paidMinor: number } {
  const { id, code, state, totalMinor, currency } = order
  const row = db.row<{ patientShareMinor: number | null; paidMinor: number }>(
    `SELECT (SELECT patient_owes_minor FROM ordered_verifications WHERE payable_kind = 'order' AND payable_id = $id
              ORDER BY written DESC, n DESC LIMIT 1) AS patientShareMinor,
            (SELECT coalesce(sum(amount_minor), 0) FROM payments WHERE payable_kind = 'order' AND payable_id = $id) AS paidMinor`,
    { id },
  )
  const { patientShareMinor, paidMinor } = row ?? { patientShareMinor: null, paidMinor: 0 }
  const payable = { kind: 'order', id } as const
  const charge = chargeOf({ payable, code, description: '', state, totalMinor, currency, patientShareMinor, paidMinor })
  return { outstandingMinor: charge.outstandingMinor, paidMinor }
}

/** Which orders a list shows; what is not named does not matter. */
export interface OrderFilter {
  state?: OrderState | undefined
  patientId?: PatientId | undefined
  consultationId?: ConsultationId | undefined
  /** Of somebody's own patients alone. */
  care?: Narrowed | undefined
}

/** The newest orders first, after the one with this id, in short and still without their proofs. */
export function listOrders(
  db: Reader,
  filter: OrderFilter,
  page: { after: string | undefined; limit: number },
): Omit<OrderSummary, 'proof'>[] {
  const terms: string[] = []
  const params: Record<string, SqlParams[string]> = { limit: page.limit }
  const add = (term: string, values: SqlParams): void => {
    terms.push(term)
    Object.assign(params, values)
  }
  if (filter.state !== undefined) add('o.state = $state', { state: filter.state })
  if (filter.patientId !== undefined) add('o.patient_id = $patientId', { patientId: filter.patientId })
  if (filter.consultationId !== undefined)
    add('o.consultation_id = $consultationId', { consultationId: filter.consultationId })
  if (filter.care !== undefined) add(isCaredFor('o.patient_id'), { ...filter.care })
  if (page.after !== undefined)
    add('(o.placed_at, o.id) < (SELECT placed_at, id FROM orders WHERE id = $after)', { after: page.after })
  return db
    .rows<
      Omit<OrderSummary, 'proof' | 'delivery' | 'patientName'> & {
        delivery: string
        givenName: string | null
        familyName: string
      }
    >(
      `SELECT o.id, o.code, o.patient_id AS patientId, o.consultation_id AS consultationId, o.total_minor AS totalMinor, o.currency,
              o.delivery, o.state, o.prescription_check AS prescriptionCheck, o.tracking_number AS trackingNumber,
              o.placed_at AS placedAt, o.version, o.description, p.code AS patientCode, p.given_name AS givenName,
              p.family_name AS familyName
         FROM orders o JOIN patients p ON p.id = o.patient_id
        ${terms.length > 0 ? `WHERE ${terms.join(' AND ')}` : ''} ORDER BY o.placed_at DESC, o.id DESC LIMIT $limit`,
      params,
    )
    .map(({ givenName, familyName, delivery, ...row }) => ({
      ...row,
      delivery: JSON.parse(delivery),
      patientName: fullName({ givenName, familyName }),
    }))
}
