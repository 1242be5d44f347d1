import * as z from 'zod'
import { query } from '../kernel/operation.js'
import { MonitoringStatus } from './model.js'

export const monitoring = {
  getStatus: query('signed-in')
    .route({
      method: 'GET',
      path: '/api/monitoring',
      summary: 'Every service of this workstation, with its last changes',
    })
    .input(z.strictObject({ isFresh: z.boolean().default(false) }))
    .output(MonitoringStatus),
  getSupportBundle: query('clinic:manage')
    .route({
      method: 'GET',
      path: '/api/monitoring/support-bundle',
      summary: 'What helps to find a fault, to be read before it is sent; holds no patient data',
    })
    .input(z.strictObject({}))
    .output(z.object({ text: z.string() })),
}
