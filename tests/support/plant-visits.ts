import { addMinutes, type Instant } from '../../core/kernel/instant.js'
import type { Writer } from '../../core/ports/database.js'

/** A visit as statistics see it. */
export interface PlantedVisit {
  id: string
  doctor: number
  startsAt: Instant
  state: string
  mode: 'video' | 'in-person'
  /** Null where the patient's arrival or the beginning is not known. */
  waitSeconds: number | null
}

export const doctorIdOf = (doctor: number): string => `doctor${String(doctor).padStart(16, '0')}`

/** Rows under visits: doctors, one patient, one slot for all. Statistics look at nothing else. */
export function plantDoctors(db: Writer, count: number): void {
  for (let doctor = 0; doctor < count; doctor += 1) {
    const id = doctorIdOf(doctor)
    db.run(
      `INSERT INTO staff (id, display_name, login_name, roles, chain_address, is_active, version)
       VALUES ($id, $name, $id, '["doctor"]', '0x', 1, 1)`,
      { id, name: `Doctor ${doctor}` },
    )
    db.run(
      `INSERT INTO doctors (staff_id, specialty, visit_kind, languages, about, capabilities, licences, fee_minor, version)
       VALUES ($id, 'General practice', 'general', '[]', '', '[]', '[]', 6000, 1)`,
      { id },
    )
  }
  db.run(
    `INSERT INTO patients (id, code, family_name, sex, registered_at, updated_at, version)
     VALUES ('patient000000000000000', 'P-1', 'Otieno', 'female', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', 1)`,
  )
  db.run(
    `INSERT INTO slots (id, doctor_id, starts_at, ends_at, is_telemedicine)
     VALUES ('slot000000000000000000', $id, '2026-01-01T08:00:00.000Z', '2026-01-01T08:20:00.000Z', 1)`,
    { id: doctorIdOf(0) },
  )
}

export function plantVisit(db: Writer, { id, doctor, startsAt, state, mode, waitSeconds }: PlantedVisit): void {
  const startedAt = waitSeconds === null ? null : new Date(Date.parse(startsAt) + waitSeconds * 1000).toISOString()
  db.run(
    `INSERT INTO consultations (id, code, patient_id, doctor_id, slot_id, starts_at, ends_at, mode, symptoms, state, fee_minor,
       currency, booked_at, booked_by, arrived_at, started_at, version)
     VALUES ($id, $id, 'patient000000000000000', $doctorId, 'slot000000000000000000', $startsAt, $endsAt, $mode,
       'Sore throat since Tuesday, worse at night', $state, 6000, 'USD', $startsAt, 'desk', $arrivedAt, $startedAt, 1)`,
    {
      ...{ id, startsAt, mode, state, startedAt },
      doctorId: doctorIdOf(doctor),
      endsAt: addMinutes(startsAt, 20),
      arrivedAt: waitSeconds === null ? null : startsAt,
    },
  )
}
