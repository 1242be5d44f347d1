import * as z from 'zod'
import { AnyId, PatientId } from '../kernel/ids.js'
import { CalendarDate, Instant } from '../kernel/instant.js'
import { paragraph } from '../kernel/text.js'

export const AnomalyKind = z.enum([
  'many-records',
  'odd-hour',
  'no-care-relation',
  'own-record',
  'colleague-record',
  'important-patient',
  'repeated-emergency-access',
  'controlled-prescribing',
  'several-prescribers',
  'repeated-claim',
  'failed-sign-ins',
  'clock-jump',
  'usage-spike',
])
export type AnomalyKind = z.infer<typeof AnomalyKind>

/** `explained`: there was a good reason; `mistake`: wrong, without intent; `misuse`: to be followed up. */
export const AnomalyOutcome = z.enum(['explained', 'mistake', 'misuse'])
export type AnomalyOutcome = z.infer<typeof AnomalyOutcome>

/** Something unusual, said in a sentence, and what came of looking at it. */
export const Anomaly = z.object({
  id: AnyId,
  kind: AnomalyKind,
  /** What it is about, for finding it once: an actor, a patient, a claim, a resource of a workstation. */
  subject: z.string(),
  day: CalendarDate,
  actorId: z.string().nullable(),
  actorName: z.string().nullable(),
  patientId: PatientId.nullable(),
  /** What happened and what is usual. Names no patient. */
  sentence: z.string(),
  foundAt: Instant,
  outcome: AnomalyOutcome.nullable(),
  comment: z.string().nullable(),
  reviewedAt: Instant.nullable(),
  reviewedBy: z.string().nullable(),
  version: z.int(),
})
export type Anomaly = z.infer<typeof Anomaly>

export const ReviewAnomaly = z.strictObject({
  anomalyId: AnyId,
  version: z.int(),
  outcome: AnomalyOutcome,
  comment: paragraph(500),
})
