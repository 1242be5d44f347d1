import { authorized, type Context } from '../dispatch.js'
import type { EntityKind } from '../kernel/entities.js'
import { conflictHandlers } from './conflict-handlers.js'
import type { SyncStatus, WaitingChange } from './model.js'
import { changeWords } from './queue-words.js'

/** As many as a page shows; the oldest are sent first. */
const shownChanges = 100

export const syncHandlers = {
  ...conflictHandlers,
  getStatus: authorized.sync.getStatus.handler(({ context }) => statusOf(context)),

  listQueue: authorized.sync.listQueue.handler(({ context }) => ({
    waiting: waitingChanges(context),
    waitingOps: countWaiting(context),
    refused: context.sync.quarantined(),
  })),

  syncNow: authorized.sync.syncNow.handler(async ({ context }) => {
    await context.sync.syncNow()
    return statusOf(context)
  }),
}

function statusOf(context: Context): SyncStatus {
  const { relay, lastSyncedAt, retryAt, problem } = context.sync.state()
  return {
    relay,
    deviceId: context.deviceId,
    waitingOps: countWaiting(context),
    lastSyncedAt,
    retryAt,
    problem,
    quarantined: context.sync.quarantined().length,
  }
}

const unsent = 'FROM ops WHERE device = $device AND seq > $acked'

const countWaiting = ({ deviceId, sync, read }: Context): number =>
  read(
    (unit) =>
      unit.row<{ count: number }>(`SELECT count(*) AS count ${unsent}`, { device: deviceId, acked: sync.ackedSeq() })
        ?.count ?? 0,
  )

function waitingChanges({ deviceId, sync, read, journal }: Context): WaitingChange[] {
  const rows = read((unit) =>
    unit.rows<{ id: string; kind: EntityKind; recordId: string }>(
      `SELECT op_id AS id, kind, record_id AS recordId ${unsent} ORDER BY seq LIMIT ${shownChanges}`,
      { device: deviceId, acked: sync.ackedSeq() },
    ),
  )
  return rows.flatMap(({ id, kind, recordId }): WaitingChange[] => {
    const version = journal.versionsOf(kind, recordId).find(({ opId }) => opId === id)
    if (!version) return []
    const { by, at } = version
    return [{ id, kind, recordId, statement: `${changeWords[kind]}, by ${by}`, by, at }]
  })
}
