import { type EntityKind, mergePolicyOf } from '../../core/kernel/entities.js'
import type { ClockReading, Touched } from '../../core/ports/conflict-check.js'
import type { Writer } from '../../core/ports/database.js'
import type { ReceiveOutcome, Refusal, SealedOp } from '../../core/ports/journal.js'
import type { ProjectedRecord } from '../../core/ports/projection.js'
import { isForward } from '../../core/sync/merge.js'
import { noHash } from './audit-chain.js'
import {
  type CheckedOp,
  checkPlace,
  checkTenant,
  type DeviceHead,
  OpRefused,
  openArrival,
  readHeader,
} from './checked-op.js'
import type { Heads, JournalParts } from './draft.js'
import { countRecordOps, insertOp, OpKnown, readRecordHeads } from './op-log.js'
import { type FirstCommitment, insertCall, insertCommitment, insertFirstCommitments } from './outbox-entries.js'
import { project, projectMerged, projectWaiting, readWaiting, type ShownRecord } from './project.js'
import { hashOp } from './seal-op.js'

/** What arrived of one record: the states that it went through, or null where it must be merged from all of its ops. */
interface Arrived {
  kind: EntityKind
  id: string
  patientId: Touched['patientId']
  states: ProjectedRecord[] | null
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** Ops on their way into the log, in one transaction. */
export class Arrivals {
  readonly touched: Touched[] = []
  readonly #parts: JournalParts
  readonly #db: Writer
  readonly #heads: Heads
  readonly #devices = new Map<string, DeviceHead>()
  readonly #clocks = new Map<string, ClockReading>()
  readonly #records = new Map<string, Arrived>()
  readonly #firsts: FirstCommitment[] = []
  readonly #refused = new Map<string, Refusal>()
  /** Records that waited when this began. */
  readonly #waiting: ReadonlySet<string>
  #received = 0
  #known = 0
  #recovered = 0

  /**
   * @param heads the ends of our own chains; they go on with what is received.
   * @param ready ops that were opened before.
   */
  constructor(
    parts: JournalParts,
    db: Writer,
    heads: Heads,
    readonly ready: Pick<WeakMap<SealedOp, CheckedOp>, 'get'> = new WeakMap(),
  ) {
    this.#parts = parts
    this.#db = db
    this.#heads = heads
    this.#waiting = new Set(readWaiting(db).map(({ kind, id }) => `${kind} ${id}`))
  }

  receive(ops: readonly SealedOp[]): ReceiveOutcome {
    for (const op of ops) this.#take(op)
    this.#putFirsts()
    for (const arrived of this.#records.values()) this.#show(arrived)
    for (const merged of projectWaiting(this.#db, this.#parts)) this.#note(merged)
    return {
      received: this.#received,
      known: this.#known,
      recovered: this.#recovered,
      refused: [...this.#refused.values()],
      waiting: readWaiting(this.#db).length,
      heads: [...this.#devices].map(([device, { seq, hash }]) => ({ device, seq, hash })),
    }
  }

  /** What the clocks of the other devices showed last. */
  get clocks(): ClockReading[] {
    return [...this.#clocks.values()]
  }

  #take(op: SealedOp): void {
    // What cannot be read names no device, and all that is refused of it is this one op.
    let [device, seq] = ['', 0]
    try {
      const ready = this.ready.get(op)
      const head = ready?.head ?? readHeader(op.header)
      device = head.device
      seq = head.seq
      if (this.#refused.has(device)) return
      checkTenant(head, this.#parts.device.tenant)
      const last = this.#headOf(device)
      if (seq <= last.seq) {
        this.#compare(op, device, seq)
        return
      }
      checkPlace(head, last)
      this.#insert(ready ?? openArrival(this.#parts, op, head))
    } catch (error) {
      const { code, message } = asRefusal(error)
      if (!this.#refused.has(device)) this.#refused.set(device, { device, seq, code, message })
    }
  }

  #headOf(device: string): DeviceHead {
    const known = this.#devices.get(device)
    if (known) return known
    const row = this.#db.row<{ seq: number; hash: Uint8Array; hlc: string }>(
      'SELECT seq, hash, hlc FROM ops WHERE device = $device ORDER BY seq DESC LIMIT 1',
      { device },
    )
    const head = row ? { ...row, hash: hex(row.hash) } : { seq: 0, hash: hex(noHash), hlc: '' }
    this.#devices.set(device, head)
    return head
  }

  /** What is known must be what we have: a device has one log, and so have we. */
  #compare({ header, body }: SealedOp, device: string, seq: number): void {
    const sql = 'SELECT hash FROM ops WHERE device = $device AND seq = $seq'
    const row = this.#db.row<{ hash: Uint8Array }>(sql, { device, seq })
    if (row && Buffer.compare(row.hash, hashOp(header, body)) === 0) {
      this.#known += 1
      return
    }
    if (device === this.#parts.device.device)
      throw new OpRefused(
        'OWN_LOG_DIFFERS',
        'This workstation wrote other changes than it once sent: an old backup was restored and then worked on. ' +
          'Nothing was lost here. It must be enrolled anew before it can send.',
      )
    throw new OpRefused(
      'FORK',
      'A workstation says otherwise than before. What was known of it is kept; nothing more is taken of it.',
    )
  }

  #insert({ header, body, head, content, call, commitment: made, hash }: CheckedOp): void {
    const { device, seq, hlc } = head
    const n = insertOp(this.#db, head, { header, sealed: body, hash }, content)
    this.#devices.set(device, { seq, hash: hex(hash), hlc })
    if (this.#heads.hlc === null || hlc > this.#heads.hlc) this.#heads.hlc = hlc
    if (device === this.#parts.device.device) {
      this.#recovered += 1
      Object.assign(this.#heads, { opSeq: seq, opHash: hash })
    } else this.#clocks.set(device, { device, at: content.at })
    this.#received += 1
    const count = countRecordOps(this.#db, content.kind, content.id)
    if (made) this.#commit(content, made, n, count === 1)
    if (call) {
      const { about, commitment } = call
      const queued = { id: content.id, kind: about.kind, recordId: about.id, commitment, call: call.call }
      insertCall(this.#db, { ...queued, now: content.at })
    }
    this.#place(head.opId, content, count)
  }

  #commit(
    { kind, id, version, patientId }: CheckedOp['content'],
    made: NonNullable<CheckedOp['commitment']>,
    opN: number,
    isFirst: boolean,
  ): void {
    if (isFirst) this.#firsts.push({ n: opN, kind, id, version, patientId, ...made })
    else {
      this.#putFirsts()
      insertCommitment(this.#db, made, { kind, id, version, patientId, opN, now: this.#parts.clock.now() })
    }
  }

  /** Also before a commitment that is held against those of its record. */
  #putFirsts(): void {
    insertFirstCommitments(this.#db, this.#firsts.splice(0), this.#parts.clock.now())
  }

  /** Puts the op on top of what is known of its record, or leaves that to merging. */
  #place(
    opId: string,
    { kind, id, patientId, basis, body, version, author, at }: CheckedOp['content'],
    count: number,
  ): void {
    const key = `${kind} ${id}`
    const before = this.#records.get(key)
    if (before?.states === null) return
    const known = {
      count: () => count,
      heads: () => readRecordHeads(this.#db, kind, id, opId),
    }
    if (!isForward(mergePolicyOf(kind), { basis, version }, known)) {
      this.#records.set(key, { kind, id, patientId, states: null })
      return
    }
    const state = { id, body, version, by: author.name, at, earlier: null }
    if (before) before.states?.push(state)
    else this.#records.set(key, { kind, id, patientId, states: [state] })
  }

  #show({ kind, id, patientId, states }: Arrived): void {
    const last = states?.at(-1)
    if (states === null || !last || this.#waiting.has(`${kind} ${id}`)) {
      const merged = projectMerged(this.#db, this.#parts, kind, id)
      if (merged) this.#note(merged)
      return
    }
    project(this.#db, this.#parts, kind, states)
    this.touched.push({ kind, id, patientId, body: last.body, conflict: [] })
  }

  #note({ kind, id, patientId, body, conflict }: ShownRecord): void {
    this.touched.push({ kind, id, patientId, body, conflict })
  }
}

function asRefusal(error: unknown): OpRefused {
  if (error instanceof OpRefused) return error
  if (error instanceof OpKnown)
    return new OpRefused('REPLAY', 'A change was sent a second time as another one. It was not taken.')
  throw error
}
