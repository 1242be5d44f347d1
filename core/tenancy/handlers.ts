import { authorized } from '../dispatch.js'
import { replaceClinic } from './intake.js'

export const tenancyHandlers = {
  getClinic: authorized.tenancy.getClinic.handler(({ context }) => context.clinic),

  updateClinic: authorized.tenancy.updateClinic.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      if (input.version !== context.clinic.version) throw errors.VERSION_CONFLICT()
      const changed = { ...context.clinic, ...input, version: input.version + 1 }
      replaceClinic(unit, changed)
      return changed
    }),
  ),
}
