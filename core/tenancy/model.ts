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
