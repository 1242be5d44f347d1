import type { StaffId } from '../kernel/ids.js'
import { addMinutes, type Instant } from '../kernel/instant.js'
import type { Reader, Writer } from '../ports/database.js'
import { putRow } from '../ports/put-row.js'
import type { BoardSlot, Consultation, Slot } from './model.js'
import type { DoctorRecord } from './reads.js'

/** The longest slot that can be offered: how far before a time a slot may begin and still reach into it. */
const longestSlotMinutes = 240

/** Writes a version of a doctor's profile in the place of the one before. */
export const putDoctor = (db: Writer, doctor: DoctorRecord, version: number): void =>
  putRow(db, 'doctors', ['staff_id'], {
    staff_id: doctor.id,
    specialty: doctor.specialty,
    visit_kind: doctor.visitKind,
    languages: JSON.stringify(doctor.languages),
    about: doctor.about,
    capabilities: JSON.stringify(doctor.capabilities),
    licences: JSON.stringify(doctor.licences),
    fee_minor: doctor.feeMinor,
    version,
  })

export const readDoctorVersion = (db: Reader, id: StaffId): number =>
  db.row<{ version: number }>('SELECT version FROM doctors WHERE staff_id = $id', { id })?.version ?? 0

/** Whether the doctor has a slot, free or not, that reaches into this time. */
export const hasSlotIn = (db: Reader, doctorId: StaffId, from: Instant, until: Instant): boolean =>
  db.row(
    `SELECT 1 FROM slots
      WHERE doctor_id = $doctorId AND starts_at > $earliest AND starts_at < $until AND ends_at > $from LIMIT 1`,
    { doctorId, from, until, earliest: addMinutes(from, -longestSlotMinutes) },
  ) !== undefined

export function insertSlot(db: Writer, slot: Slot): void {
  db.run(
    `INSERT INTO slots (id, doctor_id, starts_at, ends_at, is_telemedicine)
     VALUES ($id, $doctorId, $startsAt, $endsAt, $isTelemedicine)`,
    { ...slot, isTelemedicine: slot.isTelemedicine ? 1 : 0 },
  )
}

/** Writes a new consultation. @returns false, having written nothing, where the slot already has a living one. */
export function insertConsultation(db: Writer, consultation: Consultation): boolean {
  const { changes } = db.run(
    `INSERT INTO consultations (id, code, patient_id, doctor_id, slot_id, starts_at, ends_at, mode, symptoms, state, fee_minor,
                                currency, booked_at, booked_by, version)
     SELECT $id, $code, $patientId, $doctorId, $slotId, $startsAt, $endsAt, $mode, $symptoms, $state, $feeMinor,
            $currency, $bookedAt, $bookedBy, $version
      WHERE NOT EXISTS (SELECT 1 FROM consultations WHERE slot_id = $slotId AND state <> 'cancelled')`,
    { ...consultation },
  )
  return changes === 1
}

/** Puts a consultation's next state in the place of the one before. */
export function updateConsultation(db: Writer, consultation: Consultation): void {
  db.run(
    `UPDATE consultations SET state = $state, arrived_at = $arrivedAt, cancellation_reason = $cancellationReason,
            version = $version
      WHERE id = $id`,
    { ...consultation },
  )
}

export const isCodeTaken = (db: Reader, code: string): boolean =>
  db.row('SELECT 1 FROM consultations WHERE code = $code LIMIT 1', { code }) !== undefined

/** A living visit with its patient's names, as the board shows it. */
export type BoardVisit = Omit<NonNullable<BoardSlot['consultation']>, 'patientName'> & {
  givenName: string | null
  familyName: string
}

/** The living visits that begin in a stretch of time, `until` not included: everybody's, or one doctor's. */
export function readBoardVisits(
  db: Reader,
  from: Instant,
  until: Instant,
  doctorId: StaffId | null = null,
): BoardVisit[] {
  return db.rows<BoardVisit>(
    `SELECT c.id, c.code, c.state, c.mode, c.patient_id AS patientId, p.given_name AS givenName, p.family_name AS familyName
       FROM consultations c JOIN patients p ON p.id = c.patient_id
      WHERE c.starts_at >= $from AND c.starts_at < $until AND c.state <> 'cancelled'
        AND ($doctorId IS NULL OR c.doctor_id = $doctorId)`,
    { from, until, doctorId },
  )
}
