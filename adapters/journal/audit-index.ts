import type { DatabasePort, Writer } from '../../core/ports/database.js'

/**
 * Brings the indexes over the audit log up to its last entry, in one transaction: by patient and by day, out of the entries'
 * own words. Until then the few entries since are read one by one.
 */
export function indexAudit(database: DatabasePort): void {
  database.transact((db) => {
    const { from, to } = db.row<{ from: number; to: number }>(
      `SELECT seq AS "from", (SELECT coalesce(max(seq), 0) FROM audit_entries) AS "to" FROM audit_indexed`,
    ) ?? { from: 0, to: 0 }
    if (from >= to) return
    indexRange(db, { from, to })
    db.run('UPDATE audit_indexed SET seq = $to', { to })
  })
}

function indexRange(db: Writer, range: { from: number; to: number }): void {
  db.run(
    `INSERT INTO audit_patient_index (patient_id, seq)
     SELECT DISTINCT s.value ->> 'patientId' AS patient_id, e.seq FROM audit_entries e, json_each(e.subjects) s
      WHERE e.seq > $from AND e.seq <= $to AND s.value ->> 'patientId' IS NOT NULL ORDER BY 1, 2`,
    range,
  )
  db.run(
    `INSERT INTO audit_day_index (day, first_seq, last_seq)
     SELECT substr(at, 1, 10), min(seq), max(seq) FROM audit_entries WHERE seq > $from AND seq <= $to GROUP BY 1
     ON CONFLICT (day) DO UPDATE SET last_seq = excluded.last_seq`,
    range,
  )
}
