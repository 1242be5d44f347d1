import { readProof } from '../anchoring/reads.js'
import { hexOf } from '../kernel/hex.js'
import type { ConsultationId, PatientId, PrescriptionId } from '../kernel/ids.js'
import type { Instant } from '../kernel/instant.js'
import {
  type Address,
  type ChainCall,
  type ChainPort,
  ChainUnreachable,
  type Hex,
  type Hex32,
  type Unsigned,
} from '../ports/chain.js'
import type { Reader } from '../ports/database.js'
import type { ClinicKeys } from '../ports/keys.js'
import type { Medicine, Prescription, PrescriptionContent } from './model.js'
import { type ChainAnswer, type Evidence, lifeOf } from './rules.js'

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

/** What the chain answers about a prescription. It is not waited for while it starts: then the answer is that it cannot be asked. */
export async function askChain(chain: ChainPort, verificationHash: string): Promise<ChainAnswer> {
  if (chain.status().state !== 'running') return { state: 'unreachable' }
  try {
    return await chain.verifyPrescription(verificationHash as Hex32)
  } catch (error) {
    if (error instanceof ChainUnreachable) return { state: 'unreachable' }
    throw error
  }
}

/** What can be found out here about a prescription: whether the content is what was committed to, and who signed that. */
export function readEvidence(
  db: Reader,
  prescription: Prescription,
  tools: { keys: ClinicKeys; chain: Pick<ChainPort, 'digest'> },
): Omit<Evidence, 'chain'> {
  const row = db.row<{ content: string; nonce: string; salt: Uint8Array | null; doctorAddress: string | null }>(
    `SELECT p.content, p.nonce, c.salt, s.chain_address AS doctorAddress
       FROM prescriptions p LEFT JOIN staff s ON s.id = p.doctor_id
       LEFT JOIN (ops o JOIN chain_commitments c ON c.n = o.n AND c.version = 1) ON o.kind = 'prescription' AND o.record_id = p.id
      WHERE p.id = $id`,
    { id: prescription.id },
  )
  if (!row) return { isContentIntact: null, signer: undefined, doctorAddress: undefined }
  const { keys, chain } = tools
  const { id, patientId, verificationHash, signer, signature } = prescription
  const recommitted = row.salt && keys.recommit('prescription', id, 1, hexOf(row.salt), JSON.parse(row.content))
  const call = issueCall(prescription, keys.patientAddress(patientId), signer as Address, verificationHash as Hex32)
  return {
    isContentIntact: recommitted && recommitted.commitment === verificationHash,
    signer: keys.signerOf(chain.digest(call, row.nonce as Hex32), signature as Hex),
    doctorAddress: row.doctorAddress ?? undefined,
  }
}

/** The call that a doctor's signature is made over. */
export function issueCall(
  { refills }: Pick<PrescriptionContent, 'refills'>,
  patient: Address,
  doctor: Address,
  medicationHash: Hex32,
): Unsigned<ChainCall> & { fn: 'issuePrescription' } {
  return { fn: 'issuePrescription', patient, doctor, medicationHash, fills: 1 + refills }
}
