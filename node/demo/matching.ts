import { yearsBetween } from '../../core/kernel/instant.js'
import type { Patient } from '../../core/patients/model.js'
import { allergenOf } from '../../core/patients/rules.js'
import { formulary } from '../../resources/reference-data.js'
import type { Opening } from './calendar.js'
import { type DemoDoctor, doctors } from './clinic.js'
import { type Complaint, complaints, type Sig } from './complaints.js'
import type { DemoCoverage } from './memberships.js'
import type { Random } from './random.js'

/** A person as the front desk knows them when it looks for a slot. */
export interface Candidate {
  patient: Patient
  ageYears: number
  /** What they are allergic to, in the words that medicines are matched by. */
  allergens: ReadonlySet<string>
  coverage: DemoCoverage | null
}

/** Somebody who fits an opening, and what they come with. */
export interface Matching extends Candidate {
  complaint: Complaint
  mode: 'video' | 'in-person'
  sig: Sig | null
  /** Near enough to be sent medicines by post. */
  isNearby: boolean
}

export function candidateOf(
  patient: Patient,
  substances: readonly string[],
  coverage: DemoCoverage | null,
  today: string,
): Candidate {
  const ageYears = patient.birthDate === null ? 45 : yearsBetween(patient.birthDate, today)
  return { patient, ageYears, coverage, allergens: new Set(substances.map(allergenOf)) }
}

/**
 * Whether this person can take this opening: the doctor treats such complaints at their age, and may do so where they are.
 * @param jurisdiction the clinic's, where people are who name no other
 */
export function match(random: Random, opening: Opening, candidate: Candidate, jurisdiction: string): Matching | null {
  const doctor = doctors.find(({ loginName }) => loginName === opening.doctor)
  if (!doctor) return null
  const { patient, ageYears } = candidate
  const isRightAge = doctor.specialty === 'Pediatrics' ? ageYears < 18 : ageYears >= 16
  if (!isRightAge && doctor.specialty !== 'Family medicine' && doctor.specialty !== 'Dermatology') return null
  const fitting = complaints.filter(
    ({ specialties, ages: [from, to] }) => specialties.includes(doctor.specialty) && ageYears >= from && ageYears <= to,
  )
  if (fitting.length === 0) return null
  const home = patient.address?.jurisdiction ?? jurisdiction
  const mayVideo = opening.isTelemedicine && isLicensed(doctor, home, 'allowsTelemedicine')
  const isLocal = home === jurisdiction
  if (!mayVideo && !isLocal) return null
  const mode = mayVideo && (!isLocal || random.chance(60)) ? 'video' : 'in-person'
  const complaint = random.weighted(fitting)
  const mayPrescribe = isLicensed(doctor, mode === 'video' ? home : jurisdiction, 'allowsPrescribing')
  const sig = mayPrescribe && isSafe(complaint.sig, candidate) ? complaint.sig : null
  return { ...candidate, complaint, mode, sig, isNearby: isLocal || home.slice(0, 3) === 'US-' }
}

const isLicensed = (doctor: DemoDoctor, place: string, allows: 'allowsTelemedicine' | 'allowsPrescribing'): boolean =>
  doctor.licences.some((licence) => licence.jurisdiction === place && licence[allows])

/** Nobody in the demo is prescribed what they are known to be allergic to. */
function isSafe(sig: Sig | null, { allergens }: Candidate): boolean {
  const medicine = formulary.find(({ rxNormCode }) => rxNormCode === sig?.rxNormCode)
  return medicine?.allergens.every((allergen) => !allergens.has(allergen)) ?? false
}
