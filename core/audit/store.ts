import type { Reader } from '../ports/database.js'
import type { Subject } from '../ports/unit.js'
import type { AuditEntry } from './model.js'

type Row = Omit<AuditEntry, 'subjectCount' | 'subjectKind' | 'subjectId' | 'patientId' | 'patientName' | 'hash'> & {
  subjects: string
  hash: Uint8Array
}

const columns =
  'e.seq, e.at, e.actor_id AS actorId, e.actor_name AS actorName, e.action, e.outcome, e.door, e.subjects, e.hash'

/** Entries below a number, newest first. A patient's are found by their own index, the rest by walking back. */
export function listEntries(
  db: Reader,
  filter: { patientId: string | null; actorId: string | null; from: string; to: string; before: number; limit: number },
): AuditEntry[] {
  const of = filter.patientId === null ? 'audit_entries e' : 'audit_patients a JOIN audit_entries e ON e.seq = a.seq'
  const about = filter.patientId === null ? '' : 'a.patient_id = $patientId AND'
  return db
    .rows<Row>(
      `SELECT ${columns} FROM ${of}
        WHERE ${about} e.seq < $before AND e.at >= $from AND e.at < $to AND ($actorId IS NULL OR e.actor_id = $actorId)
        ORDER BY e.seq DESC LIMIT $limit`,
      filter,
    )
    .map((row) => toEntry(db, row))
}

/** An entry may speak of many records (a list that was read): the explorer names the first and says how many. */
function toEntry(db: Reader, { subjects, hash, ...row }: Row): AuditEntry {
  const all = JSON.parse(subjects) as Subject[]
  const [first] = all
  const name = first?.patientId
    ? db.row<{ name: string }>(
        `SELECT coalesce(given_name || ' ', '') || family_name AS name FROM patients WHERE id = $id`,
        {
          id: first.patientId,
        },
      )?.name
    : undefined
  return {
    ...row,
    subjectCount: all.length,
    subjectKind: first?.kind ?? null,
    subjectId: first?.id ?? null,
    patientId: first?.patientId ?? null,
    patientName: name ?? null,
    hash: Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join(''),
  }
}
