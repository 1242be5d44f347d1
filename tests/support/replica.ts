import { canonicalJson } from '../../core/kernel/canonical.js'
import type { MergePolicy } from '../../core/kernel/entities.js'
import {
  basisOf,
  changedFields,
  completeOps,
  isForward,
  mergeRecord,
  type RecordBody,
  type RecordOp,
  statesOf,
} from '../../core/sync/merge.js'
import { nextHlc } from '../../core/sync/rules.js'
import type { Link, Workstation } from './fleet.js'

interface Op extends Link, RecordOp {
  record: string
  version: number
}

/** A record as its rows show it. */
interface Shown {
  heads: readonly string[]
  /** Every state that it had, the last one shown. */
  states: RecordBody[]
}

/** What is on disk. Ops are never changed, so that a copy may share them. */
interface Disk {
  ops: Op[]
  records: Map<string, Shown>
}

const policies: readonly MergePolicy[] = ['fields', 'versions', 'fields', 'versions', 'append']
const policyOf = (record: string): MergePolicy => policies[Number(record.charAt(1)) % policies.length] ?? 'append'

/** The wall clocks of all begin here; each step is a second. */
const beginning = Date.parse('2026-11-21T09:00:00.000Z')

/** A workstation in memory: the real rules of merging over a log and rows that are plain objects. */
export class Replica implements Workstation<Op> {
  readonly id: string
  #disk: Disk = { ops: [], records: new Map() }
  #backup: Disk | null = null
  #logs = new Map<string, Op[]>()
  #hlc: string | null = null
  #skewMs = 0
  readonly #time: { step: number }

  constructor(id: string, time: { step: number }) {
    this.id = id
    this.#time = time
  }

  log(device: string): readonly Op[] {
    return this.#logs.get(device) ?? []
  }

  edit(record: number, field: number, value: number): void {
    const policy = policies[record % policies.length] ?? 'append'
    // Some append-only records get the same id everywhere, as what is derived from its content.
    const id = policy === 'append' && value > 1 ? `r4-${this.id}-${this.#time.step}` : `r${record % policies.length}`
    const known = this.#disk.records.get(id)
    if (policy === 'append' && known) return
    const before = known?.states.at(-1) ?? { x: 0, y: 0, z: 0, version: 0 }
    this.#write(id, { ...before, [['x', 'y', 'z'][field % 3] ?? 'x']: value }, false)
  }

  decide(record: number, side: number): void {
    const id = `r${record % policies.length}`
    const ops = this.#opsOf(id)
    if (policyOf(id) !== 'versions' || ops.length === 0) return
    const { conflict } = mergeRecord('versions', ops)
    const chosen = ops.find(({ opId }) => opId === conflict[side % Math.max(1, conflict.length)])
    if (chosen) this.#write(id, chosen.body, true)
  }

  #write(record: string, said: RecordBody, isDecision: boolean): void {
    const policy = policyOf(record)
    const known = this.#disk.records.get(record)
    const merged = known ? mergeRecord(policy, this.#opsOf(record)) : null
    const version = (known?.states.length ?? 0) + 1
    const body = { ...said, version }
    const basis = merged ? basisOf(merged, isDecision) : []
    this.#hlc = nextHlc(this.#hlc, new Date(beginning + ++this.#time.step * 1_000 + this.#skewMs).toISOString())
    const opId = `${this.id}:${this.#time.step}`
    const seq = this.log(this.id).length + 1
    this.#append({
      ...{ device: this.id, seq, hash: opId, prev: this.log(this.id).at(-1)?.hash ?? '', record, opId, hlc: this.#hlc },
      ...{ basis, body, version, isDecision },
      fields: policy === 'fields' && merged ? changedFields(merged.body, body) : null,
    })
    const heads = [...(known?.heads ?? []).filter((head) => !basis.includes(head)), opId]
    this.#disk.records.set(record, { heads, states: [...(known?.states ?? []), body] })
  }

  receive(links: readonly Op[]): void {
    const merging = new Set<string>()
    for (const op of links) {
      const log = this.log(op.device)
      if (op.seq !== log.length + 1 || op.prev !== (log.at(-1)?.hash ?? '')) continue
      this.#append(op)
      if (this.#hlc === null || op.hlc > this.#hlc) this.#hlc = op.hlc
      const known = this.#disk.records.get(op.record)
      const isNext = isForward(policyOf(op.record), op, {
        count: () => this.#disk.ops.filter(({ record }) => record === op.record).length,
        heads: () => known?.heads ?? [],
      })
      if (isNext && !merging.has(op.record))
        this.#disk.records.set(op.record, { heads: [op.opId], states: [...(known?.states ?? []), op.body] })
      else merging.add(op.record)
    }
    for (const record of merging) this.#merge(record)
  }

  rehang(sent: readonly Op[], from: number): void {
    const lifted = this.log(this.id).slice(from - 1)
    this.#disk.ops = this.#disk.ops.filter((op) => !lifted.includes(op))
    this.#logs.set(this.id, this.log(this.id).slice(0, from - 1))
    const touched = new Set([...sent, ...lifted].map(({ record }) => record))
    const renamed = new Map<string, string>()
    for (const op of sent) {
      this.#append(op)
      if (this.#hlc === null || op.hlc > this.#hlc) this.#hlc = op.hlc
    }
    for (const op of lifted) {
      const opId = `${this.id}:${++this.#time.step}`
      renamed.set(op.opId, opId)
      this.#hlc = nextHlc(this.#hlc, new Date(beginning + this.#skewMs).toISOString())
      const basis = op.basis.map((base) => renamed.get(base) ?? base)
      const own = this.log(this.id)
      const place = { seq: own.length + 1, prev: own.at(-1)?.hash ?? '', hash: opId, opId, hlc: this.#hlc }
      this.#append({ ...op, ...place, basis })
    }
    for (const record of touched) this.#merge(record)
  }

  setClock(skewMs: number): void {
    this.#skewMs = skewMs
  }

  restart(): void {
    this.#load(this.#disk)
  }

  backUp(): void {
    this.#backup = copyOf(this.#disk)
  }

  restore(): void {
    if (this.#backup) this.#load(copyOf(this.#backup))
  }

  #load(disk: Disk): void {
    this.#disk = disk
    this.#logs = new Map()
    this.#hlc = null
    for (const op of disk.ops) {
      this.#logs.set(op.device, [...this.log(op.device), op])
      if (this.#hlc === null || op.hlc > this.#hlc) this.#hlc = op.hlc
    }
    for (const [device, log] of this.#logs)
      this.#logs.set(
        device,
        log.sort((a, b) => a.seq - b.seq),
      )
  }

  #append(op: Op): void {
    this.#disk.ops.push(op)
    this.#logs.set(op.device, [...this.log(op.device), op])
  }

  #opsOf(record: string): Op[] {
    return completeOps(this.#disk.ops.filter((op) => op.record === record))
  }

  #merge(record: string): void {
    const ops = this.#opsOf(record)
    if (ops.length === 0) {
      this.#disk.records.delete(record)
      return
    }
    const { heads } = mergeRecord(policyOf(record), ops)
    this.#disk.records.set(record, { heads, states: statesOf(policyOf(record), ops) })
  }

  /** The rows are what merging all ops says, whichever way they were written, and no op is here twice. */
  check(): void {
    const ids = this.#disk.ops.map(({ opId }) => opId)
    if (new Set(ids).size !== ids.length) throw new Error(`${this.id} holds an op twice.`)
    for (const [record, { heads, states }] of this.#disk.records) {
      const ops = this.#opsOf(record)
      const merged = mergeRecord(policyOf(record), ops)
      const same =
        canonicalJson({ heads: [...heads].sort(), states }) ===
        canonicalJson({ heads: [...merged.heads].sort(), states: statesOf(policyOf(record), ops) })
      if (!same) throw new Error(`${this.id} shows ${record} otherwise than its ops say.`)
      for (const op of ops) if (policyOf(record) === 'versions' && !op.isDecision) this.#checkUnasked(op, ops)
      if (policyOf(record) !== 'append' && states.length !== merged.version)
        throw new Error(`${this.id} counts versions of ${record} that are not there.`)
    }
  }

  /** Nobody's edit puts an end to the question which of two versions is right. */
  #checkUnasked({ basis, opId }: Op, ops: readonly Op[]): void {
    const below = ops.filter((op) => basis.includes(op.opId))
    const isAgreed =
      below.every(({ isDecision }) => isDecision) || new Set(below.map(({ body }) => canonicalJson(body))).size < 2
    if (!isAgreed) throw new Error(`${opId} settled what was for a person to decide.`)
  }

  state(): string {
    const records = [...this.#disk.records].map(([record, { heads, states }]) => {
      const { lost, conflict } = mergeRecord(policyOf(record), this.#opsOf(record))
      return [record, { heads: [...heads].sort(), states, lost, conflict }] as const
    })
    return canonicalJson(Object.fromEntries(records))
  }

  close(): void {
    // Nothing is open.
  }
}

const copyOf = ({ ops, records }: Disk): Disk => ({ ops: [...ops], records: new Map(records) })
