import { authorized, type Context, open } from '../dispatch.js'
import type { Outcome } from '../kernel/outcome.js'
import type { RelayProblem } from '../ports/sync.js'
import type { Device } from './model.js'

type RelayRefusal = (refusal: { message: string; data: { code: string; retryAfterSeconds: number | null } }) => Error

export const devicesHandlers = {
  list: authorized.devices.list.handler(({ context }) => context.devices.list()),

  connectRelay: authorized.devices.connectRelay.handler(async ({ input, context, errors }) => {
    const devices = done(await context.devices.connect(input), errors.RELAY_REFUSED)
    const own = devices.find(({ isThisDevice }) => isThisDevice)
    if (own) record(context, own, 'connected')
    return devices
  }),

  findHubs: authorized.devices.findHubs.handler(({ context }) => context.devices.findHubs()),

  getHub: authorized.devices.getHub.handler(({ context }) => context.hub.state()),

  startHub: authorized.devices.startHub.handler(({ input, context }) => context.hub.start(input)),

  stopHub: authorized.devices.stopHub.handler(({ context }) => context.hub.stop()),

  invite: authorized.devices.invite.handler(async ({ context, errors }) =>
    done(await context.devices.invite(), errors.RELAY_REFUSED),
  ),

  listWaiting: authorized.devices.listWaiting.handler(async ({ context, errors }) =>
    done(await context.devices.waiting(), errors.RELAY_REFUSED),
  ),

  approve: authorized.devices.approve.handler(async ({ input, context, errors }) => {
    const device = done(await context.devices.approve(input.inviteId, input.isAdministrator), errors.RELAY_REFUSED)
    record(context, device, 'approved')
    return device
  }),

  revoke: authorized.devices.revoke.handler(async ({ input, context, errors }) => {
    if (input.id === context.deviceId) throw errors.OWN_DEVICE()
    const device = context.devices.list().find(({ id }) => id === input.id)
    if (!device || device.isRevoked) throw errors.UNKNOWN_DEVICE()
    const devices = done(await context.devices.revoke(input.id), errors.RELAY_REFUSED)
    record(context, device, 'revoked')
    return devices
  }),

  join: open.devices.join.handler(async ({ input, context, errors }) => {
    if (context.vault.isSetUp()) throw errors.ALREADY_SET_UP()
    return done(await context.vault.join(input), errors.RELAY_REFUSED)
  }),

  recoverTenant: open.devices.recoverTenant.handler(async ({ input, context, errors }) => {
    if (context.vault.isSetUp()) throw errors.ALREADY_SET_UP()
    return done(await context.vault.recoverTenant(input), errors.RELAY_REFUSED)
  }),

  getJoining: open.devices.getJoining.handler(({ context }) => context.vault.joining()),
}

function done<T>(outcome: Outcome<T, RelayProblem>, refused: RelayRefusal): T {
  if (outcome.ok) return outcome.value
  const { message, code, retryAfterSeconds } = outcome.refusal
  throw refused({ message, data: { code, retryAfterSeconds } })
}

/** Who let a workstation in or removed it stands in the audit log of every workstation. */
function record(context: Context, { id, name }: Device, event: 'connected' | 'approved' | 'revoked'): void {
  const body = { id: context.newId(), deviceId: id, name, event, at: context.now() }
  context.transact((unit) => unit.recorded({ kind: 'device-change', id: body.id, patientId: null, version: 1, body }))
}
