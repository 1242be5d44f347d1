import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { announce } from './announce.js'
import { Devices } from './devices.js'
import { type HttpOptions, openHttp } from './http.js'
import { Live } from './live.js'
import type { Log } from './log.js'
import { openMetrics } from './metrics.js'
import type { Relay } from './relay.js'
import { Room } from './room.js'
import { Rooms, type RoomsOptions } from './rooms/rooms.js'
import { Books, type Push } from './store/books.js'
import type { RelayDatabase } from './store/database.js'
import { keepHouse } from './store/housekeeping.js'
import { openPostgresStore } from './store/postgres.js'
import { openSqlcipherStore } from './store/sqlcipher.js'
import { readSettings } from './store/tenants.js'
import { Group } from './sync/group.js'
import type { Quotas } from './sync/rules.js'
import { givenCertificate, ownCertificate, type TlsFiles } from './tls.js'
import { Tokens } from './tokens.js'

export interface RelayOptions {
  /** Holds the own certificate, and the encrypted file where there is no `databaseUrl`. */
  readonly dataDir: string
  /** The folder with one folder of migrations for each store. */
  readonly migrations: string
  /** The folder of the built page that patients open; without it links lead nowhere. */
  readonly joinFolder?: string
  readonly log: Log
  readonly name?: string
  readonly host?: string
  /** 0 lets the system choose. */
  readonly port?: number
  /** PostgreSQL; otherwise one SQLCipher file in `dataDir`. */
  readonly databaseUrl?: string | null
  readonly keyFile?: string
  /** `own` is made once; `none` is allowed on loopback or behind a proxy alone. */
  readonly tls?: 'own' | 'none' | { readonly certFile: string; readonly keyFile: string }
  readonly isBehindProxy?: boolean
  readonly isAnnounced?: boolean
  readonly admission?: string | null
  readonly metricsToken?: string | null
  readonly quotas?: Partial<Quotas>
  readonly requestsPerMinute?: number
  readonly strangerRequestsPerMinute?: number
  readonly nowMs?: () => number
  /** Calls; without a worker's program rooms refuse them in words. */
  readonly rooms?: Partial<Omit<RoomsOptions, 'host'>>
}

export interface RunningRelay {
  readonly url: string
  readonly port: number
  readonly id: string
  readonly fingerprint: string | null
  /** The media processes of calls, for tests of their end. */
  mediaPids(): number[]
  /** Sends waiting devices away with 1012, lets what is under way end, and closes the store. */
  close(): Promise<void>
}

const gibibyte = 1_073_741_824
const defaultQuotas: Quotas = { deviceBytesPerHour: 4 * gibibyte, tenantBytes: 64 * gibibyte, devicesPerTenant: 500 }
const groupBytes = 32 * 1_048_576
/** Bodies in memory at once: of all, and of one tenant. */
const roomBytes = { total: 64 * 1_048_576, tenant: 32 * 1_048_576 }
/** What is under way may take so long to end when the relay stops. */
const drainMs = 10_000
const houseMs = 60 * 60_000

/** Opens the store, wires the relay, and listens. @throws when plain HTTP would leave this machine unprotected. */
export async function openRelay(options: RelayOptions): Promise<RunningRelay> {
  const { dataDir, log, host = '0.0.0.0', port = 0, isBehindProxy = false, nowMs = Date.now } = options
  const tls = await tlsOf(options, host)
  const database = options.databaseUrl
    ? await openPostgresStore(options.databaseUrl, options.migrations)
    : openSqlcipherStore(dataDir, options.migrations, options.keyFile ?? join(dataDir, 'relay.key'))
  try {
    const relay = await wire(options, database, nowMs)
    let isDraining = false
    const http: HttpOptions = {
      tls,
      isBehindProxy,
      metricsToken: options.metricsToken ?? null,
      requestsPerMinute: options.requestsPerMinute ?? 60_000,
      strangerRequestsPerMinute: options.strangerRequestsPerMinute ?? 600,
      isDraining: () => isDraining,
      joinFolder: options.joinFolder ?? '',
    }
    const app = await openHttp(relay, http)
    await app.listen({ host, port })
    const address = app.server.address() as AddressInfo
    const fingerprint = tls?.fingerprint ?? null
    const failed = (error: unknown) => log.defect('announcement', error)
    const withdraw = options.isAnnounced
      ? announce({ id: relay.id, name: relay.name, port: address.port, fingerprint }, failed)
      : async () => undefined
    const house = setInterval(() => void tidy(relay), houseMs)
    void tidy(relay)
    const url = `${tls ? 'https' : 'http'}://${host === '0.0.0.0' ? 'localhost' : host}:${address.port}`
    log.info('relay started', { relay: relay.id, store: database.kind, port: address.port, fingerprint })
    return {
      url,
      port: address.port,
      id: relay.id,
      fingerprint,
      mediaPids: () => relay.rooms.workers.pids,
      async close() {
        isDraining = true
        clearInterval(house)
        await withdraw()
        relay.live.close()
        await relay.rooms.shutDown()
        await closeDoor(app)
        await relay.pushes.drained()
        await database.close()
        log.info('relay stopped', { relay: relay.id })
      },
    }
  } catch (error) {
    await database.close()
    throw error
  }
}

/** Lines end with their answer; those that hang are cut, and their devices send again. */
async function closeDoor(app: FastifyInstance): Promise<void> {
  const idle = setInterval(() => app.server.closeIdleConnections(), 50)
  const late = setTimeout(() => app.server.closeAllConnections(), drainMs)
  try {
    await app.close()
  } finally {
    clearInterval(idle)
    clearTimeout(late)
  }
}

async function wire(options: RelayOptions, database: RelayDatabase, nowMs: () => number): Promise<Relay> {
  const { relay: id, tokenSecret } = await database.transact(readSettings)
  const { log, name = 'MediChain relay', admission = null } = options
  const quotas = { ...defaultQuotas, ...options.quotas }
  const metrics = openMetrics()
  const devices = new Devices(database)
  const live = new Live(database, devices, (error) => log.defect('live', error))
  const books = new Books(database)
  const pushes = new Group((group: readonly Push[]) => {
    metrics.pushesPerCommit.observe(group.length)
    return books.append(group, quotas, nowMs())
  }, groupBytes)
  // Certificates are forgotten before the waiting devices are looked through for those that were removed.
  database.listen(devices)
  database.listen(live)
  const tokens = new Tokens(tokenSecret, nowMs)
  return {
    id,
    name,
    admission,
    database,
    devices,
    live,
    tokens,
    pushes,
    room: new Room(roomBytes),
    rooms: new Rooms(database, { workerFile: null, ...options.rooms, host: options.host ?? '0.0.0.0' }, log, nowMs),
    quotas,
    metrics,
    log,
    nowMs,
  }
}

async function tidy(relay: Relay): Promise<void> {
  try {
    await keepHouse(relay.database, relay.nowMs())
  } catch (error) {
    relay.log.defect('housekeeping', error)
  }
}

async function tlsOf({ tls = 'own', dataDir, isBehindProxy }: RelayOptions, host: string): Promise<TlsFiles | null> {
  if (tls === 'own') return ownCertificate(dataDir)
  if (tls !== 'none') return givenCertificate(tls.certFile, tls.keyFile)
  if (!isBehindProxy && !/^(127\.|::1$|localhost$)/.test(host))
    throw new Error('Without TLS the relay listens on this machine alone. Use --host 127.0.0.1, or --behind-proxy.')
  return null
}
