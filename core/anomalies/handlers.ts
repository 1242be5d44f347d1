import { authorized } from '../dispatch.js'
import { addDays, dayOf } from '../kernel/instant.js'
import { toPage } from '../kernel/page.js'
import { scanDay } from './scanning.js'
import * as store from './store.js'

const implement = authorized.anomalies

export const anomaliesHandlers = {
  list: implement.list.handler(({ input, context }) =>
    context.read((unit) => {
      const [day = '', id = ''] = input.cursor?.split('|') ?? []
      const before = input.cursor === undefined ? undefined : { day, id }
      const rows = store.listAnomalies(unit, { isOpen: input.isOpen, before, limit: input.limit + 1 })
      const page = toPage(rows, input.limit, (last) => `${last.day}|${last.id}`)
      for (const row of page.items) unit.seen({ kind: 'anomaly', id: row.id, patientId: row.patientId })
      return page
    }),
  ),

  scan: implement.scan.handler(({ context }) => {
    const { journal, deviceId, newId, now } = context
    const { actorId, actorName } = context.actor
    const act = { actorId, actorName, action: 'anomalies.scan', door: context.door.kind }
    const { timeZone } = context.clinic
    const today = dayOf(now(), timeZone)
    const days = [addDays(today, -1), today]
    return { found: days.reduce((sum, day) => sum + scanDay({ journal, act, deviceId, now, newId }, day, timeZone), 0) }
  }),

  review: implement.review.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const { anomalyId, version, outcome, comment } = input
      const anomaly = store.readAnomaly(unit, anomalyId)
      if (!anomaly) throw errors.ANOMALY_UNKNOWN()
      if (anomaly.actorId === context.actor.staff.id) throw errors.OWN_DOING()
      if (anomaly.outcome !== null) throw errors.ALREADY_REVIEWED()
      if (anomaly.version !== version) throw errors.VERSION_CONFLICT()
      const reviewed = { outcome, comment, reviewedAt: context.now(), reviewedBy: context.actor.actorName }
      return store.saveAnomaly(unit, { ...anomaly, ...reviewed, version: version + 1 })
    }),
  ),
}
