import { type EntityKind, mergePolicyOf } from '../../core/kernel/entities.js'
import { RecordsDamaged, StorageFull, type Writer } from '../../core/ports/database.js'
import type { AllProjections, ProjectedRecord, RecordState } from '../../core/ports/projection.js'
import type { Subject } from '../../core/ports/unit.js'
import { completeOps, type MergedRecord, mergeRecord, statesOf } from '../../core/sync/merge.js'
import { type EpochKeys, readRecordOps } from './op-log.js'

/** A record as its ops were merged. */
export type ShownRecord = MergedRecord & Subject

interface ProjectionParts {
  projections: AllProjections
  device: { epochs: EpochKeys }
}

/**
 * Merges all that is known of a record, and writes its rows.
 * @returns what it came to; undefined where nothing of it can be shown yet, because what its ops are on top of has not come.
 */
export function projectMerged(
  db: Writer,
  parts: ProjectionParts,
  kind: EntityKind,
  id: string,
): ShownRecord | undefined {
  const policy = mergePolicyOf(kind)
  const ops = completeOps(readRecordOps(db, parts.device.epochs, kind, id))
  if (ops.length === 0) return undefined
  const merged = mergeRecord(policy, ops)
  const states = statesOf(policy, ops).flatMap((body, index): RecordState[] => {
    const op = ops[index]
    return op ? [{ body, version: index + 1, by: op.by, at: op.at }] : []
  })
  const last = states.at(-1)
  if (last) project(db, parts, kind, [{ ...last, version: merged.version, id, earlier: states.slice(0, -1) }])
  return { ...merged, kind, id, patientId: ops.at(-1)?.patientId ?? null }
}

/**
 * Writes the rows of a record's states, one after the other. Where it refers to what has not come, none is written and the
 * record waits.
 * @returns whether they were written.
 */
export function project(
  db: Writer,
  { projections }: Pick<ProjectionParts, 'projections'>,
  kind: EntityKind,
  states: readonly ProjectedRecord[],
): boolean {
  const write = projections[kind]
  const [first] = states
  if (write === null || !first) return true
  try {
    for (const state of states) write(db, state)
    return true
  } catch (error) {
    // The file's own troubles end the transaction. Anything else is this one record's: a reference that is missing, or a body
    // that this release cannot write. Its ops are kept, it is tried again with everything that arrives, and the rest goes on.
    if (error instanceof StorageFull || error instanceof RecordsDamaged) throw error
    putWaiting(db, kind, first.id)
    return false
  }
}

/** Tries the records that wait, until no more of them find what they refer to. @returns those that got their rows. */
export function projectWaiting(db: Writer, parts: ProjectionParts): ShownRecord[] {
  const done: ShownRecord[] = []
  for (;;) {
    const before = done.length
    for (const { kind, id } of readWaiting(db)) {
      takeWaiting(db, kind, id)
      const merged = projectMerged(db, parts, kind, id)
      if (merged && !isWaiting(db, kind, id)) done.push(merged)
    }
    if (done.length === before) return done
  }
}

export const readWaiting = (db: Writer): { kind: EntityKind; id: string }[] =>
  db.rows('SELECT kind, record_id AS id FROM waiting_records')

export const isWaiting = (db: Writer, kind: EntityKind, id: string): boolean =>
  db.row('SELECT 1 FROM waiting_records WHERE kind = $kind AND record_id = $id', { kind, id }) !== undefined

function putWaiting(db: Writer, kind: EntityKind, id: string): void {
  db.run('INSERT INTO waiting_records (kind, record_id) VALUES ($kind, $id) ON CONFLICT DO NOTHING', { kind, id })
}

function takeWaiting(db: Writer, kind: EntityKind, id: string): void {
  db.run('DELETE FROM waiting_records WHERE kind = $kind AND record_id = $id', { kind, id })
}
