import type { Instant } from '../kernel/instant.js'
import type { SealedFile } from '../ports/attachments.js'
import type { Writer } from '../ports/database.js'
import { putRow } from '../ports/put-row.js'
import type { WriteUnit } from '../ports/unit.js'
import type { AttachmentRecord } from './model.js'

/** Adds a file to a record, in the transaction of whatever else is said of it. The file was sealed before. */
export function addAttachment(unit: WriteUnit, { record, chunks }: SealedFile): void {
  saveAttachment(unit, record)
  for (const [place, body] of chunks.entries())
    unit.run(
      'INSERT INTO blob_chunks (hash, place, body) VALUES ($hash, $place, $body) ON CONFLICT (hash, place) DO NOTHING',
      { hash: record.hash, place, body },
    )
  unit.run(`INSERT INTO blob_transfers (hash, direction) VALUES ($hash, 'up') ON CONFLICT (hash) DO NOTHING`, {
    hash: record.hash,
  })
  const { id, patientId } = record
  unit.recorded({ kind: 'attachment', id, patientId, version: 1, body: record })
}

/** Says that a file does not belong where it is. Its bytes stay, as all that was once part of a record does. */
export function retractAttachment(
  unit: WriteUnit,
  record: AttachmentRecord,
  said: { at: Instant; by: string; reason: string },
): void {
  const retraction = { retractedAt: said.at, retractedBy: said.by, retractionReason: said.reason }
  const body: AttachmentRecord = { ...record, ...retraction, version: record.version + 1 }
  saveAttachment(unit, body)
  unit.recorded({ kind: 'attachment', id: body.id, patientId: body.patientId, version: body.version, body })
}

/** Writes what is known of a file. */
export function saveAttachment(db: Writer, record: AttachmentRecord): void {
  putRow(db, 'attachments', ['id'], {
    id: record.id,
    about_kind: record.about.kind,
    about_id: record.about.id,
    patient_id: record.patientId,
    name: record.name,
    media_type: record.mediaType,
    bytes: record.bytes,
    hash: record.hash,
    sealed_bytes: record.sealedBytes,
    chunks: record.chunks,
    key: record.key,
    added_by: record.addedBy,
    added_at: record.addedAt,
    version: record.version,
    retracted_at: record.retractedAt,
    retracted_by: record.retractedBy,
    retraction_reason: record.retractionReason,
  })
}
