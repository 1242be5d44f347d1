import type { ConsultationId, PatientId, SlotId, StaffId } from '../kernel/ids.js'
import type { Instant } from '../kernel/instant.js'
import type { Reader, SqlParams } from '../ports/database.js'
import type { Consultation, ConsultationState, Doctor, Licence, Slot } from './model.js'

const consultationColumns = `c.id, c.code, c.patient_id AS patientId, c.doctor_id AS doctorId, c.slot_id AS slotId,
  c.starts_at AS startsAt, c.ends_at AS endsAt, c.mode, c.symptoms, c.state, c.fee_minor AS feeMinor, c.currency,
  c.booked_at AS bookedAt, c.booked_by AS bookedBy, c.arrived_at AS arrivedAt, c.started_at AS startedAt,
  c.completed_at AS completedAt, c.cancellation_reason AS cancellationReason, c.version`

export function readConsultation(db: Reader, id: ConsultationId): Consultation | undefined {
  return db.row<Consultation>(`SELECT ${consultationColumns} FROM consultations c WHERE c.id = $id`, { id })
}

/** Which visits a list shows; what is not named is not looked at. `from` is inclusive, `until` is not. */
export interface ConsultationFilter {
  from?: Instant
  until?: Instant
  doctorId?: StaffId | undefined
  patientId?: PatientId | undefined
  states?: readonly ConsultationState[] | undefined
}

/**
 * Consultations in the order of their beginning, after the given one; at most `limit`. Each filter but `states` has an
 * index, of which SQLite takes the narrowest.
 */
export function readConsultations(
  db: Reader,
  filter: ConsultationFilter,
  page: {
    order: 'earliest-first' | 'latest-first'
    after: { startsAt: Instant; id: string } | undefined
    limit: number
  },
): Consultation[] {
  const { from, until, doctorId, patientId, states } = filter
  const isLatestFirst = page.order === 'latest-first'
  const terms: string[] = []
  const params: Record<string, SqlParams[string]> = { limit: page.limit }
  const add = (term: string, values: SqlParams) => {
    terms.push(term)
    Object.assign(params, values)
  }
  if (from !== undefined) add('c.starts_at >= $from', { from })
  if (until !== undefined) add('c.starts_at < $until', { until })
  if (doctorId !== undefined) add('c.doctor_id = $doctorId', { doctorId })
  if (patientId !== undefined) add('c.patient_id = $patientId', { patientId })
  if (states !== undefined) add('c.state IN (SELECT value FROM json_each($states))', { states: JSON.stringify(states) })
  if (page.after)
    add(`(c.starts_at, c.id) ${isLatestFirst ? '<' : '>'} ($afterStart, $afterId)`, {
      afterStart: page.after.startsAt,
      afterId: page.after.id,
    })
  const order = isLatestFirst ? 'c.starts_at DESC, c.id DESC' : 'c.starts_at, c.id'
  return db.rows<Consultation>(
    `SELECT ${consultationColumns} FROM consultations c ${terms.length > 0 ? `WHERE ${terms.join(' AND ')}` : ''}
      ORDER BY ${order} LIMIT $limit`,
    params,
  )
}

/** A doctor's profile, without the slots. */
export type DoctorRecord = Omit<Doctor, 'nextFreeSlots'>

type DoctorRow = Omit<DoctorRecord, 'languages' | 'capabilities' | 'licences' | 'currency'> & {
  languages: string
  capabilities: string
  licences: string
}

/** Every doctor who works here now, by name; `currency` is the clinic's. */
export function readDoctors(db: Reader): DoctorRecord[] {
  return db
    .rows<DoctorRow & { currency: string }>(`${doctorQuery} WHERE s.is_active = 1 ORDER BY s.display_name`)
    .map(toDoctor)
}

/** A doctor who works here now. */
export function readDoctor(db: Reader, doctorId: StaffId): DoctorRecord | undefined {
  const row = db.row<DoctorRow & { currency: string }>(
    `${doctorQuery} WHERE d.staff_id = $doctorId AND s.is_active = 1`,
    {
      doctorId,
    },
  )
  return row && toDoctor(row)
}

const doctorQuery = `SELECT d.staff_id AS id, s.display_name AS displayName, d.specialty, d.visit_kind AS visitKind, d.languages,
    d.about, d.capabilities, d.licences, d.fee_minor AS feeMinor, k.currency
  FROM doctors d JOIN staff s ON s.id = d.staff_id CROSS JOIN clinic k`

const toDoctor = (row: DoctorRow & { currency: string }): DoctorRecord => ({
  ...row,
  languages: JSON.parse(row.languages),
  capabilities: JSON.parse(row.capabilities),
  licences: JSON.parse(row.licences),
})

/** The name of a member of staff as patients and receipts read it; their id where the person is not known here. */
export function readDoctorName(db: Reader, staffId: StaffId): string {
  const sql = 'SELECT display_name AS displayName FROM staff WHERE id = $staffId'
  return db.row<{ displayName: string }>(sql, { staffId })?.displayName ?? staffId
}

/** What the doctor specializes in; empty for somebody who is no doctor. */
export function readDoctorSpecialty(db: Reader, doctorId: StaffId): string {
  const sql = 'SELECT specialty FROM doctors WHERE staff_id = $doctorId'
  return db.row<{ specialty: string }>(sql, { doctorId })?.specialty ?? ''
}

/** Whether a visit to this doctor is a general or a specialist one, for the plan's copay. */
export function readVisitKind(db: Reader, doctorId: StaffId): Doctor['visitKind'] | undefined {
  const sql = 'SELECT visit_kind AS visitKind FROM doctors WHERE staff_id = $doctorId'
  return db.row<{ visitKind: Doctor['visitKind'] }>(sql, { doctorId })?.visitKind
}

/** What a doctor is licensed for; nothing where they have no profile. */
export function readLicences(db: Reader, doctorId: StaffId): Licence[] {
  const row = db.row<{ licences: string }>('SELECT licences FROM doctors WHERE staff_id = $doctorId', { doctorId })
  return row ? JSON.parse(row.licences) : []
}

/** A slot with who has it; a canceled visit has given it back. */
export function readSlot(db: Reader, id: SlotId): Slot | undefined {
  const row = db.row<SlotRow>(`SELECT ${slotColumns} ${slotTables} WHERE s.id = $id`, { id })
  return row && toSlot(row)
}

/** The slots of one doctor that begin in a stretch of time, `until` not included. */
export function readSlots(db: Reader, doctorId: StaffId, from: Instant, until: Instant): Slot[] {
  return db
    .rows<SlotRow>(
      `SELECT ${slotColumns} ${slotTables}
        WHERE s.doctor_id = $doctorId AND s.starts_at >= $from AND s.starts_at < $until ORDER BY s.starts_at`,
      { doctorId, from, until },
    )
    .map(toSlot)
}

/** The slots of all doctors that begin in a stretch of time, `until` not included. */
export function readAllSlots(db: Reader, from: Instant, until: Instant): Slot[] {
  return db
    .rows<SlotRow>(
      `SELECT ${slotColumns} ${slotTables} WHERE s.starts_at >= $from AND s.starts_at < $until ORDER BY s.starts_at`,
      { from, until },
    )
    .map(toSlot)
}

/** The next slots after `now` that are free, at most `each` for each of these doctors. */
export function readNextFreeSlots(db: Reader, doctorIds: readonly StaffId[], now: Instant, each: number): Slot[] {
  return db
    .rows<SlotRow>(
      `SELECT ${slotColumns}
         FROM json_each($doctorIds) d
         JOIN slots s ON s.id IN (
           SELECT f.id FROM slots f
            WHERE f.doctor_id = d.value AND f.starts_at > $now
              AND NOT EXISTS (SELECT 1 FROM consultations b WHERE b.slot_id = f.id AND b.state <> 'cancelled')
            ORDER BY f.starts_at LIMIT $each)
         ${holder}
        ORDER BY s.starts_at`,
      { doctorIds: JSON.stringify(doctorIds), now, each },
    )
    .map(toSlot)
}

const slotColumns = `s.id, s.doctor_id AS doctorId, s.starts_at AS startsAt, s.ends_at AS endsAt,
  s.is_telemedicine AS isTelemedicine, c.id AS bookedBy`
// Two devices that were apart may both have booked it: until a person decides, the slot is the first booking's.
const holder = `LEFT JOIN consultations c ON c.id = (
  SELECT h.id FROM consultations h WHERE h.slot_id = s.id AND h.state <> 'cancelled' ORDER BY h.booked_at, h.id LIMIT 1)`
const slotTables = `FROM slots s ${holder}`

type SlotRow = Omit<Slot, 'isTelemedicine'> & { isTelemedicine: number }
const toSlot = (row: SlotRow): Slot => ({ ...row, isTelemedicine: row.isTelemedicine === 1 })
