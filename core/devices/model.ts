import * as z from 'zod'
import { AnyId } from '../kernel/ids.js'
import { Instant } from '../kernel/instant.js'
import { line } from '../kernel/text.js'

/** Why something that the relay gave was refused: what it did, or what a device signed. */
export const DistrustReason = z.enum([
  'GAP',
  'REORDERED',
  'REPLAYED',
  'FORKED',
  'ROLLED_BACK',
  'DROPPED',
  'ANOTHER_TENANT',
  'UNKNOWN_DEVICE',
  'DEVICE_REVOKED',
  'BAD_SIGNATURE',
  'BAD_CERTIFICATE',
  'BAD_SNAPSHOT',
  'UNKNOWN_EPOCH',
  'MALFORMED',
  'UNREADABLE',
  'IMPOSTOR',
])
export type DistrustReason = z.infer<typeof DistrustReason>

/** A workstation of the clinic. */
export const Device = z.object({
  id: AnyId,
  name: z.string(),
  isThisDevice: z.boolean(),
  /** May let devices in and remove them. */
  isAdministrator: z.boolean(),
  isRevoked: z.boolean(),
  enrolledAt: Instant,
  /** Where it stands, as people wrote it. */
  place: z.string().nullable(),
  /** The person who let it in and the workstation on which they did; null for the first one and where it is not known. */
  addedBy: z.string().nullable(),
  addedOn: z.string().nullable(),
  /** When it wrote the newest of its changes that came here, by its own clock. */
  lastHeardAt: Instant.nullable(),
  removedAt: Instant.nullable(),
  removedBy: z.string().nullable(),
})
export type Device = z.infer<typeof Device>

/** A new workstation that asks to be let in, by the name that it was given there. */
export const WaitingDevice = z.object({ inviteId: z.string(), device: AnyId, name: z.string() })
export type WaitingDevice = z.infer<typeof WaitingDevice>

const deviceName = line(60)

/** The relay's address; a fingerprint pins its certificate, as a hub in the clinic shows it. */
export const RelayAddress = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .max(300)
    .regex(/^[^\s#?@]+$/, 'An address looks like https://relay.example:8443, without a password.'),
  fingerprint: z
    .string()
    .trim()
    .regex(/^([0-9A-Fa-f]{2}:?){32}$/, 'A fingerprint has 32 pairs of digits and the letters A to F.')
    .nullable(),
})
export type RelayAddress = z.infer<typeof RelayAddress>

export const ConnectRelay = RelayAddress.extend({
  /** What people call this device. */
  deviceName,
  /** The word that the relay's operator gave out, where the relay asks for one. */
  admission: z.string().trim().min(1).max(200).nullable(),
})
export type ConnectRelay = z.infer<typeof ConnectRelay>

export const JoinClinic = z.strictObject({
  /** All of the long code, or the short one, which needs the relay's address. */
  code: z.string().trim().min(16, 'The short code has 16 letters and digits.').max(2_000),
  deviceName,
  relay: RelayAddress.nullable().default(null),
})
export type JoinClinic = z.infer<typeof JoinClinic>

export const RenameDevice = z.strictObject({ id: AnyId, name: deviceName, place: line(80).nullable() })

export const MoveRelay = ConnectRelay.omit({ deviceName: true })
export type MoveRelay = z.infer<typeof MoveRelay>

/** The relay through which this workstation syncs. */
export const OwnRelay = z.object({
  url: z.string(),
  /** SHA-256 of the certificate that it must show; null where certificate authorities vouch for it. */
  fingerprint: z.string().nullable(),
  /** It runs on this very workstation. */
  isHere: z.boolean(),
})
export type OwnRelay = z.infer<typeof OwnRelay>

/** A relay that answers at an address, before anything is told to it. */
export const SeenRelay = z.object({
  url: z.string(),
  name: z.string(),
  isAdmissionNeeded: z.boolean(),
  /** What to pin; null where certificate authorities vouch for it, or it is on this computer. */
  fingerprint: z.string().nullable(),
})
export type SeenRelay = z.infer<typeof SeenRelay>

export const Invited = z.object({
  /** Everything, to be copied or scanned. */
  code: z.string(),
  /** To be read aloud: the relay's address is needed beside it. */
  shortCode: z.string(),
  relayUrl: z.string(),
  expiresAt: Instant,
})
export type Invited = z.infer<typeof Invited>

export const ApproveDevice = z.strictObject({ inviteId: z.string().min(1).max(60), isAdministrator: z.boolean() })

export const RecoverTenant = RelayAddress.extend({ recoveryCode: z.string().trim().min(10).max(100), deviceName })
export type RecoverTenant = z.infer<typeof RecoverTenant>

/** How far a new workstation has come. */
export const Joining = z.object({
  state: z.enum(['not-begun', 'waiting-for-approval', 'receiving', 'done', 'failed']),
  receivedOps: z.int(),
  /** How many the relay said it has, as far as it has said so. */
  expectedOps: z.int().nullable(),
  problem: z.object({ code: z.string(), message: z.string() }).nullable(),
})
export type Joining = z.infer<typeof Joining>

/** The relay that this workstation runs for the clinic's network. */
export const Hub = z.object({
  state: z.enum(['off', 'starting', 'on', 'failed']),
  /** Where the clinic's other workstations reach it. */
  url: z.string().nullable(),
  fingerprint: z.string().nullable(),
  problem: z.string().nullable(),
})
export type Hub = z.infer<typeof Hub>

export const StartHub = z.strictObject({
  /** What the network shows. */
  name: deviceName,
  /** Left out it is 8484, or one that is free where another program has that. It stays when the workstation starts again. */
  port: z.int().min(0).max(65_535).optional(),
})
export type StartHub = z.infer<typeof StartHub>

/** A relay that announces itself in this network. */
export const FoundHub = z.object({ name: z.string(), url: z.string(), fingerprint: z.string().nullable() })
export type FoundHub = z.infer<typeof FoundHub>
