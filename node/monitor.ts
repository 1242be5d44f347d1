import { readFileSync, statfsSync, statSync } from 'node:fs'
import { arch, platform, release, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import type { SqlcipherDatabase } from '../adapters/sqlcipher/database.js'
import type { Instant } from '../core/kernel/instant.js'
import type { MonitoringStatus, ServiceChange, ServiceName } from '../core/monitoring/model.js'
import {
  advice,
  firstHealth,
  type Health,
  isWorthTelling,
  type KnownCertificate,
  type Printer,
  type Reading,
  readCertificates,
  readClock,
  readDisk,
  step,
} from '../core/monitoring/rules.js'
import type { ChainPort } from '../core/ports/chain.js'
import type { Clock } from '../core/ports/clock.js'
import type { MonitorPort } from '../core/ports/monitor.js'
import type { HubPort, SyncPort } from '../core/ports/sync.js'
import type { Log } from './log.js'
import { lookAtPrinters } from './printers.js'

export interface Watched {
  /** The records' file. */
  file: string
  database: SqlcipherDatabase
  chain: Pick<ChainPort, 'status'>
  sync: Pick<SyncPort, 'state'>
  hub: Pick<HubPort, 'state'>
  /** The payers that did not answer when they were last asked. */
  unreachablePayers: () => readonly string[]
  /** Those of servers that this workstation speaks to. */
  certificates: () => readonly KnownCertificate[]
  /** Null where nobody says which there are. */
  printers: () => readonly Printer[] | null
  clock: Clock
  log: Log
  /** Tells the windows that something began to need somebody, or does no more. */
  told: () => void
}

const hubLevels = { off: 'off', on: 'running', starting: 'degraded', failed: 'failed' } as const
const historyLength = 20
const logBytes = 60_000

/** Looks at every service at a beat, says what stays so, and keeps each change. */
export class Monitor implements MonitorPort {
  readonly #watched: Watched
  readonly #health = new Map<ServiceName, Health>()
  #checkedAt: Instant | null = null

  constructor(watched: Watched) {
    this.#watched = watched
  }

  status(): MonitoringStatus {
    return this.#checkedAt === null ? this.look() : this.#say(this.#checkedAt)
  }

  look(): MonitoringStatus {
    const now = this.#watched.clock.now()
    for (const [service, read] of Object.entries(this.#readers()) as [ServiceName, () => Reading][])
      this.#take(service, readSafely(read), now)
    this.#checkedAt = now
    return this.#say(now)
  }

  #readers(): Record<ServiceName, () => Reading> {
    const { file, database, chain, sync, hub, unreachablePayers, certificates, printers, clock } = this.#watched
    return {
      database: () => readDatabase(database),
      disk: () => {
        const { bavail, bsize } = statfsSync(dirname(file))
        return readDisk(bavail * bsize)
      },
      clock: () => {
        const last = database.row<{ at: Instant }>('SELECT at FROM audit_entries ORDER BY seq DESC LIMIT 1')
        return readClock(clock.now(), last?.at ?? null)
      },
      chain: () => {
        const { state, reason } = chain.status()
        if (state === 'starting') return { level: 'running', reason: 'It is starting.' }
        return { level: state === 'running' ? 'running' : 'failed', reason }
      },
      sync: () => readSync(sync.state()),
      relay: () => {
        const { state, problem } = hub.state()
        return { level: hubLevels[state], reason: problem }
      },
      payer: () =>
        unreachablePayers().length > 0
          ? {
              level: 'degraded',
              reason: `No answer from ${unreachablePayers().join(', ')} at the last try; claims wait.`,
            }
          : { level: 'running', reason: null },
      certificate: () => readCertificates(certificates(), clock.now()),
      printer: () => lookAtPrinters(database, printers(), clock.now()),
    }
  }

  #take(service: ServiceName, reading: Reading, now: Instant): void {
    const known = this.#health.get(service)
    const before = known ?? this.#last(service)
    const next = before ? step(before, reading, now) : { health: firstHealth(reading, now), isChanged: true }
    this.#health.set(service, next.health)
    if (!next.isChanged) return
    const { level, reason } = next.health
    this.#keep(service, { level, reason, at: now })
    if (!before || !isWorthTelling(before.level, level)) return
    this.#watched.log.info('service', { service, level, before: before.level })
    this.#watched.told()
  }

  /** As it was when the workstation was last open. */
  #last(service: ServiceName): Health | undefined {
    const [change] = this.#history(service, 1)
    return change && { level: change.level, reason: change.reason, since: change.at, candidate: null }
  }

  #history(service: ServiceName, limit: number): ServiceChange[] {
    return this.#watched.database.rows<ServiceChange>(
      'SELECT level, reason, at FROM service_changes WHERE service = $service ORDER BY n DESC LIMIT $limit',
      { service, limit },
    )
  }

  /** A disk that is full, or a file that fails, is what is being said; that it cannot be written down is no news. */
  #keep(service: ServiceName, { level, reason, at }: ServiceChange): void {
    try {
      this.#watched.database.transact((db) => {
        db.run('INSERT INTO service_changes (service, level, reason, at) VALUES ($service, $level, $reason, $at)', {
          ...{ service, level, reason, at },
        })
      })
    } catch (error) {
      this.#watched.log.defect('monitor.keep', error)
    }
  }

  #say(checkedAt: Instant): MonitoringStatus {
    const services = [...this.#health].map(([service, { level, reason, since }]) => ({
      ...{ service, level, reason, since },
      advice: level === 'degraded' || level === 'failed' ? advice[service] : null,
      history: this.#history(service, historyLength),
    }))
    return { checkedAt, services }
  }

  supportBundle(): string {
    const { file, database } = this.#watched
    const tables = database.rows<{ name: string }>(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE '%_names%' ORDER BY name`,
    )
    const rows = tables.map(({ name }) => {
      const count = database.row<{ n: number }>(`SELECT count(*) AS n FROM ${name}`)?.n ?? 0
      return `${name}: ${count}`
    })
    const services = this.look().services.flatMap(({ service, level, reason, history }) => [
      // People name printers after themselves.
      `${service}: ${level}${reason === null || service === 'printer' ? '' : ` (${reason})`}`,
      ...history.map((change) => `    ${change.at} ${change.level}`),
    ])
    const { heapUsed, rss } = process.memoryUsage()
    return [
      'MediChain support bundle',
      'Read it before you send it. It names no patient and no member of staff.',
      '',
      `made at: ${this.#watched.clock.now()}`,
      `system: ${platform()} ${release()} ${arch()}, Node ${process.versions.node}`,
      `memory: ${megabytes(rss)} used by the node (${megabytes(heapUsed)} heap) of ${megabytes(totalmem())}`,
      `schema: ${String(database.pragma('user_version'))}`,
      `records: ${megabytes(sizeOf(file))}, log beside them ${megabytes(sizeOf(`${file}-wal`))}`,
      ...['', '— Services —', ...services],
      ...['', '— Rows —', ...rows],
      ...['', '— Log —', lastOf(join(dirname(file), 'logs', 'node.log'))],
    ].join('\n')
  }
}

function readDatabase(database: SqlcipherDatabase): Reading {
  const startedAt = performance.now()
  database.row('SELECT max(n) FROM ops')
  const seconds = (performance.now() - startedAt) / 1000
  if (seconds < 2) return { level: 'running', reason: null }
  return { level: 'degraded', reason: `The records took ${seconds.toFixed(0)} seconds to answer.` }
}

function readSync({ relay, problem }: ReturnType<SyncPort['state']>): Reading {
  const reason = problem?.message ?? null
  if (relay === 'not-configured') return { level: 'off', reason: null }
  if (relay === 'connected') return { level: 'running', reason: null }
  return { level: relay === 'refused' || relay === 'removed' ? 'failed' : 'degraded', reason }
}

/** Whatever throws cannot be read, which is a reading; the error's words may quote a record and are not kept. */
function readSafely(read: () => Reading): Reading {
  try {
    return read()
  } catch {
    return { level: 'failed', reason: 'It could not be asked.' }
  }
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

function lastOf(path: string): string {
  try {
    const text = readFileSync(path, 'utf8')
    return text.length > logBytes ? text.slice(text.indexOf('\n', text.length - logBytes) + 1) : text
  } catch {
    return 'There is none.'
  }
}
