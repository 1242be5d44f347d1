import * as z from 'zod'
import { EntityKind } from '../kernel/entities.js'
import { AnyId, ConsultationId, PatientId } from '../kernel/ids.js'
import { Instant } from '../kernel/instant.js'
import { line } from '../kernel/text.js'

/** A file is at most so large: it is sealed and opened in memory. */
export const maximumAttachmentBytes = 100 * 1_048_576

/** A file that belongs to a record, as all devices know it; its bytes travel apart, encrypted under a key of its own. */
export const AttachmentRecord = z.strictObject({
  id: AnyId,
  about: z.strictObject({ kind: EntityKind, id: z.string().max(60) }),
  patientId: PatientId.nullable(),
  name: z.string().min(1).max(200),
  mediaType: z.string().max(120),
  bytes: z.int().min(0).max(maximumAttachmentBytes),
  /** SHA-256 of the encrypted bytes: the name under which they lie at the relay. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  sealedBytes: z.int().min(1),
  chunks: z.int().min(1),
  /** base64url. */
  key: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  addedBy: z.string(),
  addedAt: Instant,
  /** What was attached in error is never deleted: it says so, by whom, when and why. */
  retractedAt: Instant.nullable(),
  retractedBy: z.string().nullable(),
  retractionReason: z.string().nullable(),
  version: z.int().min(1),
})
export type AttachmentRecord = z.infer<typeof AttachmentRecord>

/** What a page shows of a file. */
export const Attachment = AttachmentRecord.pick({
  id: true,
  about: true,
  patientId: true,
  name: true,
  mediaType: true,
  bytes: true,
  addedBy: true,
  addedAt: true,
  retractedAt: true,
  retractedBy: true,
  retractionReason: true,
}).extend({
  /**
   * Where its bytes are: on this workstation alone until the relay has confirmed all of them, here and at the relay, or not here
   * yet.
   */
  place: z.enum(['only-here', 'at-relay', 'on-its-way']),
})
export type Attachment = z.infer<typeof Attachment>

/** A document of a person's record is at most so large: it crosses the window in one piece. */
export const maximumDocumentBytes = 20 * 1_048_576

/** What may be attached, and what every workstation can show without another program. */
export const DocumentType = z.enum(['application/pdf', 'image/jpeg', 'image/png', 'image/webp'])
export type DocumentType = z.infer<typeof DocumentType>

export const AddDocument = z.strictObject({
  patientId: PatientId,
  /** The visit that it belongs to, where it does. */
  consultationId: ConsultationId.nullable().default(null),
  name: line(200),
  /** The file, in base64. */
  content: z.base64('The file could not be read. Choose it again.').max(Math.ceil(maximumDocumentBytes / 3) * 4),
})

export const RetractDocument = z.strictObject({ attachmentId: AnyId, reason: line(200) })
