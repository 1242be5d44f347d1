import type { ClinicExport, ExportManifest } from '../tenancy/model.js'

/** What a file that is said to be an export turned out to be. */
export type CheckedExport =
  | { ok: true; manifest: ExportManifest; isComplete: boolean }
  | { ok: false; code: 'NOT_AN_EXPORT' | 'WRONG_PASSPHRASE' }

/** The whole clinic in one sealed file, and the proof that such a file opens. */
export interface ExportsPort {
  /** Writes every record, file and audit entry up to now, seals it, opens it again and compares. */
  make(passphrase: string): Promise<ClinicExport>
  /** Opens a file, whoever kept it meanwhile, and checks every line of it. */
  check(content: string, passphrase: string): Promise<CheckedExport>
  /** Whether a file was checked here that holds all that the records hold now. */
  isTakenAlong(): boolean
}
