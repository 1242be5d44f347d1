import { fullName } from '../patients/rules.js'
import type { Reader, Writer } from '../ports/database.js'
import { putRow } from '../ports/put-row.js'
import type { WriteUnit } from '../ports/unit.js'
import type { EmergencyAccess, ListedAccess, PatientMark } from './model.js'

const columns = `e.id, e.patient_id AS patientId, e.staff_id AS staffId, e.staff_name AS staffName, e.reason,
  e.opened_at AS openedAt, e.until, e.outcome, e.comment, e.reviewed_at AS reviewedAt, e.reviewed_by AS reviewedBy, e.version`

export const readAccess = (db: Reader, id: string): EmergencyAccess | undefined =>
  db.row<EmergencyAccess>(`SELECT ${columns} FROM emergency_accesses e WHERE e.id = $id`, { id })

/** Accesses, the newest first; those that wait for their review alone, where asked. */
export function listAccesses(
  db: Reader,
  filter: { isOpen: boolean; before: { openedAt: string; id: string } | undefined; limit: number },
): ListedAccess[] {
  type Row = EmergencyAccess & { givenName: string | null; familyName: string; patientCode: string }
  return db
    .rows<Row>(
      `SELECT ${columns}, p.given_name AS givenName, p.family_name AS familyName, p.code AS patientCode
         FROM emergency_accesses e JOIN patients p ON p.id = e.patient_id
        WHERE (e.opened_at, e.id) < ($at, $id) ${filter.isOpen ? 'AND e.outcome IS NULL' : ''}
        ORDER BY e.opened_at DESC, e.id DESC LIMIT $limit`,
      { at: filter.before?.openedAt ?? '~', id: filter.before?.id ?? '', limit: filter.limit },
    )
    .map(({ givenName, familyName, ...row }) => ({ ...row, patientName: fullName({ givenName, familyName }) }))
}

/** Writes an access: new, or with what its review came to. */
export function saveAccess(unit: WriteUnit, access: EmergencyAccess): EmergencyAccess {
  unit.run(
    `INSERT INTO emergency_accesses
       (id, patient_id, staff_id, staff_name, reason, opened_at, until, outcome, comment, reviewed_at, reviewed_by, version)
     VALUES ($id, $patientId, $staffId, $staffName, $reason, $openedAt, $until, $outcome, $comment, $reviewedAt, $reviewedBy, $version)
     ON CONFLICT (id) DO UPDATE SET outcome = excluded.outcome, comment = excluded.comment,
       reviewed_at = excluded.reviewed_at, reviewed_by = excluded.reviewed_by, version = excluded.version`,
    { ...access },
  )
  const { id, patientId, version } = access
  unit.recorded({ kind: 'emergency-access', id, patientId, version, body: access })
  return access
}

/** Puts a mark in the place of the patient's mark before. */
export const putMark = (db: Writer, mark: PatientMark): void =>
  putRow(db, 'patient_marks', ['patient_id'], {
    patient_id: mark.patientId,
    reason: mark.reason,
    marked_at: mark.markedAt,
    marked_by: mark.markedBy,
    ended_at: mark.endedAt,
    ended_by: mark.endedBy,
    end_reason: mark.endReason,
    version: mark.version,
  })

/** Writes a mark: new, or ended. */
export function saveMark(unit: WriteUnit, mark: PatientMark): PatientMark {
  putMark(unit, mark)
  const { patientId, version } = mark
  unit.recorded({ kind: 'patient-mark', id: patientId, patientId, version, body: mark })
  return mark
}
