import type { Writer } from '../ports/database.js'
import * as store from './store.js'

/**
 * Puts a diagnosis code into the list that doctors search, or a newer description in its place. The list is reference data
 * that each workstation has from its release; it is not synced, so it is not recorded.
 */
export function saveDiagnosisCode(db: Writer, code: string, description: string): void {
  store.saveDiagnosisCode(db, code, description)
}
