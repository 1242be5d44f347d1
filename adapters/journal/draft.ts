import type { DomainEvent } from '../../core/kernel/domain-event.js'
import { isAnchored, mergePolicyOf } from '../../core/kernel/entities.js'
import type { PatientId } from '../../core/kernel/ids.js'
import type { ChainCall, Hex32 } from '../../core/ports/chain.js'
import type { Clock, Ids } from '../../core/ports/clock.js'
import type { ConflictCheck, Touched } from '../../core/ports/conflict-check.js'
import type { DatabasePort, Reader, SqlParams, Writer } from '../../core/ports/database.js'
import type { Act } from '../../core/ports/journal.js'
import type { ClinicKeys } from '../../core/ports/keys.js'
import type { AllProjections } from '../../core/ports/projection.js'
import type { ReadUnit, RecordedChange, Subject, WriteUnit } from '../../core/ports/unit.js'
import { basisOf, changedFields, completeOps, mergeRecord, type RecordBody } from '../../core/sync/merge.js'
import type { OpBody } from '../../core/sync/op.js'
import { nextHlc } from '../../core/sync/rules.js'
import { hashAudit } from './audit-chain.js'
import { appendOp, type EpochKeys, readRecordHeads, readRecordOps } from './op-log.js'
import { insertCall, insertCommitment } from './outbox-entries.js'
import { projectMerged } from './project.js'

/** A change that nobody recorded: a bug of ours, found before it could be committed. */
export class UnrecordedChange extends Error {
  override readonly name = 'UnrecordedChange'
}

export interface JournalParts {
  database: DatabasePort
  keys: ClinicKeys
  clock: Clock
  ids: Ids
  device: { tenant: string; device: string; epochs: EpochKeys }
  /** How records that were merged get their rows. */
  projections: AllProjections
  /** Called in each transaction with what it changed. */
  findConflicts: ConflictCheck
  /** Called in the transaction, for what other slices do when this happens. */
  react(event: DomainEvent, unit: WriteUnit, act: Act): void
  /** Called after the commit with how far the log has come; null where a power cut may still undo it. */
  committed(mark: { auditSeq: number; opSeq: number } | null, changes: readonly Subject[]): void
}

/** The ends of the two hash chains, as committed. */
export interface Heads {
  auditSeq: number
  auditHash: Uint8Array
  opSeq: number
  opHash: Uint8Array
  hlc: string | null
}

export const readUnit = (db: Reader, seen: Subject[]): ReadUnit => ({
  row: (sql, params) => db.row(sql, params),
  rows: (sql, params) => db.rows(sql, params),
  seen: (subject) => void seen.push(subject),
})

/** One transaction while it is open. */
export class Draft {
  /** What was changed, for whoever is told after the commit. */
  readonly changes: Subject[] = []
  readonly #touched: Touched[] = []
  readonly #seen: Subject[] = []
  #writes = 0
  #isRecorded = false

  constructor(
    readonly parts: JournalParts,
    readonly act: Act,
    readonly heads: Heads,
  ) {}

  unit(db: Writer): WriteUnit {
    const unit: WriteUnit = {
      ...readUnit(db, this.#seen),
      run: (sql: string, params?: SqlParams) => {
        this.#writes += 1
        return db.run(sql, params)
      },
      recorded: (change) => this.#record(db, change),
      chosen: (record) => this.#choose(db, record),
      call: (about, commitment, call) => {
        this.#touch(about)
        if (about.patientId) this.#register(db, about.patientId)
        this.#queue(db, about, commitment, call)
      },
      registerOnChain: (patientId) => this.#register(db, patientId),
      emit: (event) => this.parts.react(event, unit, this.act),
    }
    return unit
  }

  /** Looks for conflicts, and writes the audit entry of the whole transaction. */
  finish(db: Writer): void {
    if (this.#writes > 0 && !this.#isRecorded)
      throw new UnrecordedChange(`${this.act.action} wrote rows and recorded nothing.`)
    if (this.changes.length > 0) this.audit(db, 'changed', this.changes)
    else if (this.#seen.length > 0) this.audit(db, 'read', this.#seen)
    this.findConflicts(db, this.#touched, [])
  }

  /** Tells whoever shows conflicts where there are others than before. */
  findConflicts(db: Writer, ...found: [Parameters<ConflictCheck>[1], Parameters<ConflictCheck>[2]]): void {
    if (this.parts.findConflicts(db, ...found, this.parts.clock.now()))
      this.changes.push({ kind: 'conflict-decision', id: '', patientId: null })
  }

  audit(db: Writer, outcome: string, subjects: readonly Subject[]): void {
    const seq = this.heads.auditSeq + 1
    const words = { seq, at: this.parts.clock.now(), ...this.act, outcome, subjects: JSON.stringify(subjects) }
    const hash = hashAudit(this.heads.auditHash, words)
    db.run(
      `INSERT INTO audit_entries (seq, at, actor_id, actor_name, action, outcome, door, subjects, prev_hash, hash)
       VALUES ($seq, $at, $actorId, $actorName, $action, $outcome, $door, $subjects, $prevHash, $hash)`,
      { ...words, prevHash: this.heads.auditHash, hash },
    )
    this.heads.auditSeq = seq
    this.heads.auditHash = hash
  }

  #record(db: Writer, change: RecordedChange): void {
    const { kind, id, patientId, version, body, isDecision = false } = change
    this.#isRecorded = true
    this.#touch({ kind, id, patientId })
    const anchored = isAnchored(kind) ? (change.commitment ?? this.parts.keys.commit(kind, id, version, body)) : null
    const said = { kind, id, patientId, version, salt: anchored?.salt ?? null, body: body as RecordBody, isDecision }
    const opN = this.#append(db, said)
    const conflict = this.#conflictOf(db, said)
    this.#touched.push({ kind, id, patientId, body: said.body, conflict })
    if (anchored === null) return
    insertCommitment(db, anchored, { kind, id, version, patientId, opN, now: this.parts.clock.now() })
  }

  #choose(db: Writer, { kind, id, patientId, body }: Subject & { body: RecordBody }): void {
    const version = completeOps(readRecordOps(db, this.parts.device.epochs, kind, id)).length + 1
    const chosen = 'version' in body ? { ...body, version } : body
    this.#record(db, { kind, id, patientId, version, body: chosen, isDecision: true })
    projectMerged(db, this.parts, kind, id)
  }

  /** Notes what the audit entry speaks of, each record once. */
  #touch({ kind, id, patientId }: Subject): void {
    if (!this.changes.some((subject) => subject.kind === kind && subject.id === id))
      this.changes.push({ kind, id, patientId })
  }

  /** Writes the op on top of what its author saw of the record, and says which fields an edit changed. */
  #append(
    db: Writer,
    said: Pick<OpBody, 'kind' | 'id' | 'patientId' | 'version' | 'salt' | 'body' | 'isDecision'>,
  ): number {
    const { tenant, device, epochs } = this.parts.device
    const now = this.parts.clock.now()
    const { kind, id } = said
    // A call's id was made just now: there is nothing that it could stand on.
    const basis = kind === 'chain-call' ? [] : [...this.#basisOf(db, said)]
    const isEdit = basis.length > 0 && mergePolicyOf(kind) === 'fields'
    const fields = isEdit
      ? changedFields(mergeRecord('fields', completeOps(readRecordOps(db, epochs, kind, id))).body, said.body)
      : null
    const hlc = nextHlc(this.heads.hlc, now)
    const seq = this.heads.opSeq + 1
    const opId = this.parts.ids.newId()
    const prevHash = Buffer.from(this.heads.opHash).toString('hex')
    const author = { id: this.act.actorId, name: this.act.actorName }
    const { n, hash } = appendOp(
      db,
      epochs,
      { tenant, device, seq, prevHash, opId, hlc },
      { ...said, author, at: now, basis, fields },
    )
    Object.assign(this.heads, { opSeq: seq, opHash: hash, hlc })
    return n
  }

  /** The heads that the author had in front of them. */
  #basisOf(db: Writer, { kind, id, isDecision }: Pick<OpBody, 'kind' | 'id' | 'isDecision'>): readonly string[] {
    const heads = readRecordHeads(db, kind, id)
    if (heads.length < 2 || mergePolicyOf(kind) !== 'versions') return heads
    return basisOf(
      mergeRecord('versions', completeOps(readRecordOps(db, this.parts.device.epochs, kind, id))),
      isDecision,
    )
  }

  #conflictOf(db: Writer, { kind, id }: Pick<OpBody, 'kind' | 'id'>): readonly string[] {
    if (mergePolicyOf(kind) !== 'versions' || readRecordHeads(db, kind, id).length < 2) return []
    return mergeRecord('versions', completeOps(readRecordOps(db, this.parts.device.epochs, kind, id))).conflict
  }

  #register(db: Writer, patientId: PatientId): void {
    const known = db.row(`SELECT 1 FROM chain_calls WHERE kind = 'patient' AND record_id = $patientId`, { patientId })
    if (known) return
    const { keys } = this.parts
    const patientName = keys.commitWords('patient-name', keys.newSalt(), patientId)
    const call: ChainCall = { fn: 'registerPatient', patient: keys.patientAddress(patientId), patientName }
    this.#queue(db, { kind: 'patient', id: patientId, patientId }, patientName, call)
  }

  /** A call is an op of its own, so that each device can bring it to a chain; the chain takes it once. */
  #queue(db: Writer, about: Subject, commitment: Hex32, call: ChainCall): void {
    const body = { about: { kind: about.kind, id: about.id }, commitment, call: call as unknown as RecordBody }
    const id = this.parts.ids.newId()
    const said = { kind: 'chain-call', id, patientId: about.patientId, version: 1, salt: null, body } as const
    this.#append(db, { ...said, isDecision: false })
    insertCall(db, { id, kind: about.kind, recordId: about.id, commitment, call, now: this.parts.clock.now() })
  }
}
