import type { PatientId, StaffId } from '../kernel/ids.js'
import type { Instant } from '../kernel/instant.js'
import type { Role } from '../kernel/roles.js'
import type { Reader } from '../ports/database.js'
import type { Standing } from './model.js'
import { decideStanding } from './rules.js'

/** How somebody stands to a patient's visits now. */
export function readStanding(
  db: Reader,
  who: { id: StaffId; roles: readonly Role[] },
  patientId: PatientId,
  now: Instant,
): Standing {
  const params = { staffId: who.id, patientId }
  const visit = db.row(
    `SELECT 1 FROM consultations WHERE patient_id = $patientId AND doctor_id = $staffId AND state <> 'cancelled' LIMIT 1`,
    params,
  )
  const access = db.row<{ until: Instant | null }>(
    'SELECT max(until) AS until FROM emergency_accesses WHERE staff_id = $staffId AND patient_id = $patientId',
    params,
  )
  return decideStanding({
    roles: who.roles,
    hasOwnVisit: visit !== undefined,
    openUntil: access?.until ?? null,
    now,
  })
}
