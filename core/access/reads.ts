import type { PatientId, StaffId } from '../kernel/ids.js'
import type { Instant } from '../kernel/instant.js'
import type { Role } from '../kernel/roles.js'
import type { Reader } from '../ports/database.js'
import type { PatientMark, Standing } from './model.js'
import { decideStanding } from './rules.js'

/** How somebody stands to a patient's visits now. */
export function readStanding(
  db: Reader,
  who: { id: StaffId; roles: readonly Role[] },
  patientId: PatientId,
  now: Instant,
): Standing {
  const params = { staffId: who.id, patientId }
  const access = db.row<{ until: Instant | null }>(
    'SELECT max(until) AS until FROM emergency_accesses WHERE staff_id = $staffId AND patient_id = $patientId',
    params,
  )
  return decideStanding({
    roles: who.roles,
    hasOwnVisit: hasOwnVisit(db, who.id, patientId),
    openUntil: access?.until ?? null,
    now,
  })
}

/** Whether somebody is, or was, the patient's doctor. */
export const hasOwnVisit = (db: Reader, staffId: string, patientId: PatientId): boolean =>
  db.row(
    `SELECT 1 FROM consultations WHERE patient_id = $patientId AND doctor_id = $staffId AND state <> 'cancelled' LIMIT 1`,
    { staffId, patientId },
  ) !== undefined

const markColumns = `patient_id AS patientId, reason, marked_at AS markedAt, marked_by AS markedBy, ended_at AS endedAt,
  ended_by AS endedBy, end_reason AS endReason, version`

export const readMark = (db: Reader, patientId: PatientId): PatientMark | undefined =>
  db.row<PatientMark>(`SELECT ${markColumns} FROM patient_marks WHERE patient_id = $patientId`, { patientId })

/** Every mark that there is or was. */
export const readMarks = (db: Reader): PatientMark[] => db.rows<PatientMark>(`SELECT ${markColumns} FROM patient_marks`)

/** Whether the patient is marked as very important now, or the record that was found to be of the same person is. */
export const isVeryImportant = (db: Reader, patientId: PatientId): boolean =>
  db.row(
    `SELECT 1 FROM patient_marks WHERE ended_at IS NULL
        AND patient_id IN (SELECT $patientId UNION SELECT patient_id FROM patient_links WHERE stays_as = $patientId)`,
    { patientId },
  ) !== undefined
