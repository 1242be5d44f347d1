import { isCaredFor, type Narrowed } from '../access/reads.js'
import { chargeOf } from '../billing/rules.js'
import type { BatchId, ConsultationId, OrderId, PatientId, PrescriptionId, StaffId } from '../kernel/ids.js'
import type { Instant } from '../kernel/instant.js'
import { fullName } from '../patients/rules.js'
import type { Address, Hex32, StaffSignature } from '../ports/chain.js'
import type { Reader, SqlParams, Writer } from '../ports/database.js'
import type { Order, OrderEvent, OrderState, OrderSummary } from './model.js'
import type { OrderRecord } from './rules.js'

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
  order: OrderRecord,
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
export function replaceOrder(db: Writer, order: OrderRecord): void {
  const { id, state, lines, totalMinor, prescriptionCheck, trackingNumber, placedAt, version } = order
  db.run(
    `UPDATE orders SET state = $state, lines = $lines, total_minor = $totalMinor, prescription_check = $prescriptionCheck,
       tracking_number = $trackingNumber, placed_at = $placedAt, version = $version WHERE id = $id`,
    { id, state, lines: JSON.stringify(lines), totalMinor, prescriptionCheck, trackingNumber, placedAt, version },
  )
}

/** A fill as the chain will be asked for it, signed by whoever orders. */
export interface FillCall {
  fn: 'fillPrescription'
  prescription: Hex32
  pharmacy: Address
  signed: StaffSignature
}

/** What was asked of another workstation beside the order itself. */
export interface OrderRequest {
  orderId: OrderId
  askedOf: string
  askedBy: StaffId
  fills: readonly FillCall[]
}

export function insertRequest(db: Writer, { fills, ...request }: OrderRequest): void {
  db.run(
    'INSERT INTO order_requests (order_id, asked_of, asked_by, fills) VALUES ($orderId, $askedOf, $askedBy, $fills)',
    { ...request, fills: JSON.stringify(fills) },
  )
}

/** Which orders wait for this workstation's answer, in the order in which they came here. */
export const listAsked = (db: Reader, deviceId: string): OrderId[] =>
  db
    .rows<{ id: OrderId }>(
      `SELECT o.id FROM orders o JOIN order_requests r ON r.order_id = o.id
        WHERE o.state = 'requested' AND r.asked_of = $deviceId ORDER BY r.n`,
      { deviceId },
    )
    .map(({ id }) => id)

export function readRequest(db: Reader, orderId: OrderId): (OrderRequest & Asked) | undefined {
  const row = db.row<Omit<OrderRequest, 'fills'> & Asked & { fills: string }>(
    `SELECT r.order_id AS orderId, r.asked_of AS askedOf, r.asked_by AS askedBy, r.fills,
            o.idempotency_key AS idempotencyKey, o.request
       FROM order_requests r JOIN orders o ON o.id = r.order_id WHERE r.order_id = $orderId`,
    { orderId },
  )
  return row && { ...row, fills: JSON.parse(row.fills) }
}

/** What an order's movements took of each batch, less what they put back. */
export const readTaken = (db: Reader, orderId: OrderId): { batchId: BatchId; quantity: number }[] =>
  db.rows(
    `SELECT batch_id AS batchId, -sum(quantity) AS quantity FROM stock_movements WHERE order_id = $orderId
      GROUP BY batch_id ORDER BY batch_id`,
    { orderId },
  )

export function insertOrderEvent(db: Writer, id: string, orderId: OrderId, event: OrderEvent): void {
  db.run(
    'INSERT INTO order_events (id, order_id, state, at, by, note) VALUES ($id, $orderId, $state, $at, $by, $note)',
    { id, orderId, ...event },
  )
}

/** One use of a prescription. */
export interface Fill {
  prescriptionId: PrescriptionId
  orderId: OrderId
  filledAt: Instant
}

/** Uses up a fill. @returns false, having written nothing, where none is left. */
export function insertFill(db: Writer, fill: Fill): boolean {
  const { changes } = db.run(
    `INSERT INTO prescription_fills (prescription_id, order_id, filled_at)
     SELECT p.id, $orderId, $filledAt FROM prescriptions p
      WHERE p.id = $prescriptionId
        AND p.fills_allowed > (SELECT count(*) FROM prescription_fills f WHERE f.prescription_id = p.id)`,
    { ...fill },
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
              o.placed_at AS placedAt, o.version, o.description,
              (SELECT asked_of FROM order_requests WHERE order_id = o.id) AS askedOf, p.code AS patientCode, p.given_name AS givenName,
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
