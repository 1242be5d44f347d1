import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { openJournal } from '../../adapters/journal/journal.js'
import { clinicKeys } from '../../adapters/keys/clinic-keys.js'
import { openDatabase, type SqlcipherDatabase } from '../../adapters/sqlcipher/database.js'
import type { EntityKind } from '../../core/kernel/entities.js'
import { PatientId } from '../../core/kernel/ids.js'
import type { RecordBody } from '../../core/kernel/record-body.js'
import type { Act, Journal, SealedOp } from '../../core/ports/journal.js'
import { findConflicts } from '../../core/sync/checking.js'
import type { OpHeader } from '../../core/sync/protocol.js'
import { projections } from '../../node/projections.js'
import { randomIds } from '../../node/system.js'
import { stateHash } from './devices.js'
import type { Link, Workstation } from './fleet.js'

export interface SealedLink extends Link {
  op: SealedOp
}

export const fileKey = new Uint8Array(48).fill(3)
const tenant = 't'.repeat(22)
const epochKey = new Uint8Array(32).fill(5)
const epochs = {
  current: () => ({ epoch: 1, key: epochKey }),
  of: (epoch: number) => (epoch === 1 ? epochKey : undefined),
  add: () => undefined,
}
const keys = clinicKeys(new Uint8Array(32).fill(6))
const act: Act = { actorId: 'somebody', actorName: 'Amara Obi', action: 'test.edit', door: 'system' }
const at = '2026-11-21T09:00:00.000Z'

const patientOf = (record: number) => PatientId.parse(`patient-${record % 2}`.padEnd(22, '_'))

const newPatient = (id: PatientId): RecordBody => ({
  ...{ id, code: 'P-000000', givenName: null, familyName: 'Otieno', birthDate: null, sex: 'unknown', phone: null },
  ...{ email: null, address: null, language: null, externalId: null, registeredAt: at, updatedAt: at, version: 0 },
})

const newAllergy = (id: string, patientId: PatientId): RecordBody => ({
  ...{ id, patientId, substance: 'Latex', allergen: 'latex', criticality: 'low', reaction: null, isActive: true },
  ...{ retractionReason: null, recordedAt: at, recordedBy: 'Amara Obi', version: 0 },
})

/** A workstation on an encrypted file of its own: the journal, the projections and the search for conflicts as they are. */
export class FileWorkstation implements Workstation<SealedLink> {
  readonly id: string
  readonly #file: string
  readonly #time: { step: number }
  #database: SqlcipherDatabase
  #journal: Journal
  #skewMs = 0
  #isBackedUp = false

  /** @param template a file with the schema and nothing else */
  constructor(folder: string, template: string, id: string, time: { step: number }) {
    this.id = id.padEnd(22, '_')
    this.#file = join(folder, `${id}.db`)
    this.#time = time
    copyFileSync(template, this.#file)
    this.#database = openDatabase(this.#file, fileKey)
    this.#journal = this.#open()
  }

  #open(): Journal {
    return openJournal({
      database: this.#database,
      keys,
      clock: { now: () => new Date(Date.parse(at) + this.#time.step * 1_000 + this.#skewMs).toISOString() },
      ids: randomIds,
      device: { tenant, device: this.id, epochs },
      projections,
      findConflicts,
      react: () => undefined,
      committed: () => undefined,
    })
  }

  edit(record: number, field: number, value: number): void {
    this.#time.step += 1
    const patientId = patientOf(record)
    this.#ensurePatient(patientId)
    const [kind, id, fresh] =
      record % 4 < 2
        ? (['patient', patientId, newPatient(patientId)] as const)
        : (['allergy', `allergy-${record % 4}`.padEnd(22, '_'), newAllergy('', patientId)] as const)
    const before = this.#shown(kind, id) ?? { ...fresh, id }
    const name = kind === 'patient' ? ['phone', 'email', 'familyName'][field % 3] : 'reaction'
    this.#write(kind, id, patientId, { ...before, [name ?? 'phone']: `072200000${value}` })
  }

  /** What is about a person is written where the person is known. */
  #ensurePatient(patientId: PatientId): void {
    if (!this.#shown('patient', patientId)) this.#write('patient', patientId, patientId, newPatient(patientId))
  }

  #write(kind: 'patient' | 'allergy', id: string, patientId: PatientId, said: RecordBody): void {
    const version = Number(said.version) + 1
    const body = { ...said, version }
    this.#journal.transact(act, (unit) => {
      projections[kind](unit, { id, body, version, by: act.actorName, at, earlier: null })
      unit.recorded({ kind, id, patientId, version, body })
    })
  }

  decide(record: number, side: number): void {
    const id = `allergy-${2 + (record % 2)}`.padEnd(22, '_')
    const sql = `SELECT sides FROM conflicts WHERE is_open = 1 AND record_kind = 'allergy' AND record_id = $id`
    const row = this.#database.row<{ sides: string }>(sql, { id })
    const sides: string[] = row ? JSON.parse(row.sides) : []
    const opId = sides[side % Math.max(1, sides.length)]
    const chosen = this.#journal.versionsOf('allergy', id).find((version) => version.opId === opId)
    this.#time.step += 1
    if (chosen)
      this.#journal.transact(act, (unit) =>
        unit.chosen({ kind: 'allergy', id, patientId: patientOf(record), body: chosen.body }),
      )
  }

  /** The record as this workstation's own rows show it: by the op that they stand for. */
  #shown(kind: EntityKind, id: string): RecordBody | undefined {
    const sql =
      kind === 'patient'
        ? 'SELECT version FROM patients WHERE id = $id'
        : 'SELECT max(version) AS version FROM allergies WHERE id = $id'
    const version = this.#database.row<{ version: number | null }>(sql, { id })?.version
    if (version === undefined || version === null) return undefined
    if (kind === 'patient') return this.#patientRow(id)
    const row = this.#database.row<Record<string, string | number | null>>(
      'SELECT * FROM allergies WHERE id = $id ORDER BY version DESC LIMIT 1',
      { id },
    )
    return {
      ...newAllergy(id, PatientId.parse(row?.patient_id)),
      reaction: row?.reaction ?? null,
      version,
    }
  }

  #patientRow(id: string): RecordBody {
    const row = this.#database.row<Record<string, string | number | null>>('SELECT * FROM patients WHERE id = $id', {
      id,
    })
    return {
      ...newPatient(PatientId.parse(id)),
      phone: row?.phone ?? null,
      email: row?.email ?? null,
      familyName: row?.family_name ?? '',
      version: row?.version ?? 0,
    }
  }

  log(device: string): readonly SealedLink[] {
    return this.#database
      .rows<SealedOp & { hash: Uint8Array }>('SELECT header, body, hash FROM ops WHERE device = $device ORDER BY seq', {
        device,
      })
      .map(({ header, body, hash }) => {
        const { seq, prevHash: prev } = JSON.parse(header) as OpHeader
        return { device, seq, prev, hash: Buffer.from(hash).toString('hex'), op: { header, body } }
      })
  }

  receive(links: readonly SealedLink[]): void {
    this.#journal.receive(
      links.map(({ op }) => op),
      { name: 'Test relay' },
    )
  }

  rehang(sent: readonly SealedLink[], from: number): void {
    this.#journal.rehang(
      sent.map(({ op }) => op),
      from,
      () => undefined,
    )
  }

  setClock(skewMs: number): void {
    this.#skewMs = skewMs
  }

  restart(): void {
    this.#database.close()
    this.#reopen()
  }

  /** Closing writes all into the one file, which then is the backup. */
  backUp(): void {
    this.#database.close()
    copyFileSync(this.#file, `${this.#file}.backup`)
    this.#isBackedUp = true
    this.#reopen()
  }

  restore(): void {
    if (!this.#isBackedUp) return
    this.#database.close()
    for (const suffix of ['-wal', '-shm']) rmSync(`${this.#file}${suffix}`, { force: true })
    copyFileSync(`${this.#file}.backup`, this.#file)
    this.#reopen()
  }

  #reopen(): void {
    this.#database = openDatabase(this.#file, fileKey)
    this.#journal = this.#open()
  }

  check(): void {
    // The file itself refuses what may not be: one op an id, one op a place in a log, no row without what it refers to.
  }

  state(): string {
    return stateHash(this.#database)
  }

  close(): void {
    this.#database.close()
    for (const suffix of ['', '-wal', '-shm', '.backup']) rmSync(`${this.#file}${suffix}`, { force: true })
  }
}
