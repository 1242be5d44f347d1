import type { Address, AllergyIntolerance, Coverage, Organization, Patient, Practitioner } from '@medplum/fhirtypes'
import type { WholeRecord } from '../../../core/ports/fhir.js'
import { concept, hl7, identifiers, ours, present, refer, uuidOf } from './naming.js'

type Of<K extends keyof WholeRecord> = WholeRecord[K] extends readonly (infer Item)[] ? Item : WholeRecord[K]

export const writeClinic = ({ id, name, jurisdiction }: Of<'clinic'>): Organization => ({
  resourceType: 'Organization',
  id: uuidOf('clinic', id),
  identifier: identifiers('clinic', id),
  active: true,
  type: [concept(`${hl7}/organization-type`, 'prov')],
  name,
  address: [placeOf(jurisdiction)],
})

export const writePayer = (name: string): Organization => ({
  resourceType: 'Organization',
  id: uuidOf('payer', name),
  active: true,
  type: [concept(`${hl7}/organization-type`, 'pay')],
  name,
})

/** A place as licences are given: a country, and where it has them its state. */
function placeOf(jurisdiction: string): Address {
  const [country = jurisdiction, state] = jurisdiction.split('-')
  return { country, ...(state === undefined ? {} : { state }) }
}

export const writeDoctor = ({ id, displayName, specialty, licences }: Of<'doctors'>): Practitioner => ({
  resourceType: 'Practitioner',
  id: uuidOf('doctor', id),
  identifier: identifiers('doctor', id),
  name: [{ text: displayName }],
  qualification: licences.map(({ jurisdiction, number, validUntil }) => ({
    identifier: [{ system: `${ours}:licence:${jurisdiction}`, value: number }],
    code: { text: specialty === '' ? 'Licence to practice' : specialty },
    period: { end: validUntil },
    issuer: { display: jurisdiction },
  })),
})

/** The number that others know the person by comes first: whoever reads one number reads that. */
export function writePatient({ patient, clinic }: WholeRecord): Patient {
  const { id, code, givenName, familyName, externalId, phone, email, address, language } = patient
  const isElsewhere = externalId !== null
  return {
    resourceType: 'Patient',
    id: uuidOf('patient', id),
    meta: { lastUpdated: patient.updatedAt },
    identifier: [
      { use: 'usual', type: concept(`${hl7}/v2-0203`, 'MR'), value: externalId ?? code },
      ...identifiers('patient', id, isElsewhere ? code : undefined),
    ],
    active: true,
    name: [{ use: 'official', family: familyName, ...(givenName === null ? {} : { given: [givenName] }) }],
    telecom: [
      ...(phone === null ? [] : [{ system: 'phone' as const, value: phone, use: 'mobile' as const }]),
      ...(email === null ? [] : [{ system: 'email' as const, value: email }]),
    ],
    gender: patient.sex,
    ...(patient.birthDate === null ? {} : { birthDate: patient.birthDate }),
    ...(address === null
      ? {}
      : {
          address: [
            {
              use: 'home' as const,
              ...(address.line === null ? {} : { line: [address.line] }),
              ...present<Address>({ city: address.city, postalCode: address.postalCode }),
              ...(address.jurisdiction === null ? {} : placeOf(address.jurisdiction)),
            },
          ],
        }),
    ...(language === null
      ? {}
      : { communication: [{ language: concept('urn:ietf:bcp:47', language), preferred: true }] }),
    managingOrganization: refer('clinic', clinic.id, clinic.name),
  }
}

/** What was taken off the list says that it was entered in error, and why. */
export function writeAllergy(allergy: Of<'allergies'>, patientId: string): AllergyIntolerance {
  const { id, isActive, substance, criticality, reaction, recordedAt, recordedBy, retractionReason } = allergy
  return {
    resourceType: 'AllergyIntolerance',
    id: uuidOf('allergy', id),
    identifier: identifiers('allergy', id),
    ...(isActive ? { clinicalStatus: concept(`${hl7}/allergyintolerance-clinical`, 'active') } : {}),
    verificationStatus: concept(`${hl7}/allergyintolerance-verification`, isActive ? 'confirmed' : 'entered-in-error'),
    criticality,
    code: { text: substance },
    patient: refer('patient', patientId),
    recordedDate: recordedAt,
    recorder: { display: recordedBy },
    ...(retractionReason === null ? {} : { note: [{ text: retractionReason }] }),
    ...(reaction === null ? {} : { reaction: [{ manifestation: [{ text: reaction }] }] }),
  }
}

export const writeCoverage = (coverage: Of<'coverages'>, patientId: string): Coverage => ({
  resourceType: 'Coverage',
  id: uuidOf('coverage', coverage.id),
  identifier: identifiers('coverage', coverage.id),
  status: 'active',
  subscriberId: coverage.memberNumber,
  beneficiary: refer('patient', patientId),
  relationship: concept(`${hl7}/subscriber-relationship`, coverage.relationship),
  period: {
    start: coverage.validFrom,
    ...(coverage.validUntil === null ? {} : { end: coverage.validUntil }),
  },
  payor: [refer('payer', coverage.payerName, coverage.payerName)],
  class: [{ type: concept(`${hl7}/coverage-class`, 'plan'), value: coverage.planId, name: coverage.planName }],
})
