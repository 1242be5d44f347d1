import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { computeAddress } from 'ethers'
import { fhirReader } from '../adapters/fhir/reader.js'
import { fhirWriter } from '../adapters/fhir/writer.js'
import { indexAudit } from '../adapters/journal/audit-index.js'
import { openJournal } from '../adapters/journal/journal.js'
import { clinicKeys } from '../adapters/keys/clinic-keys.js'
import { fileSealer } from '../adapters/keys/file-sealer.js'
import { type KdfCost, kdfCost } from '../adapters/keys/kdf.js'
import { connectedPayers } from '../adapters/payer/connected.js'
import { checkPayer } from '../adapters/payer/http-payer.js'
import { openDatabase, type SqlcipherDatabase } from '../adapters/sqlcipher/database.js'
import { migrate, readMigrations } from '../adapters/sqlcipher/migrate.js'
import { readWatermark, Watermark } from '../adapters/sqlcipher/watermark.js'
import { flushOutbox } from '../core/anchoring/outbox.js'
import { scanDay } from '../core/anomalies/scanning.js'
import type { Workstation } from '../core/dispatch.js'
import type { Staff } from '../core/identity/model.js'
import { readAllStaff } from '../core/identity/reads.js'
import { settleClaims } from '../core/insurance/settlement.js'
import { draftWhenDue } from '../core/invoices/drafting.js'
import type { EntityKind } from '../core/kernel/entities.js'
import { addDays, dayOf } from '../core/kernel/instant.js'
import { readConnection } from '../core/payers/reads.js'
import { answerRequests } from '../core/pharmacy/answering.js'
import { ChainUnreachable } from '../core/ports/chain.js'
import type { Clock, Ids } from '../core/ports/clock.js'
import type { Host } from '../core/ports/host.js'
import type { Act } from '../core/ports/journal.js'
import type { PayerPort } from '../core/ports/payer.js'
import type { HubPort } from '../core/ports/sync.js'
import { findConflicts } from '../core/sync/checking.js'
import type { Clinic } from '../core/tenancy/model.js'
import { readClinic } from '../core/tenancy/reads.js'
import type { Assets } from './assets.js'
import { followCalls } from './calls.js'
import { Certificates } from './certificates.js'
import { openChainNodes } from './chain-nodes/chain-nodes.js'
import { connectChain } from './chain-nodes/connect.js'
import { openHomeChain } from './chain-nodes/home-chain.js'
import { ensureDemoRelay } from './demo-relay.js'
import { openExports } from './exports.js'
import type { Log } from './log.js'
import { openMeter } from './metering.js'
import { Monitor } from './monitor.js'
import { openNotices } from './notices.js'
import { projections } from './projections.js'
import { react } from './reactions.js'
import { openRooms } from './rooms.js'
import { Rounds } from './rounds.js'
import { type ClinicSecrets, readChainIdentity, readSecrets, readTenantSecrets } from './secrets.js'
import { openSecureDatabases } from './secure-databases.js'
import { openDevices } from './sync/devices.js'
import { SyncEngine } from './sync/engine.js'
import { findHubs } from './sync/hubs.js'
import { type SyncParts, type SyncTimings, usualTimings } from './sync/parts.js'
import { openSync } from './sync/status.js'
import { asUnusable, RecordsUnusable, sentences } from './unusable.js'
import { collectGarbage, Upkeep } from './upkeep.js'

/** What the records need of their surroundings. */
export interface RecordsSurroundings {
  assets: Assets
  clock: Clock
  ids: Ids
  host: Pick<Host, 'start' | 'callsGoTo' | 'printers'>
  log: Log
  payer: PayerPort
  /** How often what waits for the chain is sent, and payers are asked. */
  roundSeconds: number
  /** The relay that this workstation may run; absent where a test opens the file by itself. */
  hub?: HubPort
  /** Otherwise the usual one; tests seal with a weaker. */
  cost?: KdfCost
  /** Otherwise the usual ones; tests have less patience. */
  syncTimings?: SyncTimings
  /** How long a blockchain node may take to answer; tests run on machines that are busy. */
  nodePatienceMs?: number
  /** The file is still on the side: nothing goes out from it by itself. */
  isBeingSetUp?: boolean
}

/** The records are open: the domain's workstation, and the way to close it. */
export interface OpenRecords extends Workstation {
  readonly database: SqlcipherDatabase
  readonly secrets: ClinicSecrets
  /** What a new device fills its file with, before it belongs to anybody. */
  readonly syncParts: SyncParts
  /** Asks the payers now, without waiting for the beat. */
  settleClaims(): Promise<void>
  /** Answers what other workstations asked of this one's shelf, without waiting for the next change. */
  answerRequests(): Promise<void>
  close(): Promise<void>
}

export const databaseFile = (folder: string) => join(folder, 'records.db')
const watermarkFile = (database: string) => `${database}.watermark`

/** Who acts when no person does: claims that settle, what the chain refused. */
const systemAct = (action: string): Act => ({ actorId: 'system', actorName: 'MediChain', action, door: 'system' })

/**
 * Opens a file that exists, checks it, brings its schema up to date and starts what runs beside it.
 * @throws {RecordsUnusable} when it cannot be opened.
 */
export function openRecords(file: string, key: Uint8Array, around: RecordsSurroundings): OpenRecords {
  const database = openChecked(file, key, around.assets)
  const watermark = new Watermark(watermarkFile(file))
  const secrets = database.read(readSecrets)
  const notices = openNotices()
  const keys = clinicKeys(secrets.pseudonymSecret)
  let clinic: Clinic | undefined = database.read(readClinic)
  const readPeople = () => new Map<string, Staff>(database.read(readAllStaff).map((staff) => [staff.id, staff]))
  let people = readPeople()
  const readAgain = () => {
    clinic = database.read(readClinic)
  }
  const journal = openJournal({
    database,
    keys,
    clock: around.clock,
    ids: around.ids,
    device: { tenant: secrets.tenantId, device: secrets.deviceId, epochs: secrets.epochs },
    projections,
    findConflicts,
    react: (event, unit, act) => {
      const tools = { act, clinic: known(clinic), keys, now: () => around.clock.now(), ...around.ids }
      for (const reaction of react) reaction(event, unit, tools)
    },
    committed: (mark, changes) => {
      if (mark) watermark.write(mark)
      upkeep.changed()
      const kinds = [...new Set(changes.map(({ kind }) => kind))]
      if (kinds.includes('clinic')) readAgain()
      if (kinds.includes('staff')) people = readPeople()
      if (kinds.length === 0) return
      notices.publish({ type: 'changed', kinds })
      engine.changed()
      if (kinds.some((kind) => answeredAfter.has(kind))) answer()
    },
  })
  const upkeep = new Upkeep(
    () => {
      collectGarbage()
      indexAudit(database)
      database.exec('PRAGMA wal_checkpoint(PASSIVE)')
    },
    (error) => around.log.defect('records.upkeep', error),
  )
  const syncParts: SyncParts = {
    database,
    journal,
    secrets,
    clock: around.clock,
    ids: around.ids,
    log: around.log,
    findHubs,
    timings: around.syncTimings ?? usualTimings,
  }
  const engine = new SyncEngine(
    syncParts,
    () => notices.publish({ type: 'sync' }),
    (room) => calls.roomChanged(room),
  )
  const devices = openDevices(syncParts, engine)
  const hub = around.hub ?? noHub
  const ensureRelay = () => ensureDemoRelay({ clinic: known(clinic), hub, devices })
  const rooms = openRooms(syncParts, engine, ensureRelay, (relay) => around.host.callsGoTo(relay))
  const calls = followCalls({
    parts: { database, journal, rooms, files: fileSealer, ...around, act: systemAct('telehealth.follow') },
    beat: around.isBeingSetUp ? 86_400 : around.roundSeconds,
    timeZone: () => known(clinic).timeZone,
    changed: () => notices.publish({ type: 'changed', kinds: ['call-room'] }),
    log: around.log,
  })
  if (!around.isBeingSetUp) engine.start()
  // A beat of a day is none: whoever sets up sends what waits when all of it is there, or leaves it for later.
  const beat = around.isBeingSetUp ? 86_400 : around.roundSeconds
  const told = () => notices.publish({ type: 'health' })
  const chain = openHomeChain(database, (nodeId) => connectChain(nodeId, { file, database, secrets, around }))
  const stopListening = chain.onStatus(() => notices.publish({ type: 'chain' }))
  const outbox = { database, journal, act: systemAct('anchoring.flush'), now: () => around.clock.now() }
  const anchoring = new Rounds(beat, async () => {
    try {
      await flushOutbox({ ...outbox, home: chain.home, landed: () => chainNodes.landed() })
      chainNodes.sent()
      notices.publish({ type: 'chain' })
    } catch (error) {
      if (error instanceof ChainUnreachable) chainNodes.notSent(error.message)
      throw error
    }
  })
  const payer = connectedPayers(
    (payerName) => database.read((db) => readConnection(db, payerName)),
    around.payer,
    () => around.log.info('payer answer unclear'),
  )
  let unreachablePayers: readonly string[] = []
  const chainNodes = openChainNodes({
    ...{ file, database, home: chain, told, flush: () => anchoring.now() },
    ...{ host: around.host, clock: around.clock, ids: around.ids, log: around.log },
    account: computeAddress(secrets.operatorKey),
    ownChainId: secrets.chainId,
    ...(around.nodePatienceMs !== undefined && { patienceMs: around.nodePatienceMs }),
  })
  if (!around.isBeingSetUp) chainNodes.start()
  const answering = new Rounds(beat, async () => {
    await answerRequests({
      ...{ journal, act: systemAct('pharmacy.answerRequest'), keys, chain, deviceId: secrets.deviceId },
      ...{ clinic: () => known(clinic), clock: around.clock },
      failed: (error) => around.log.defect('pharmacy.answerRequest', error),
    })
  })
  const answer = () => void answering.now().catch((error) => around.log.defect('pharmacy.answerRequest', error))
  // What came while this workstation was going down has waited since.
  if (!around.isBeingSetUp) answer()
  const settling = new Rounds(beat, async () => {
    const settled = await settleClaims({
      journal,
      act: systemAct('insurance.settleClaims'),
      payer,
      deviceId: secrets.deviceId,
      clock: around.clock,
      ids: around.ids,
    })
    unreachablePayers = settled.unreachable
  })
  const looking = new Rounds(around.isBeingSetUp ? beat : Math.max(beat, 1_800), async () => {
    const { timeZone } = known(clinic)
    const { deviceId } = secrets
    const act = systemAct('anomalies.scan')
    const tools = { journal, act, deviceId, now: () => around.clock.now(), ...around.ids }
    for (const back of [1, 0]) scanDay(tools, addDays(dayOf(around.clock.now(), timeZone), -back), timeZone)
  })
  const meter = openMeter(syncParts, {
    tenantId: () => known(clinic).id,
    act: systemAct('usage.meter'),
    fileBytes: () => Number(database.pragma('page_count')) * Number(database.pragma('page_size')),
  })
  const drafting = { database, journal, act: systemAct('invoices.draft'), now: () => around.clock.now(), ...around.ids }
  const isFirst = database.read(readTenantSecrets).root.device === secrets.deviceId
  const metering = new Rounds(beat, async () => {
    meter.look()
    // One workstation of the clinic drafts by itself, or two would draft the same month apart.
    if (isFirst) draftWhenDue(drafting, known(clinic).timeZone)
  })
  const sync = openSync(syncParts, engine)
  const { clock, log } = around
  const certificates = new Certificates(database, () => hub.state(), clock)
  const monitor = new Monitor({
    file,
    database,
    chain,
    sync,
    hub,
    unreachablePayers: () => unreachablePayers,
    certificates: () => certificates.known(),
    printers: () => around.host.printers(),
    clock,
    log,
    told,
  })
  const databases = openSecureDatabases({
    folder: join(dirname(file), 'secure-databases'),
    database,
    tenantSecret: secrets.pseudonymSecret,
    clock,
    ids: around.ids,
    log,
    told,
  })
  const watching = new Rounds(around.isBeingSetUp ? beat : Math.max(30, beat / 2), async () => {
    monitor.look()
    // Not waited for: a server that is silent must hold up neither the nodes nor the end of the program.
    void certificates.look().catch((error: unknown) => log.defect('certificates.look', error))
    await chainNodes.look()
  })
  const exports = openExports({
    database,
    epochs: secrets.epochs,
    clinic: () => known(clinic),
    secrets: () => database.read(readChainIdentity),
    schema: Number(database.pragma('user_version')),
    clock,
    cost: around.cost ?? kdfCost,
  })
  return {
    database,
    secrets,
    journal,
    keys,
    chain,
    notices,
    fhir: { ...fhirReader, ...fhirWriter },
    files: fileSealer,
    deviceId: secrets.deviceId,
    clinic: () => known(clinic),
    staffMember: (id) => people.get(id),
    syncParts,
    sync,
    monitor,
    meter,
    databases,
    payers: { check: checkPayer },
    chainNodes,
    exports,
    devices,
    hub,
    rooms,
    calls,
    settleClaims: () => settling.now(),
    answerRequests: () => answering.now(),
    outbox: { flush: () => anchoring.now(), nextBatchAt: () => anchoring.nextAt() },
    async close() {
      stopListening()
      upkeep.stop()
      certificates.close()
      const rounds = [anchoring, answering, settling, looking, watching, metering].map((one) => one.stop())
      // The chain with the rounds: one that waits for a block of somebody else's chain must not keep the program.
      await Promise.all([engine.stop(), calls.stop(), ...rounds, chainNodes.close(), chain.close()])
      watermark.close()
      database.close()
    },
  }
}

/** After which records a request of another workstation may be answered: itself, and what it may have waited for. */
const answeredAfter: ReadonlySet<EntityKind> = new Set<EntityKind>([
  'order-request',
  'prescription',
  'product',
  'coverage',
  'clinic',
])

/** Makes the file of a new clinic, empty but for its schema. */
export function createRecords(file: string, key: Uint8Array, assets: Assets): SqlcipherDatabase {
  const database = openDatabase(file, key)
  migrate(database, readMigrations(assets.migrations))
  return database
}

function openChecked(file: string, key: Uint8Array, assets: Assets): SqlcipherDatabase {
  if (!existsSync(file)) throw new RecordsUnusable('database-missing', sentences.databaseMissing)
  // SQLite would take a file without a byte for a new, empty database.
  if (statSync(file).size === 0) throw new RecordsUnusable('database-damaged', sentences.databaseDamaged)
  let database: SqlcipherDatabase | undefined
  try {
    database = openDatabase(file, key)
    migrate(database, readMigrations(assets.migrations))
    checkWatermark(database, file)
    return database
  } catch (error) {
    database?.close()
    throw asUnusable(error) ?? error
  }
}

function checkWatermark(database: SqlcipherDatabase, file: string): void {
  const mark = readWatermark(watermarkFile(file))
  if (!mark) return
  const auditSeq = database.row<{ seq: number }>('SELECT coalesce(max(seq), 0) AS seq FROM audit_entries')?.seq ?? 0
  const opSeq = database.row<{ seq: number }>('SELECT coalesce(max(n), 0) AS seq FROM ops')?.seq ?? 0
  const missing = mark.auditSeq - auditSeq
  if (missing <= 0 && opSeq >= mark.opSeq) return
  throw new RecordsUnusable(
    'database-behind',
    `The records file is older than what this workstation had saved: the last ${missing} entries are missing. Nothing was ` +
      'changed. If you restored a backup on purpose, delete the file records.db.watermark beside it; otherwise put the newer file back.',
  )
}

const noHub: HubPort = {
  state: () => ({ state: 'off', url: null, fingerprint: null, problem: null }),
  start: () => Promise.reject(new Error('This file was opened without a node.')),
  startHere: () => Promise.reject(new Error('This file was opened without a node.')),
  stop: () => Promise.reject(new Error('This file was opened without a node.')),
}

function known(clinic: Clinic | undefined): Clinic {
  if (!clinic) throw new Error('The file holds no clinic.')
  return clinic
}
