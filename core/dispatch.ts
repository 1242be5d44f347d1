import { ValidationError } from '@orpc/contract'
import { implement, ORPCError } from '@orpc/server'
import { readStanding } from './access/reads.js'
import { needsCareRelation } from './access/rules.js'
import { catalogue } from './catalogue.js'
import type { Staff } from './identity/model.js'
import type { PatientId } from './kernel/ids.js'
import type { Instant } from './kernel/instant.js'
import type { FieldProblem } from './kernel/operation.js'
import { type Permission, permissionsOf, type RecordPart } from './kernel/roles.js'
import type { FileSealer } from './ports/attachments.js'
import type { ChainCall, ChainPort, StaffSignature, Unsigned } from './ports/chain.js'
import type { ChainNodesPort } from './ports/chain-nodes.js'
import type { Clock, Ids } from './ports/clock.js'
import { type Reader, RecordsDamaged, StorageFull } from './ports/database.js'
import type { ExportsPort } from './ports/exports.js'
import type { FhirReader, FhirWriter } from './ports/fhir.js'
import type { Act, DoorKind, Journal } from './ports/journal.js'
import type { ClinicKeys, PersonalKey } from './ports/keys.js'
import type { MeterPort } from './ports/meter.js'
import type { MonitorPort } from './ports/monitor.js'
import type { Notices } from './ports/notices.js'
import type { Outbox } from './ports/outbox.js'
import type { PayersPort } from './ports/payer.js'
import type { CallsPort, RoomsPort } from './ports/rooms.js'
import type { SecureDatabasesPort } from './ports/secure-databases.js'
import type { DevicesPort, HubPort, SyncPort } from './ports/sync.js'
import type { ReadUnit, RecordedChange, Subject, WriteUnit } from './ports/unit.js'
import type { SignedIn, Vault } from './ports/vault.js'
import type { Clinic } from './tenancy/model.js'

/** One open clinic: everything that a handler may use of the outside world. */
export interface Workstation {
  journal: Journal
  keys: ClinicKeys
  chain: ChainPort
  outbox: Outbox
  notices: Notices
  fhir: FhirReader & FhirWriter
  files: FileSealer
  sync: SyncPort
  devices: DevicesPort
  hub: HubPort
  rooms: RoomsPort
  calls: CallsPort
  monitor: MonitorPort
  meter: MeterPort
  databases: SecureDatabasesPort
  payers: PayersPort
  chainNodes: ChainNodesPort
  exports: ExportsPort
  deviceId: string
  /** The clinic as it stands now. */
  clinic(): Clinic
  /** Somebody as the records have them now, whatever they were when they signed in; undefined where they are not known here. */
  staffMember(id: string): Staff | undefined
}

/** One window or one HTTP request, and who is signed in there. */
export interface Door {
  readonly kind: Exclude<DoorKind, 'system'>
  signedIn(): SignedIn | null
  /** Remembers who signed in; over HTTP it returns the bearer token. */
  enter(who: SignedIn): string | null
  /** Forgets the person and their key. */
  leave(): void
}

/** What both doors hand to the dispatcher with each call. */
export interface CallContext {
  door: Door
  vault: Vault
  clock: Clock
  ids: Ids
  /** Null while the records are closed. */
  workstation(): Workstation | null
  /** Writes a defect to the log and returns the reference that the person quotes. */
  reportDefect(operation: string, error: unknown): string
}

export interface Actor extends Pick<Act, 'actorId' | 'actorName'> {
  permissions: ReadonlySet<Permission>
  staff: SignedIn['session']['staff']
}

/** What a handler works with. */
export interface Context extends CallContext, Omit<Workstation, 'clinic' | 'staffMember'> {
  actor: Actor
  clinic: Clinic
  /** The address of the key that the person signs with. */
  signer: PersonalKey['address']
  /** The person's own signature under a contract call, usable once; the node relays it. About a millisecond. */
  signCall(call: Unsigned<ChainCall>): StaffSignature
  now(): Instant
  newId(): string
  newCode(prefix: string): string
  /** Puts into the audit log that the person changed what is no record: a file or a process of this workstation. */
  noteChange(): void
  /** Runs a read; `unit.seen` says what it shows of a patient's record. */
  read<T>(query: (unit: ReadUnit) => T): T
  /** Runs a change in one synchronous transaction; nothing is awaited in it. What is slow happens before, as prepared input. */
  transact<T>(change: (unit: WriteUnit) => T): T
}

const root = implement(catalogue).$context<CallContext>()

/** Lets nothing but declared refusals out: a full disk and our own bugs get their sentence here. */
const guarded = root.use(async ({ context, path, next, errors }) => {
  try {
    return await next()
  } catch (error) {
    if (error instanceof ORPCError && error.cause instanceof ValidationError) {
      if (error.code === 'BAD_REQUEST') throw errors.BAD_REQUEST({ data: { fields: problemsOf(error.cause) } })
      throw errors.DEFECT({ data: { reference: context.reportDefect(path.join('.'), error.cause) } })
    }
    if (error instanceof ORPCError) throw error
    if (error instanceof StorageFull) throw errors.STORAGE_FULL()
    if (error instanceof RecordsDamaged) throw errors.RECORDS_DAMAGED()
    throw errors.DEFECT({ data: { reference: context.reportDefect(path.join('.'), error) } })
  }
})

/** Each field that does not fit its schema, by its path, in the schema's own words. */
function problemsOf(error: ValidationError): FieldProblem[] {
  return error.issues.slice(0, 50).map((issue) => ({
    path: (issue.path ?? []).map((step) => String(typeof step === 'object' ? step.key : step)).join('.'),
    message: issue.message,
  }))
}

/** For the operations of the lock screen and of set-up, which nobody needs to be signed in for. */
export const open = guarded

/** Every other handler is built on this: nothing runs before its permission is checked. */
export const authorized = guarded.use(async ({ context, procedure, path, next, errors }) => {
  const who = context.door.signedIn()
  const workstation = context.workstation()
  if (!who || !workstation) throw errors.UNAUTHORIZED()
  const staff = workstation.staffMember(who.session.staff.id) ?? who.session.staff
  const { permission, disclosesPatient, care, kind, worksSuspended } = procedure['~orpc'].meta
  const permissions = permissionsOf(staff.roles)
  const action = path.join('.')
  const act: Act = { actorId: staff.id, actorName: staff.displayName, action, door: context.door.kind }
  if (!staff.isActive) {
    workstation.journal.note(act, 'refused')
    context.door.leave()
    throw errors.UNAUTHORIZED()
  }
  if (!permissions.has(permission)) {
    workstation.journal.note(act, 'refused')
    throw errors.FORBIDDEN()
  }
  const clinic = workstation.clinic()
  if (clinic.suspension !== null && kind === 'command' && !worksSuspended) {
    workstation.journal.note(act, 'refused')
    throw errors.TENANT_SUSPENDED({ data: { reason: clinic.suspension.reason } })
  }
  const { journal } = workstation
  const full: Context = {
    ...context,
    journal,
    keys: workstation.keys,
    chain: workstation.chain,
    outbox: workstation.outbox,
    notices: workstation.notices,
    fhir: workstation.fhir,
    files: workstation.files,
    sync: workstation.sync,
    devices: workstation.devices,
    hub: workstation.hub,
    rooms: workstation.rooms,
    payers: workstation.payers,
    calls: workstation.calls,
    monitor: workstation.monitor,
    meter: workstation.meter,
    databases: workstation.databases,
    chainNodes: workstation.chainNodes,
    exports: workstation.exports,
    deviceId: workstation.deviceId,
    clinic,
    actor: { actorId: staff.id, actorName: staff.displayName, permissions, staff },
    signer: who.key.address,
    signCall(call) {
      const nonce = workstation.keys.newSalt()
      return { signer: who.key.address, nonce, signature: who.key.sign(workstation.chain.digest(call, nonce)) }
    },
    now: () => context.clock.now(),
    newId: () => context.ids.newId(),
    newCode: (prefix) => context.ids.newCode(prefix),
    noteChange() {
      if (kind !== 'command') throw new Error(`${action} is a query and may not change anything.`)
      journal.note(act, 'changed')
    },
    read: (query) => journal.read(act, query),
    transact(change) {
      if (kind !== 'command') throw new Error(`${action} is a query and may not change anything.`)
      return journal.transact(act, change)
    },
  }
  const careful = care === null ? full : caring(full, care)
  try {
    return await next({ context: disclosesPatient ? watched(careful, action) : careful })
  } catch (error) {
    if (!(error instanceof CareMissing)) throw error
    const { subject, patientId } = error
    journal.note(act, 'refused', [subject])
    throw errors.NO_CARE_RELATION({ data: { patientId } })
  }
})

/** Somebody would have seen or written what is open to those who care for the patient; nothing of it has left the handler. */
class CareMissing extends Error {
  constructor(
    readonly subject: Subject,
    readonly patientId: PatientId,
  ) {
    super('There is no care relation.')
  }
}

/** Lets through what is of a patient to whom the person stands somehow: whatever a handler says that it shows or writes. */
function caring(context: Context, part: RecordPart): Context {
  const { staff } = context.actor
  if (!needsCareRelation(staff.roles, part)) return context
  const check = (db: Reader, subject: Subject) => {
    const { kind, id, patientId } = subject
    if (patientId === null) return
    const { relation } = readStanding(db, staff, { part, patientId, now: context.now() })
    if (relation === 'none') throw new CareMissing({ kind, id, patientId }, patientId)
  }
  const seenIn = (unit: ReadUnit) => (subject: Subject) => {
    check(unit, subject)
    unit.seen(subject)
  }
  return {
    ...context,
    read: (query) => context.read((unit) => query({ ...unit, seen: seenIn(unit) })),
    transact: (change) =>
      context.transact((unit) => {
        const recorded = (record: RecordedChange) => {
          check(unit, record)
          unit.recorded(record)
        }
        return change({ ...unit, seen: seenIn(unit), recorded })
      }),
  }
}

/** An answer that may show a patient's record says what it showed; one that says nothing is a bug of ours. */
function watched(context: Context, action: string): Context {
  return {
    ...context,
    read: (query) =>
      context.read((unit) => {
        let isSaid = false
        const seen = (subject: Subject) => {
          isSaid = true
          unit.seen(subject)
        }
        const answer = query({ ...unit, seen })
        if (!isSaid && !isEmpty(answer)) throw new Error(`${action} showed a patient’s record and did not say so.`)
        return answer
      }),
  }
}

/** Nothing found is nothing shown. */
function isEmpty(answer: unknown): boolean {
  if (answer === undefined || answer === null) return true
  if (Array.isArray(answer)) return answer.length === 0
  return typeof answer === 'object' && 'items' in answer && Array.isArray(answer.items) && answer.items.length === 0
}
