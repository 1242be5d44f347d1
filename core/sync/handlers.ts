import { authorized, type Context } from '../dispatch.js'
import { mayDecide } from './choices.js'
import { conflictHandlers } from './conflict-handlers.js'
import type { SyncStatus } from './model.js'
import { countWaiting, readReceived, readWaiting } from './queue.js'
import { countOpenByKind } from './store.js'

/** As many as a page shows; the oldest are sent first. */
const shownChanges = 100

export const syncHandlers = {
  ...conflictHandlers,
  getStatus: authorized.sync.getStatus.handler(({ context }) => statusOf(context)),

  listQueue: authorized.sync.listQueue.handler(({ context }) => ({
    waiting: readWaiting(context, shownChanges, 0).items,
    waitingOps: countWaiting(context),
    refused: context.sync.quarantined(),
  })),

  listWaiting: authorized.sync.listWaiting.handler(({ input, context }) =>
    readWaiting(context, input.limit, Number(input.cursor ?? 0)),
  ),

  listReceived: authorized.sync.listReceived.handler(({ input, context }) =>
    readReceived(context, input.limit, Number(input.cursor ?? Number.MAX_SAFE_INTEGER)),
  ),

  retryRefused: authorized.sync.retryRefused.handler(async ({ input, context, errors }) => {
    if (!context.sync.quarantined().some(({ id }) => id === input.id)) throw errors.REFUSED_UNKNOWN()
    const outcome = await context.sync.retry(input.id)
    return { outcome, status: statusOf(context) }
  }),

  syncNow: authorized.sync.syncNow.handler(async ({ context }) => {
    await context.sync.syncNow()
    return statusOf(context)
  }),
}

function statusOf(context: Context): SyncStatus {
  const { relay, lastSyncedAt, retryAt, problem, clockAheadMs } = context.sync.state()
  const open = context.read(countOpenByKind)
  const { roles } = context.actor.staff
  const isResolver = context.actor.permissions.has('sync:resolve')
  const total = (rows: typeof open) => rows.reduce((sum, { count }) => sum + count, 0)
  return {
    relay,
    deviceId: context.deviceId,
    waitingOps: countWaiting(context),
    lastSyncedAt,
    retryAt,
    problem,
    quarantined: context.sync.quarantined().length,
    clockAheadMs,
    conflicts: {
      open: total(open),
      yours: isResolver ? total(open.filter(({ kind, aboutKind }) => mayDecide(kind, aboutKind, roles))) : 0,
    },
  }
}
