import * as z from 'zod'
import { AnyId } from '../kernel/ids.js'
import { Instant, TimeZone } from '../kernel/instant.js'
import { Currency } from '../kernel/money.js'
import { line } from '../kernel/text.js'

/** ISO 3166-1 alpha-2, or ISO 3166-2 where licences are given by states: KE, US-CA. */
export const Jurisdiction = z.string().regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/, 'A place looks like KE or US-CA.')
export type Jurisdiction = z.infer<typeof Jurisdiction>

export const ClinicDetails = z.strictObject({
  name: line(120),
  jurisdiction: Jurisdiction,
  timeZone: TimeZone,
  currency: Currency,
})
export type ClinicDetails = z.infer<typeof ClinicDetails>

/** Nothing is changed in a suspended clinic: it is read, exported, and resumed. */
export const Suspension = z.object({ reason: z.string(), since: Instant, by: z.string() })
export type Suspension = z.infer<typeof Suspension>

/** What a logo may weigh: it stands in the clinic's record, on the lock screen and on every paper. */
export const maximumLogoBytes = 32_000
/** The most pixels that a logo is wide or high. */
export const maximumLogoSide = 512

/** How a clinic shows itself: in the window's top bar, on its lock screen and on paper. */
export const Brand = z.strictObject({
  /** A color that white words can be read on. */
  accent: z
    .string()
    .regex(/^#[0-9a-f]{6}$/, 'A color looks like #0f766e.')
    .nullable(),
  /** A PNG in base64, nothing in it but the picture. */
  logo: z
    .base64('The picture could not be read. Choose it again.')
    .max(Math.ceil(maximumLogoBytes / 3) * 4)
    .nullable(),
})
export type Brand = z.infer<typeof Brand>

/** The clinic that this workstation belongs to: one tenant, one encrypted file. */
export const Clinic = ClinicDetails.extend({
  id: AnyId,
  isDemo: z.boolean(),
  /** Minutes without a touch until the window locks itself. */
  autoLockMinutes: z.int().min(1).max(240),
  suspension: Suspension.nullable(),
  ...Brand.shape,
  version: z.int(),
})
export type Clinic = z.infer<typeof Clinic>

export const UpdateClinic = ClinicDetails.omit({ currency: true }).extend({
  autoLockMinutes: Clinic.shape.autoLockMinutes,
  version: z.int(),
})

export const UpdateBrand = Brand.extend({ version: z.int() })

export const SuspendClinic = z.strictObject({ reason: line(200), version: z.int() })
export const ResumeClinic = z.strictObject({ version: z.int() })

/** Seals an export: whoever has the file and this reads the whole clinic. */
const ExportPassphrase = z.string().min(12, 'Use at least 12 characters; four random words are good.').max(200)

/** What this release writes and reads. */
export const exportVersion = 2

/** The line in clear at the beginning of an export: how its key is made of the passphrase. */
export const ExportHeader = z.strictObject({
  format: z.literal('medichain-clinic'),
  v: z.literal(exportVersion),
  salt: z.base64().max(64),
  cost: z.strictObject({ algorithm: z.literal('argon2id'), memoryKib: z.int(), passes: z.int(), lanes: z.int() }),
})
export type ExportHeader = z.infer<typeof ExportHeader>

/** The first line inside of an export: whose it is, and how far the clinic's records had come. */
export const ExportManifest = z.strictObject({
  clinicId: AnyId,
  clinicName: z.string(),
  exportedAt: Instant,
  /** The newest migration of the records: a release that knows fewer cannot take them in. */
  schema: z.int(),
  lastOp: z.int(),
  lastChunk: z.int(),
  lastAuditSeq: z.int(),
  /** How many records there are of each kind. */
  records: z.record(z.string(), z.int()),
})
export type ExportManifest = z.infer<typeof ExportManifest>

export const ExportClinic = z.strictObject({ passphrase: ExportPassphrase })

export const ClinicExport = z.object({
  manifest: ExportManifest,
  /** The file, in base64. */
  content: z.string(),
  bytes: z.int(),
  sha256: z.string(),
})
export type ClinicExport = z.infer<typeof ClinicExport>

/** What one call may carry through the HTTP door. */
const maximumExportText = 95_000_000

export const CheckExport = z.strictObject({
  content: z.base64('The file could not be read. Choose it again.').max(maximumExportText),
  passphrase: z.string().min(1).max(200),
})

/** `isComplete`: nobody changed anything since it was made. */
export const CheckedExport = z.object({ manifest: ExportManifest, isComplete: z.boolean() })

/** A clinic that was made of an export. The code is new, is shown once and stored nowhere. */
export const OpenedExport = z.object({ clinicName: z.string(), recoveryCode: z.string(), records: z.int() })
export type OpenedExport = z.infer<typeof OpenedExport>

/** The clinic's name, typed by hand: what follows cannot be undone. */
export const CloseClinic = z.strictObject({ name: line(120) })
