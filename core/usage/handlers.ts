import { authorized, type Context } from '../dispatch.js'
import { dayOf } from '../kernel/instant.js'
import { toPage } from '../kernel/page.js'
import { sealLines } from './metering.js'
import type { Month, UsageResource, UsageSummary } from './model.js'
import { readUsageTotals } from './reads.js'
import { checkLines, hourOf, monthBounds } from './rules.js'
import * as store from './store.js'

const implement = authorized.usage

/** All that ever was: hours sort as text. */
const everything = { from: '', until: '~' }

interface Wanted {
  month?: Month | undefined
  resource?: UsageResource | undefined
  limit: number
  cursor?: string | undefined
}

function pageOfLines(context: Context, { month, resource, limit, cursor }: Wanted) {
  const stretch = month === undefined ? everything : monthBounds(month, context.clinic.timeZone)
  const [hour = '', id = ''] = cursor?.split('|') ?? []
  const before = cursor === undefined ? undefined : { hour, id }
  return context.read((unit) => {
    const rows = store.listLines(unit, { ...stretch, resource: resource ?? null, before, limit: limit + 1 })
    return toPage(rows, limit, (last) => `${last.hour}|${last.id}`)
  })
}

export const usageHandlers = {
  list: implement.list.handler(({ input, context }) => pageOfLines(context, input)),

  listOfTenant: implement.listOfTenant.handler(({ input: { tenantId, ...wanted }, context, errors }) => {
    if (tenantId !== context.clinic.id) throw errors.TENANT_FOREIGN()
    return pageOfLines(context, wanted)
  }),

  record: implement.record.handler(({ input, context, errors }) => {
    const { id, tenantId, resource, quantity, at } = input
    if (tenantId !== context.clinic.id) throw errors.TENANT_FOREIGN()
    if (at > context.now()) throw errors.HOUR_AHEAD()
    const hour = hourOf(at)
    const known = context.read((unit) => store.readLine(unit, id))
    if (known) {
      if (known.hour !== hour || known.resource !== resource || known.quantity !== quantity) throw errors.KEY_REUSED()
      return known
    }
    return context.transact((unit) => {
      const writer = { ...context, tenantId, seals: context.meter }
      const [line] = sealLines(unit, writer, [{ id, hour, resource, quantity, source: 'reported' }])
      if (!line) throw new Error('A line was sealed and is not there.')
      return line
    })
  }),

  summarize: implement.summarize.handler(({ input: { month }, context }) => {
    const { id: tenantId, timeZone } = context.clinic
    const { from, until } = monthBounds(month, timeZone)
    return context.read((unit): UsageSummary => {
      const days = new Map<string, UsageSummary['days'][number]>()
      for (const { hour, resource, quantity } of store.readByHour(unit, from, until)) {
        const day = dayOf(hour, timeZone)
        const sum = (days.get(`${day} ${resource}`)?.quantity ?? 0) + quantity
        days.set(`${day} ${resource}`, { day, resource, quantity: sum })
      }
      const meteredUntil = store.readMeteredUntil(unit)
      return { tenantId, month, totals: readUsageTotals(unit, { from, until }), days: [...days.values()], meteredUntil }
    })
  }),

  check: implement.check.handler(({ context }) =>
    context.read((unit) => {
      const { deviceId, meter } = context
      const visits = store.countVisits(unit, deviceId, '', '~')
      const recorded = new Map(visits.map(({ hour, resource, quantity }) => [`${hour} ${resource}`, quantity]))
      return checkLines(store.readAllLines(unit), context.clinic.id, meter, (line) => {
        const isRecounted = line.resource === 'video' || line.resource === 'messages'
        if (line.device !== deviceId || line.source !== 'metered' || !isRecounted) return null
        return recorded.get(`${line.hour} ${line.resource}`) ?? 0
      })
    }),
  ),
}
