import { readSeqRange } from '../audit/reads.js'
import type { PatientId } from '../kernel/ids.js'
import type { CalendarDate, Instant } from '../kernel/instant.js'
import type { Role } from '../kernel/roles.js'
import type { Reader } from '../ports/database.js'
import type { WriteUnit } from '../ports/unit.js'
import type { Anomaly } from './model.js'

interface Stretch {
  startsAt: Instant
  endsAt: Instant
}

export interface RawLook {
  at: Instant
  actorId: string
  actorName: string
  patientId: PatientId
}

/** Where the audit log's entries of a stretch of time are. */
const entriesOf = (db: Reader, { startsAt, endsAt }: Stretch) => ({
  ...readSeqRange(db, { from: startsAt, to: endsAt }),
  startsAt,
  endsAt,
})

/** Records that somebody opened one by one in a stretch of time; lists and searches are not looks. */
export const readLooks = (db: Reader, stretch: Stretch): RawLook[] =>
  db.rows<RawLook>(
    `SELECT at, actor_id AS actorId, actor_name AS actorName, json_extract(subjects, '$[0].patientId') AS patientId
       FROM audit_entries
      WHERE seq BETWEEN $first AND $last AND at >= $startsAt AND at < $endsAt AND outcome = 'read' AND door <> 'system'
        AND action IN ('patients.get', 'patients.getBanner', 'patients.getHistory', 'encounters.getVisit', 'prescriptions.get',
                       'prescriptions.findByCode', 'prescriptions.verify', 'pharmacy.getOrder', 'insurance.getClaim',
                       'attachments.open', 'telehealth.listMessages', 'telehealth.getPhoto')
        AND json_extract(subjects, '$[0].patientId') IS NOT NULL`,
    entriesOf(db, stretch),
  )

/** Whether the clinic had anything to do with a patient in a stretch of time. */
export const isRelated = (db: Reader, patientId: PatientId, { startsAt, endsAt }: Stretch): boolean =>
  db.row(
    `SELECT 1 WHERE
       EXISTS (SELECT 1 FROM consultations WHERE patient_id = $patientId AND starts_at >= $startsAt AND starts_at < $endsAt)
       OR EXISTS (SELECT 1 FROM orders WHERE patient_id = $patientId AND placed_at >= $startsAt AND placed_at < $endsAt)
       OR EXISTS (SELECT 1 FROM payments WHERE patient_id = $patientId AND taken_at >= $startsAt AND taken_at < $endsAt)
       OR EXISTS (SELECT 1 FROM claims WHERE patient_id = $patientId AND state IN ('draft', 'submitted', 'accepted', 'denied'))
       OR EXISTS (SELECT 1 FROM patients WHERE id = $patientId AND registered_at >= $startsAt AND registered_at < $endsAt)`,
    { patientId, startsAt, endsAt },
  ) !== undefined

export const readPatientName = (db: Reader, id: PatientId): string | undefined =>
  db.row<{ name: string }>(
    `SELECT coalesce(given_name || ' ', '') || family_name AS name FROM patients WHERE id = $id`,
    { id },
  )?.name

export const readStaff = (db: Reader) =>
  db
    .rows<{ id: string; name: string; roles: string }>('SELECT id, display_name AS name, roles FROM staff')
    .map(({ roles, ...who }) => ({ ...who, roles: JSON.parse(roles) as Role[] }))

/** Controlled medicines that each doctor prescribed in a stretch of time. */
export const readControlled = (db: Reader, { startsAt, endsAt }: Stretch) =>
  db.rows<{ doctorId: string; count: number }>(
    `SELECT p.doctor_id AS doctorId, sum(json_extract(m.body, '$.isControlled')) AS count
       FROM prescriptions p INDEXED BY prescriptions_by_time JOIN medicines m ON m.rx_norm_code = p.rx_norm_code
      WHERE p.issued_at >= $startsAt AND p.issued_at < $endsAt GROUP BY p.doctor_id`,
    { startsAt, endsAt },
  )

/** Patients who got controlled medicines in a stretch of time, and of how many doctors. */
export const readPrescribers = (db: Reader, { startsAt, endsAt }: Stretch) =>
  db.rows<{ patientId: PatientId; doctors: number }>(
    `SELECT p.patient_id AS patientId, count(DISTINCT p.doctor_id) AS doctors
       FROM prescriptions p INDEXED BY prescriptions_by_time JOIN medicines m ON m.rx_norm_code = p.rx_norm_code
      WHERE p.issued_at >= $startsAt AND p.issued_at < $endsAt AND json_extract(m.body, '$.isControlled')
      GROUP BY p.patient_id HAVING count(DISTINCT p.doctor_id) > 1`,
    { startsAt, endsAt },
  )

/** Claims submitted in a stretch of time that say what an earlier one of it says, of another visit or order. */
export const readRepeatedClaims = (db: Reader, { startsAt, endsAt }: Stretch) =>
  db.rows<{ id: string; code: string; likeCode: string; patientId: PatientId }>(
    `SELECT c.id, c.code, like_it.code AS likeCode, c.patient_id AS patientId
       FROM claims c JOIN claims like_it ON like_it.patient_id = c.patient_id AND like_it.n < c.n
        AND like_it.coverage_id = c.coverage_id AND like_it.total_minor = c.total_minor
        AND like_it.diagnosis_codes = c.diagnosis_codes AND like_it.payable_kind = c.payable_kind
        AND like_it.submitted_at >= $startsAt AND like_it.submitted_at < $endsAt
      WHERE c.state IN ('submitted', 'accepted', 'settled') AND c.submitted_at >= $startsAt AND c.submitted_at < $endsAt
      GROUP BY c.id`,
    { startsAt, endsAt },
  )

/** Emergency access in a stretch, by person. */
export const readEmergencies = (db: Reader, { startsAt, endsAt }: Stretch) =>
  db.rows<{ staffId: string; staffName: string; within7Days: number }>(
    `SELECT staff_id AS staffId, max(staff_name) AS staffName, count(*) AS within7Days FROM emergency_accesses
      WHERE opened_at >= $startsAt AND opened_at < $endsAt GROUP BY staff_id`,
    { startsAt, endsAt },
  )

/** Sign-ins that were refused in a stretch, by the name that was typed. */
export const readFailures = (db: Reader, stretch: Stretch) =>
  db.rows<{ name: string; count: number }>(
    `SELECT actor_name AS name, count(*) AS count FROM audit_entries
      WHERE seq BETWEEN $first AND $last AND at >= $startsAt AND at < $endsAt AND outcome = 'refused'
        AND action = 'identity.signIn' GROUP BY actor_name`,
    entriesOf(db, stretch),
  )

/** Entries that say an earlier time than the one before them, by five minutes or more. */
export const readClockJumps = (db: Reader, stretch: Stretch) =>
  db.rows<{ seq: number; at: Instant; minutesBack: number }>(
    `SELECT e.seq, e.at, (unixepoch(b.at) - unixepoch(e.at)) / 60.0 AS minutesBack
       FROM audit_entries e JOIN audit_entries b ON b.seq = e.seq - 1
      WHERE e.seq BETWEEN $first AND $last AND e.at >= $startsAt AND e.at < $endsAt
        AND unixepoch(b.at) - unixepoch(e.at) >= 300`,
    entriesOf(db, stretch),
  )

const columns = `id, kind, subject, day, actor_id AS actorId, actor_name AS actorName, patient_id AS patientId, sentence,
  found_at AS foundAt, outcome, comment, reviewed_at AS reviewedAt, reviewed_by AS reviewedBy, version`

export const readAnomaly = (db: Reader, id: string): Anomaly | undefined =>
  db.row<Anomaly>(`SELECT ${columns} FROM anomalies WHERE id = $id`, { id })

/** Whether the same was found before, so that nobody is asked about it twice. */
export const isFound = (db: Reader, { kind, subject, day }: Pick<Anomaly, 'kind' | 'subject' | 'day'>): boolean =>
  db.row('SELECT 1 FROM anomalies WHERE kind = $kind AND subject = $subject AND day = $day', { kind, subject, day }) !==
  undefined

/** What was found, the latest day first. */
export function listAnomalies(
  db: Reader,
  filter: { isOpen: boolean; before: { day: CalendarDate; id: string } | undefined; limit: number },
): Anomaly[] {
  return db.rows<Anomaly>(
    `SELECT ${columns} FROM anomalies WHERE (day, id) < ($day, $id) ${filter.isOpen ? 'AND outcome IS NULL' : ''}
      ORDER BY day DESC, id DESC LIMIT $limit`,
    { day: filter.before?.day ?? '~', id: filter.before?.id ?? '', limit: filter.limit },
  )
}

/** Writes a finding: new, or with what its review came to. */
export function saveAnomaly(unit: WriteUnit, anomaly: Anomaly): Anomaly {
  unit.run(
    `INSERT INTO anomalies (id, kind, subject, day, actor_id, actor_name, patient_id, sentence, found_at, outcome, comment,
       reviewed_at, reviewed_by, version)
     VALUES ($id, $kind, $subject, $day, $actorId, $actorName, $patientId, $sentence, $foundAt, $outcome, $comment,
       $reviewedAt, $reviewedBy, $version)
     ON CONFLICT (id) DO UPDATE SET outcome = excluded.outcome, comment = excluded.comment,
       reviewed_at = excluded.reviewed_at, reviewed_by = excluded.reviewed_by, version = excluded.version`,
    { ...anomaly },
  )
  const { id, patientId, version } = anomaly
  unit.recorded({ kind: 'anomaly', id, patientId, version, body: anomaly })
  return anomaly
}
