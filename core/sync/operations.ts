import * as z from 'zod'
import { command, query } from '../kernel/operation.js'
import { SyncQueue, SyncStatus } from './model.js'

export const sync = {
  getStatus: query('signed-in')
    .route({ method: 'GET', path: '/api/sync/status', summary: 'What waits on this device, and the relay' })
    .input(z.strictObject({}))
    .output(SyncStatus),
  listQueue: query('signed-in')
    .route({ method: 'GET', path: '/api/sync/queue', summary: 'Changes that wait to be sent, and what was refused' })
    .input(z.strictObject({}))
    .output(SyncQueue),
  syncNow: command('signed-in')
    .route({ method: 'POST', path: '/api/sync/now', summary: 'Sync at once; answers how it went' })
    .input(z.strictObject({}))
    .output(SyncStatus),
}
