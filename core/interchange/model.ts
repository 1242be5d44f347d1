import * as z from 'zod'
import { AnyId, PatientId, StaffId } from '../kernel/ids.js'
import { Instant } from '../kernel/instant.js'
import { line } from '../kernel/text.js'

/** FHIR R4 resources as text: one resource or Bundle a file. Read by the caller, so that the node opens no path it is told. */
export const ImportFiles = z.strictObject({
  files: z
    .array(z.strictObject({ name: z.string().min(1).max(255), text: z.string().max(20_000_000) }))
    .min(1, 'Choose at least one file.')
    .max(5_000),
})
export type ImportFiles = z.infer<typeof ImportFiles>

/** What will become (or became) of one resource. */
export const ImportItem = z.object({
  file: z.string(),
  resourceType: z.string(),
  resourceId: z.string().nullable(),
  /** `create`, `update` nothing new: `known`; `skip` what is not taken in; `refuse` what cannot be read. */
  fate: z.enum(['create', 'known', 'skip', 'refuse']),
  /** What it is, for the eye: the person's name, the plan. */
  title: z.string(),
  /** What was not understood or was changed to fit, each in a sentence. */
  remarks: z.array(z.string()),
})
export type ImportItem = z.infer<typeof ImportItem>

export const ImportReport = z.object({
  items: z.array(ImportItem),
  counts: z.object({ create: z.int(), known: z.int(), skip: z.int(), refuse: z.int() }),
  /** The patients of this import: new ones and those that were known. */
  patientIds: z.array(PatientId),
})
export type ImportReport = z.infer<typeof ImportReport>

/** Why a copy of the whole record leaves the clinic: who asked for it, and for what. */
export const ExportRecord = z.strictObject({ patientId: PatientId, reason: line(200) })

/** A copy of a patient's whole record that was given out. */
export const RecordExport = z.object({
  id: AnyId,
  patientId: PatientId,
  staffId: StaffId,
  staffName: z.string(),
  reason: z.string(),
  exportedAt: Instant,
  resources: z.int(),
  /** SHA-256 of the file, in hex. */
  sha256: z.string(),
})
export type RecordExport = z.infer<typeof RecordExport>

/** The copy itself: a FHIR R4 Bundle as JSON. */
export const ExportedRecord = z.object({
  mediaType: z.literal('application/fhir+json'),
  text: z.string(),
  export: RecordExport,
})
export type ExportedRecord = z.infer<typeof ExportedRecord>
