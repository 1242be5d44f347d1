import type { PatientId, StaffId } from '../kernel/ids.js'
import type { Instant } from '../kernel/instant.js'
import type { RecordPart, Role } from '../kernel/roles.js'
import type { Reader } from '../ports/database.js'
import type { PatientMark, Standing } from './model.js'
import { decideStanding, needsCareRelation } from './rules.js'

/** Somebody as these rules see them. */
interface Person {
  id: StaffId
  roles: readonly Role[]
}

/** How somebody stands to a part of a patient's record now. */
export function readStanding(
  db: Reader,
  who: Person,
  about: { part: RecordPart; patientId: PatientId; now: Instant },
): Standing {
  const { part, patientId, now } = about
  const access = db.row<{ until: Instant | null }>(
    'SELECT max(until) AS until FROM emergency_accesses WHERE staff_id = $staffId AND patient_id = $patientId',
    { staffId: who.id, patientId },
  )
  return decideStanding({
    ...{ roles: who.roles, part, now },
    hasOwnVisit: hasOwnVisit(db, who.id, patientId),
    openUntil: access?.until ?? null,
  })
}

/** Whose patients a list is narrowed to. */
export interface Narrowed {
  staffId: StaffId
  now: Instant
}

/** What narrows a list of somebody who sees a part of the record of their own patients alone; undefined for all others. */
export const narrowTo = (who: Person, part: RecordPart, now: Instant): Narrowed | undefined =>
  needsCareRelation(who.roles, part) ? { staffId: who.id, now } : undefined

/** What `decideStanding` says, as a condition on rows, so that a page is counted after it: `$staffId`, `$now` and a column. */
export const isCaredFor = (patientColumn: string): string =>
  `(EXISTS (SELECT 1 FROM consultations own WHERE own.patient_id = ${patientColumn} AND own.doctor_id = $staffId
        AND own.state <> 'cancelled')
    OR EXISTS (SELECT 1 FROM emergency_accesses open WHERE open.staff_id = $staffId AND open.patient_id = ${patientColumn}
        AND open.until > $now))`

/** A visit as the schedule shows it: when and with whom to everybody, why only to those who may open it. */
export function asScheduled<T extends { patientId: PatientId; symptoms: string; cancellationReason: string | null }>(
  db: Reader,
  who: Person,
  visit: T,
  now: Instant,
): T {
  const { patientId } = visit
  const isOpen =
    !needsCareRelation(who.roles, 'visits') ||
    readStanding(db, who, { part: 'visits', patientId, now }).relation !== 'none'
  return isOpen ? visit : { ...visit, symptoms: '', cancellationReason: null }
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
