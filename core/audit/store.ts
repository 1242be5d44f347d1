import { hexOf } from '../kernel/hex.js'
import type { Instant } from '../kernel/instant.js'
import type { Reader, SqlParams } from '../ports/database.js'
import type { Subject } from '../ports/unit.js'
import { type AuditEntry, type AuditFilter, AuditOutcome } from './model.js'
import { readSeqRange } from './reads.js'

/** Days as instants; `before` is the number of the entry that the page before ended with. */
export type EntrySearch = Omit<AuditFilter, 'from' | 'until'> & {
  from: Instant | undefined
  until: Instant | undefined
  before: number | undefined
  limit: number
}

type Row = Pick<AuditEntry, 'seq' | 'at' | 'actorId' | 'actorName' | 'action' | 'outcome' | 'door'> & {
  subjects: string
  hash: Uint8Array
}

/** An entry with all that it speaks of. */
export type WholeEntry = Omit<Row, 'subjects' | 'hash'> & { subjects: Subject[]; hash: string }

const fromElsewhere = `('sync.receive', 'sync.rehang')`

/**
 * The query of a search: a patient's entries by their own index, a person's, an outcome's and those of a stretch of time by theirs, the
 * rest by walking back. The order is always that of an index, so that nothing is sorted.
 */
export function entriesQuery(db: Reader, search: EntrySearch): { sql: string; params: SqlParams } {
  const terms: string[] = []
  const params: Record<string, string | number> = { limit: search.limit }
  const add = (term: string, values: Record<string, string | number>) => {
    terms.push(term)
    Object.assign(params, values)
  }
  const { patientId, actorId, outcome, area, source, from, until, before } = search
  if (patientId !== undefined) add('a.patient_id = $patientId', { patientId })
  const seq = patientId === undefined ? 'e.seq' : 'a.seq'
  if (before !== undefined) add(`${seq} < $before`, { before })
  if (actorId !== undefined) add('e.actor_id = $actorId', { actorId })
  // In words, so that the few refusals are found by their own index.
  if (outcome !== undefined) terms.push(`e.outcome = '${AuditOutcome.parse(outcome)}'`)
  if (area !== undefined)
    add('e.action >= $areaFrom AND e.action < $areaTo', { areaFrom: `${area}.`, areaTo: `${area}/` })
  if (source === 'elsewhere') terms.push(`e.action IN ${fromElsewhere}`)
  else if (source !== undefined) add(`e.door = $source AND e.action NOT IN ${fromElsewhere}`, { source })
  if (from !== undefined || until !== undefined) {
    const time = { from: from ?? '', to: until ?? '~' }
    const { first, last } = readSeqRange(db, time)
    add(`${seq} BETWEEN $first AND $last AND e.at >= $from AND e.at < $to`, { ...time, first, last })
  }
  const tables = patientId === undefined ? 'audit_entries e' : 'audit_patients a JOIN audit_entries e ON e.seq = a.seq'
  return {
    sql: `SELECT e.seq, e.at, e.actor_id AS actorId, e.actor_name AS actorName, e.action, e.outcome, e.door, e.subjects, e.hash
        FROM ${tables} ${terms.length > 0 ? `WHERE ${terms.join(' AND ')}` : ''}
        ORDER BY ${seq} DESC LIMIT $limit`,
    params,
  }
}

export function readEntries(db: Reader, search: EntrySearch): WholeEntry[] {
  const { sql, params } = entriesQuery(db, search)
  return db.rows<Row>(sql, params).map(({ subjects, hash, ...row }) => ({
    ...row,
    subjects: JSON.parse(subjects) as Subject[],
    hash: hexOf(hash).slice(2),
  }))
}

/** An entry may speak of many records (a list that was read): the explorer names the first and says how many. */
export function toListed(db: Reader, { subjects, ...entry }: WholeEntry): AuditEntry {
  const [first] = subjects
  const name = first?.patientId
    ? db.row<{ name: string }>(
        `SELECT coalesce(given_name || ' ', '') || family_name AS name FROM patients WHERE id = $id`,
        { id: first.patientId },
      )?.name
    : undefined
  return {
    ...entry,
    subjectCount: subjects.length,
    subjectKind: first?.kind ?? null,
    subjectId: first?.id ?? null,
    patientId: first?.patientId ?? null,
    patientName: name ?? null,
  }
}
