import type { EntityKind } from '../kernel/entities.js'
import type { Reader } from '../ports/database.js'
import type { Attachment, AttachmentRecord } from './model.js'

const columns = `id, about_kind AS aboutKind, about_id AS aboutId, patient_id AS patientId, name, media_type AS mediaType,
  bytes, hash, sealed_bytes AS sealedBytes, chunks, key, added_by AS addedBy, added_at AS addedAt, version,
  retracted_at AS retractedAt, retracted_by AS retractedBy, retraction_reason AS retractionReason,
  (SELECT direction FROM blob_transfers WHERE blob_transfers.hash = attachments.hash) AS transfer,
  (SELECT count(*) FROM blob_chunks WHERE blob_chunks.hash = attachments.hash) = chunks AS isWhole`

interface Row extends Omit<AttachmentRecord, 'about'> {
  aboutKind: EntityKind
  aboutId: string
  transfer: 'up' | 'down' | null
  isWhole: number
}

const recordOf = ({ aboutKind, aboutId, transfer: _, isWhole: __, ...row }: Row): AttachmentRecord => ({
  ...row,
  about: { kind: aboutKind, id: aboutId },
})

const isHere = ({ transfer, isWhole }: Row): boolean => isWhole === 1 && transfer !== 'down'

function attachmentOf(row: Row): Attachment {
  const { hash: _, sealedBytes: __, chunks: ___, key: ____, version: _____, ...shown } = recordOf(row)
  return { ...shown, place: isHere(row) ? (row.transfer === 'up' ? 'only-here' : 'at-relay') : 'on-its-way' }
}

/** The files of a record, the newest first. */
export const readAttachmentsOf = (db: Reader, about: { kind: EntityKind; id: string }): Attachment[] =>
  db
    .rows<Row>(
      `SELECT ${columns} FROM attachments WHERE about_kind = $kind AND about_id = $id ORDER BY added_at DESC, id`,
      { kind: about.kind, id: about.id },
    )
    .map(attachmentOf)

/** All files of a person's record, those of their visits among them, or those of one visit alone; the newest first. */
export const readAttachmentsOfPatient = (db: Reader, patientId: string, consultationId?: string): Attachment[] =>
  db
    .rows<Row>(
      `SELECT ${columns} FROM attachments WHERE patient_id = $patientId
          AND ($consultationId IS NULL OR (about_kind = 'consultation' AND about_id = $consultationId))
        ORDER BY added_at DESC, id`,
      { patientId, consultationId: consultationId ?? null },
    )
    .map(attachmentOf)

/** A file's record; undefined where it is not known. */
export function readAttachment(db: Reader, id: string): { record: AttachmentRecord; shown: Attachment } | undefined {
  const row = db.row<Row>(`SELECT ${columns} FROM attachments WHERE id = $id`, { id })
  return row && { record: recordOf(row), shown: attachmentOf(row) }
}

/** A file with its encrypted chunks; undefined where it is not known or not here yet. */
export function readSealedFile(db: Reader, id: string): { record: AttachmentRecord; chunks: Uint8Array[] } | undefined {
  const row = db.row<Row>(`SELECT ${columns} FROM attachments WHERE id = $id`, { id })
  if (!row || !isHere(row)) return undefined
  const chunks = db.rows<{ body: Uint8Array }>('SELECT body FROM blob_chunks WHERE hash = $hash ORDER BY place', {
    hash: row.hash,
  })
  return { record: recordOf(row), chunks: chunks.map(({ body }) => body) }
}
