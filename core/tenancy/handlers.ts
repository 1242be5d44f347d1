import { authorized, type Context } from '../dispatch.js'
import { replaceClinic } from './intake.js'
import type { Clinic } from './model.js'
import { cleanLogo, contrastWithWhite, readableContrast } from './rules.js'

export const tenancyHandlers = {
  getClinic: authorized.tenancy.getClinic.handler(({ context }) => context.clinic),

  updateClinic: authorized.tenancy.updateClinic.handler(({ input, context, errors }) =>
    change(context, input, () => errors.VERSION_CONFLICT()),
  ),

  updateBrand: authorized.tenancy.updateBrand.handler(({ input, context, errors }) => {
    const { accent, logo } = input
    const contrast = accent === null ? readableContrast : contrastWithWhite(accent)
    if (contrast < readableContrast) throw errors.COLOR_TOO_LIGHT({ data: { contrast } })
    const picture = logo === null ? null : cleanLogo(context.files.decode(logo))
    if (logo !== null && picture === null) throw errors.NOT_A_LOGO()
    const brand = { accent, logo: picture && context.files.encode(picture) }
    return change(context, { ...brand, version: input.version }, () => errors.VERSION_CONFLICT())
  }),

  suspend: authorized.tenancy.suspend.handler(({ input, context, errors }) => {
    const { reason, version } = input
    const suspension = { reason, since: context.now(), by: context.actor.actorName }
    return change(context, { suspension, version }, () => errors.VERSION_CONFLICT())
  }),

  resume: authorized.tenancy.resume.handler(({ input, context, errors }) => {
    if (context.clinic.suspension === null) throw errors.NOT_SUSPENDED()
    return change(context, { suspension: null, version: input.version }, () => errors.VERSION_CONFLICT())
  }),
}

/** Makes the clinic what is wanted, where it still is what whoever wants it saw. */
function change(context: Context, wanted: Partial<Clinic> & Pick<Clinic, 'version'>, conflict: () => Error): Clinic {
  return context.transact((unit) => {
    if (wanted.version !== context.clinic.version) throw conflict()
    const changed = { ...context.clinic, ...wanted, version: wanted.version + 1 }
    replaceClinic(unit, changed)
    return changed
  })
}
