import type { PatientId } from '../kernel/ids.js'
import type { Reader, Writer } from '../ports/database.js'
import { putRow } from '../ports/put-row.js'
import type { WriteUnit } from '../ports/unit.js'
import type { CallRecord, CallRoom, VisitMessage } from './model.js'

export type MessageRecord = Omit<VisitMessage, 'photos'>

export function putCallRoom(db: Writer, room: CallRoom): void {
  putRow(db, 'call_rooms', ['id'], {
    id: room.id,
    consultation_id: room.consultationId,
    secret: room.secret,
    opened_at: room.openedAt,
    opened_by: room.openedBy,
  })
}

export function putCallRecord(db: Writer, record: CallRecord): void {
  putRow(db, 'call_records', ['id'], {
    id: record.id,
    consultation_id: record.consultationId,
    started_at: record.startedAt,
    participant_minutes: record.participantMinutes,
    body: JSON.stringify(record),
  })
}

export function putMessage(db: Writer, message: MessageRecord): void {
  putRow(db, 'visit_messages', ['id'], {
    id: message.id,
    consultation_id: message.consultationId,
    sender: message.from,
    author_name: message.authorName,
    text: message.text,
    sent_at: message.sentAt,
  })
}

export function insertCallRoom(unit: WriteUnit, patientId: PatientId, room: CallRoom): CallRoom {
  putCallRoom(unit, room)
  unit.recorded({ kind: 'call-room', id: room.id, patientId, version: 1, body: room })
  return room
}

export function insertCallRecord(unit: WriteUnit, patientId: PatientId, record: CallRecord): CallRecord {
  putCallRecord(unit, record)
  unit.recorded({ kind: 'call-record', id: record.id, patientId, version: 1, body: record })
  return record
}

export function insertMessage(unit: WriteUnit, patientId: PatientId, message: MessageRecord): void {
  putMessage(unit, message)
  unit.recorded({ kind: 'visit-message', id: message.id, patientId, version: 1, body: message })
}

/** What this workstation still has to hand to the relay for the patient; nothing of it is a record. */
export const queueMessage = (db: Writer, id: string): void =>
  void db.run('INSERT INTO visit_message_outbox (message_id) VALUES ($id) ON CONFLICT DO NOTHING', { id })
export const unqueueMessage = (db: Writer, id: string): void =>
  void db.run('DELETE FROM visit_message_outbox WHERE message_id = $id', { id })
export const readQueued = (db: Reader): MessageRecord[] =>
  db.rows<MessageRecord>(
    `SELECT m.id, m.consultation_id AS consultationId, m.sender AS "from", m.author_name AS authorName, m.text,
       m.sent_at AS sentAt
     FROM visit_message_outbox o JOIN visit_messages m ON m.id = o.message_id ORDER BY m.sent_at, m.id LIMIT 50`,
  )

export const isCallKnown = (db: Reader, id: string): boolean =>
  db.row('SELECT 1 AS one FROM call_records WHERE id = $id', { id }) !== undefined

export const isMessageKnown = (db: Reader, id: string): boolean =>
  db.row('SELECT 1 AS one FROM visit_messages WHERE id = $id', { id }) !== undefined

/** How far this workstation has taken a room's messages over. */
export const readReached = (db: Reader, room: string): number =>
  db.row<{ seq: number }>('SELECT seq FROM call_room_reached WHERE room = $room', { room })?.seq ?? 0
export const saveReached = (db: Writer, room: string, seq: number): void =>
  putRow(db, 'call_room_reached', ['room'], { room, seq })
