import * as z from 'zod'
import { StaffId } from '../kernel/ids.js'
import { Instant } from '../kernel/instant.js'
import { Permission, Role } from '../kernel/roles.js'
import { line } from '../kernel/text.js'
import { Brand, Clinic, ClinicDetails } from '../tenancy/model.js'

/** What a member of staff types to sign in. */
export const LoginName = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z][a-z0-9._-]{1,31}$/, 'Use 2 to 32 letters, digits, dots or dashes, beginning with a letter.')

/** Length is what makes a passphrase strong (NIST SP 800-63B asks for 8; ours opens the records, so 12). */
export const Passphrase = z.string().min(12, 'Use at least 12 characters; four random words are good.').max(200)

/** Somebody who works here. */
export const Staff = z.object({
  id: StaffId,
  displayName: z.string(),
  loginName: z.string(),
  roles: z.array(Role).min(1),
  /** The address of the key that this person signs with, on the chain. */
  chainAddress: z.string(),
  isActive: z.boolean(),
  version: z.int(),
})
export type Staff = z.infer<typeof Staff>

/**
 * What lets somebody sign in on every device of the clinic: the seed of their keys, sealed under their passphrase (Argon2id,
 * AES-256-GCM). One field of its record, so that two changes made apart never mix.
 */
export const Credential = z.strictObject({
  salt: z.base64(),
  cost: z.strictObject({ algorithm: z.literal('argon2id'), memoryKib: z.int(), passes: z.int(), lanes: z.int() }),
  sealed: z.base64(),
  /** X25519 public key that the seed derives: devices seal their database key to it. */
  boxKey: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
})
export type Credential = z.infer<typeof Credential>

export const CredentialRecord = z.strictObject({ id: StaffId, credential: Credential, version: z.int() })
export type CredentialRecord = z.infer<typeof CredentialRecord>

export const AddStaff = z.strictObject({
  displayName: line(120),
  loginName: LoginName,
  roles: z.array(Role).min(1).max(6),
  /** Chosen with the person beside you; they can change it in Settings. */
  passphrase: Passphrase,
})

export const UpdateStaff = z.strictObject({
  staffId: StaffId,
  version: z.int(),
  displayName: line(120),
  roles: z.array(Role).min(1).max(6),
})

/** Lets somebody in no more, or again. Everything that they wrote and signed stays theirs. */
export const ChangeStanding = z.strictObject({ staffId: StaffId, version: z.int() })

/** Who is signed in at a door, and what they may do there. */
export const Session = z.object({
  staff: Staff,
  permissions: z.array(Permission),
  clinic: Clinic,
  signedInAt: Instant,
})
export type Session = z.infer<typeof Session>

export const SetUpClinic = z.strictObject({
  clinic: ClinicDetails,
  administrator: z.strictObject({ displayName: line(120), loginName: LoginName }),
  passphrase: Passphrase,
})

export const SignIn = z.strictObject({ loginName: LoginName, passphrase: z.string().min(1).max(200) })

export const Recover = z.strictObject({
  recoveryCode: z.string().trim().min(10).max(100),
  loginName: LoginName,
  /** The new one; the old one stops working for this person. */
  passphrase: Passphrase,
})

/** Why the records cannot be opened, each with its own sentence. In none of these cases is a byte changed. */
export const WorkstationProblem = z.enum([
  'key-file-damaged',
  'database-damaged',
  'database-missing',
  'database-behind',
  'schema-newer',
  'storage-full',
  'in-use',
])
export type WorkstationProblem = z.infer<typeof WorkstationProblem>

/** What the lock screen may know before anybody has signed in. */
export const WorkstationState = z.object({
  state: z.enum(['new', 'preparing-demo', 'joining', 'locked', 'open', 'unusable']),
  clinicName: z.string().nullable(),
  /** How the clinic shows itself, and whether it is suspended: then whoever signs in may read and export. */
  face: Brand.extend({ isSuspended: z.boolean() }),
  users: z.array(z.object({ loginName: z.string(), displayName: z.string(), roles: z.array(Role) })),
  /** The passphrase of the demo clinic, where this is one: it protects nothing real. */
  demoPassphrase: z.string().nullable(),
  problem: z.object({ code: WorkstationProblem, message: z.string() }).nullable(),
  appVersion: z.string(),
})
export type WorkstationState = z.infer<typeof WorkstationState>
