import * as z from 'zod'
import { AnyId } from '../kernel/ids.js'
import { command, query } from '../kernel/operation.js'
import {
  ApproveDevice,
  ConnectRelay,
  Device,
  FoundHub,
  Hub,
  Invited,
  JoinClinic,
  Joining,
  MoveRelay,
  OwnRelay,
  RecoverTenant,
  RelayAddress,
  RenameDevice,
  SeenRelay,
  StartHub,
  WaitingDevice,
} from './model.js'

const relayErrors = {
  RELAY_REFUSED: {
    status: 502,
    message: 'The relay did not do it.',
    data: z.object({ code: z.string(), retryAfterSeconds: z.int().nullable() }),
  },
}
const alreadySetUp = {
  ALREADY_SET_UP: { status: 409, message: 'This workstation already belongs to a clinic. Sign in instead.' },
}

export const devices = {
  list: query('signed-in')
    .route({ method: 'GET', path: '/api/devices', summary: 'The workstations of the clinic' })
    .input(z.strictObject({}))
    .output(z.array(Device)),
  connectRelay: command('clinic:manage')
    .route({ method: 'POST', path: '/api/devices/relay', summary: 'Found the clinic at a relay, and sync through it' })
    .input(ConnectRelay)
    .output(z.array(Device))
    .errors(relayErrors),
  getRelay: query('signed-in')
    .route({ method: 'GET', path: '/api/devices/relay', summary: 'The relay through which this workstation syncs' })
    .input(z.strictObject({}))
    .output(z.object({ relay: OwnRelay.nullable() })),
  lookAtRelay: command('public')
    .route({
      method: 'POST',
      path: '/api/devices/relay/look',
      summary: 'Who answers at an address, and with which certificate; nothing is told to it',
    })
    .input(RelayAddress.pick({ url: true }))
    .output(SeenRelay)
    .errors(relayErrors),
  moveRelay: command('clinic:manage')
    .route({
      method: 'POST',
      path: '/api/devices/relay/move',
      summary: 'Sync through another relay from now on; everything is sent there again',
    })
    .input(MoveRelay)
    .output(z.array(Device))
    .errors(relayErrors),
  disconnectRelay: command('clinic:manage')
    .route({
      method: 'POST',
      path: '/api/devices/relay/disconnect',
      summary: 'Work alone from now on; what waits is kept and sent when it is connected again',
    })
    .input(z.strictObject({}))
    .output(z.object({ waitingOps: z.int() })),
  rename: command('clinic:manage')
    .route({ method: 'POST', path: '/api/devices/{id}/name', summary: 'Name a workstation and say where it stands' })
    .input(RenameDevice)
    .output(Device)
    .errors({
      UNKNOWN_DEVICE: { status: 404, message: 'This workstation is not one of the clinic. Nothing was changed.' },
    }),
  startFresh: command('signed-in')
    .route({
      method: 'POST',
      path: '/api/devices/fresh-start',
      summary: 'On a workstation that was removed: put its records aside, so that it can join or set up a clinic again',
    })
    .input(z.strictObject({}))
    .output(z.object({ folder: z.string() }))
    .errors({
      NOT_REMOVED: {
        status: 409,
        message:
          'This workstation belongs to its clinic. Only one that was removed starts afresh. Nothing was changed.',
      },
    }),
  findHubs: query('public')
    .route({ method: 'GET', path: '/api/devices/hubs', summary: 'Relays that announce themselves in this network' })
    .input(z.strictObject({}))
    .output(z.array(FoundHub)),
  getHub: query('signed-in')
    .route({ method: 'GET', path: '/api/devices/hub', summary: 'The relay that this workstation runs for the clinic' })
    .input(z.strictObject({}))
    .output(Hub),
  startHub: command('clinic:manage')
    .route({
      method: 'POST',
      path: '/api/devices/hub',
      successStatus: 201,
      summary: 'Run a relay here for the clinic’s network; it goes on when MediChain starts again',
    })
    .input(StartHub)
    .output(Hub),
  stopHub: command('clinic:manage')
    .route({
      method: 'POST',
      path: '/api/devices/hub/stop',
      summary: 'Run no relay here any more; what it holds is kept',
    })
    .input(z.strictObject({}))
    .output(Hub),
  invite: command('clinic:manage')
    .route({
      method: 'POST',
      path: '/api/devices/invitations',
      successStatus: 201,
      summary: 'A one-time code, as text or QR, with which one workstation can ask to be let in; ten minutes',
    })
    .input(z.strictObject({}))
    .output(Invited)
    .errors(relayErrors),
  listWaiting: query('clinic:manage')
    .route({ method: 'GET', path: '/api/devices/waiting', summary: 'Workstations that entered a code and wait' })
    .input(z.strictObject({}))
    .output(z.array(WaitingDevice))
    .errors(relayErrors),
  approve: command('clinic:manage')
    .route({ method: 'POST', path: '/api/devices/approvals', successStatus: 201, summary: 'Let a workstation in' })
    .input(ApproveDevice)
    .output(Device)
    .errors(relayErrors),
  revoke: command('clinic:manage')
    .route({
      method: 'POST',
      path: '/api/devices/{id}/revoke',
      summary: 'Remove a workstation: it gets nothing new, and everybody else new keys',
    })
    .input(z.strictObject({ id: AnyId }))
    .output(z.array(Device))
    .errors({
      ...relayErrors,
      OWN_DEVICE: { status: 409, message: 'A workstation does not remove itself. Do it from another administrator’s.' },
      UNKNOWN_DEVICE: { status: 404, message: 'This workstation is not one of the clinic, or was removed already.' },
    }),
  join: command('public')
    .route({
      method: 'POST',
      path: '/api/devices/join',
      successStatus: 202,
      summary: 'First run: ask to be let into a clinic with the code that its administrator shows',
    })
    .input(JoinClinic)
    .output(Joining)
    .errors({ ...alreadySetUp, ...relayErrors }),
  recoverTenant: command('public')
    .route({
      method: 'POST',
      path: '/api/devices/recover',
      successStatus: 202,
      summary: 'First run: bring the clinic back with its recovery code when every workstation is lost',
    })
    .input(RecoverTenant)
    .output(Joining)
    .errors({ ...alreadySetUp, ...relayErrors }),
  getJoining: query('public')
    .route({
      method: 'GET',
      path: '/api/devices/joining',
      summary: 'How far this workstation has come into its clinic',
    })
    .input(z.strictObject({}))
    .output(Joining),
  stopJoining: command('public')
    .route({
      method: 'POST',
      path: '/api/devices/joining/stop',
      summary: 'First run: give up asking, or put away why it failed; nothing is kept here',
    })
    .input(z.strictObject({}))
    .output(Joining),
}
