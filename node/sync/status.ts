import type { SyncPort } from '../../core/ports/sync.js'
import { distrustSentences } from './distrust.js'
import type { SyncEngine } from './engine.js'
import type { SyncParts } from './parts.js'
import { readDevices, readQuarantine, readRelay } from './state.js'

/** What the sync page and the status bar know of the engine. */
export function openSync({ database }: SyncParts, engine: SyncEngine): SyncPort {
  return {
    state: () => engine.state(),
    ackedSeq: () => database.read(readRelay)?.ackedSeq ?? 0,
    quarantined() {
      const names = new Map(database.read(readDevices).map(({ id, name }) => [id, name]))
      return database.read(readQuarantine).map(({ at, reason, device }) => ({
        at,
        reason,
        deviceName: device === null ? null : (names.get(device) ?? device.slice(0, 6)),
        message: distrustSentences[reason],
      }))
    },
    syncNow: () => engine.syncNow(),
  }
}
