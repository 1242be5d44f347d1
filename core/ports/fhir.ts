import type { Demographics } from '../patients/model.js'

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
