import { createHash } from 'node:crypto'
import { canonicalJson } from '../../core/kernel/canonical.js'

/** The words of an audit entry that its hash covers. */
export interface AuditWords {
  seq: number
  at: string
  actorId: string
  actorName: string
  action: string
  outcome: string
  door: string
  /** JSON: an array of {kind, id, patientId}. */
  subjects: string
}

export const noHash: Uint8Array = new Uint8Array(32)

/** SHA-256 over the hash before and the canonical JSON of the entry. */
export function hashAudit(prevHash: Uint8Array, words: AuditWords): Uint8Array {
  return createHash('sha256').update(prevHash).update(canonicalJson(words)).digest()
}
