import type { SecureDatabase, WantedStatus } from '../databases/model.js'
import type { Outcome } from '../kernel/outcome.js'

/** The secure databases of this workstation: their files, their keys and what is known of them. */
export interface SecureDatabasesPort {
  list(): SecureDatabase[]
  get(id: string): SecureDatabase | undefined
  /** Makes one; it is `failed` with the reason, and nothing of it is left, where that does not work. */
  provision(wish: { name: string; purpose: string }): Outcome<SecureDatabase, 'NAME_TAKEN'>
  /** Carries out what the rules allow. The refusal says why it did not work; then everything is as it was. */
  change(id: string, status: WantedStatus): Outcome<SecureDatabase, string>
  check(id: string): SecureDatabase
  backUp(id: string): Outcome<SecureDatabase, string>
  restore(id: string, backupId: string): Outcome<SecureDatabase, string>
}
