import type { StaffId } from '../kernel/ids.js'
import { addMinutes, type Instant } from '../kernel/instant.js'
import type { Reader, Writer } from '../ports/database.js'
import type { BoardSlot, Consultation, Slot } from './model.js'
import type { DoctorRecord } from './reads.js'

/** The longest slot that can be offered: how far before a time a slot may begin and still reach into it. */
const longestSlotMinutes = 240

/** Writes a doctor's profile, and says which version of it this is. */
export function saveDoctor(db: Writer, doctor: DoctorRecord): number {
  db.run(
    `INSERT INTO doctors (staff_id, specialty, visit_kind, languages, about, capabilities, licences, fee_minor, version)
     VALUES ($id, $specialty, $visitKind, $languages, $about, $capabilities, $licences, $feeMinor, 1)
     ON CONFLICT (staff_id) DO UPDATE SET specialty = $specialty, visit_kind = $visitKind, languages = $languages,
       about = $about, capabilities = $capabilities, licences = $licences, fee_minor = $feeMinor, version = version + 1`,
    {
      id: doctor.id,
      specialty: doctor.specialty,
      visitKind: doctor.visitKind,
      about: doctor.about,
      feeMinor: doctor.feeMinor,
      languages: JSON.stringify(doctor.languages),
      capabilities: JSON.stringify(doctor.capabilities),
      licences: JSON.stringify(doctor.licences),
    },
  )
  const row = db.row<{ version: number }>('SELECT version FROM doctors WHERE staff_id = $id', { id: doctor.id })
  return row?.version ?? 1
}

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
     VALUES ($id, $code, $patientId, $doctorId, $slotId, $startsAt, $endsAt, $mode, $symptoms, $state, $feeMinor,
             $currency, $bookedAt, $bookedBy, $version)
     ON CONFLICT (slot_id) WHERE state <> 'cancelled' DO NOTHING`,
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

/** The living visits that begin in a stretch of time, `until` not included. */
export function readBoardVisits(db: Reader, from: Instant, until: Instant): BoardVisit[] {
  return db.rows<BoardVisit>(
    `SELECT c.id, c.code, c.state, c.mode, c.patient_id AS patientId, p.given_name AS givenName, p.family_name AS familyName
       FROM consultations c JOIN patients p ON p.id = c.patient_id
      WHERE c.starts_at >= $from AND c.starts_at < $until AND c.state <> 'cancelled'`,
    { from, until },
  )
}
