import type { SyncPort } from '../../core/ports/sync.js'
import { distrustSentences } from './distrust.js'
import type { SyncEngine } from './engine.js'
import type { SyncParts } from './parts.js'
import {
  parkedDevices,
  type QuarantineEntry,
  readDevices,
  readQuarantine,
  readRelay,
  reopenQuarantine,
  settleQuarantine,
} from './state.js'

/** What the sync page and the status bar know of the engine. */
export function openSync({ database }: SyncParts, engine: SyncEngine): SyncPort {
  /** What is well signed and cannot be read waits in its batch, and is tried with every round. */
  const isUnread = ({ device }: QuarantineEntry) => device !== null && database.read(parkedDevices).has(device)
  return {
    state: () => engine.state(),
    ackedSeq: () => database.read(readRelay)?.ackedSeq ?? 0,
    quarantined() {
      const names = new Map(database.read(readDevices).map(({ id, name }) => [id, name]))
      return database.read(readQuarantine).map(({ n, at, reason, device }) => ({
        id: n,
        at,
        reason,
        deviceName: device === null ? null : (names.get(device) ?? device.slice(0, 6)),
        message: distrustSentences[reason],
      }))
    },
    syncNow: () => engine.syncNow(),
    async retry(id) {
      const before = database.read((db) => readQuarantine(db)).find(({ n }) => n === id)
      if (!before) return 'settled'
      database.transact((db) => settleQuarantine(db, id))
      await engine.syncNow()
      // The same lie told again is the same entry, and open again.
      if (database.read(readQuarantine).some(({ n }) => n === id)) return 'again'
      if (engine.state().relay === 'connected' && !isUnread(before)) return 'settled'
      database.transact((db) => reopenQuarantine(db, id))
      return engine.state().relay === 'connected' ? 'again' : 'not-reached'
    },
  }
}
