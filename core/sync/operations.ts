import * as z from 'zod'
import { query } from '../kernel/operation.js'
import { SyncStatus } from './model.js'

export const sync = {
  getStatus: query('signed-in')
    .route({ method: 'GET', path: '/api/sync/status', summary: 'What waits on this device, and the relay' })
    .input(z.strictObject({}))
    .output(SyncStatus),
}
