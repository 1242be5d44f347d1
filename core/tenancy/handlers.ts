import { authorized, type Context, open } from '../dispatch.js'
import { readPatientIds } from '../patients/reads.js'
import type { Act } from '../ports/journal.js'
import type { Subject } from '../ports/unit.js'
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

  exportClinic: authorized.tenancy.exportClinic.handler(async ({ input, context }) => {
    const made = await context.exports.make(input.passphrase)
    const patients = context.read(readPatientIds)
    const subjects = patients.map((patientId): Subject => ({ kind: 'patient', id: patientId, patientId }))
    context.journal.note(actOf(context, 'tenancy.exportClinic'), 'read', subjects)
    return made
  }),

  checkExport: authorized.tenancy.checkExport.handler(async ({ input, context, errors }) => {
    const checked = await context.exports.check(input.content, input.passphrase)
    if (!checked.ok) throw errors[checked.code]()
    return checked
  }),

  lookAtExport: open.tenancy.lookAtExport.handler(async ({ input, context, errors }) => {
    if (context.vault.isSetUp()) throw errors.ALREADY_SET_UP()
    const found = await context.vault.lookAtExport(input.content, input.passphrase)
    if (!found.ok) throw errors[found.refusal.code]()
    return found.value
  }),

  openExport: open.tenancy.openExport.handler(async ({ input, context, errors }) => {
    if (context.vault.isSetUp()) throw errors.ALREADY_SET_UP()
    const opened = await context.vault.openExport(input.content, input.passphrase)
    if (!opened.ok) throw errors[opened.refusal.code]()
    return opened.value
  }),

  closeClinic: authorized.tenancy.closeClinic.handler(async ({ input, context, errors }) => {
    if (input.name !== context.clinic.name) throw errors.NAME_DIFFERS()
    if (context.devices.list().some(({ isThisDevice, isRevoked }) => !isThisDevice && !isRevoked))
      throw errors.OTHER_WORKSTATIONS()
    if (context.hub.state().state !== 'off') throw errors.RELAY_RUNS_HERE()
    if (!context.exports.isTakenAlong()) throw errors.EXPORT_FIRST()
    context.noteChange()
    context.door.leave()
    await context.vault.destroy()
    return { isClosed: true as const }
  }),
}

const actOf = ({ actor: { actorId, actorName }, door }: Context, action: string): Act => ({
  actorId,
  actorName,
  action,
  door: door.kind,
})

/** Makes the clinic what is wanted, where it still is what whoever wants it saw. */
function change(context: Context, wanted: Partial<Clinic> & Pick<Clinic, 'version'>, conflict: () => Error): Clinic {
  return context.transact((unit) => {
    if (wanted.version !== context.clinic.version) throw conflict()
    const changed = { ...context.clinic, ...wanted, version: wanted.version + 1 }
    replaceClinic(unit, changed)
    return changed
  })
}
