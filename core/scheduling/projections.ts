import { contentOf, type Projections } from '../ports/projection.js'
import { putRow } from '../ports/put-row.js'
import type { Consultation, Slot } from './model.js'
import type { DoctorRecord } from './reads.js'
import * as store from './store.js'

export const schedulingProjections = {
  doctor: (db, record) => store.putDoctor(db, contentOf<DoctorRecord>(record), record.version),

  slot(db, record) {
    const slot = contentOf<Slot>(record)
    putRow(db, 'slots', ['id'], {
      id: slot.id,
      doctor_id: slot.doctorId,
      starts_at: slot.startsAt,
      ends_at: slot.endsAt,
      is_telemedicine: slot.isTelemedicine ? 1 : 0,
    })
  },

  // Also what encounters writes of a visit: it is one record. A slot that two visits have is left so, for a person to decide.
  consultation(db, record) {
    const visit = contentOf<Consultation>(record)
    putRow(db, 'consultations', ['id'], {
      id: visit.id,
      code: visit.code,
      patient_id: visit.patientId,
      doctor_id: visit.doctorId,
      slot_id: visit.slotId,
      starts_at: visit.startsAt,
      ends_at: visit.endsAt,
      mode: visit.mode,
      symptoms: visit.symptoms,
      state: visit.state,
      fee_minor: visit.feeMinor,
      currency: visit.currency,
      booked_at: visit.bookedAt,
      booked_by: visit.bookedBy,
      arrived_at: visit.arrivedAt,
      started_at: visit.startedAt,
      completed_at: visit.completedAt,
      cancellation_reason: visit.cancellationReason,
      version: record.version,
    })
  },
} satisfies Projections
