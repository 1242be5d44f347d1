import { canonicalJson } from '../kernel/canonical.js'
import type { ChainCall } from '../ports/chain.js'
import { type Reader, ReferenceMissing } from '../ports/database.js'
import { contentOf, type Projections } from '../ports/projection.js'
import { putRow } from '../ports/put-row.js'
import type { PrescriptionContent } from './model.js'
import * as store from './store.js'

type IssueCall = Extract<ChainCall, { fn: 'issuePrescription' }>

export const prescriptionsProjections = {
  prescription(db, record) {
    const content = contentOf<PrescriptionContent>(record)
    const { medicationHash, signed } = readIssueCall(db, record.id)
    putRow(db, 'prescriptions', ['id'], {
      id: content.id,
      code: content.code,
      patient_id: content.patientId,
      consultation_id: content.consultationId,
      doctor_id: content.doctorId,
      rx_norm_code: content.medicine.rxNormCode,
      content: canonicalJson(content),
      issued_at: content.issuedAt,
      expires_at: content.expiresAt,
      fills_allowed: 1 + content.refills,
      verification_hash: medicationHash,
      signer: signed.signer,
      nonce: signed.nonce,
      signature: signed.signature,
    })
  },

  'prescription-cancellation'(db, record) {
    const { prescriptionId, cancelledAt, reason } = contentOf<{
      prescriptionId: string
      cancelledAt: string
      reason: string
    }>(record)
    if (!store.cancelPrescription(db, prescriptionId, cancelledAt, reason))
      throw new ReferenceMissing('The prescription that was canceled is not here.')
  },
} satisfies Projections

/**
 * The call by which the chain was told of a prescription. The doctor's signature stands there and not in the record, because it
 * is made over a commitment to the record.
 */
function readIssueCall(db: Reader, id: string): IssueCall {
  const row = db.row<{ call: string }>(
    `SELECT call FROM chain_calls WHERE kind = 'prescription' AND record_id = $id AND fn = 'issuePrescription' LIMIT 1`,
    { id },
  )
  if (!row) throw new ReferenceMissing('The signature of a prescription is not here.')
  return JSON.parse(row.call)
}
