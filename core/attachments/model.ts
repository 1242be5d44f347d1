import * as z from 'zod'
import { EntityKind } from '../kernel/entities.js'
import { AnyId, PatientId } from '../kernel/ids.js'
import { Instant } from '../kernel/instant.js'

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
}).extend({
  /** Whether its bytes are on this device; otherwise they are on their way. */
  isHere: z.boolean(),
})
export type Attachment = z.infer<typeof Attachment>
