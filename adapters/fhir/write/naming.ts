import { createHash } from 'node:crypto'
import type { CodeableConcept, Identifier, Reference, Resource } from '@medplum/fhirtypes'
import type { EntityKind } from '../../../core/kernel/entities.js'

/** Code systems and identifiers of ours, for what no standard names. */
export const ours = 'urn:medichain'
export const hl7 = 'http://terminology.hl7.org/CodeSystem'
export const loinc = 'http://loinc.org'
export const ucum = 'http://unitsofmeasure.org'
export const icd10 = 'http://hl7.org/fhir/sid/icd-10'
export const rxNorm = 'http://www.nlm.nih.gov/research/umls/rxnorm'
export const snomed = 'http://snomed.info/sct'

/** What an entry is made of: a record of ours, or something that a record names. */
export type EntryKind =
  | EntityKind
  | 'clinic'
  | 'payer'
  | 'appointment'
  | 'encounter'
  | 'claim-response'
  | 'dispense-line'

/** FHIR's ids know no underscore and URNs want a UUID: one that is always the same for a record. */
export function uuidOf(kind: EntryKind, id: string): string {
  const hex = createHash('sha256').update(`medichain fhir ${kind} ${id}`).digest('hex')
  const variant = ((Number.parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16)
  // Version 8: made by a rule of our own (RFC 9562).
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(18, 20)}-${hex.slice(20, 32)}`
}

export const urlOf = (kind: EntryKind, id: string): string => `urn:uuid:${uuidOf(kind, id)}`

/** A reference to another entry of the Bundle. */
export const refer = <T extends Resource = Resource>(kind: EntryKind, id: string, display?: string): Reference<T> =>
  ({ reference: urlOf(kind, id), ...(display === undefined ? {} : { display }) }) as Reference<T>

/** A record's own id, and the code that people know it by. */
export const identifiers = (kind: EntryKind, id: string, code?: string): Identifier[] => [
  { use: 'secondary', system: `${ours}:record:${kind}`, value: id },
  ...(code === undefined ? [] : [{ use: 'secondary' as const, system: `${ours}:code:${kind}`, value: code }]),
]

export const concept = (system: string, code: string, text?: string): CodeableConcept => ({
  coding: [{ system, code }],
  ...(text === undefined ? {} : { text }),
})

/** The keys whose value is there. */
export function present<T extends object>(values: { [K in keyof T]: T[K] | null | undefined }): Partial<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== ''),
  ) as Partial<T>
}

/** FHIR's texts are never empty. */
export const textOr = (text: string, otherwise: string): string => (text.trim() === '' ? otherwise : text)
