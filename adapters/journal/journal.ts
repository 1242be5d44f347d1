import { mergePolicyOf } from '../../core/kernel/entities.js'
import type { Touched } from '../../core/ports/conflict-check.js'
import type { Reader, Writer } from '../../core/ports/database.js'
import type { Act, Journal, RecordVersion, SealedOp } from '../../core/ports/journal.js'
import type { Subject } from '../../core/ports/unit.js'
import { completeOps, mergeRecord } from '../../core/sync/merge.js'
import { Arrivals } from './arrivals.js'
import { noHash } from './audit-chain.js'
import { type CheckedOp, OpRefused, openArrival, readHeader } from './checked-op.js'
import { Draft, type Heads, type JournalParts, readUnit } from './draft.js'
import { openStored, readRecordOps, type StoredOp } from './op-log.js'
import { rehang } from './rehang.js'
import { verifyAudit } from './verify-audit.js'

/** As many records as one audit entry names of those that arrived together; the log of ops has all of them. */
const subjectsNamed = 200

/** Ops that are opened before others have their turn: some milliseconds. */
const openedAtOnce = 32

/** Opens the journal of a database: one writer, one process. */
export function openJournal(parts: JournalParts): Journal {
  const ready = new WeakMap<SealedOp, CheckedOp>()
  let heads = parts.database.read((db) => readHeads(db, parts.device.device))

  function commit<T>(act: Act, change: (draft: Draft, db: Writer) => T, isSoon = false): T {
    const draft = new Draft(parts, act, { ...heads })
    const work = (db: Writer) => change(draft, db)
    const result = isSoon ? parts.database.transactSoon(work) : parts.database.transact(work)
    heads = draft.heads
    parts.committed(isSoon ? null : { auditSeq: heads.auditSeq, opSeq: heads.opSeq }, draft.changes)
    return result
  }

  return {
    read(act, query) {
      const seen: Subject[] = []
      const result = parts.database.read((db) => query(readUnit(db, seen)))
      if (seen.length > 0) commit(act, (draft, db) => draft.audit(db, 'read', seen))
      return result
    },
    transact: (act, change) =>
      commit(act, (draft, db) => {
        const unit = draft.unit(db)
        const result = change(unit)
        draft.finish(db)
        return result
      }),
    async prepare(ops) {
      for (let at = 0; at < ops.length; at += openedAtOnce) {
        for (const op of ops.slice(at, at + openedAtOnce)) {
          const opened = openedOf(parts, op)
          if (opened) ready.set(op, opened)
        }
        await new Promise((resolve) => setImmediate(resolve))
      }
    },
    receive: (ops, { name }, alongside) =>
      commit(
        { actorId: 'sync', actorName: name, action: 'sync.receive', door: 'system' },
        (draft, db) => {
          const arrivals = new Arrivals(parts, db, draft.heads, ready)
          const outcome = arrivals.receive(ops)
          note(draft, db, arrivals.touched)
          draft.findConflicts(db, arrivals.touched, arrivals.clocks)
          alongside?.(db, outcome)
          return outcome
        },
        // Whoever sent it has it, and so has the relay: together with the cursor it is either here or asked for again.
        true,
      ),
    rehang: (sent, from, alongside) =>
      commit({ actorId: 'sync', actorName: 'relay', action: 'sync.rehang', door: 'system' }, (draft, db) => {
        Object.assign(draft.heads, endOf(db, parts.device.device, from))
        const touched = rehang(parts, db, draft.heads, sent, from)
        note(draft, db, touched)
        draft.findConflicts(db, touched, [])
        alongside(db)
      }),
    versionsOf: (kind, id) =>
      parts.database
        .read((db) => readRecordOps(db, parts.device.epochs, kind, id))
        .sort((a, b) => (a.hlc < b.hlc ? -1 : 1))
        .map(
          ({ opId, device, seq, by, at, isDecision = false, fields, body }): RecordVersion => ({
            ...{ opId, device, seq, by, at, isDecision, fields, body },
          }),
        ),
    lostValuesOf(kind, id) {
      const ops = completeOps(parts.database.read((db) => readRecordOps(db, parts.device.epochs, kind, id)))
      if (ops.length === 0) return []
      return mergeRecord(mergePolicyOf(kind), ops).lost.map(({ field, opId, byOpId }) => ({ field, opId, byOpId }))
    },
    bodyOf(opN) {
      const op = parts.database.read((db) =>
        db.row<StoredOp>('SELECT n, op_id AS opId, header, body FROM ops WHERE n = $opN', { opN }),
      )
      return op && openStored(parts.device.epochs, op).body.body
    },
    verifyAudit: () => verifyAudit(parts.database),
    note: (act, outcome, subjects = []) => commit(act, (draft, db) => draft.audit(db, outcome, subjects)),
  }
}

function openedOf(parts: JournalParts, op: SealedOp): CheckedOp | undefined {
  try {
    const head = readHeader(op.header)
    return head.tenant === parts.device.tenant ? openArrival(parts, op, head) : undefined
  } catch (error) {
    if (error instanceof OpRefused) return undefined
    throw error
  }
}

/** Writes the audit entry of what arrived, where anything did. */
function note(draft: Draft, db: Writer, touched: readonly Touched[]): void {
  const subjects = touched.map(({ kind, id, patientId }): Subject => ({ kind, id, patientId }))
  if (subjects.length > 0) draft.audit(db, 'changed', subjects.slice(0, subjectsNamed))
  for (const subject of subjects) draft.changes.push(subject)
}

function readHeads(db: Reader, device: string): Heads {
  const audit = db.row<{ seq: number; hash: Uint8Array }>(
    'SELECT seq, hash FROM audit_entries ORDER BY seq DESC LIMIT 1',
  )
  return {
    auditSeq: audit?.seq ?? 0,
    auditHash: audit?.hash ?? noHash,
    ...endOf(db, device, Number.MAX_SAFE_INTEGER),
    hlc: readLastReading(db),
  }
}

/** Where a device's log ends before this op. */
function endOf(db: Reader, device: string, before: number): Pick<Heads, 'opSeq' | 'opHash'> {
  const last = db.row<{ seq: number; hash: Uint8Array }>(
    'SELECT seq, hash FROM ops WHERE device = $device AND seq < $before ORDER BY seq DESC LIMIT 1',
    { device, before },
  )
  return { opSeq: last?.seq ?? 0, opHash: last?.hash ?? noHash }
}

/** The highest reading of the hybrid clock: each device's last, because no device's log goes back in time. */
const readLastReading = (db: Reader): string | null =>
  db.row<{ hlc: string | null }>(
    `WITH RECURSIVE devices (device) AS (
       SELECT min(device) FROM ops
       UNION ALL SELECT (SELECT min(device) FROM ops WHERE device > devices.device) FROM devices WHERE devices.device IS NOT NULL)
     SELECT max((SELECT hlc FROM ops WHERE ops.device = devices.device ORDER BY seq DESC LIMIT 1)) AS hlc FROM devices`,
  )?.hlc ?? null
