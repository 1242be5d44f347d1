import * as z from 'zod'
import { AnyId, PatientId, StaffId } from '../kernel/ids.js'
import { Instant } from '../kernel/instant.js'
import { paragraph } from '../kernel/text.js'

export const ReviewOutcome = z.enum(['justified', 'not-justified'])
export type ReviewOutcome = z.infer<typeof ReviewOutcome>

/** One hour in which somebody without a care relation may see one patient's record, and what came of its review. */
export const EmergencyAccess = z.object({
  id: AnyId,
  patientId: PatientId,
  staffId: StaffId,
  staffName: z.string(),
  reason: z.string(),
  openedAt: Instant,
  until: Instant,
  /** Null until somebody else has looked at it. */
  outcome: ReviewOutcome.nullable(),
  comment: z.string().nullable(),
  reviewedAt: Instant.nullable(),
  reviewedBy: z.string().nullable(),
  version: z.int(),
})
export type EmergencyAccess = z.infer<typeof EmergencyAccess>

/** As the review queue shows it. */
export const ListedAccess = EmergencyAccess.extend({ patientName: z.string(), patientCode: z.string() })
export type ListedAccess = z.infer<typeof ListedAccess>

export const OpenEmergency = z.strictObject({ patientId: PatientId, reason: paragraph(500) })

export const ReviewAccess = z.strictObject({
  accessId: AnyId,
  version: z.int(),
  outcome: ReviewOutcome,
  comment: paragraph(500),
})

/** How somebody stands to a patient's record. */
export const Standing = z.object({
  /** `role`: their work is with every patient; `own-visit`: the patient's doctor; `emergency`: an hour was opened; `none`. */
  relation: z.enum(['role', 'own-visit', 'emergency', 'none']),
  /** The end of the hour that was opened. */
  until: Instant.nullable(),
})
export type Standing = z.infer<typeof Standing>

/**
 * A very important patient: somebody whom colleagues may be curious about. From the mark until its end every look at the record
 * without a care relation is put before a reviewer. There is one of each patient, with the last reason.
 */
export const PatientMark = z.object({
  patientId: PatientId,
  reason: z.string(),
  markedAt: Instant,
  markedBy: z.string(),
  /** Null while it holds. */
  endedAt: Instant.nullable(),
  endedBy: z.string().nullable(),
  endReason: z.string().nullable(),
  version: z.int(),
})
export type PatientMark = z.infer<typeof PatientMark>

export const SetMark = z.strictObject({
  patientId: PatientId,
  /** Of the mark as it was seen; 0 where there has never been one. */
  version: z.int().min(0),
  isMarked: z.boolean(),
  reason: paragraph(500),
})
