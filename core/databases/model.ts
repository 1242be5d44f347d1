import * as z from 'zod'
import { AnyId } from '../kernel/ids.js'
import { Instant } from '../kernel/instant.js'
import { line } from '../kernel/text.js'

/**
 * `encrypting`: being made. `suspended`: nothing opens it until it is resumed. `rotating`: all of it is written anew under
 * another key. `failed`: it was not made, and nothing of it is left. `shredded`: its keys are destroyed.
 */
export const SecureDatabaseStatus = z.enum(['encrypting', 'ready', 'suspended', 'rotating', 'failed', 'shredded'])
export type SecureDatabaseStatus = z.infer<typeof SecureDatabaseStatus>

export const SecureDatabaseBackup = z.object({ id: AnyId, madeAt: Instant, bytes: z.int() })
export type SecureDatabaseBackup = z.infer<typeof SecureDatabaseBackup>

/** One encrypted file of this workstation, under a key of its own that the tenant's key wraps. */
export const SecureDatabase = z.object({
  id: AnyId,
  name: z.string(),
  purpose: z.string(),
  status: SecureDatabaseStatus,
  /** Why it failed, or what became of the last attempt to change it. */
  reason: z.string().nullable(),
  createdAt: Instant,
  changedAt: Instant,
  rotatedAt: Instant.nullable(),
  checkedAt: Instant.nullable(),
  /** What the last check found; null before the first. */
  isIntact: z.boolean().nullable(),
  /** The file with its log; null where there is none. */
  bytes: z.int().nullable(),
  /** How many bytes it grew by, over how many days that were looked at; null before the second day. */
  growth: z.object({ bytes: z.int(), days: z.int() }).nullable(),
  backups: z.array(SecureDatabaseBackup),
})
export type SecureDatabase = z.infer<typeof SecureDatabase>

export const ProvisionSecureDatabase = z.strictObject({ name: line(60), purpose: line(200) })

/** What a person may ask for; `encrypting` tries again what failed, `rotating` writes it anew under another key. */
export const WantedStatus = z.enum(['encrypting', 'ready', 'suspended', 'rotating', 'shredded'])
export type WantedStatus = z.infer<typeof WantedStatus>

export const UpdateSecureDatabaseStatus = z.strictObject({
  id: AnyId,
  status: WantedStatus,
  /** The database's name, typed by whoever destroys its key. */
  confirmation: z.string().max(60).optional(),
})
