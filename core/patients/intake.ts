import { PatientId } from '../kernel/ids.js'
import type { Instant } from '../kernel/instant.js'
import type { Reader } from '../ports/database.js'
import type { WriteUnit } from '../ports/unit.js'
import type { Allergy, Demographics, Patient, RecordAllergy } from './model.js'
import { allergenOf, duplicateScore, likelyDuplicateScore } from './rules.js'
import * as store from './store.js'

/** What a new record is made with. */
export interface Making {
  now(): Instant
  newId(): string
  newCode(prefix: string): string
}

/** Registers a person: their row, their entry in the search index, their pseudonym on the chain. */
export function registerPatient(unit: WriteUnit, making: Making, demographics: Demographics): Patient {
  let code = making.newCode('P')
  while (store.isCodeTaken(unit, code)) code = making.newCode('P')
  const now = making.now()
  const id = PatientId.parse(making.newId())
  const patient: Patient = { ...demographics, id, code, version: 1, registeredAt: now, updatedAt: now }
  addPatient(unit, patient)
  unit.registerOnChain(id)
  return patient
}

/** Writes a patient whose id and code are made already. The chain hears of them with their first visit. */
export function addPatient(unit: WriteUnit, patient: Patient): void {
  store.insertPatient(unit, patient)
  recordPatient(unit, patient)
}

/** Says that a new version of a patient's details was written. */
export function recordPatient(unit: WriteUnit, patient: Patient): void {
  unit.recorded({ kind: 'patient', id: patient.id, patientId: patient.id, version: patient.version, body: patient })
}

/** Writes an allergy that is not on the list yet. */
export function addAllergy(
  unit: WriteUnit,
  making: Pick<Making, 'now' | 'newId'>,
  said: RecordAllergy,
  by: string,
): Allergy {
  return saveAllergy(unit, {
    ...said,
    id: making.newId(),
    allergen: allergenOf(said.substance),
    isActive: true,
    retractionReason: null,
    recordedAt: making.now(),
    recordedBy: by,
    version: 1,
  })
}

/** Writes a version of an allergy. */
export function saveAllergy(unit: WriteUnit, allergy: Allergy): Allergy {
  store.insertAllergy(unit, allergy)
  const { id, patientId, version } = allergy
  unit.recorded({ kind: 'allergy', id, patientId, version, body: allergy })
  return allergy
}

/** Takes one of two entries for the same allergy off the active list. */
export function retireAllergy(unit: WriteUnit, now: Instant, allergy: Allergy, by: string): void {
  const retractionReason = 'Recorded twice: the other entry stands.'
  const version = allergy.version + 1
  saveAllergy(unit, { ...allergy, isActive: false, retractionReason, recordedAt: now, recordedBy: by, version })
}

/** Puts an entry back on the active list: it stands after all. */
export function reviveAllergy(unit: WriteUnit, now: Instant, allergy: Allergy, by: string): void {
  const version = allergy.version + 1
  saveAllergy(unit, { ...allergy, isActive: true, retractionReason: null, recordedAt: now, recordedBy: by, version })
}

/** Records that are likely of this person: those at which somebody should look before there are two. */
export function findLikelySame(db: Reader, person: Demographics): Patient[] {
  return store
    .findAlike(db, person)
    .filter((patient) => duplicateScore(patient, person) >= likelyDuplicateScore)
    .sort((a, b) => duplicateScore(b, person) - duplicateScore(a, person))
}
