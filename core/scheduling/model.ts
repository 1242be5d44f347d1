import * as z from 'zod'
import { HumanCode } from '../kernel/code.js'
import { ConsultationId, PatientId, SlotId, StaffId } from '../kernel/ids.js'
import { CalendarDate, Instant } from '../kernel/instant.js'
import { DueMinor } from '../kernel/money.js'
import { paragraph } from '../kernel/text.js'
import { LanguageTag } from '../patients/model.js'
import { Jurisdiction } from '../tenancy/model.js'

/** What a doctor can do at a distance. */
export const Capability = z.enum(['video', 'chat', 'e-prescribing', 'remote-monitoring'])
export type Capability = z.infer<typeof Capability>

/** A licence to practice, as the regulator of that place gave it. */
export const Licence = z.object({
  jurisdiction: Jurisdiction,
  number: z.string(),
  validUntil: CalendarDate,
  allowsTelemedicine: z.boolean(),
  allowsPrescribing: z.boolean(),
})
export type Licence = z.infer<typeof Licence>

export const VisitMode = z.enum(['video', 'in-person'])
export type VisitMode = z.infer<typeof VisitMode>

/** A stretch of one doctor's time, offered for booking. */
export const Slot = z.object({
  id: SlotId,
  doctorId: StaffId,
  startsAt: Instant,
  endsAt: Instant,
  /** Whether the doctor can see a patient by video then; in person is always possible. */
  isTelemedicine: z.boolean(),
  bookedBy: ConsultationId.nullable(),
})
export type Slot = z.infer<typeof Slot>

export const Doctor = z.object({
  id: StaffId,
  displayName: z.string(),
  specialty: z.string(),
  /** `general` visits use a plan's office copay, `specialist` ones its specialist copay. */
  visitKind: z.enum(['general', 'specialist']),
  languages: z.array(LanguageTag),
  about: z.string(),
  capabilities: z.array(Capability),
  licences: z.array(Licence),
  feeMinor: DueMinor,
  currency: z.string(),
  nextFreeSlots: z.array(Slot),
})
export type Doctor = z.infer<typeof Doctor>

/** One sentence of the regulatory check, for the doctor's profile. */
export const ComplianceFinding = z.object({ isMet: z.boolean(), statement: z.string() })
export const DoctorProfile = Doctor.extend({
  /** Whether the doctor may treat by video in the clinic's place today, and why. */
  isCompliant: z.boolean(),
  findings: z.array(ComplianceFinding),
})
export type DoctorProfile = z.infer<typeof DoctorProfile>

export const BookConsultation = z.strictObject({
  patientId: PatientId,
  slotId: SlotId,
  mode: VisitMode.default('video'),
  symptoms: paragraph(2_000),
})
export type BookConsultation = z.infer<typeof BookConsultation>

/** booked → arrived (in the lobby) → in-progress → completed; or canceled, or no-show. */
export const ConsultationState = z.enum(['booked', 'arrived', 'in-progress', 'completed', 'cancelled', 'no-show'])
export type ConsultationState = z.infer<typeof ConsultationState>

export const Consultation = z.object({
  id: ConsultationId,
  code: HumanCode,
  patientId: PatientId,
  doctorId: StaffId,
  slotId: SlotId,
  startsAt: Instant,
  endsAt: Instant,
  mode: VisitMode,
  symptoms: z.string(),
  state: ConsultationState,
  /** The doctor's fee at the time of booking: what insurance and patient share. */
  feeMinor: DueMinor,
  currency: z.string(),
  bookedAt: Instant,
  bookedBy: StaffId,
  arrivedAt: Instant.nullable(),
  startedAt: Instant.nullable(),
  completedAt: Instant.nullable(),
  cancellationReason: z.string().nullable(),
  version: z.int(),
})
export type Consultation = z.infer<typeof Consultation>

/** A slot as the day board shows it. */
export const BoardSlot = Slot.extend({
  consultation: z
    .object({
      id: ConsultationId,
      code: HumanCode,
      state: ConsultationState,
      mode: VisitMode,
      patientId: PatientId,
      patientName: z.string(),
    })
    .nullable(),
})
export type BoardSlot = z.infer<typeof BoardSlot>
export const DayBoard = z.object({
  day: CalendarDate,
  doctors: z.array(
    z.object({ id: StaffId, displayName: z.string(), specialty: z.string(), slots: z.array(BoardSlot) }),
  ),
})
export type DayBoard = z.infer<typeof DayBoard>

/** One doctor's week, from Monday to Sunday. */
export const WeekBoard = z.object({
  doctor: z.object({ id: StaffId, displayName: z.string(), specialty: z.string() }),
  days: z.array(z.object({ day: CalendarDate, slots: z.array(BoardSlot) })).length(7),
})
export type WeekBoard = z.infer<typeof WeekBoard>

/** Offers a doctor's time in equal slots, between two wall-clock times of the clinic. */
export const OfferSlots = z.strictObject({
  doctorId: StaffId,
  day: CalendarDate,
  from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'A time looks like 09:00.'),
  to: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'A time looks like 17:00.'),
  minutesEach: z.int().min(5).max(240),
  isTelemedicine: z.boolean(),
})
export type OfferSlots = z.infer<typeof OfferSlots>

/** A doctor's profile as the administrator writes it. */
export const SaveDoctor = z.strictObject({
  doctorId: StaffId,
  specialty: z.string().trim().min(1).max(80),
  visitKind: Doctor.shape.visitKind,
  languages: z.array(LanguageTag).min(1).max(10),
  about: z.string().trim().max(1_000),
  capabilities: z.array(Capability).max(4),
  licences: z
    .array(
      z.strictObject({
        jurisdiction: Jurisdiction,
        number: z.string().trim().min(1).max(60),
        validUntil: CalendarDate,
        allowsTelemedicine: z.boolean(),
        allowsPrescribing: z.boolean(),
      }),
    )
    .max(20),
  feeMinor: DueMinor,
})
