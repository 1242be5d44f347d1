import type { EntityKind } from '../kernel/entities.js'
import type { Reader } from '../ports/database.js'
import type { Attachment, AttachmentRecord } from './model.js'

const columns = `id, about_kind AS aboutKind, about_id AS aboutId, patient_id AS patientId, name, media_type AS mediaType,
  bytes, hash, sealed_bytes AS sealedBytes, chunks, key, added_by AS addedBy, added_at AS addedAt,
  (SELECT count(*) FROM blob_chunks WHERE blob_chunks.hash = attachments.hash) = chunks
    AND NOT EXISTS (SELECT 1 FROM blob_transfers WHERE blob_transfers.hash = attachments.hash AND direction = 'down')
    AS isHere`

type Row = Omit<AttachmentRecord, 'about'> & { aboutKind: EntityKind; aboutId: string; isHere: number }

const recordOf = ({ aboutKind, aboutId, isHere: _, ...row }: Row): AttachmentRecord => ({
  ...row,
  about: { kind: aboutKind, id: aboutId },
})

/** The files of a record, the newest first. */
export const readAttachmentsOf = (db: Reader, about: { kind: EntityKind; id: string }): Attachment[] =>
  db
    .rows<Row>(
      `SELECT ${columns} FROM attachments WHERE about_kind = $kind AND about_id = $id ORDER BY added_at DESC, id`,
      {
        kind: about.kind,
        id: about.id,
      },
    )
    .map((row) => {
      const { id, about, patientId, name, mediaType, bytes, addedBy, addedAt } = recordOf(row)
      return { id, about, patientId, name, mediaType, bytes, addedBy, addedAt, isHere: row.isHere === 1 }
    })

/** A file with its encrypted chunks; undefined where it is not known or not here yet. */
export function readSealedFile(db: Reader, id: string): { record: AttachmentRecord; chunks: Uint8Array[] } | undefined {
  const row = db.row<Row>(`SELECT ${columns} FROM attachments WHERE id = $id`, { id })
  if (row?.isHere !== 1) return undefined
  const chunks = db.rows<{ body: Uint8Array }>('SELECT body FROM blob_chunks WHERE hash = $hash ORDER BY place', {
    hash: row.hash,
  })
  return { record: recordOf(row), chunks: chunks.map(({ body }) => body) }
}
