import * as z from 'zod'
import { PatientId, StaffId } from '../kernel/ids.js'
import { CalendarDate, Instant } from '../kernel/instant.js'

export const AuditOutcome = z.enum(['read', 'changed', 'refused', 'signed-in', 'signed-out'])
export type AuditOutcome = z.infer<typeof AuditOutcome>

/** Through which door; `elsewhere` is what other workstations did, as it arrived here. */
export const AuditSource = z.enum(['window', 'http', 'system', 'elsewhere'])
export type AuditSource = z.infer<typeof AuditSource>

/** What the explorer looks for; what is not named is not looked at. Days are the clinic's, both included. */
export const AuditFilter = z.strictObject({
  patientId: PatientId.optional(),
  actorId: StaffId.optional(),
  outcome: AuditOutcome.optional(),
  /** A slice: all operations of `prescriptions`. */
  area: z
    .string()
    .regex(/^[a-zA-Z]{3,20}$/)
    .optional(),
  source: AuditSource.optional(),
  from: CalendarDate.optional(),
  until: CalendarDate.optional(),
})
export type AuditFilter = z.infer<typeof AuditFilter>

/** Who saw or did what; one link of the hash chain. */
export const AuditEntry = z.object({
  seq: z.int(),
  at: Instant,
  actorId: z.string(),
  actorName: z.string(),
  /** The operation: patients.register. */
  action: z.string(),
  outcome: AuditOutcome,
  /** How many records the entry speaks of; the first is named here. */
  subjectCount: z.int(),
  subjectKind: z.string().nullable(),
  subjectId: z.string().nullable(),
  patientId: z.string().nullable(),
  patientName: z.string().nullable(),
  door: z.enum(['window', 'http', 'system']),
  hash: z.string(),
})
export type AuditEntry = z.infer<typeof AuditEntry>
