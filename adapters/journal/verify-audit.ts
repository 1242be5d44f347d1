import type { DatabasePort } from '../../core/ports/database.js'
import { type AuditWords, hashAudit, noHash } from './audit-chain.js'

const slice = 2_000

/** Walks the audit log from its first entry; lets other work run between slices. */
export async function verifyAudit(database: DatabasePort) {
  let prevHash = noHash
  let seq = 0
  for (;;) {
    const rows = database.read((db) =>
      db.rows<AuditWords & { prevHash: Uint8Array; hash: Uint8Array }>(
        `SELECT seq, at, actor_id AS actorId, actor_name AS actorName, action, outcome, door, subjects, prev_hash AS prevHash, hash
           FROM audit_entries WHERE seq > $seq ORDER BY seq LIMIT ${slice}`,
        { seq },
      ),
    )
    for (const { prevHash: statedPrev, hash, ...words } of rows) {
      const isNext = words.seq === seq + 1 && isSame(statedPrev, prevHash) && isSame(hash, hashAudit(prevHash, words))
      if (!isNext) return { isIntact: false, entries: seq, firstBrokenSeq: words.seq, headHash: hex(prevHash) }
      seq = words.seq
      prevHash = hash
    }
    if (rows.length < slice) return { isIntact: true, entries: seq, firstBrokenSeq: null, headHash: hex(prevHash) }
    await new Promise((resolve) => setImmediate(resolve))
  }
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
