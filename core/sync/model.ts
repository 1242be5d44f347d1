import * as z from 'zod'
import { EntityKind } from '../kernel/entities.js'
import { PatientId } from '../kernel/ids.js'
import { Instant } from '../kernel/instant.js'
import { line } from '../kernel/text.js'

/** What this device holds that no other has yet. */
export const SyncStatus = z.object({
  relay: z.enum(['not-configured', 'connecting', 'connected', 'unreachable', 'refused', 'removed']),
  deviceId: z.string(),
  waitingOps: z.int(),
  lastSyncedAt: Instant.nullable(),
  /** When the next try is made, where the last one failed. */
  retryAt: Instant.nullable(),
  /** What stands in the way, in a sentence. */
  problem: z.object({ code: z.string(), message: z.string() }).nullable(),
  /** Things that were refused, are kept apart, and nobody has looked at. */
  quarantined: z.int(),
  /** How far this computer's clock is ahead of the relay's (below zero: behind), where it is too far to be drift; else null. */
  clockAheadMs: z.int().nullable(),
  /** Open conflicts of the clinic, and those of them that are this person's to decide. */
  conflicts: z.object({ open: z.int(), yours: z.int() }),
})
export type SyncStatus = z.infer<typeof SyncStatus>

/** A change in words; never what the record says. */
export const Change = z.object({
  id: z.string(),
  kind: EntityKind,
  recordId: z.string(),
  /** What people call the record, where it has a code: V-7K3F9Q. */
  code: z.string().nullable(),
  statement: z.string(),
  /** Whose change it is for ever, whoever is signed in when it is sent. */
  by: z.string(),
  /** Where it was made; null where it is this workstation. */
  deviceName: z.string().nullable(),
  at: Instant,
})
export type Change = z.infer<typeof Change>

/** Something that came in and was refused: which device it names, what was wrong, what was kept and what to do. */
export const RefusedArrival = z.object({
  id: z.int(),
  at: Instant,
  reason: z.string(),
  deviceName: z.string().nullable(),
  message: z.string(),
})
export type RefusedArrival = z.infer<typeof RefusedArrival>

/** What came of trying again what was refused. */
export const Retried = z.object({
  /** `settled`: it came right; `again`: it was refused again; `not-reached`: the relay did not answer, so nothing is known yet. */
  outcome: z.enum(['settled', 'again', 'not-reached']),
  status: SyncStatus,
})

export const SyncQueue = z.object({
  waiting: z.array(Change),
  /** All that wait; the list shows the oldest. */
  waitingOps: z.int(),
  refused: z.array(RefusedArrival),
})
export type SyncQueue = z.infer<typeof SyncQueue>

/** What work that was done apart can leave for a person to decide. */
export const ConflictKind = z.enum([
  'versions',
  'double-booking',
  'over-filled',
  'double-claim',
  'same-allergy',
  'same-person',
  'negative-stock',
  'clock',
])
export type ConflictKind = z.infer<typeof ConflictKind>

/** Says what is in conflict, so that every device gives the same conflict the same id. */
export const ConflictId = z
  .string()
  .regex(/^[a-z-]{3,20}\.[A-Za-z0-9_.-]{1,60}$/, 'This is not a conflict of MediChain.')

/** What is looked at: the record, the slot, the prescription, the shelf, or the device. */
const About = z.object({ kind: z.union([EntityKind, z.literal('device')]), id: z.string() })

/** A conflict as a line of the inbox. */
export const Conflict = z.object({
  id: ConflictId,
  kind: ConflictKind,
  about: About,
  patientId: PatientId.nullable(),
  patientName: z.string().nullable(),
  /** What happened, in a sentence. */
  statement: z.string(),
  /** What stands against each other; whoever decides says that they saw these. */
  sideIds: z.array(z.string()),
  isOpen: z.boolean(),
  /** Whether this person's roles let them decide it, and it waits. */
  mayDecide: z.boolean(),
  foundAt: Instant,
})
export type Conflict = z.infer<typeof Conflict>

/** One of the things that stand against each other, as the record says it. */
export const ConflictSide = z.object({
  id: z.string(),
  label: z.string(),
  kind: EntityKind.nullable(),
  recordId: z.string().nullable(),
  /** Where, by whom and when it was written, as that device's clock showed it. */
  deviceId: z.string().nullable(),
  deviceName: z.string().nullable(),
  isThisDevice: z.boolean(),
  by: z.string().nullable(),
  at: Instant.nullable(),
  fields: z.array(z.object({ name: z.string(), value: z.string().nullable() })),
})
export type ConflictSide = z.infer<typeof ConflictSide>

export const ConflictChoice = z.object({
  choice: z.string(),
  /** What choosing it does. */
  statement: z.string(),
})
export type ConflictChoice = z.infer<typeof ConflictChoice>

export const ConflictDetail = Conflict.extend({
  sides: z.array(ConflictSide),
  /** The names of the fields in which the sides differ. */
  differing: z.array(z.string()),
  choices: z.array(ConflictChoice),
  /** The decisions so far, the one that counts last. */
  decisions: z.array(
    z.object({
      id: z.string(),
      choice: z.string(),
      note: z.string().nullable(),
      decidedAt: Instant,
      decidedBy: z.string(),
      counts: z.boolean(),
    }),
  ),
})
export type ConflictDetail = z.infer<typeof ConflictDetail>

export const DecideConflict = z.strictObject({
  conflictId: ConflictId,
  /** The conflict's `sideIds` as the person saw them. */
  sides: z.array(z.string().min(1).max(60)).min(1).max(100),
  choice: z.string().min(1).max(60),
  note: line(300).nullable(),
})

/** A decision, as its author signed it. */
export interface Decision {
  id: string
  conflictId: string
  kind: ConflictKind
  sides: readonly string[]
  choice: string
  note: string | null
  decidedAt: string
  decidedBy: string
  signer: string
}
