import { PatientId } from '../kernel/ids.js'
import type { Instant } from '../kernel/instant.js'
import type { Reader, Writer } from '../ports/database.js'
import { putRow } from '../ports/put-row.js'
import { type Decided, type Finding, isCovered } from './conflicts.js'
import type { ConflictKind, Decision } from './model.js'

/** A conflict as it is kept. */
export interface KeptConflict {
  id: string
  kind: ConflictKind
  aboutKind: Finding['about']['kind']
  aboutId: string
  patientId: PatientId | null
  sides: string[]
  isOpen: boolean
  foundAt: Instant
}

type Row = Omit<KeptConflict, 'sides' | 'isOpen'> & { sides: string; isOpen: number }

const columns = `c.id, c.kind, c.record_kind AS aboutKind, c.record_id AS aboutId, c.patient_id AS patientId, c.sides,
  c.is_open AS isOpen, c.found_at AS foundAt`

const toConflict = (row: Row): KeptConflict => ({ ...row, sides: JSON.parse(row.sides), isOpen: row.isOpen === 1 })

export function readConflict(db: Reader, id: string): KeptConflict | undefined {
  const row = db.row<Row>(`SELECT ${columns} FROM conflicts c WHERE c.id = $id`, { id })
  return row && toConflict(row)
}

/** The newest first, after the one with this time and id. */
export function listConflicts(
  db: Reader,
  isOpen: boolean,
  after: { foundAt: string; id: string } | undefined,
  limit: number,
): KeptConflict[] {
  return db
    .rows<Row>(
      `SELECT ${columns} FROM conflicts c
        WHERE c.is_open = ${isOpen ? 1 : 0} AND (c.found_at, c.id) < ($foundAt, $id)
        ORDER BY c.found_at DESC, c.id DESC LIMIT $limit`,
      { foundAt: after?.foundAt ?? '~', id: after?.id ?? '', limit },
    )
    .map(toConflict)
}

/** How many nobody has decided, by what they are and what they are about. */
export const countOpenByKind = (
  db: Reader,
): { kind: ConflictKind; aboutKind: KeptConflict['aboutKind']; count: number }[] =>
  db.rows(
    'SELECT kind, record_kind AS aboutKind, count(*) AS count FROM conflicts WHERE is_open = 1 GROUP BY kind, record_kind',
  )

/** Those of a kind that nobody has decided. */
export const listOpenOf = (db: Reader, kind: ConflictKind): KeptConflict[] =>
  db.rows<Row>(`SELECT ${columns} FROM conflicts c WHERE c.is_open = 1 AND c.kind = $kind`, { kind }).map(toConflict)

/**
 * Notes what was found about something, or that there is nothing any more.
 * @returns whether the inbox shows something else now.
 */
export function settle(db: Writer, id: string, finding: Finding | null, now: Instant): boolean {
  const before = readConflict(db, id)
  if (finding === null) {
    if (!before?.isOpen) return false
    db.run('UPDATE conflicts SET is_open = 0 WHERE id = $id', { id })
    return true
  }
  const isOpen = !isCovered(finding.sides, readDecisions(db, id))
  const sides = JSON.stringify(finding.sides)
  if (before && before.isOpen === isOpen && JSON.stringify(before.sides) === sides) return false
  putRow(db, 'conflicts', ['id'], {
    id,
    kind: finding.kind,
    record_kind: finding.about.kind,
    record_id: finding.about.id,
    patient_id: finding.patientId,
    sides,
    is_open: isOpen ? 1 : 0,
    found_at: before?.isOpen === isOpen ? before.foundAt : now,
  })
  return isOpen || before?.isOpen === true
}

export function putDecision(db: Writer, decision: Decision): void {
  putRow(db, 'conflict_decisions', ['id'], {
    id: decision.id,
    conflict_id: decision.conflictId,
    kind: decision.kind,
    sides: JSON.stringify(decision.sides),
    choice: decision.choice,
    note: decision.note,
    decided_at: decision.decidedAt,
    decided_by: decision.decidedBy,
    signer: decision.signer,
  })
}

/** The decisions about a conflict in hybrid time: the last counts. */
export function readDecisions(db: Reader, conflictId: string): (Omit<Decision, 'sides'> & Decided)[] {
  return db
    .rows<Omit<Decision, 'sides'> & { sides: string }>(
      `SELECT d.id, d.conflict_id AS conflictId, d.kind, d.sides, d.choice, d.note, d.decided_at AS decidedAt,
              d.decided_by AS decidedBy, d.signer
         FROM conflict_decisions d WHERE d.conflict_id = $conflictId
        ORDER BY (SELECT min(o.hlc) FROM ops o WHERE o.kind = 'conflict-decision' AND o.record_id = d.id), d.id`,
      { conflictId },
    )
    .map((row) => ({ ...row, sides: JSON.parse(row.sides) as string[] }))
}

/** Makes two records one person's, or two people's again, as the decision that counts says. */
export function linkPatients(db: Writer, conflictId: string): void {
  db.run('DELETE FROM patient_links WHERE conflict_id = $conflictId', { conflictId })
  const last = readDecisions(db, conflictId).at(-1)
  if (last?.kind !== 'same-person' || !last.sides.includes(last.choice)) return
  for (const patientId of last.sides)
    if (patientId !== last.choice)
      putRow(db, 'patient_links', ['patient_id'], {
        patient_id: patientId,
        stays_as: last.choice,
        conflict_id: conflictId,
      })
}

/** Whose visits these are. */
export const readPatientsOf = (db: Reader, visits: readonly string[]): string[] =>
  db
    .rows<{ patientId: string }>(
      'SELECT patient_id AS patientId FROM consultations WHERE id IN (SELECT value FROM json_each($ids))',
      { ids: JSON.stringify(visits) },
    )
    .map(({ patientId }) => patientId)

export const asPatients = (ids: readonly string[]): PatientId[] => [...new Set(ids)].map((id) => PatientId.parse(id))
