import type { RelayClient } from '../../adapters/relay/client.js'
import type { FoundHub } from '../../core/devices/model.js'
import type { Clock, Ids } from '../../core/ports/clock.js'
import type { DatabasePort } from '../../core/ports/database.js'
import type { Journal } from '../../core/ports/journal.js'
import type { Log } from '../log.js'
import type { ClinicSecrets } from '../secrets.js'

/** How often and how patiently a device syncs. */
export interface SyncTimings {
  /** A whole round, besides what the live line wakes. */
  everyMs: number
  retryFirstMs: number
  retryMaximumMs: number
  /** How often at most this device says which heads it has seen. */
  gossipEveryMs: number
}

export const usualTimings: SyncTimings = {
  everyMs: 60_000,
  retryFirstMs: 1_000,
  retryMaximumMs: 60_000,
  gossipEveryMs: 5 * 60_000,
}

/** What syncing works with: one open file and its surroundings. */
export interface SyncParts {
  database: DatabasePort
  journal: Pick<Journal, 'prepare' | 'receive' | 'rehang' | 'transact'>
  secrets: ClinicSecrets
  clock: Clock
  ids: Ids
  log: Log
  findHubs(): Promise<FoundHub[]>
  timings: SyncTimings
}

/** The same with a relay at the other end. */
export interface Connected extends SyncParts {
  client: RelayClient
}
