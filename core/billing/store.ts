import type { PatientId, PaymentId } from '../kernel/ids.js'
import type { Instant } from '../kernel/instant.js'
import { fullName } from '../patients/rules.js'
import type { Reader, Writer } from '../ports/database.js'
import type { DaySheet, Payable, Payment } from './model.js'
import { type PaymentRow, paymentColumns, toPayment } from './reads.js'

export type KeptPayment = Omit<Payment, 'proof'>

export function insertPayment(db: Writer, payment: KeptPayment, idempotencyKey: string): void {
  const { payable, ...rest } = payment
  db.run(
    `INSERT INTO payments (id, code, idempotency_key, patient_id, payable_kind, payable_id, amount_minor, currency, method,
                           reference, refund_of, taken_at, taken_by)
     VALUES ($id, $code, $idempotencyKey, $patientId, $payableKind, $payableId, $amountMinor, $currency, $method, $reference,
             $refundOf, $takenAt, $takenBy)`,
    { ...rest, payableKind: payable.kind, payableId: payable.id, idempotencyKey },
  )
}

export const isReceiptCodeTaken = (db: Reader, code: string): boolean =>
  db.row('SELECT 1 FROM payments WHERE code = $code LIMIT 1', { code }) !== undefined

/** The payment that was taken under a key, for whoever sends the same request again. */
export function findByKey(db: Reader, idempotencyKey: string): Payment | undefined {
  const row = db.row<PaymentRow>(
    `SELECT ${paymentColumns} FROM payments p WHERE p.idempotency_key = $idempotencyKey
     ORDER BY p.taken_at, p.id LIMIT 1`,
    {
      idempotencyKey,
    },
  )
  return row && toPayment(db, row)
}

/** Whether a payment was given back. */
export const isRefunded = (db: Reader, paymentId: PaymentId): boolean =>
  db.row('SELECT 1 FROM payments WHERE refund_of = $paymentId LIMIT 1', { paymentId }) !== undefined

/** Whose visit or order it is. */
export function readPayer(db: Reader, payable: Payable): PatientId | undefined {
  const table = payable.kind === 'consultation' ? 'consultations' : 'orders'
  const sql = `SELECT patient_id AS patientId FROM ${table} WHERE id = $id`
  return db.row<{ patientId: PatientId }>(sql, { id: payable.id })?.patientId
}

/** A patient as a receipt names them. */
export function readPatientName(
  db: Reader,
  patientId: PatientId,
): { patientName: string; patientCode: string } | undefined {
  const row = db.row<{ code: string; givenName: string | null; familyName: string }>(
    'SELECT code, given_name AS givenName, family_name AS familyName FROM patients WHERE id = $patientId',
    { patientId },
  )
  return row && { patientName: fullName(row), patientCode: row.code }
}

/** Payments and refunds from one instant to before another, in the order in which they were made. */
export function listTaken(db: Reader, from: Instant, until: Instant): DaySheet['payments'] {
  return db
    .rows<PaymentRow & { givenName: string | null; familyName: string }>(
      `SELECT ${paymentColumns}, k.given_name AS givenName, k.family_name AS familyName
         FROM payments p JOIN patients k ON k.id = p.patient_id
        WHERE p.taken_at >= $from AND p.taken_at < $until ORDER BY p.taken_at DESC, p.n DESC`,
      { from, until },
    )
    .map(({ givenName, familyName, ...row }) => ({
      ...toPayment(db, row),
      patientName: fullName({ givenName, familyName }),
    }))
}
