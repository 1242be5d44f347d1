import { isCaredFor, type Narrowed } from '../access/reads.js'
import type { ConsultationId, PatientId } from '../kernel/ids.js'
import type { Instant } from '../kernel/instant.js'
import { foldText } from '../kernel/text.js'
import type { Allergy } from '../patients/model.js'
import { fullName } from '../patients/rules.js'
import type { StaffSignature } from '../ports/chain.js'
import type { Reader, SqlParams, Writer } from '../ports/database.js'
import type { Jurisdiction } from '../tenancy/model.js'
import type { Medicine, Prescription, PrescriptionContent, PrescriptionState } from './model.js'
import { type PrescriptionRow, prescriptionColumns, toPrescription } from './reads.js'

export function saveMedicine(db: Writer, medicine: Medicine): void {
  db.run(
    `INSERT INTO medicines (rx_norm_code, name, folded, body) VALUES ($rxNormCode, $name, $folded, $body)
     ON CONFLICT (rx_norm_code) DO UPDATE SET name = excluded.name, folded = excluded.folded, body = excluded.body`,
    {
      rxNormCode: medicine.rxNormCode,
      name: medicine.name,
      folded: foldText(medicine.name),
      body: JSON.stringify(medicine),
    },
  )
}

/** Medicines whose name holds each typed word, by name, after the one with this code. */
export function listMedicines(db: Reader, text: string, after: string | undefined, limit: number): Medicine[] {
  return db
    .rows<{ body: string }>(
      `SELECT m.body FROM medicines m
        WHERE NOT EXISTS (SELECT 1 FROM json_each($words) w WHERE instr(m.folded, w.value) = 0)
          AND ($after IS NULL OR (m.folded, m.rx_norm_code) >
               (SELECT a.folded, a.rx_norm_code FROM medicines a WHERE a.rx_norm_code = $after))
        ORDER BY m.folded, m.rx_norm_code LIMIT $limit`,
      { words: wordsOf(text), after: after ?? null, limit },
    )
    .map(({ body }) => JSON.parse(body))
}

/** The folded words of a search, as a JSON array for `json_each`. */
const wordsOf = (text: string): string =>
  JSON.stringify(
    foldText(text)
      .split(' ')
      .filter((word) => word !== ''),
  )

/** Where the patient lives, if that is known: the place whose law a video visit falls under. */
export function readHome(db: Reader, patientId: PatientId): Jurisdiction | null {
  const row = db.row<{ jurisdiction: Jurisdiction | null }>(
    `SELECT address ->> '$.jurisdiction' AS jurisdiction FROM patients WHERE id = $patientId`,
    { patientId },
  )
  return row?.jurisdiction ?? null
}

/** Active allergies, also those on a record that was found to be of the same person. Patients comes after this slice in the order of imports, so its table is read here. */
export function readAllergies(
  db: Reader,
  patientId: PatientId,
): Pick<Allergy, 'substance' | 'allergen' | 'criticality' | 'reaction'>[] {
  return db.rows(
    `SELECT a.substance, a.allergen, a.criticality, a.reaction FROM allergies a
      WHERE a.patient_id IN (SELECT $patientId UNION SELECT patient_id FROM patient_links WHERE stays_as = $patientId)
        AND a.is_active = 1
        AND a.version = (SELECT max(version) FROM allergies WHERE id = a.id)
      ORDER BY a.substance`,
    { patientId },
  )
}

export const isCodeTaken = (db: Reader, code: string): boolean =>
  db.row('SELECT 1 FROM prescriptions WHERE code = $code LIMIT 1', { code }) !== undefined

export function findByCode(db: Reader, code: string, now: Instant): Prescription | undefined {
  const row = db.row<PrescriptionRow>(
    `SELECT ${prescriptionColumns} FROM prescriptions p WHERE p.code = $code ORDER BY p.issued_at LIMIT 1`,
    { code },
  )
  return row && toPrescription(db, row, now)
}

export function insertPrescription(
  db: Writer,
  content: PrescriptionContent,
  signed: { canonical: string; verificationHash: string; signature: StaffSignature },
): void {
  db.run(
    `INSERT INTO prescriptions (id, code, patient_id, consultation_id, doctor_id, rx_norm_code, content, issued_at, expires_at,
                                fills_allowed, verification_hash, signer, nonce, signature)
     VALUES ($id, $code, $patientId, $consultationId, $doctorId, $rxNormCode, $content, $issuedAt, $expiresAt,
             $fillsAllowed, $verificationHash, $signer, $nonce, $signature)`,
    {
      id: content.id,
      code: content.code,
      patientId: content.patientId,
      consultationId: content.consultationId,
      doctorId: content.doctorId,
      rxNormCode: content.medicine.rxNormCode,
      content: signed.canonical,
      issuedAt: content.issuedAt,
      expiresAt: content.expiresAt,
      fillsAllowed: 1 + content.refills,
      verificationHash: signed.verificationHash,
      ...signed.signature,
    },
  )
}

/** Notes a cancellation. @returns false where the prescription is not here. */
export function cancelPrescription(db: Writer, id: string, cancelledAt: Instant, reason: string): boolean {
  const sql = 'UPDATE prescriptions SET cancelled_at = $cancelledAt, cancellation_reason = $reason WHERE id = $id'
  return db.run(sql, { id, cancelledAt, reason }).changes === 1
}

/** Which prescriptions a list shows; what is not named does not matter. */
export interface PrescriptionFilter {
  patientId?: PatientId | undefined
  consultationId?: ConsultationId | undefined
  state?: PrescriptionState | undefined
  /** Of somebody's own patients alone. */
  care?: Narrowed | undefined
}

/** The newest first, after the one with this id; `lifeOf` in other words, because a page is counted after the filter. */
export function listPrescriptions(
  db: Reader,
  filter: PrescriptionFilter,
  page: { after: string | undefined; limit: number; now: Instant },
): (Prescription & { patientName: string })[] {
  const terms: string[] = []
  const params: Record<string, SqlParams[string]> = { limit: page.limit, now: page.now }
  const add = (term: string, values: SqlParams = {}) => {
    terms.push(term)
    Object.assign(params, values)
  }
  if (filter.patientId !== undefined) add('p.patient_id = $patientId', { patientId: filter.patientId })
  if (filter.consultationId !== undefined)
    add('p.consultation_id = $consultationId', { consultationId: filter.consultationId })
  if (filter.state !== undefined) add(termOf[filter.state])
  if (filter.care !== undefined) add(isCaredFor('p.patient_id'), { ...filter.care })
  if (page.after !== undefined)
    add('(p.issued_at, p.id) < (SELECT a.issued_at, a.id FROM prescriptions a WHERE a.id = $after)', {
      after: page.after,
    })
  return db
    .rows<PrescriptionRow & { givenName: string | null; familyName: string }>(
      `SELECT ${prescriptionColumns}, n.given_name AS givenName, n.family_name AS familyName
         FROM prescriptions p JOIN patients n ON n.id = p.patient_id
        ${terms.length > 0 ? `WHERE ${terms.join(' AND ')}` : ''}
        ORDER BY p.issued_at DESC, p.id DESC LIMIT $limit`,
      params,
    )
    .map((row) => ({ ...toPrescription(db, row, page.now), patientName: fullName(row) }))
}

const isUsedUp = `(SELECT count(*) FROM prescription_fills f WHERE f.prescription_id = p.id) >= p.fills_allowed`
const termOf: Readonly<Record<PrescriptionState, string>> = {
  cancelled: 'p.cancelled_at IS NOT NULL',
  filled: `p.cancelled_at IS NULL AND ${isUsedUp}`,
  expired: `p.cancelled_at IS NULL AND NOT ${isUsedUp} AND p.expires_at <= $now`,
  active: `p.cancelled_at IS NULL AND NOT ${isUsedUp} AND p.expires_at > $now`,
}
