import * as z from 'zod'
import { Charge, Payment } from '../billing/model.js'
import { Claim, Coverage, Verification } from '../insurance/model.js'
import { AnyId, ConsultationId, StaffId } from '../kernel/ids.js'
import { Instant } from '../kernel/instant.js'
import { Proof } from '../kernel/proof.js'
import { line, paragraph } from '../kernel/text.js'
import { PatientBanner, PatientSummary } from '../patients/model.js'
import { Order } from '../pharmacy/model.js'
import { Prescription } from '../prescriptions/model.js'
import { Consultation } from '../scheduling/model.js'
import { Task } from '../tasks/model.js'

/** Vital signs as measured, in SI or clinical units; whatever was not measured is null. Ranges are what instruments can show. */
export const Vitals = z.strictObject({
  temperatureCelsius: z.number().min(25).max(45).nullable(),
  pulsePerMinute: z.int().min(20).max(300).nullable(),
  systolicMmHg: z.int().min(40).max(300).nullable(),
  diastolicMmHg: z.int().min(20).max(200).nullable(),
  respirationsPerMinute: z.int().min(3).max(80).nullable(),
  oxygenSaturationPercent: z.int().min(40).max(100).nullable(),
  weightKg: z.number().min(0.2).max(500).nullable(),
  heightCm: z.number().min(20).max(260).nullable(),
})
export type Vitals = z.infer<typeof Vitals>

export const VitalsRecord = Vitals.extend({
  id: AnyId,
  consultationId: ConsultationId,
  recordedAt: Instant,
  recordedBy: z.string(),
})
export type VitalsRecord = z.infer<typeof VitalsRecord>

/** A clinical note. Append-only: a correction names the note that it replaces, and both stay. */
export const Note = z.object({
  id: AnyId,
  consultationId: ConsultationId,
  text: z.string(),
  replaces: AnyId.nullable(),
  isReplaced: z.boolean(),
  writtenAt: Instant,
  writtenBy: z.string(),
})
export type Note = z.infer<typeof Note>

/** ICD-10: a letter, two characters, and up to four after the dot. */
export const DiagnosisCode = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?$/, 'A diagnosis code looks like J06.9.')

export const Diagnosis = z.object({
  id: AnyId,
  consultationId: ConsultationId,
  code: z.string(),
  description: z.string(),
  recordedAt: Instant,
  recordedBy: z.string(),
})
export type Diagnosis = z.infer<typeof Diagnosis>

export const FollowUpRequest = z.strictObject({ afterDays: z.int().min(1).max(730), reason: line(200) })

export const CompleteEncounter = z.strictObject({
  consultationId: ConsultationId,
  summary: paragraph(8_000),
  followUp: FollowUpRequest.nullable(),
})

export const EncounterSummary = z.object({
  text: z.string(),
  followUp: FollowUpRequest.nullable(),
  completedAt: Instant,
  completedBy: z.string(),
  signer: z.string(),
  proof: Proof,
})
export type EncounterSummary = z.infer<typeof EncounterSummary>

/** The eight steps of the journey, in order. */
export const StepName = z.enum([
  'booked',
  'covered',
  'paid',
  'consulted',
  'prescribed',
  'ordered',
  'delivered',
  'followed-up',
])
export type StepName = z.infer<typeof StepName>

/** `done`, the one that comes `next`, `open` (later), `blocked` (says why), or `not-needed` (this visit does without it). */
export const StepState = z.enum(['done', 'next', 'open', 'blocked', 'not-needed'])
export const Step = z.object({
  name: StepName,
  state: StepState,
  /** What happened, or why it is blocked or not needed: `Silver PPO pays $52.00`. */
  statement: z.string(),
  at: Instant.nullable(),
  by: z.string().nullable(),
  proof: Proof.nullable(),
})
export type Step = z.infer<typeof Step>

/** The one thing to do next on a visit, and who can do it. Null when the visit has come to its end. */
export const NextAction = z.enum([
  'verify-coverage',
  'take-payment',
  'check-in',
  'start',
  'complete',
  'prescribe',
  'order',
  'await-shelf',
  'pay-order',
  'dispense',
  'ship',
  'hand-over',
  'await-settlement',
  'close-follow-up',
])
export type NextAction = z.infer<typeof NextAction>

/** A visit as a line of a list. */
export const VisitSummary = z.object({
  consultation: Consultation,
  patient: PatientSummary,
  doctorName: z.string(),
  steps: z.array(z.object({ name: StepName, state: StepState })),
  nextAction: NextAction.nullable(),
  /** What the patient still owes for the visit itself, in minor units; below zero when it is to be given back. */
  outstandingMinor: z.int(),
})
export type VisitSummary = z.infer<typeof VisitSummary>

/** Everything that hangs on one visit. */
export const Visit = z.object({
  consultation: Consultation,
  banner: PatientBanner,
  doctor: z.object({ id: StaffId, displayName: z.string(), specialty: z.string() }),
  steps: z.array(Step),
  nextAction: NextAction.nullable(),
  coverages: z.array(Coverage),
  verification: Verification.nullable(),
  charge: Charge,
  payments: z.array(Payment),
  vitals: z.array(VitalsRecord),
  notes: z.array(Note),
  diagnoses: z.array(Diagnosis),
  summary: EncounterSummary.nullable(),
  prescriptions: z.array(Prescription),
  orders: z.array(z.object({ order: Order, charge: Charge, verification: Verification.nullable() })),
  claims: z.array(Claim),
  tasks: z.array(Task),
})
export type Visit = z.infer<typeof Visit>
