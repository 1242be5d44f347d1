import type { PatientId } from '../kernel/ids.js'
import type { Reader, Writer } from '../ports/database.js'
import { putRow } from '../ports/put-row.js'
import type { RecordExport } from './model.js'

/** Writes down that a copy was given out; it never changes. */
export const putExport = (db: Writer, given: RecordExport): void =>
  putRow(db, 'record_exports', ['id'], {
    id: given.id,
    patient_id: given.patientId,
    staff_id: given.staffId,
    staff_name: given.staffName,
    reason: given.reason,
    exported_at: given.exportedAt,
    resources: given.resources,
    sha256: given.sha256,
  })

/** The copies of a patient's record that were given out, the last first. */
export const listExports = (db: Reader, patientId: PatientId): RecordExport[] =>
  db.rows<RecordExport>(
    `SELECT id, patient_id AS patientId, staff_id AS staffId, staff_name AS staffName, reason, exported_at AS exportedAt,
            resources, sha256
       FROM record_exports WHERE patient_id = $patientId ORDER BY exported_at DESC, id DESC`,
    { patientId },
  )
