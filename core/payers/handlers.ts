import { authorized, type Context } from '../dispatch.js'
import { readPlans } from '../insurance/reads.js'
import type { Reader } from '../ports/database.js'
import type { Payer } from './model.js'
import { readConnection, readConnections } from './reads.js'
import { decideConnection, listPayers, toPayer } from './rules.js'
import { saveConnection } from './store.js'

const implement = authorized.payers

const planPayers = (db: Reader): string[] => readPlans(db).map(({ payerName }) => payerName)

const show = (db: Reader, payerName: string): Payer => toPayer(payerName, readConnection(db, payerName), planPayers(db))

const saved = (context: Context) => ({ savedAt: context.now(), savedBy: context.actor.actorName })

export const payersHandlers = {
  list: implement.list.handler(({ context }) =>
    context.read((unit) => listPayers(planPayers(unit), readConnections(unit))),
  ),

  connect: implement.connect.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const decided = decideConnection(readConnection(unit, input.payerName), input, saved(context))
      if (!decided.ok) throw errors[decided.code]()
      saveConnection(unit, decided.value)
      return show(unit, input.payerName)
    }),
  ),

  disconnect: implement.disconnect.handler(({ input: { payerName, version }, context, errors }) =>
    context.transact((unit) => {
      const known = readConnection(unit, payerName)
      if (!known?.server) throw errors.NOT_CONNECTED()
      if (known.version !== version) throw errors.VERSION_CONFLICT()
      saveConnection(unit, { ...known, ...saved(context), server: null, version: version + 1 })
      return show(unit, payerName)
    }),
  ),

  check: implement.check.handler(async ({ input, context, errors }) => {
    const known = context.read((unit) => readConnection(unit, input.payerName))
    if (!known?.server) throw errors.NOT_CONNECTED()
    return { outcome: await context.payers.check(known.server) }
  }),
}
