import type { Instant } from '../kernel/instant.js'
import type { Reader } from '../ports/database.js'

/** Between which numbers the entries of a time lie: by the index of days, and by the entries that it does not hold yet. */
export function readSeqRange(db: Reader, time: { from: Instant; to: Instant }): { first: number; last: number } {
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
