import * as z from 'zod'
import { command, query } from '../kernel/operation.js'
import { pageInput, pageOf } from '../kernel/page.js'
import {
  Change,
  Conflict,
  ConflictDetail,
  ConflictId,
  DecideConflict,
  Retried,
  SyncQueue,
  SyncStatus,
} from './model.js'

const CONFLICT_UNKNOWN = { status: 404, message: 'This conflict is not known here. Look at the inbox again.' } as const

export const sync = {
  getStatus: query('signed-in')
    .route({ method: 'GET', path: '/api/sync/status', summary: 'What waits on this device, and the relay' })
    .input(z.strictObject({}))
    .output(SyncStatus),
  listQueue: query('signed-in')
    .route({ method: 'GET', path: '/api/sync/queue', summary: 'Changes that wait to be sent, and what was refused' })
    .input(z.strictObject({}))
    .output(SyncQueue),
  listWaiting: query('signed-in')
    .route({ method: 'GET', path: '/api/sync/waiting', summary: 'Changes that only this device has, the oldest first' })
    .input(z.strictObject(pageInput))
    .output(pageOf(Change)),
  listReceived: query('signed-in')
    .route({ method: 'GET', path: '/api/sync/received', summary: 'Changes of other devices, the newest arrival first' })
    .input(z.strictObject(pageInput))
    .output(pageOf(Change)),
  retryRefused: command('signed-in')
    .route({
      method: 'POST',
      path: '/api/sync/refused/{id}/retry',
      summary: 'Ask the relay again for what was refused; what comes right is no longer listed',
    })
    .input(z.strictObject({ id: z.coerce.number().int().min(1) }))
    .output(Retried)
    .errors({ REFUSED_UNKNOWN: { status: 404, message: 'This is settled already. Look at the list again.' } }),
  syncNow: command('signed-in', { worksSuspended: true })
    .route({ method: 'POST', path: '/api/sync/now', summary: 'Sync at once; answers how it went' })
    .input(z.strictObject({}))
    .output(SyncStatus),
  listConflicts: query('sync:read', { disclosesPatient: true })
    .route({ method: 'GET', path: '/api/sync/conflicts', summary: 'What work done apart left for a person to decide' })
    .input(z.strictObject({ state: z.enum(['open', 'decided']).default('open'), ...pageInput }))
    .output(pageOf(Conflict)),
  getConflict: query('sync:read', { disclosesPatient: true })
    .route({ method: 'GET', path: '/api/sync/conflicts/{conflictId}', summary: 'A conflict, its sides side by side' })
    .input(z.strictObject({ conflictId: ConflictId }))
    .output(ConflictDetail)
    .errors({ CONFLICT_UNKNOWN }),
  decideConflict: command('sync:resolve', { disclosesPatient: true })
    .route({ method: 'POST', path: '/api/sync/conflicts/{conflictId}/decision', summary: 'Decide a conflict' })
    .input(DecideConflict)
    .output(ConflictDetail)
    .errors({
      CONFLICT_UNKNOWN,
      ALREADY_DECIDED: { status: 409, message: 'This conflict is settled already. Nothing was changed.' },
      NOT_YOURS: {
        status: 403,
        message: 'This is for somebody else to decide. Nothing was changed; the conflict stays in the inbox.',
      },
      CHANGED: {
        status: 409,
        message: 'This conflict has changed since you opened it. Nothing was changed; look at it again.',
      },
      NOT_A_CHOICE: { status: 409, message: 'This can no longer be chosen. Nothing was changed; look at it again.' },
    }),
}
