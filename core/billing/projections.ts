import { contentOf, type Projections } from '../ports/projection.js'
import { putRow } from '../ports/put-row.js'
import type { KeptPayment } from './store.js'

export const billingProjections = {
  payment(db, record) {
    const payment = contentOf<KeptPayment & { idempotencyKey: string }>(record)
    putRow(db, 'payments', ['id'], {
      id: payment.id,
      code: payment.code,
      idempotency_key: payment.idempotencyKey,
      patient_id: payment.patientId,
      payable_kind: payment.payable.kind,
      payable_id: payment.payable.id,
      amount_minor: payment.amountMinor,
      currency: payment.currency,
      method: payment.method,
      reference: payment.reference,
      refund_of: payment.refundOf,
      taken_at: payment.takenAt,
      taken_by: payment.takenBy,
    })
  },
} satisfies Projections
