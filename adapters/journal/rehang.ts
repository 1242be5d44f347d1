import type { EntityKind } from '../../core/kernel/entities.js'
import type { Touched } from '../../core/ports/conflict-check.js'
import type { Writer } from '../../core/ports/database.js'
import type { SealedOp } from '../../core/ports/journal.js'
import type { OpBody } from '../../core/sync/op.js'
import type { OpHeader } from '../../core/sync/protocol.js'
import { nextHlc } from '../../core/sync/rules.js'
import { Arrivals } from './arrivals.js'
import type { Heads, JournalParts } from './draft.js'
import { openStored, type StoredOp } from './op-log.js'
import { projectMerged } from './project.js'
import { hashOp, sealOp } from './seal-op.js'

/**
 * An old backup of this device was restored and worked on, and its log went on otherwise than it had been sent. What was sent is
 * taken in again, and what was written since goes on top of it: same authors, same words, new places in the log. Ops get new ids,
 * because an id is a key, and two texts must never be sealed under one.
 * @param sent this device's own ops, from the first that differs.
 * @param from the seq of that first one.
 * @returns the records whose rows were written again.
 */
export function rehang(
  parts: JournalParts,
  db: Writer,
  heads: Heads,
  sent: readonly SealedOp[],
  from: number,
): Touched[] {
  const { device, epochs } = parts.device
  const lifted = db.rows<StoredOp>(
    `SELECT n, op_id AS opId, header, body FROM ops WHERE device = $device AND seq >= $from ORDER BY seq`,
    { device, from },
  )
  // Out of the log's way, and still known to their records, while what was sent comes in.
  db.run(`UPDATE ops SET device = 'lifted' WHERE device = $device AND seq >= $from`, { device, from })
  const arrivals = new Arrivals(parts, db, heads)
  const outcome = arrivals.receive(sent)
  const [refusal] = outcome.refused
  if (refusal) throw new Error(`The own log cannot be taken in again: ${refusal.code} at op ${refusal.seq}.`)
  const renamed = new Map<string, string>()
  const lately = new Map<string, { kind: EntityKind; id: string }>()
  for (const op of lifted) {
    const { head, body } = openStored(epochs, op)
    const opId = parts.ids.newId()
    renamed.set(head.opId, opId)
    const basis = body.basis.map((base) => renamed.get(base) ?? base)
    append(parts, db, heads, { n: op.n, head: { ...head, opId }, body: { ...body, basis } })
    lately.set(`${body.kind} ${body.id}`, { kind: body.kind, id: body.id })
  }
  // Their places in time moved on, and with them who wrote last.
  const shown = [...lately.values()].flatMap(({ kind, id }): Touched[] => {
    const record = projectMerged(db, parts, kind, id)
    if (!record) return []
    const { patientId, body, conflict } = record
    return [{ kind, id, patientId, body, conflict }]
  })
  return [...arrivals.touched, ...shown]
}

function append(
  { device: { tenant, device, epochs } }: JournalParts,
  db: Writer,
  heads: Heads,
  { n, head, body }: { n: number; head: OpHeader; body: OpBody },
): void {
  const { epoch, key } = epochs.current()
  const seq = heads.opSeq + 1
  const hlc = nextHlc(heads.hlc, body.at)
  const prevHash = Buffer.from(heads.opHash).toString('hex')
  const { opId } = head
  const header = JSON.stringify({ v: 1, tenant, epoch, device, seq, prevHash, opId, hlc } satisfies OpHeader)
  const sealed = sealOp(key, header, opId, JSON.stringify(body))
  const hash = hashOp(header, sealed)
  db.run(
    `UPDATE ops SET device = $device, op_id = $opId, seq = $seq, hlc = $hlc, basis = $basis, header = $header, body = $sealed, hash = $hash
     WHERE n = $n`,
    { n, device, opId, seq, hlc, basis: JSON.stringify(body.basis), header, sealed, hash },
  )
  Object.assign(heads, { opSeq: seq, opHash: hash, hlc })
}
