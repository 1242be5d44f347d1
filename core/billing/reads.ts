import { readProof } from '../anchoring/reads.js'
import type { PatientId, PaymentId } from '../kernel/ids.js'
import type { Reader } from '../ports/database.js'
import type { Charge, Payable, Payment } from './model.js'
import { chargeOf, type Due } from './rules.js'

type DueRow = Omit<Due, 'payable'> & { kind: Payable['kind']; id: string }

// One query for both kinds, because a patient's balance is asked for on every page.
const dueQuery = (kind: 'consultation' | 'order', source: string) => `
  SELECT '${kind}' AS kind, d.id, d.code, d.description, d.state, d.totalMinor, d.currency, d.since,
         v.patient_owes_minor AS patientShareMinor,
         (SELECT coalesce(sum(amount_minor), 0) FROM payments WHERE payable_kind = '${kind}' AND payable_id = d.id) AS paidMinor
    FROM (${source}) d
    LEFT JOIN coverage_verifications v ON v.n = (
      SELECT n FROM ordered_verifications WHERE payable_kind = '${kind}' AND payable_id = d.id
       ORDER BY written DESC, n DESC LIMIT 1)`

const consultations = (where: string) =>
  dueQuery(
    'consultation',
    `SELECT c.id, c.code, CASE c.mode WHEN 'video' THEN 'Video visit' ELSE 'Visit' END || ' with ' || s.display_name AS description,
            c.state, c.fee_minor AS totalMinor, c.currency, c.starts_at AS since
       FROM consultations c JOIN staff s ON s.id = c.doctor_id WHERE ${where}`,
  )
const orders = (where: string) =>
  dueQuery(
    'order',
    `SELECT id, code, description, state, total_minor AS totalMinor, currency, placed_at AS since FROM orders WHERE ${where}`,
  )

/** What is owed for one visit or order: the newest verification says by whom. */
export function readCharge(db: Reader, payable: Payable): Charge | undefined {
  const query = payable.kind === 'consultation' ? consultations('c.id = $id') : orders('id = $id')
  const row = db.row<DueRow>(query, { id: payable.id })
  return row && toCharge(row)
}

/** Everything that a patient was charged, the newest first. */
export function readCharges(db: Reader, patientId: PatientId): Charge[] {
  return db
    .rows<DueRow>(
      `${consultations('c.patient_id = $patientId')} UNION ALL ${orders('patient_id = $patientId')} ORDER BY since DESC`,
      { patientId },
    )
    .map(toCharge)
}

function toCharge(row: DueRow): Charge {
  const { kind, id, ...rest } = row
  return chargeOf({ ...rest, payable: { kind, id } as Payable })
}

export type PaymentRow = Omit<Payment, 'payable' | 'proof'> & { payableKind: Payable['kind']; payableId: string }

export const paymentColumns = `p.id, p.code, p.patient_id AS patientId, p.payable_kind AS payableKind, p.payable_id AS payableId,
  p.amount_minor AS amountMinor, p.currency, p.method, p.reference, p.refund_of AS refundOf, p.taken_at AS takenAt,
  p.taken_by AS takenBy`

/** A row as the payment that people see, with its proof. */
export function toPayment(db: Reader, row: PaymentRow): Payment {
  const { payableKind, payableId, ...rest } = row
  return {
    ...rest,
    payable: { kind: payableKind, id: payableId } as Payable,
    proof: readProof(db, 'payment', row.id),
  }
}

/** Payments and refunds for a visit or an order, in the order in which they were made. */
export function readPayments(db: Reader, payable: Payable): Payment[] {
  return db
    .rows<PaymentRow>(
      `SELECT ${paymentColumns} FROM payments p WHERE p.payable_kind = $kind AND p.payable_id = $id ORDER BY p.taken_at, p.n`,
      payable,
    )
    .map((row) => toPayment(db, row))
}

export function readPayment(db: Reader, id: PaymentId): Payment | undefined {
  const row = db.row<PaymentRow>(`SELECT ${paymentColumns} FROM payments p WHERE p.id = $id`, { id })
  return row && toPayment(db, row)
}
