import type { Diagnosis, EncounterSummary, Note, VitalsRecord } from '../encounters/model.js'
import type { Claim, Coverage } from '../insurance/model.js'
import type { Instant } from '../kernel/instant.js'
import type { Allergy, Demographics, Patient } from '../patients/model.js'
import type { Order } from '../pharmacy/model.js'
import type { Prescription } from '../prescriptions/model.js'
import type { Consultation, Licence } from '../scheduling/model.js'
import type { Clinic } from '../tenancy/model.js'

/** What a FHIR R4 resource says, in our words. Remarks name what was not understood or was changed to fit. */
export type FhirDraft =
  | { type: 'patient'; reference: string; demographics: Demographics; title: string; remarks: string[] }
  | {
      type: 'practitioner'
      reference: string
      displayName: string
      title: string
      remarks: string[]
      qualifications: string[]
    }
  | {
      type: 'coverage'
      reference: string
      patientReference: string
      planHints: string[]
      payerName: string | null
      memberNumber: string | null
      validFrom: string | null
      validUntil: string | null
      relationship: 'self' | 'spouse' | 'child' | 'parent' | 'other'
      title: string
      remarks: string[]
    }
  | {
      type: 'allergy'
      reference: string
      patientReference: string
      substance: string
      criticality: 'low' | 'high' | 'unable-to-assess'
      reaction: string | null
      title: string
      remarks: string[]
    }

export type FhirEntry = { file: string; resourceType: string; resourceId: string | null } & (
  | { fate: 'draft'; draft: FhirDraft }
  /** A resource of a kind that we do not take in, or one that says it is void. */
  | { fate: 'skip'; title: string; remarks: string[] }
  /** Not FHIR R4, or not JSON. */
  | { fate: 'refuse'; title: string; remarks: string[] }
)

export interface FhirReader {
  /** Reads resources and Bundles out of files' texts; never throws for what a file says. */
  read(files: readonly { name: string; text: string }[]): FhirEntry[]
}

/** A visit with what was found, said and ordered in it. */
export interface WholeVisit {
  consultation: Consultation
  vitals: readonly VitalsRecord[]
  notes: readonly Note[]
  diagnoses: readonly Diagnosis[]
  summary: EncounterSummary | null
  prescriptions: readonly Prescription[]
}

/** Everything that the clinic has on one person, as far as FHIR has words for it. */
export interface WholeRecord {
  clinic: Pick<Clinic, 'id' | 'name' | 'jurisdiction'>
  patient: Patient
  /** Also those that were taken off the list. */
  allergies: readonly Allergy[]
  coverages: readonly Coverage[]
  visits: readonly WholeVisit[]
  orders: readonly (Omit<Order, 'lines'> & {
    lines: readonly (Order['lines'][number] & { rxNormCode: string | null })[]
  })[]
  claims: readonly Claim[]
  doctors: readonly { id: string; displayName: string; specialty: string; licences: readonly Licence[] }[]
  exportedAt: Instant
}

export interface FhirWriter {
  /** The record as one FHIR R4 Bundle of the type collection, whose references all lead to its own entries. */
  write(record: WholeRecord): { text: string; resources: number; sha256: string }
}
