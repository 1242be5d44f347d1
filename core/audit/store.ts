import type { Reader } from '../ports/database.js'
import type { Subject } from '../ports/unit.js'
import type { AuditEntry } from './model.js'

type Row = Omit<AuditEntry, 'subjectCount' | 'subjectKind' | 'subjectId' | 'patientId' | 'patientName' | 'hash'> & {
  subjects: string
  hash: Uint8Array
}

const columns =
  'e.seq, e.at, e.actor_id AS actorId, e.actor_name AS actorName, e.action, e.outcome, e.door, e.subjects, e.hash'

/** What of the log is asked for: entries below a number, and where they are named, of a patient, an actor, a time. */
export interface EntryFilter {
  patientId: string | null
  actorId: string | null
  time: { from: string; to: string } | null
  before: number
  limit: number
}

/** Entries, newest first. A patient's and a day's are found by their own indexes, the rest by walking back. */
export function listEntries(db: Reader, { time, ...filter }: EntryFilter): AuditEntry[] {
  const of = filter.patientId === null ? 'audit_entries e' : 'audit_patients a JOIN audit_entries e ON e.seq = a.seq'
  const about = filter.patientId === null ? '' : 'a.patient_id = $patientId AND'
  const range = time && readRange(db, time)
  const within = time === null ? '' : 'e.seq BETWEEN $first AND $last AND e.at >= $from AND e.at < $to AND'
  return db
    .rows<Row>(
      `SELECT ${columns} FROM ${of}
        WHERE ${about} ${within} e.seq < $before AND ($actorId IS NULL OR e.actor_id = $actorId)
        ORDER BY e.seq DESC LIMIT $limit`,
      { ...filter, ...time, ...range },
    )
    .map((row) => toEntry(db, row))
}

/** Between which numbers the entries of a time lie: by the index of days, and by the entries that it does not hold yet. */
function readRange(db: Reader, time: { from: string; to: string }): { first: number; last: number } {
  const { first, last } = db.row<{ first: number | null; last: number | null }>(
    `SELECT min(first) AS first, max(last) AS last FROM (
       SELECT min(first_seq) AS first, max(last_seq) AS last FROM audit_day_index
        WHERE day BETWEEN substr($from, 1, 10) AND substr($to, 1, 10)
       UNION ALL SELECT min(seq), max(seq) FROM audit_entries
        WHERE seq > (SELECT seq FROM audit_indexed) AND at >= $from AND at < $to)`,
    time,
  ) ?? { first: null, last: null }
  return { first: first ?? 1, last: last ?? 0 }
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
