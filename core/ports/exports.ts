import type { ClinicExport, ExportManifest } from '../tenancy/model.js'

/** Why a file is not taken for an export. What was changed with its checksum looks like a wrong passphrase. */
export type ExportProblem = 'NOT_AN_EXPORT' | 'DAMAGED_EXPORT' | 'NEWER_EXPORT' | 'WRONG_PASSPHRASE'

/** What a file that is said to be an export turned out to be. */
export type CheckedExport =
  | { ok: true; manifest: ExportManifest; isComplete: boolean }
  | { ok: false; code: ExportProblem }

/** The whole clinic in one sealed file, and the proof that such a file opens. */
export interface ExportsPort {
  /** Writes every record, file and audit entry up to now, seals it, opens it again and compares. */
  make(passphrase: string): Promise<ClinicExport>
  /** Opens a file, whoever kept it meanwhile, and checks every line of it. */
  check(content: string, passphrase: string): Promise<CheckedExport>
  /** Whether a file was checked here that holds all that the records hold now. */
  isTakenAlong(): boolean
}
