import type { PatientId } from '../kernel/ids.js'
import { foldPhone, foldText } from '../kernel/text.js'
import type { Reader, Writer } from '../ports/database.js'
import type { Allergy, Demographics, Patient } from './model.js'
import { readPatientsByNumber } from './reads.js'
import { fullName } from './rules.js'

/** Records that were found to be somebody's second one are not offered any more; by code, and where they are named, they open. */
const isOwnRecord = 'id NOT IN (SELECT patient_id FROM patient_links)'
const secondRecords = 'SELECT p.n FROM patient_links l JOIN patients p ON p.id = l.patient_id'

/** More hits than a person looks through; ranking happens among these, in code (see docs/PERFORMANCE.md). */
const searchWindow = 200

export function insertPatient(db: Writer, patient: Patient): void {
  db.run(
    `INSERT INTO patients (id, code, given_name, family_name, birth_date, sex, phone, phone_folded, email, address, city, language,
                           external_id, registered_at, updated_at, version)
     VALUES ($id, $code, $givenName, $familyName, $birthDate, $sex, $phone, $phoneFolded, $email, $address, $city, $language,
             $externalId, $registeredAt, $updatedAt, $version)`,
    toRow(patient),
  )
  db.run(`INSERT INTO patient_names (rowid, names) SELECT n, $names FROM patients WHERE id = $id`, {
    id: patient.id,
    names: foldText(fullName(patient)),
  })
}

/** Puts a corrected patient in the place of the version before, which stays readable in `patient_versions`. */
export function replacePatient(db: Writer, before: Patient, after: Patient, changedBy: string): void {
  insertVersion(db, before, { at: after.updatedAt, by: changedBy })
  updatePatient(db, after)
}

/** Keeps what a patient's details were before somebody changed them. */
export function insertVersion(db: Writer, before: Patient, changed: { at: string; by: string }): void {
  db.run(
    `INSERT INTO patient_versions (patient_id, version, body, changed_at, changed_by) VALUES ($id, $version, $body, $at, $by)`,
    { id: before.id, version: before.version, body: JSON.stringify(before), ...changed },
  )
}

export function deleteVersions(db: Writer, id: PatientId): void {
  db.run('DELETE FROM patient_versions WHERE patient_id = $id', { id })
}

/** Writes a patient's details and their entry in the search index. */
export function updatePatient(db: Writer, after: Patient): void {
  db.run(
    `UPDATE patients SET given_name = $givenName, family_name = $familyName, birth_date = $birthDate, sex = $sex, phone = $phone,
            phone_folded = $phoneFolded, email = $email, address = $address, city = $city, language = $language,
            external_id = $externalId, updated_at = $updatedAt, version = $version
      WHERE id = $id`,
    toRow(after),
  )
  db.run(`DELETE FROM patient_names WHERE rowid = (SELECT n FROM patients WHERE id = $id)`, { id: after.id })
  db.run(`INSERT INTO patient_names (rowid, names) SELECT n, $names FROM patients WHERE id = $id`, {
    id: after.id,
    names: foldText(fullName(after)),
  })
}

export const isCodeTaken = (db: Reader, code: string): boolean =>
  db.row('SELECT 1 FROM patients WHERE code = $code LIMIT 1', { code }) !== undefined

export function findByCode(db: Reader, code: string): Patient[] {
  return readPatientsByNumber(db, numbers(db, 'SELECT n FROM patients WHERE code = $code LIMIT 5', { code }))
}

export function findByPhone(db: Reader, phone: string): Patient[] {
  const folded = foldPhone(phone)
  return readPatientsByNumber(
    db,
    numbers(
      db,
      `SELECT n FROM patients WHERE phone_folded >= $folded AND phone_folded < $end AND ${isOwnRecord}
      LIMIT ${searchWindow}`,
      {
        folded,
        end: `${folded}~`,
      },
    ),
  )
}

/** People each of whose words begins like one of their names; at most `searchWindow`, unordered. */
export function findByNames(db: Reader, text: string): Patient[] {
  const words = foldText(text).match(/[\p{L}\p{N}\p{M}]+/gu)
  if (!words) return []
  const match = words.map((word) => `"${word}"*`).join(' ')
  return readPatientsByNumber(
    db,
    numbers(
      db,
      `SELECT rowid AS n FROM patient_names WHERE patient_names MATCH $match AND rowid NOT IN (${secondRecords})
        LIMIT ${searchWindow}`,
      { match },
    ),
  )
}

/** The newest registrations: what an empty search shows. */
export function listNewest(db: Reader, limit: number, before: number | undefined): { n: number; patient: Patient }[] {
  const rows = db.rows<{ n: number; id: PatientId }>(
    `SELECT n, id FROM patients WHERE n < $before AND ${isOwnRecord} ORDER BY n DESC LIMIT $limit`,
    { limit, before: before ?? Number.MAX_SAFE_INTEGER },
  )
  const patients = new Map(
    readPatientsByNumber(
      db,
      rows.map(({ n }) => n),
    ).map((patient) => [patient.id, patient]),
  )
  return rows.flatMap(({ n, id }) => {
    const patient = patients.get(id)
    return patient ? [{ n, patient }] : []
  })
}

/** Records that could be of the same person: same names, same birth date and family, same phone or same outside number. */
export function findAlike(db: Reader, person: Demographics): Patient[] {
  const found = [
    ...findByNames(db, fullName(person)),
    ...(person.phone === null ? [] : findByPhone(db, person.phone)),
    ...readPatientsByNumber(db, [...numbersByBirth(db, person), ...numbersByExternalId(db, person.externalId)]),
  ]
  return [...new Map(found.map((patient) => [patient.id, patient])).values()]
}

// Two statements on purpose: joined by OR, SQLite reads the whole table instead of the two indexes.
const numbersByBirth = (db: Reader, { birthDate, familyName }: Demographics): number[] =>
  birthDate === null
    ? []
    : numbers(
        db,
        `SELECT n FROM patients WHERE birth_date = $birthDate AND family_name = $familyName COLLATE NOCASE LIMIT ${searchWindow}`,
        { birthDate, familyName },
      )

const numbersByExternalId = (db: Reader, externalId: string | null): number[] =>
  externalId === null
    ? []
    : numbers(db, `SELECT n FROM patients WHERE external_id = $externalId LIMIT ${searchWindow}`, { externalId })

/** Takes away an allergy's versions from this one on. */
export function deleteAllergy(db: Writer, id: string, from: number): void {
  db.run('DELETE FROM allergies WHERE id = $id AND version >= $from', { id, from })
}

export function insertAllergy(db: Writer, allergy: Allergy): void {
  db.run(
    `INSERT INTO allergies (id, version, patient_id, substance, allergen, criticality, reaction, is_active, retraction_reason,
                            recorded_at, recorded_by)
     VALUES ($id, $version, $patientId, $substance, $allergen, $criticality, $reaction, $isActive, $retractionReason, $recordedAt,
             $recordedBy)`,
    { ...allergy, isActive: allergy.isActive ? 1 : 0 },
  )
}

const numbers = (db: Reader, sql: string, params: Record<string, string | number | null>): number[] =>
  db.rows<{ n: number }>(sql, params).map(({ n }) => n)

const toRow = (patient: Patient) => ({
  ...patient,
  address: patient.address === null ? null : JSON.stringify(patient.address),
  city: patient.address?.city ?? null,
  phoneFolded: patient.phone === null ? null : foldPhone(patient.phone),
})
