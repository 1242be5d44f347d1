import * as z from 'zod'
import { command, query } from '../kernel/operation.js'
import { pageInput, pageOf } from '../kernel/page.js'
import { Anomaly, ReviewAnomaly } from './model.js'

export const anomalies = {
  list: query('audit:read', { disclosesPatient: true })
    .route({
      method: 'GET',
      path: '/api/anomalies',
      summary: 'What was found unusual, latest day first, and its reviews',
    })
    .input(z.strictObject({ isOpen: z.boolean().default(true), ...pageInput }))
    .output(pageOf(Anomaly)),
  scan: command('insight:review')
    .route({ method: 'POST', path: '/api/anomalies/scan', summary: 'Look at yesterday and today now' })
    .input(z.strictObject({}))
    .output(z.object({ found: z.int() })),
  review: command('insight:review')
    .route({ method: 'POST', path: '/api/anomalies/{anomalyId}/review', summary: 'Say what came of something unusual' })
    .input(ReviewAnomaly)
    .output(Anomaly)
    .errors({
      ANOMALY_UNKNOWN: { status: 404, message: 'This is not known here.' },
      OWN_DOING: { status: 403, message: 'This is about you. Somebody else reviews it.' },
      ALREADY_REVIEWED: { status: 409, message: 'Somebody has reviewed this already. Look at what they said.' },
      VERSION_CONFLICT: { status: 409, message: 'This changed meanwhile. Look again, then save.' },
    }),
}
