import { checkBatch, readBatchHead } from '../../adapters/oplog/batch.js'
import { decodePage } from '../../adapters/oplog/page.js'
import { verifyingKeyOf } from '../../adapters/oplog/signing.js'
import type { SealedOp } from '../../core/ports/journal.js'
import { Distrust } from './distrust.js'
import type { Connected } from './parts.js'
import { hashAt, headOf, readRelay, saveAcked, toHex, zeroHash } from './state.js'

/**
 * This device was restored from a backup and worked on before it met the relay again. Fetches what it had sent, and puts its new
 * ops on top. The other devices never saw two versions of its log: the relay took the second one from nobody.
 * @throws {Distrust} where the relay's copy of our log is not one that we signed.
 */
export async function rehang(parts: Connected): Promise<void> {
  const { database, journal, secrets } = parts
  const device = secrets.deviceId
  const sent = await fetchOwn(parts)
  const own = database.read((db) => headOf(db, device))
  const isOther = ({ seq, hash }: Sent) => seq > own.seq || database.read((db) => hashAt(db, device, seq)) !== hash
  const first = sent.findIndex(isOther)
  const from = sent[first]?.seq
  if (from === undefined) return
  const before = database.read((db) => hashAt(db, device, from - 1)) ?? zeroHash
  const missing = sent.slice(first)
  if (missing[0]?.prevHash !== before) throw new Distrust('GAP', { device, detail: `op ${from} of our own log` })
  const last = missing.at(-1)?.seq ?? 0
  journal.rehang(missing, from, (db) => saveAcked(db, last))
}

interface Sent extends SealedOp {
  seq: number
  hash: string
  prevHash: string
}

/** Our own ops as the relay has them; those that were acknowledged before the backup was made are left out. */
async function fetchOwn({ client, database, secrets }: Connected): Promise<Sent[]> {
  const key = verifyingKeyOf(secrets.device.signingPublicKey)
  const sent: Sent[] = []
  let after = 0
  for (;;) {
    const page = await client.pull(after, true)
    for (const { batch } of decodePage(page.bytes)) {
      if (readBatchHead(batch).device !== secrets.deviceId) continue
      for (const { header, body, head, hash } of checkBatch(batch, key).ops)
        sent.push({
          header: Buffer.from(header).toString(),
          body,
          seq: head.seq,
          hash: toHex(hash),
          prevHash: head.prevHash,
        })
    }
    if (page.reached >= page.cursor || page.reached <= after) break
    after = page.reached
  }
  const acked = database.read(readRelay)?.ackedSeq ?? 0
  return sent.filter(({ seq }) => seq > acked)
}
