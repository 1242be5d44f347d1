import { readProof } from '../anchoring/reads.js'
import type { ConsultationId, PatientId, PrescriptionId } from '../kernel/ids.js'
import type { Instant } from '../kernel/instant.js'
import type { Reader } from '../ports/database.js'
import type { Medicine, Prescription, PrescriptionContent } from './model.js'
import { lifeOf } from './rules.js'

export const prescriptionColumns = `p.id, p.content, p.expires_at AS expiresAt, p.fills_allowed AS fillsAllowed,
  (SELECT count(*) FROM prescription_fills f WHERE f.prescription_id = p.id) AS fillsUsed, p.cancelled_at AS cancelledAt,
  p.cancellation_reason AS cancellationReason, p.verification_hash AS verificationHash, p.signer, p.signature`

export interface PrescriptionRow {
  id: PrescriptionId
  content: string
  expiresAt: Instant
  fillsAllowed: number
  fillsUsed: number
  cancelledAt: Instant | null
  cancellationReason: string | null
  verificationHash: string
  signer: string
  signature: string
}

export function readMedicine(db: Reader, rxNormCode: string): Medicine | undefined {
  const row = db.row<{ body: string }>('SELECT body FROM medicines WHERE rx_norm_code = $rxNormCode', { rxNormCode })
  return row && JSON.parse(row.body)
}

/** A prescription as it stands at an instant: whether it is active depends on the day. */
export function readPrescription(db: Reader, id: PrescriptionId, now: Instant): Prescription | undefined {
  const row = db.row<PrescriptionRow>(`SELECT ${prescriptionColumns} FROM prescriptions p WHERE p.id = $id`, { id })
  return row && toPrescription(db, row, now)
}

/** In the order in which they were issued. */
export function readPrescriptionsOfConsultation(
  db: Reader,
  consultationId: ConsultationId,
  now: Instant,
): Prescription[] {
  return db
    .rows<PrescriptionRow>(
      `SELECT ${prescriptionColumns} FROM prescriptions p WHERE p.consultation_id = $consultationId ORDER BY p.issued_at, p.id`,
      { consultationId },
    )
    .map((row) => toPrescription(db, row, now))
}

/** What may still be filled, newest first. */
export function readActivePrescriptions(db: Reader, patientId: PatientId, now: Instant): Prescription[] {
  return db
    .rows<PrescriptionRow>(
      `SELECT ${prescriptionColumns} FROM prescriptions p
        WHERE p.patient_id = $patientId AND p.cancelled_at IS NULL AND p.expires_at > $now ORDER BY p.issued_at DESC, p.id`,
      { patientId, now },
    )
    .map((row) => toPrescription(db, row, now))
    .filter(({ state }) => state === 'active')
}

export function toPrescription(db: Reader, row: PrescriptionRow, now: Instant): Prescription {
  const content: PrescriptionContent = JSON.parse(row.content)
  return {
    ...content,
    ...lifeOf(row, now),
    cancellationReason: row.cancellationReason,
    verificationHash: row.verificationHash,
    signer: row.signer,
    signature: row.signature,
    proof: readProof(db, 'prescription', row.id),
  }
}
