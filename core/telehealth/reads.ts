import { readAttachmentsOf } from '../attachments/reads.js'
import type { ConsultationId } from '../kernel/ids.js'
import type { Reader } from '../ports/database.js'
import type { CallRecord, CallRoom, VisitMessage } from './model.js'
import { roomOf } from './rules.js'

const roomColumns = `id, consultation_id AS consultationId, secret, opened_at AS openedAt, opened_by AS openedBy`

/** The room of a visit, where one was opened. */
export const readCallRoom = (db: Reader, consultationId: ConsultationId): CallRoom | undefined =>
  roomOf(
    db.rows<CallRoom>(`SELECT ${roomColumns} FROM call_rooms WHERE consultation_id = $consultationId`, {
      consultationId,
    }),
  )

export const readRoomById = (db: Reader, id: string): CallRoom | undefined =>
  db.row<CallRoom>(`SELECT ${roomColumns} FROM call_rooms WHERE id = $id`, { id })

/** Rooms that were opened since, whose calls may not have been written down. */
export const readRoomsSince = (db: Reader, since: string): string[] =>
  db.rows<{ id: string }>('SELECT id FROM call_rooms WHERE opened_at >= $since', { since }).map(({ id }) => id)

/** The calls of a visit, the first one first. */
export const readCalls = (db: Reader, consultationId: ConsultationId): CallRecord[] =>
  db
    .rows<{ body: string }>(
      'SELECT body FROM call_records WHERE consultation_id = $consultationId ORDER BY started_at, id',
      { consultationId },
    )
    .map(({ body }) => JSON.parse(body) as CallRecord)

/** The messages of a visit, the oldest first, with their photos. */
export const readMessages = (db: Reader, consultationId: ConsultationId): VisitMessage[] =>
  db
    .rows<Omit<VisitMessage, 'photos'>>(
      `SELECT id, consultation_id AS consultationId, sender AS "from", author_name AS authorName, text, sent_at AS sentAt
       FROM visit_messages WHERE consultation_id = $consultationId ORDER BY sent_at, id`,
      { consultationId },
    )
    .map((message) => ({ ...message, photos: readAttachmentsOf(db, { kind: 'visit-message', id: message.id }) }))
