import { readDiagnoses, readNotes, readSummary, readVitals } from '../encounters/reads.js'
import { readClaimsOfPatient, readCoverages } from '../insurance/reads.js'
import type { PatientId, StaffId } from '../kernel/ids.js'
import type { Instant } from '../kernel/instant.js'
import { readAllAllergies, readPatient } from '../patients/reads.js'
import { readOrdersOfPatient, readRxNormCode } from '../pharmacy/reads.js'
import type { Reader } from '../ports/database.js'
import type { WholeRecord, WholeVisit } from '../ports/fhir.js'
import { readPrescriptionsOfConsultation } from '../prescriptions/reads.js'
import type { Consultation } from '../scheduling/model.js'
import { readConsultations, readDoctorName, readDoctorSpecialty, readLicences } from '../scheduling/reads.js'
import type { Clinic } from '../tenancy/model.js'

/** More visits than any person has in a life. */
const visitLimit = 100_000

/** Everything that this workstation knows of a person; undefined where nobody of this id is registered. */
export function gatherRecord(
  db: Reader,
  patientId: PatientId,
  { clinic, now }: { clinic: Clinic; now: Instant },
): WholeRecord | undefined {
  const patient = readPatient(db, patientId)
  if (!patient) return undefined
  const everything = { order: 'earliest-first', after: undefined, limit: visitLimit } as const
  const consultations = readConsultations(db, { patientId }, everything)
  const visits = consultations.map((consultation) => wholeVisit(db, consultation, now))
  const doctorIds = visits.flatMap(({ consultation, prescriptions }) => [
    consultation.doctorId,
    ...prescriptions.map(({ doctorId }) => doctorId),
  ])
  return {
    clinic,
    patient,
    allergies: readAllAllergies(db, patientId),
    coverages: readCoverages(db, patientId),
    visits,
    orders: readOrdersOfPatient(db, patientId).map((order) => ({
      ...order,
      lines: order.lines.map((line) => ({ ...line, rxNormCode: readRxNormCode(db, line.productId) ?? null })),
    })),
    claims: readClaimsOfPatient(db, patientId),
    doctors: [...new Set(doctorIds)].map((id) => doctorOf(db, id)),
    exportedAt: now,
  }
}

function wholeVisit(db: Reader, consultation: Consultation, now: Instant): WholeVisit {
  const { id } = consultation
  return {
    consultation,
    vitals: readVitals(db, id),
    notes: readNotes(db, id),
    diagnoses: readDiagnoses(db, id),
    summary: readSummary(db, id) ?? null,
    prescriptions: readPrescriptionsOfConsultation(db, id, now),
  }
}

const doctorOf = (db: Reader, id: StaffId): WholeRecord['doctors'][number] => ({
  id,
  displayName: readDoctorName(db, id),
  specialty: readDoctorSpecialty(db, id),
  licences: readLicences(db, id),
})
