import type { PatientId } from '../kernel/ids.js'
import { foldPhone, foldText } from '../kernel/text.js'
import type { Reader, Writer } from '../ports/database.js'
import type { Allergy, Demographics, Patient } from './model.js'
import { readPatientsByNumber } from './reads.js'
import { fullName } from './rules.js'

/** Records that were found to be somebody's second one are not offered any more; by code, and where they are named, they open. */
const isOwnRecord = 'p.id NOT IN (SELECT patient_id FROM patient_links)'
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
  // The row that was just written: nothing runs in between on the one connection.
  db.run('INSERT INTO patient_names (rowid, names) VALUES (last_insert_rowid(), $names)', {
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

/** Somebody whom a search found, with no more of them than ranking needs. */
export interface Hit {
  n: number
  id: PatientId
  givenName: string | null
  familyName: string
}

const hits = (db: Reader, from: string, params: Record<string, string>): Hit[] =>
  db.rows<Hit>(`SELECT p.n, p.id, p.given_name AS givenName, p.family_name AS familyName FROM ${from}`, params)

export const findByCode = (db: Reader, code: string): Hit[] =>
  hits(db, 'patients p WHERE p.code = $code LIMIT 5', { code })

export function findByPhone(db: Reader, phone: string): Hit[] {
  const folded = foldPhone(phone)
  return hits(
    db,
    `patients p WHERE p.phone_folded >= $folded AND p.phone_folded < $end AND ${isOwnRecord} LIMIT ${searchWindow}`,
    {
      folded,
      end: `${folded}~`,
    },
  )
}

/** People each of whose words begins like one of their names; at most `searchWindow`, unordered. */
export function findByNames(db: Reader, text: string): Hit[] {
  const words = foldText(text).match(/[\p{L}\p{N}\p{M}]+/gu)
  if (!words) return []
  const match = words.map((word) => `"${word}"*`).join(' ')
  return hits(
    db,
    `patient_names f JOIN patients p INDEXED BY patients_to_rank ON p.n = f.rowid
      WHERE f.patient_names MATCH $match AND f.rowid NOT IN (${secondRecords}) LIMIT ${searchWindow}`,
    { match },
  )
}

/** The people of these hits, in their order. */
export function readHits(db: Reader, found: readonly Hit[]): Patient[] {
  const people = readPatientsByNumber(
    db,
    found.map(({ n }) => n),
  )
  const byId = new Map(people.map((patient) => [patient.id, patient]))
  return found.flatMap(({ id }) => byId.get(id) ?? [])
}

/** The newest registrations: what an empty search shows. */
export const listNewest = (db: Reader, limit: number, before: number | undefined): Hit[] =>
  db.rows<Hit>(
    `SELECT p.n, p.id, p.given_name AS givenName, p.family_name AS familyName FROM patients p
      WHERE p.n < $before AND ${isOwnRecord} ORDER BY p.n DESC LIMIT $limit`,
    { limit, before: before ?? Number.MAX_SAFE_INTEGER },
  )

/**
 * Records that could be of the same person. Nobody is likely the same who shares neither birth date nor phone nor outside
 * number (see `duplicateScore`), so names are asked only where a birth date is shared by more than we look at.
 */
export function findAlike(db: Reader, person: Demographics): Patient[] {
  const bornThen = person.birthDate === null ? [] : findByBirthDate(db, person.birthDate)
  const found = [
    ...bornThen,
    ...(bornThen.length < searchWindow ? [] : findByNames(db, fullName(person))),
    ...(person.phone === null ? [] : findByPhone(db, person.phone)),
    ...findByExternalId(db, person.externalId),
  ]
  return readHits(db, [...new Map(found.map((hit) => [hit.n, hit])).values()])
}

// A statement for each on purpose: joined by OR, SQLite reads the whole table instead of the indexes.
const findByBirthDate = (db: Reader, birthDate: string): Hit[] =>
  hits(db, `patients p WHERE p.birth_date = $birthDate LIMIT ${searchWindow}`, { birthDate })

const findByExternalId = (db: Reader, externalId: string | null): Hit[] =>
  externalId === null
    ? []
    : hits(db, `patients p WHERE p.external_id = $externalId LIMIT ${searchWindow}`, { externalId })

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

const toRow = (patient: Patient) => ({
  ...patient,
  address: patient.address === null ? null : JSON.stringify(patient.address),
  city: patient.address?.city ?? null,
  phoneFolded: patient.phone === null ? null : foldPhone(patient.phone),
})

/** What people call another workstation. */
export const readDeviceName = (db: Reader, id: string): string =>
  db.row<{ name: string }>(
    `SELECT coalesce((SELECT name FROM device_changes WHERE device_id = $id AND event = 'renamed' ORDER BY at DESC, id DESC LIMIT 1),
                     name) AS name FROM sync_devices WHERE id = $id`,
    { id },
  )?.name ?? 'another workstation'
