import * as z from 'zod'
import { AnyId } from '../kernel/ids.js'
import { command, query } from '../kernel/operation.js'
import { pageInput, pageOf } from '../kernel/page.js'
import { Month, RecordUsage, UsageCheck, UsageLine, UsageResource, UsageSummary } from './model.js'

const TENANT_FOREIGN = {
  status: 403,
  message: 'This workstation holds another clinic. Nothing was read or kept. Ask at a workstation of that clinic.',
} as const

const filter = { month: Month.optional(), resource: UsageResource.optional(), ...pageInput }

export const usage = {
  list: query('audit:read', { aliases: ['GET /usage-logs'] })
    .route({
      method: 'GET',
      path: '/api/usage-logs',
      summary: 'What the clinic used, by hour and resource, latest first',
    })
    .input(z.strictObject(filter))
    .output(pageOf(UsageLine)),
  record: command('clinic:manage', { aliases: ['POST /usage-logs'] })
    .route({
      method: 'POST',
      path: '/api/usage-logs',
      successStatus: 201,
      summary: 'Keep what another program of the clinic metered',
    })
    .input(RecordUsage)
    .output(UsageLine)
    .errors({
      TENANT_FOREIGN,
      HOUR_AHEAD: { status: 422, message: 'This hour has not begun. Nothing was kept. Report it when it was used.' },
      KEY_REUSED: {
        status: 409,
        message: 'This line was reported before with another content. The first stays. Use a new id for another line.',
      },
    }),
  listOfTenant: query('audit:read', { aliases: ['GET /usage-logs/tenant/{tenantId}'] })
    .route({ method: 'GET', path: '/api/usage-logs/tenant/{tenantId}', summary: 'What one clinic used' })
    .input(z.strictObject({ tenantId: AnyId, ...filter }))
    .output(pageOf(UsageLine))
    .errors({ TENANT_FOREIGN }),
  summarize: query('audit:read')
    .route({
      method: 'GET',
      path: '/api/usage-logs/months/{month}',
      summary: 'A month’s usage, by resource and by day',
    })
    .input(z.strictObject({ month: Month }))
    .output(UsageSummary),
  check: query('audit:read')
    .route({ method: 'GET', path: '/api/usage-logs/check', summary: 'Recompute all lines, their chain and signatures' })
    .input(z.strictObject({}))
    .output(UsageCheck),
}
