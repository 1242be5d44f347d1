import { KeyFileDamaged } from '../adapters/keys/key-file.js'
import { SchemaNewer } from '../adapters/sqlcipher/migrate.js'
import type { WorkstationProblem } from '../core/identity/model.js'
import { RecordsDamaged, RecordsInUse, StorageFull } from '../core/ports/database.js'

/** Why the records do not open, in the words of the lock screen. Nothing was changed. */
export class RecordsUnusable extends Error {
  override readonly name = 'RecordsUnusable'
  constructor(
    readonly problem: WorkstationProblem,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

export const sentences = {
  keyFileMissing:
    'The key file is not beside the records, so they cannot be opened. Nothing was changed. Put keys.json back into the folder.',
  keyFileDamaged:
    'The key file and its copy are damaged, so the records cannot be opened. Nothing was changed. Restore keys.json from a backup.',
  databaseMissing:
    'The records file is not in its folder. Nothing was changed. Put it back, or restore the last backup.',
  databaseDamaged:
    'The records file is damaged and cannot be read. Nothing was changed. Keep the file, and restore the last backup.',
  schemaNewer:
    'These records were written by a newer MediChain. Nothing was changed. Update this workstation, then sign in.',
  storageFull:
    'The disk of this computer is full, so the records cannot be opened safely. Nothing was changed. Free some space, then sign in.',
  inUse:
    'Another MediChain on this computer has these records open. Nothing was changed. Use its window, or close it and sign in here.',
  strangerInKeyFile:
    'The key file names somebody whom the records do not know. Nothing was changed. Restore keys.json from a backup.',
} as const

/** The problem behind an error, as the lock screen says it; undefined where the error is none of these. */
export function asUnusable(error: unknown): RecordsUnusable | undefined {
  if (error instanceof RecordsUnusable) return error
  if (error instanceof KeyFileDamaged)
    return new RecordsUnusable('key-file-damaged', sentences.keyFileDamaged, { cause: error })
  if (error instanceof RecordsDamaged)
    return new RecordsUnusable('database-damaged', sentences.databaseDamaged, { cause: error })
  if (error instanceof SchemaNewer) return new RecordsUnusable('schema-newer', sentences.schemaNewer, { cause: error })
  if (error instanceof RecordsInUse) return new RecordsUnusable('in-use', sentences.inUse, { cause: error })
  if (error instanceof StorageFull) return new RecordsUnusable('storage-full', sentences.storageFull, { cause: error })
  return undefined
}
