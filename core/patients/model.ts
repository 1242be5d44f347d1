import * as z from 'zod'
import { HumanCode } from '../kernel/code.js'
import { AnyId, PatientId } from '../kernel/ids.js'
import { CalendarDate, Instant } from '../kernel/instant.js'
import { line } from '../kernel/text.js'
import { Jurisdiction } from '../tenancy/model.js'

/** FHIR's administrative gender (http://hl7.org/fhir/administrative-gender). */
export const Sex = z.enum(['female', 'male', 'other', 'unknown'])

export const Phone = z
  .string()
  .trim()
  .regex(/^\+?[0-9 ()./-]{5,24}$/, 'A phone number has 5 to 24 digits, with + for the country.')

/** BCP 47, as short as it says enough: en, sw, pt-BR. */
export const LanguageTag = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'A language looks like en or pt-BR.')

export const Address = z.strictObject({
  line: line(160).nullable(),
  city: line(80).nullable(),
  postalCode: line(20).nullable(),
  jurisdiction: Jurisdiction.nullable(),
})
export type Address = z.infer<typeof Address>

/** What a person tells the front desk. Names are stored as they are said: one name is enough. */
export const Demographics = z.strictObject({
  givenName: line(80).nullable(),
  familyName: line(80),
  birthDate: CalendarDate.nullable(),
  sex: Sex,
  phone: Phone.nullable(),
  email: z.email('This does not look like an e-mail address.').max(120).nullable(),
  address: Address.nullable(),
  language: LanguageTag.nullable(),
  /** A number that another system knows this person by (national id, card, hospital number). */
  externalId: line(60).nullable(),
})
export type Demographics = z.infer<typeof Demographics>

export const Patient = Demographics.extend({
  id: PatientId,
  code: HumanCode,
  version: z.int(),
  registeredAt: Instant,
  updatedAt: Instant,
})
export type Patient = z.infer<typeof Patient>

/** A line of a list: enough to tell two people of the same name apart. */
export const PatientSummary = z.object({
  id: PatientId,
  code: HumanCode,
  fullName: z.string(),
  birthDate: CalendarDate.nullable(),
  sex: Sex,
  phone: z.string().nullable(),
  city: z.string().nullable(),
})
export type PatientSummary = z.infer<typeof PatientSummary>

export const RegisterPatient = Demographics.extend({
  /** Set after the person at the desk has looked at the likely doubles and says that this is somebody else. */
  isConfirmedNew: z.boolean().default(false),
})

export const UpdatePatient = z.strictObject({ patientId: PatientId, version: z.int(), demographics: Demographics })

/** FHIR's criticality (http://hl7.org/fhir/allergy-intolerance-criticality). */
export const Criticality = z.enum(['low', 'high', 'unable-to-assess'])

/** An allergy or intolerance: append-only; a retraction is a new version that names the reason. */
export const Allergy = z.object({
  id: AnyId,
  patientId: PatientId,
  substance: z.string(),
  /** The ingredient or class as medicines carry it, folded: how a prescription meets it (`penicillin`). */
  allergen: z.string(),
  criticality: Criticality,
  reaction: z.string().nullable(),
  isActive: z.boolean(),
  retractionReason: z.string().nullable(),
  recordedAt: Instant,
  recordedBy: z.string(),
  version: z.int(),
})
export type Allergy = z.infer<typeof Allergy>

export const RecordAllergy = z.strictObject({
  patientId: PatientId,
  substance: line(120),
  criticality: Criticality,
  reaction: line(200).nullable(),
})
export type RecordAllergy = z.infer<typeof RecordAllergy>

/** What stands above every page about a person. */
export const PatientBanner = z.object({
  patient: Patient,
  fullName: z.string(),
  ageYears: z.int().nullable(),
  allergies: z.array(Allergy),
  /** Names of the plans that cover the person today. */
  coverageNames: z.array(z.string()),
  /** Each look at the record without a care relation is put before a reviewer. */
  isVeryImportant: z.boolean(),
  /** What the person owes the clinic now; negative where the clinic owes. */
  balanceMinor: z.int(),
  currency: z.string(),
})
export type PatientBanner = z.infer<typeof PatientBanner>

const Written = { by: z.string(), at: Instant, deviceName: z.string().nullable() }

/** One change of a person's details. Nothing that was written is ever gone from here. */
export const PatientChange = z.object({
  id: z.string(),
  ...Written,
  /** The registration itself. */
  isFirst: z.boolean(),
  fields: z.array(
    z.object({
      name: z.string(),
      value: z.string().nullable(),
      /** Somebody who had not seen this value wrote another one, which counts. */
      writtenOver: z.object({ ...Written, value: z.string().nullable() }).nullable(),
    }),
  ),
})
export type PatientChange = z.infer<typeof PatientChange>
