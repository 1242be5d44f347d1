import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { query } from '../kernel/operation.js'
import { WorkstationEvent } from './model.js'

export const events = {
  subscribe: query('signed-in')
    .route({
      method: 'GET',
      path: '/api/events',
      summary: 'Hear of changes as they are committed (server-sent events over HTTP)',
    })
    .input(z.strictObject({}))
    .output(eventIterator(WorkstationEvent)),
}
