import { contentOf, type Projections } from '../ports/projection.js'
import { putRow } from '../ports/put-row.js'
import type { EmergencyAccess, PatientMark } from './model.js'
import { putMark } from './store.js'

export const accessProjections = {
  'emergency-access'(db, record) {
    const access = contentOf<EmergencyAccess>(record)
    putRow(db, 'emergency_accesses', ['id'], {
      id: access.id,
      patient_id: access.patientId,
      staff_id: access.staffId,
      staff_name: access.staffName,
      reason: access.reason,
      opened_at: access.openedAt,
      until: access.until,
      outcome: access.outcome,
      comment: access.comment,
      reviewed_at: access.reviewedAt,
      reviewed_by: access.reviewedBy,
      version: record.version,
    })
  },

  'patient-mark'(db, record) {
    putMark(db, { ...contentOf<PatientMark>(record), version: record.version })
  },
} satisfies Projections
