import * as z from 'zod'
import { AnyId } from '../kernel/ids.js'
import { TimeZone } from '../kernel/instant.js'
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

/** The clinic that this workstation belongs to: one tenant, one encrypted file. */
export const Clinic = ClinicDetails.extend({
  id: AnyId,
  isDemo: z.boolean(),
  /** Minutes without a touch until the window locks itself. */
  autoLockMinutes: z.int().min(1).max(240),
  version: z.int(),
})
export type Clinic = z.infer<typeof Clinic>

export const UpdateClinic = ClinicDetails.omit({ currency: true }).extend({
  autoLockMinutes: Clinic.shape.autoLockMinutes,
  version: z.int(),
})
