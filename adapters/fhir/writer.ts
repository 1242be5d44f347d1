import { createHash } from 'node:crypto'
import type { Bundle, Resource } from '@medplum/fhirtypes'
import type { FhirWriter, WholeRecord, WholeVisit } from '../../core/ports/fhir.js'
import { writeClaim, writeClaimResponse } from './write/claims.js'
import { writeDispenses, writePrescription } from './write/medicines.js'
import { uuidOf } from './write/naming.js'
import { writeAllergy, writeClinic, writeCoverage, writeDoctor, writePatient, writePayer } from './write/person.js'
import { writeAppointment, writeConditions, writeEncounter, writeTexts, writeVitals } from './write/visits.js'

/**
 * Writes FHIR R4. What FHIR has no place for stays out of it: proofs and signatures, payments, tasks, messages, files, and who
 * looked at what; the clinic's own export has all of that.
 */
export const fhirWriter: FhirWriter = {
  write(record) {
    const resources = resourcesOf(record)
    const bundle: Bundle = {
      resourceType: 'Bundle',
      type: 'collection',
      identifier: { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${uuidOf('patient', `${record.patient.id} whole`)}` },
      timestamp: record.exportedAt,
      entry: resources.map((resource) => ({ fullUrl: `urn:uuid:${resource.id}`, resource })),
    }
    const text = JSON.stringify(bundle, null, 1)
    return { text, resources: resources.length, sha256: createHash('sha256').update(text).digest('hex') }
  },
}

/** The person first, then who treats and pays, then what happened in the order of time. */
function resourcesOf(record: WholeRecord): Resource[] {
  const { clinic, patient, doctors, coverages, claims, exportedAt } = record
  const payers = new Set([...coverages, ...claims].map(({ payerName }) => payerName))
  const answers = claims.map((claim) => writeClaimResponse(claim, exportedAt))
  return [
    writePatient(record),
    writeClinic(clinic),
    ...doctors.map(writeDoctor),
    ...[...payers].map(writePayer),
    ...coverages.map((coverage) => writeCoverage(coverage, patient.id)),
    ...record.allergies.map((allergy) => writeAllergy(allergy, patient.id)),
    ...record.visits.flatMap((visit) => resourcesOfVisit(visit, clinic.id)),
    ...record.orders.flatMap(writeDispenses),
    ...claims.map((claim) => writeClaim(claim, clinic.id, exportedAt)),
    ...answers.filter((answer) => answer !== undefined),
  ]
}

function resourcesOfVisit(visit: WholeVisit, clinicId: string): Resource[] {
  return [
    writeAppointment(visit),
    writeEncounter(visit, clinicId),
    ...writeVitals(visit),
    ...writeConditions(visit),
    ...writeTexts(visit),
    ...visit.prescriptions.map(writePrescription),
  ]
}
