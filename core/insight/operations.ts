import { query } from '../kernel/operation.js'
import { MoneyInsight, Period, PharmacyInsight, VisitInsight } from './model.js'

const errors = {
  PERIOD_UNFIT: {
    status: 422,
    message: 'Choose days of which the last is not before the first, and at most 400 of them.',
  },
} as const

export const insight = {
  getVisits: query('insight:read')
    .route({
      method: 'GET',
      path: '/api/insight/visits',
      summary: 'Visits, no-shows and waiting times by day and doctor',
    })
    .input(Period)
    .output(VisitInsight)
    .errors(errors),
  getMoney: query('insight:read')
    .route({
      method: 'GET',
      path: '/api/insight/money',
      summary: 'What was taken and given back, how old open claims are, and why claims were denied',
    })
    .input(Period)
    .output(MoneyInsight)
    .errors(errors),
  getPharmacy: query('insight:read')
    .route({
      method: 'GET',
      path: '/api/insight/pharmacy',
      summary: 'Medicines by prescriptions, and days out of stock',
    })
    .input(Period)
    .output(PharmacyInsight)
    .errors(errors),
}
