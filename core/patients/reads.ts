import { isVeryImportant } from '../access/reads.js'
import { readCharges } from '../billing/reads.js'
import { readCoverageNames } from '../insurance/reads.js'
import type { PatientId } from '../kernel/ids.js'
import { dayOf, type Instant } from '../kernel/instant.js'
import { foldPhone } from '../kernel/text.js'
import type { Reader } from '../ports/database.js'
import type { Clinic } from '../tenancy/model.js'
import type { Allergy, Patient, PatientBanner, PatientSummary } from './model.js'
import { ageOn, fullName } from './rules.js'

const columns = `p.id, p.code, p.given_name AS givenName, p.family_name AS familyName, p.birth_date AS birthDate, p.sex, p.phone,
  p.email, p.address, p.language, p.external_id AS externalId, p.registered_at AS registeredAt, p.updated_at AS updatedAt, p.version`

type Row = Omit<Patient, 'address'> & { address: string | null }

const toPatient = (row: Row): Patient => ({ ...row, address: row.address === null ? null : JSON.parse(row.address) })

export function readPatient(db: Reader, id: PatientId): Patient | undefined {
  const row = db.row<Row>(`SELECT ${columns} FROM patients p WHERE p.id = $id`, { id })
  return row && toPatient(row)
}

/** Everybody who is registered here. */
export const readPatientIds = (db: Reader): PatientId[] =>
  db.rows<{ id: PatientId }>('SELECT id FROM patients ORDER BY id').map(({ id }) => id)

/** The patient as a line of a list. */
export function summarize(patient: Patient): PatientSummary {
  return {
    id: patient.id,
    code: patient.code,
    fullName: fullName(patient),
    birthDate: patient.birthDate,
    sex: patient.sex,
    phone: patient.phone,
    city: patient.address?.city ?? null,
  }
}

/** Patients by their numbers in the search index, in no particular order. */
export function readPatientsByNumber(db: Reader, numbers: readonly number[]): Patient[] {
  return db
    .rows<Row>(`SELECT ${columns} FROM patients p WHERE p.n IN (SELECT value FROM json_each($numbers))`, {
      numbers: JSON.stringify(numbers),
    })
    .map(toPatient)
}

/**
 * Everybody else who has the same birth date, phone or outside number: nobody who shares none of them reaches the score at
 * which two records are likely of one person. Records that were found to be of one already are left out.
 */
export function readSameBirthOrNumber(db: Reader, person: Patient): Patient[] {
  const numbers = db.rows<{ n: number }>(
    `SELECT n FROM patients WHERE birth_date = $birthDate
     UNION SELECT n FROM patients WHERE phone_folded = $phone
     UNION SELECT n FROM patients WHERE external_id = $externalId LIMIT 500`,
    {
      birthDate: person.birthDate,
      phone: person.phone === null ? null : foldPhone(person.phone),
      externalId: person.externalId,
    },
  )
  if (numbers.length < 2) return []
  return readPatientsByNumber(
    db,
    numbers.map(({ n }) => n),
  ).filter(({ id }) => id !== person.id)
}

const allergyColumns = `a.id, a.patient_id AS patientId, a.substance, a.allergen, a.criticality, a.reaction, a.is_active AS isActive,
  a.retraction_reason AS retractionReason, a.recorded_at AS recordedAt, a.recorded_by AS recordedBy, a.version`

type AllergyRow = Omit<Allergy, 'isActive'> & { isActive: number }

/** Active allergies, the gravest first; also those on a record that was found to be of the same person. */
export function readAllergies(db: Reader, patientId: PatientId): Allergy[] {
  return db
    .rows<AllergyRow>(
      `SELECT ${allergyColumns} FROM allergies a
        WHERE a.patient_id IN (SELECT $patientId UNION SELECT patient_id FROM patient_links WHERE stays_as = $patientId)
          AND a.is_active = 1
          AND a.version = (SELECT max(version) FROM allergies WHERE id = a.id)
        ORDER BY a.criticality = 'high' DESC, a.substance`,
      { patientId },
    )
    .map((row) => ({ ...row, isActive: row.isActive === 1 }))
}

/** Every entry of an allergy list as it stands now, those that were taken off among them, in the order of writing. */
export function readAllAllergies(db: Reader, patientId: PatientId): Allergy[] {
  return db
    .rows<AllergyRow>(
      `SELECT ${allergyColumns} FROM allergies a
        WHERE a.patient_id IN (SELECT $patientId UNION SELECT patient_id FROM patient_links WHERE stays_as = $patientId)
          AND a.version = (SELECT max(version) FROM allergies WHERE id = a.id)
        ORDER BY a.recorded_at, a.id`,
      { patientId },
    )
    .map((row) => ({ ...row, isActive: row.isActive === 1 }))
}

/** One entry of an allergy list as it stands now, active or not. */
export function readAllergy(db: Reader, id: string): Allergy | undefined {
  const row = db.row<AllergyRow>(
    `SELECT ${allergyColumns} FROM allergies a WHERE a.id = $id ORDER BY a.version DESC LIMIT 1`,
    { id },
  )
  return row && { ...row, isActive: row.isActive === 1 }
}

/** What stands above every page about a person. */
export function readBanner(db: Reader, patient: Patient, clinic: Clinic, now: Instant): PatientBanner {
  const today = dayOf(now, clinic.timeZone)
  return {
    patient,
    fullName: fullName(patient),
    ageYears: ageOn(patient.birthDate, today),
    allergies: readAllergies(db, patient.id),
    coverageNames: readCoverageNames(db, patient.id, today),
    isVeryImportant: isVeryImportant(db, patient.id),
    balanceMinor: readCharges(db, patient.id).reduce((sum, charge) => sum + charge.outstandingMinor, 0),
    currency: clinic.currency,
  }
}
