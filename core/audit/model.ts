import * as z from 'zod'
import { Instant } from '../kernel/instant.js'

/** Who saw or did what; one link of the hash chain. */
export const AuditEntry = z.object({
  seq: z.int(),
  at: Instant,
  actorId: z.string(),
  actorName: z.string(),
  /** The operation: patients.register. */
  action: z.string(),
  outcome: z.enum(['read', 'changed', 'refused', 'signed-in', 'signed-out']),
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
