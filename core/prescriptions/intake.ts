import type { Writer } from '../ports/database.js'
import type { Medicine } from './model.js'
import * as store from './store.js'

/**
 * Puts a medicine into the formulary, or a newer description of it in its place. The formulary is reference data that each
 * workstation has from its release; it is not synced, so it is not recorded.
 */
export function saveMedicine(db: Writer, medicine: Medicine): void {
  store.saveMedicine(db, medicine)
}
