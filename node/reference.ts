import { saveDiagnosisCode } from '../core/encounters/intake.js'
import type { Writer } from '../core/ports/database.js'
import { saveMedicine } from '../core/prescriptions/intake.js'
import { diagnosisCodes, medicines } from '../resources/reference-data.js'

/** Puts the formulary and the diagnosis codes of this release into a file: what every clinic has from its first day. */
export function plantReferenceData(db: Writer): void {
  for (const medicine of medicines) saveMedicine(db, medicine)
  for (const { code, description } of diagnosisCodes) saveDiagnosisCode(db, code, description)
}
