import { canonicalJson, type Json } from '../kernel/canonical.js'
import type { MergePolicy } from '../kernel/entities.js'
import type { RecordBody } from '../kernel/record-body.js'
import type { Hlc } from './rules.js'

export type { RecordBody } from '../kernel/record-body.js'

/** Where an op stands among those of its record. */
export interface OpPlace {
  opId: string
  hlc: Hlc
  /** The ops that its author had in front of them: the record's heads at that device then. */
  basis: readonly string[]
}

/** One op of a record, opened. */
export interface RecordOp extends OpPlace {
  /** The fields that it changed, where it is an edit; null where it says all of the record. */
  fields: readonly string[] | null
  body: RecordBody
  /** Whether a person wrote it who chose between versions. Of decisions made apart the last one stands, and nobody is asked again. */
  isDecision?: boolean
}

/** A value that somebody wrote and somebody else, who had not seen it, wrote over. */
export interface LostValue {
  field: string
  value: Json
  /** Who wrote it, and who wrote over it. */
  opId: string
  byOpId: string
}

/** A record as every device that knows the same ops sees it. */
export interface MergedRecord {
  body: RecordBody
  /** How many versions there have been: the count of ops. */
  version: number
  /** The ops that nothing is on top of. */
  heads: readonly string[]
  lost: readonly LostValue[]
  /** The heads that a person must choose between; empty where there is nothing to choose. */
  conflict: readonly string[]
}

/** In the order of hybrid time, which respects what caused what; the id decides between equals. */
const inOrder = (a: OpPlace, b: OpPlace): number =>
  a.hlc === b.hlc ? (a.opId < b.opId ? -1 : 1) : a.hlc < b.hlc ? -1 : 1

/**
 * The ops whose whole history is here, in the order of hybrid time, each once. The others are kept and take no part until what
 * they are on top of has come: an edit says only what it changed, and nobody can show a record that half is missing of.
 */
export function completeOps<T extends OpPlace>(ops: readonly T[]): T[] {
  const known = [...new Map(ops.map((op) => [op.opId, op])).values()].sort(inOrder)
  const complete = new Set<string>()
  return known.filter(({ opId, basis }) => {
    const isComplete = basis.every((base) => complete.has(base))
    if (isComplete) complete.add(opId)
    return isComplete
  })
}

/** The ops that nothing is on top of. */
export function headsOf<T extends OpPlace>(ops: readonly T[]): T[] {
  const replaced = new Set(ops.flatMap(({ basis }) => basis))
  return ops.filter(({ opId }) => !replaced.has(opId))
}

/**
 * What a set of ops of one record comes to. A pure function of the set: neither the order in which they came nor how often
 * changes anything.
 * @throws when there is no op.
 */
export function mergeRecord(policy: MergePolicy, ops: readonly RecordOp[]): MergedRecord {
  const known = [...new Map(ops.map((op) => [op.opId, op])).values()].sort(inOrder)
  const [first] = known
  if (!first) throw new Error('A record without an op is none.')
  const heads = headsOf(known)
  const headIds = heads.map(({ opId }) => opId)
  const version = known.length
  if (policy === 'append') return { body: first.body, version, heads: headIds, lost: [], conflict: [] }
  if (policy === 'fields') {
    const { states, lost } = mergeFields(known)
    return { body: numbered(states.at(-1) ?? {}, version), version, heads: headIds, lost, conflict: [] }
  }
  const shown = heads.at(-1) ?? first
  const isAgreed =
    heads.every(({ isDecision }) => isDecision) ||
    heads.every(({ body }) => canonicalJson(body) === canonicalJson(shown.body))
  return { body: numbered(shown.body, version), version, heads: headIds, lost: [], conflict: isAgreed ? [] : headIds }
}

/**
 * The ops that a new one is on top of. Of versions that wait for a person one alone is shown: an edit goes on top of that one,
 * so that the question stays; only a decision goes on top of all.
 */
export const basisOf = ({ heads, conflict }: Pick<MergedRecord, 'heads' | 'conflict'>, isDecision: boolean) =>
  !isDecision && conflict.length > 0 ? heads.slice(-1) : heads

/**
 * Whether an op goes on from the one head that is known here, so that nothing needs to be read and merged again: the usual case.
 * Its version counts the ops below it; where there are more here, some came apart from it, or before what they are on top of.
 * @param known how many ops of the record are here, this one among them, and its heads, which are read only where they matter.
 */
export function isForward(
  policy: MergePolicy,
  op: { basis: readonly string[]; version: number },
  known: { count(): number; heads(): readonly string[] },
): boolean {
  if (op.basis.length > 1 || (op.basis.length > 0 && policy === 'append')) return false
  if (known.count() !== op.version) return false
  if (op.version === 1) return op.basis.length === 0
  const heads = known.heads()
  return heads.length === 1 && heads[0] === op.basis[0]
}

/** The bodies that a record had after each of its ops, in the order of hybrid time: the last is the merged one. */
export function statesOf(policy: MergePolicy, ops: readonly RecordOp[]): RecordBody[] {
  const known = [...new Map(ops.map((op) => [op.opId, op])).values()].sort(inOrder)
  if (policy === 'append') return known.slice(0, 1).map(({ body }) => body)
  const bodies = policy === 'fields' ? mergeFields(known).states : known.map(({ body }) => body)
  return bodies.map((body, index) => numbered(body, index + 1))
}

/** Writes field after field in hybrid time; what was written over by somebody who had not seen it is said. */
function mergeFields(ops: readonly RecordOp[]): { states: RecordBody[]; lost: LostValue[] } {
  const ancestors = ancestorsOf(ops)
  const body: Record<string, Json> = {}
  const writers = new Map<string, RecordOp>()
  const lost: LostValue[] = []
  const states: RecordBody[] = []
  for (const op of ops) {
    for (const field of op.fields ?? Object.keys(op.body)) {
      const value = op.body[field] ?? null
      const before = writers.get(field)
      const isUnseen = before !== undefined && !ancestors.get(op.opId)?.has(before.opId)
      const old = body[field] ?? null
      if (isUnseen && before && canonicalJson(old) !== canonicalJson(value))
        lost.push({ field, value: old, opId: before.opId, byOpId: op.opId })
      body[field] = value
      writers.set(field, op)
    }
    states.push({ ...body })
  }
  return { states, lost }
}

/** All ops that each op is on top of, directly or through others. `ops` are in order, so bases come first. */
function ancestorsOf(ops: readonly RecordOp[]): Map<string, ReadonlySet<string>> {
  const all = new Map<string, ReadonlySet<string>>()
  for (const { opId, basis } of ops) all.set(opId, new Set(basis.flatMap((base) => [base, ...(all.get(base) ?? [])])))
  return all
}

/** The version that people see and edits name is the count of ops, the same on every device. */
const numbered = (body: RecordBody, version: number): RecordBody => ('version' in body ? { ...body, version } : body)

/** The fields in which an edit differs from what was there; the version does not count. */
export function changedFields(before: RecordBody, after: RecordBody): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)])
  keys.delete('version')
  return [...keys].filter((key) => canonicalJson(before[key] ?? null) !== canonicalJson(after[key] ?? null)).sort()
}
