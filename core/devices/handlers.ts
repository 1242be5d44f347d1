import { authorized, type Context, open } from '../dispatch.js'
import type { Outcome } from '../kernel/outcome.js'
import type { RelayProblem } from '../ports/sync.js'
import type { Device } from './model.js'
import { describeDevices } from './rules.js'
import * as store from './store.js'

type RelayRefusal = (refusal: { message: string; data: { code: string; retryAfterSeconds: number | null } }) => Error

export const devicesHandlers = {
  list: authorized.devices.list.handler(({ context }) => listed(context)),

  connectRelay: authorized.devices.connectRelay.handler(async ({ input, context, errors }) => {
    const devices = done(await context.devices.connect(input), errors.RELAY_REFUSED)
    const own = devices.find(({ isThisDevice }) => isThisDevice)
    if (own) record(context, own, 'connected')
    return listed(context)
  }),

  getRelay: authorized.devices.getRelay.handler(({ context }) => {
    const relay = context.devices.relay()
    const hub = context.hub.state()
    const isHere = relay !== null && hub.fingerprint !== null && relay.fingerprint === hub.fingerprint
    return { relay: relay && { ...relay, isHere } }
  }),

  lookAtRelay: open.devices.lookAtRelay.handler(async ({ input, context, errors }) =>
    done(await context.vault.lookAtRelay(input.url), errors.RELAY_REFUSED),
  ),

  moveRelay: authorized.devices.moveRelay.handler(async ({ input, context, errors }) => {
    done(await context.devices.move(input), errors.RELAY_REFUSED)
    const own = listed(context).find(({ isThisDevice }) => isThisDevice)
    if (own) record(context, own, 'connected')
    return listed(context)
  }),

  disconnectRelay: authorized.devices.disconnectRelay.handler(({ context }) => {
    const waitingOps = context.devices.disconnect()
    const own = listed(context).find(({ isThisDevice }) => isThisDevice)
    if (own) record(context, own, 'disconnected')
    return { waitingOps }
  }),

  rename: authorized.devices.rename.handler(({ input, context, errors }) => {
    const device = listed(context).find(({ id }) => id === input.id)
    if (!device) throw errors.UNKNOWN_DEVICE()
    const renamed = { ...device, name: input.name, place: input.place }
    record(context, renamed, 'renamed')
    return renamed
  }),

  startFresh: authorized.devices.startFresh.handler(async ({ context, errors }) => {
    if (context.sync.state().relay !== 'removed') throw errors.NOT_REMOVED()
    return { folder: await context.vault.putAside() }
  }),

  findHubs: open.devices.findHubs.handler(({ context }) => context.vault.findHubs()),

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
    return listed(context).find(({ id }) => id === device.id) ?? device
  }),

  revoke: authorized.devices.revoke.handler(async ({ input, context, errors }) => {
    if (input.id === context.deviceId) throw errors.OWN_DEVICE()
    const device = listed(context).find(({ id }) => id === input.id)
    if (!device || device.isRevoked) throw errors.UNKNOWN_DEVICE()
    done(await context.devices.revoke(input.id), errors.RELAY_REFUSED)
    record(context, device, 'revoked')
    return listed(context)
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

  stopJoining: open.devices.stopJoining.handler(({ context }) => context.vault.stopJoining()),
}

const listed = (context: Context): Device[] => describeDevices(context.devices.list(), context.read(store.readChanges))

function done<T>(outcome: Outcome<T, RelayProblem>, refused: RelayRefusal): T {
  if (outcome.ok) return outcome.value
  const { message, code, retryAfterSeconds } = outcome.refusal
  throw refused({ message, data: { code, retryAfterSeconds } })
}

/** Who let a workstation in, named it or removed it stands in the audit log of every workstation. */
function record(context: Context, { id, name, place }: Device, event: store.DeviceChange['event']): void {
  const body: store.DeviceChange = { id: context.newId(), deviceId: id, name, place, event, at: context.now() }
  context.transact((unit) => {
    store.putChange(unit, body, context.actor.actorName)
    unit.recorded({ kind: 'device-change', id: body.id, patientId: null, version: 1, body })
  })
}
