import type { DomainEvent } from '../../core/kernel/domain-event.js'
import { isAnchored } from '../../core/kernel/entities.js'
import type { PatientId } from '../../core/kernel/ids.js'
import type { ChainCall, Hex32 } from '../../core/ports/chain.js'
import type { Clock, Ids } from '../../core/ports/clock.js'
import type { DatabasePort, Reader, SqlParams, Writer } from '../../core/ports/database.js'
import type { Act, Journal } from '../../core/ports/journal.js'
import type { ClinicKeys } from '../../core/ports/keys.js'
import type { ReadUnit, RecordedChange, Subject, WriteUnit } from '../../core/ports/unit.js'
import { nextHlc } from '../../core/sync/rules.js'
import { hashAudit, noHash } from './audit-chain.js'
import { hashOp, type OpHeader, openOp, sealOp } from './seal-op.js'
import { verifyAudit } from './verify-audit.js'

/** A change that nobody recorded: a bug of ours, found before it could be committed. */
export class UnrecordedChange extends Error {
  override readonly name = 'UnrecordedChange'
}

export interface JournalParts {
  database: DatabasePort
  keys: ClinicKeys
  clock: Clock
  ids: Ids
  device: { tenant: string; device: string; epoch: number; epochKey: Uint8Array }
  /** Called in the transaction, for what other slices do when this happens. */
  react(event: DomainEvent, unit: WriteUnit, act: Act): void
  /** Called after the commit with how far the log has come. */
  committed(mark: { auditSeq: number; opSeq: number }, changes: readonly Subject[]): void
}

/** The ends of the two hash chains, as committed. */
interface Heads {
  auditSeq: number
  auditHash: Uint8Array
  opSeq: number
  opHash: Uint8Array
  hlc: string | null
}

/** Opens the journal of a database: one writer, one process. */
export function openJournal(parts: JournalParts): Journal {
  let heads = readHeads(parts.database)

  function commit<T>(act: Act, change: (draft: Draft, db: Writer) => T): T {
    const draft = new Draft(parts, act, { ...heads })
    const result = parts.database.transact((db) => change(draft, db))
    heads = draft.heads
    parts.committed({ auditSeq: heads.auditSeq, opSeq: heads.opSeq }, draft.changes)
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
    bodyOf(opSeq) {
      const op = parts.database.read((db) =>
        db.row<{ header: string; body: Uint8Array; opId: string }>(
          'SELECT header, body, op_id AS opId FROM device_ops WHERE seq = $opSeq',
          { opSeq },
        ),
      )
      return op && (JSON.parse(openOp(parts.device.epochKey, op.header, op.opId, op.body)) as { body: unknown }).body
    },
    verifyAudit: () => verifyAudit(parts.database),
    note: (act, outcome, subjects = []) => commit(act, (draft, db) => draft.audit(db, outcome, subjects)),
  }
}

const readUnit = (db: Reader, seen: Subject[]): ReadUnit => ({
  row: (sql, params) => db.row(sql, params),
  rows: (sql, params) => db.rows(sql, params),
  seen: (subject) => void seen.push(subject),
})

/** One transaction while it is open. */
class Draft {
  readonly changes: Subject[] = []
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

  /** Writes the audit entry of the whole transaction. */
  finish(db: Writer): void {
    if (this.#writes > 0 && !this.#isRecorded)
      throw new UnrecordedChange(`${this.act.action} wrote rows and recorded nothing.`)
    if (this.changes.length > 0) this.audit(db, 'changed', this.changes)
    else if (this.#seen.length > 0) this.audit(db, 'read', this.#seen)
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
    for (const patientId of new Set(subjects.map((subject) => subject.patientId)))
      if (patientId !== null)
        db.run('INSERT INTO audit_patients (patient_id, seq) VALUES ($patientId, $seq)', { patientId, seq })
    this.heads.auditSeq = seq
    this.heads.auditHash = hash
  }

  #record(db: Writer, change: RecordedChange): void {
    const { kind, id, patientId, version, body } = change
    this.#isRecorded = true
    this.#touch({ kind, id, patientId })
    this.#appendOp(db, JSON.stringify({ kind, id, version, patientId, author: this.act.actorId, body }))
    if (!isAnchored(kind)) return
    const made = change.commitment ?? this.parts.keys.commit(kind, id, version, body)
    db.run(
      `INSERT INTO chain_commitments (kind, record_id, version, patient_id, salt, content_hash, commitment, created_at, op_seq)
       VALUES ($kind, $id, $version, $patientId, $salt, $contentHash, $commitment, $now, $opSeq)`,
      {
        kind,
        id,
        version,
        patientId,
        salt: bytesOf(made.salt),
        contentHash: bytesOf(made.contentHash),
        commitment: bytesOf(made.commitment),
        now: this.parts.clock.now(),
        opSeq: this.heads.opSeq,
      },
    )
  }

  /** Notes what the audit entry speaks of, each record once. */
  #touch({ kind, id, patientId }: Subject): void {
    if (!this.changes.some((subject) => subject.kind === kind && subject.id === id))
      this.changes.push({ kind, id, patientId })
  }

  #appendOp(db: Writer, body: string): void {
    const { tenant, device, epoch, epochKey } = this.parts.device
    const hlc = nextHlc(this.heads.hlc, this.parts.clock.now())
    const seq = this.heads.opSeq + 1
    const opId = this.parts.ids.newId()
    const prevHash = Buffer.from(this.heads.opHash).toString('hex')
    const header = JSON.stringify({ v: 1, tenant, epoch, device, seq, prevHash, opId, hlc } satisfies OpHeader)
    const sealed = sealOp(epochKey, header, opId, body)
    const hash = hashOp(header, sealed)
    db.run(
      `INSERT INTO device_ops (seq, op_id, header, body, hash, author_id) VALUES ($seq, $opId, $header, $sealed, $hash, $author)`,
      { seq, opId, header, sealed, hash, author: this.act.actorId },
    )
    this.heads.opSeq = seq
    this.heads.opHash = hash
    this.heads.hlc = hlc
  }

  #register(db: Writer, patientId: PatientId): void {
    const known = db.row(`SELECT 1 FROM chain_calls WHERE kind = 'patient' AND record_id = $patientId`, { patientId })
    if (known) return
    const { keys } = this.parts
    const patientName = keys.commitWords('patient-name', keys.newSalt(), patientId)
    const call: ChainCall = { fn: 'registerPatient', patient: keys.patientAddress(patientId), patientName }
    this.#queue(db, { kind: 'patient', id: patientId, patientId }, patientName, call)
  }

  #queue(db: Writer, about: Subject, commitment: Hex32, call: ChainCall): void {
    db.run(
      `INSERT INTO chain_calls (kind, record_id, fn, commitment, call, created_at)
       VALUES ($kind, $id, $fn, $commitment, $call, $now)`,
      {
        kind: about.kind,
        id: about.id,
        fn: call.fn,
        commitment,
        call: JSON.stringify(call),
        now: this.parts.clock.now(),
      },
    )
  }
}

function readHeads(database: DatabasePort): Heads {
  return database.read((db) => {
    const audit = db.row<{ seq: number; hash: Uint8Array }>(
      'SELECT seq, hash FROM audit_entries ORDER BY seq DESC LIMIT 1',
    )
    const op = db.row<{ seq: number; hash: Uint8Array; header: string }>(
      'SELECT seq, hash, header FROM device_ops ORDER BY seq DESC LIMIT 1',
    )
    return {
      auditSeq: audit?.seq ?? 0,
      auditHash: audit?.hash ?? noHash,
      opSeq: op?.seq ?? 0,
      opHash: op?.hash ?? noHash,
      hlc: op ? (JSON.parse(op.header) as OpHeader).hlc : null,
    }
  })
}

const bytesOf = (hex: Hex32): Uint8Array => Buffer.from(hex.slice(2), 'hex')
