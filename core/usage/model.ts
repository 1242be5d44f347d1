import * as z from 'zod'
import { AnyId } from '../kernel/ids.js'
import { CalendarDate, Instant } from '../kernel/instant.js'

/**
 * What is metered, and in what: `compute` milliseconds of processor time of the local node, `storage` megabytes of records for an
 * hour, `network` bytes to and from relays, `chain` transactions, `video` minutes of each participant, `messages` of visits.
 */
export const UsageResource = z.enum(['compute', 'storage', 'network', 'chain', 'video', 'messages'])
export type UsageResource = z.infer<typeof UsageResource>

/** A month of the clinic's calendar: 2026-10. */
export const Month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'A month looks like 2026-10.')
export type Month = z.infer<typeof Month>

/** Whole units of a resource. */
export const Quantity = z
  .int('A quantity is a whole number.')
  .min(1, 'A quantity is above nothing.')
  .max(1_000_000_000_000, 'This is more than one line can hold.')

/** What was used of a resource in an hour, at one workstation. Says nothing of patients or people. */
export const UsageLine = z.object({
  id: AnyId,
  tenantId: AnyId,
  /** The workstation that wrote it, and its number there, from 1 and without gaps. */
  device: z.string(),
  seq: z.int(),
  /** When the hour began. */
  hour: Instant,
  resource: UsageResource,
  quantity: Quantity,
  /** `metered` by the workstation itself, or `reported` by another program. */
  source: z.enum(['metered', 'reported']),
  sealedAt: Instant,
  /** The hash of the workstation's line before; empty for its first. */
  prevHash: z.string(),
  /** SHA-256 of the canonical JSON of all of the above. */
  hash: z.string(),
  /** The workstation's Ed25519 signature over the hash. */
  signature: z.string(),
})
export type UsageLine = z.infer<typeof UsageLine>

export const RecordUsage = z.strictObject({
  /** Made once by whoever reports; the same id with the same content returns the first line again. */
  id: AnyId,
  tenantId: AnyId,
  resource: UsageResource,
  quantity: Quantity,
  /** Any moment of the hour. */
  at: Instant,
})
export type RecordUsage = z.infer<typeof RecordUsage>

export const UsageTotal = z.object({ resource: UsageResource, quantity: z.int(), lines: z.int() })
export type UsageTotal = z.infer<typeof UsageTotal>

export const UsageSummary = z.object({
  tenantId: AnyId,
  month: Month,
  totals: z.array(UsageTotal),
  days: z.array(z.object({ day: CalendarDate, resource: UsageResource, quantity: z.int() })),
  /** Up to which hour this workstation has written its lines; null before the first. */
  meteredUntil: Instant.nullable(),
})
export type UsageSummary = z.infer<typeof UsageSummary>

/** Why a line is not what its workstation wrote. */
export const UsageFault = z.enum([
  'missing-line',
  'changed-line',
  'wrong-signature',
  'foreign-tenant',
  'differs-from-records',
])
export type UsageFault = z.infer<typeof UsageFault>

/** What came of recomputing all lines. */
export const UsageCheck = z.object({
  isIntact: z.boolean(),
  lines: z.int(),
  /** Lines whose number was counted again out of the records of calls and messages. */
  recounted: z.int(),
  workstations: z.int(),
  /** Workstations whose key is not known here, so that their signature was not checked. */
  unknownSigners: z.int(),
  fault: z.object({ kind: UsageFault, device: z.string(), seq: z.int() }).nullable(),
})
export type UsageCheck = z.infer<typeof UsageCheck>
