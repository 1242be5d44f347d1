import * as z from 'zod'
import { HumanCode } from '../kernel/code.js'
import { ConsultationId, PatientId, PrescriptionId, StaffId } from '../kernel/ids.js'
import { Instant } from '../kernel/instant.js'
import { Proof } from '../kernel/proof.js'
import { line } from '../kernel/text.js'

/** RxNorm's number for a clinical drug (name, strength and form). */
export const RxNormCode = z.string().regex(/^\d{1,10}$/, 'An RxNorm code has digits only.')

/** A medicine of the clinic's formulary. */
export const Medicine = z.object({
  rxNormCode: RxNormCode,
  /** Name, strength and form, as RxNorm writes them: Amoxicillin 500 MG Oral Tablet. */
  name: z.string(),
  ingredients: z.array(z.string()),
  /** Ingredients and the classes that people are allergic to, folded: amoxicillin, penicillin, beta-lactam. */
  allergens: z.array(z.string()),
  form: z.string(),
  isBrand: z.boolean(),
  isControlled: z.boolean(),
  requiresPrescription: z.boolean(),
})
export type Medicine = z.infer<typeof Medicine>

export const Route = z.enum([
  'oral',
  'sublingual',
  'inhaled',
  'topical',
  'subcutaneous',
  'intramuscular',
  'intravenous',
  'nasal',
  'ophthalmic',
  'rectal',
  'transdermal',
])
export type Route = z.infer<typeof Route>
export const DoseUnit = z.enum(['tablet', 'capsule', 'ml', 'mg', 'puff', 'drop', 'application', 'unit', 'patch'])
export type DoseUnit = z.infer<typeof DoseUnit>
export const Frequency = z.enum([
  'once-daily',
  'twice-daily',
  'three-times-daily',
  'four-times-daily',
  'every-other-day',
  'weekly',
  'at-night',
  'as-needed',
])
export type Frequency = z.infer<typeof Frequency>

/** What the doctor orders. */
export const PrescriptionDraft = z.strictObject({
  consultationId: ConsultationId,
  rxNormCode: RxNormCode,
  dose: z.number().positive().max(10_000).multipleOf(0.01),
  doseUnit: DoseUnit,
  route: Route,
  frequency: Frequency,
  durationDays: z.int().min(1).max(365),
  /** How many units one fill holds. */
  quantity: z.int().min(1).max(10_000),
  /** How many fills after the first. */
  refills: z.int().min(0).max(12),
  /** Words for the patient besides the sentence made from the fields. */
  note: line(300).nullable(),
})
export type PrescriptionDraft = z.infer<typeof PrescriptionDraft>

export const SafetyWarning = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('allergy'),
    severity: z.enum(['caution', 'danger']),
    statement: z.string(),
    substance: z.string(),
  }),
  z.object({
    kind: z.literal('duplicate'),
    severity: z.literal('caution'),
    statement: z.string(),
    prescriptionCode: HumanCode,
  }),
])
export type SafetyWarning = z.infer<typeof SafetyWarning>

export const IssuePrescription = PrescriptionDraft.extend({
  /** Why the doctor prescribes in spite of the warnings; needed where there are any. */
  overrideReason: line(300).nullable(),
})
export type IssuePrescription = z.infer<typeof IssuePrescription>

export const PrescriptionState = z.enum(['active', 'filled', 'cancelled', 'expired'])
export type PrescriptionState = z.infer<typeof PrescriptionState>

/** A prescription, signed by the doctor's own key; append-only: a cancellation is a record of its own. */
export const Prescription = z.object({
  id: PrescriptionId,
  code: HumanCode,
  patientId: PatientId,
  consultationId: ConsultationId,
  doctorId: StaffId,
  doctorName: z.string(),
  medicine: Medicine,
  dose: z.number(),
  doseUnit: DoseUnit,
  route: Route,
  frequency: Frequency,
  durationDays: z.int(),
  quantity: z.int(),
  refills: z.int(),
  note: z.string().nullable(),
  /** The sentence that the patient reads: Take 1 tablet by mouth twice a day for 7 days. */
  instructions: z.string(),
  warnings: z.array(SafetyWarning),
  overrideReason: z.string().nullable(),
  issuedAt: Instant,
  expiresAt: Instant,
  state: PrescriptionState,
  fillsUsed: z.int(),
  fillsLeft: z.int(),
  cancellationReason: z.string().nullable(),
  /** The salted commitment that the doctor signed; what the chain knows this prescription by. */
  verificationHash: z.string(),
  signer: z.string(),
  signature: z.string(),
  proof: Proof,
})
export type Prescription = z.infer<typeof Prescription>

/** What the doctor signs: all that is settled when the prescription is issued. It never changes. */
export const PrescriptionContent = Prescription.omit({
  state: true,
  fillsUsed: true,
  fillsLeft: true,
  cancellationReason: true,
  verificationHash: true,
  signer: true,
  signature: true,
  proof: true,
})
export type PrescriptionContent = z.infer<typeof PrescriptionContent>

/** What was checked, in words, with what could not be checked said as such. */
export const PrescriptionCheck = z.object({
  isAuthentic: z.boolean(),
  isFillable: z.boolean(),
  /** `confirmed` by the chain, `contradicted` by it, or `unknown` while it can't be asked or has not got it yet. */
  onChain: z.enum(['confirmed', 'contradicted', 'unknown']),
  findings: z.array(z.object({ isMet: z.boolean().nullable(), statement: z.string() })),
  prescription: Prescription,
})
export type PrescriptionCheck = z.infer<typeof PrescriptionCheck>
