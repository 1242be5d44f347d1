import { randomBytes } from 'node:crypto'
import { RelayClient } from '../../adapters/relay/client.js'
import { RelayImpostor, RelayRefused, RelayUnreachable } from '../../adapters/relay/refusals.js'
import type { Device, MoveRelay, WaitingDevice } from '../../core/devices/model.js'
import { accept, type Outcome, refuse } from '../../core/kernel/outcome.js'
import type { DevicesPort, RelayProblem } from '../../core/ports/sync.js'
import type { DeviceCertificate } from '../../core/sync/protocol.js'
import { readTenantSecrets } from '../secrets.js'
import { certify, revoke, sealName } from './certificates.js'
import { Distrust } from './distrust.js'
import { clientOf, type SyncEngine } from './engine.js'
import {
  encodeInvitation,
  type Invitation,
  inviteLifeMs,
  isRequestGenuine,
  macAnswer,
  newInvitation,
  openRequestedName,
} from './invitation.js'
import type { SyncParts } from './parts.js'
import { DeviceRemoved, type RelaySession } from './session.js'
import { announceSnapshot } from './snapshot.js'
import {
  deleteRelay,
  headOf,
  insertRelay,
  lastHeardAt,
  readDevices,
  readRelay,
  saveDevice,
  saveMoved,
} from './state.js'
import { sealForRecovery, wrapEpochKey, wrapTenant } from './tenant-keys.js'

/** Who belongs to the tenant, and letting others in and out. Every change here is signed by this device's own key. */
export function openDevices(parts: SyncParts, engine: SyncEngine): DevicesPort {
  const { database, secrets, clock } = parts
  const invitations = new Map<string, Invitation & { endsAtMs: number }>()

  const list = (): Device[] =>
    database.read((db) =>
      readDevices(db).map(({ id, name, certificate, revocation }) => ({
        id,
        name,
        isThisDevice: id === secrets.deviceId,
        isAdministrator: certificate.isAdministrator,
        isRevoked: revocation !== null,
        enrolledAt: certificate.enrolledAt,
        place: null,
        addedBy: null,
        addedOn: certificate.signedBy === id ? null : certificate.signedBy,
        lastHeardAt: lastHeardAt(db, id),
        removedAt: null,
        removedBy: null,
      })),
    )

  const deviceOf = (id: string): Device => {
    const device = list().find((one) => one.id === id)
    if (!device) throw new Error('The device is not in the directory.')
    return device
  }

  /** Turns what the relay says into a refusal that a person can act on. */
  async function attempt<T>(act: (session: RelaySession) => Promise<T>): Promise<Outcome<T, RelayProblem>> {
    const session = engine.session()
    if (!session) return refuse(notConnected)
    try {
      return accept(await act(session))
    } catch (error) {
      return refuse(relayProblemOf(error))
    }
  }

  /** Made once and kept before it is sent: when the relay's answer is lost, the same founding is sent again. */
  function ownCertificate(name: string): DeviceCertificate {
    const { device, tenantId } = secrets
    const made = database.read(readDevices).find(({ id }) => id === device.id)
    if (made) return made.certificate
    const keys = { device: device.id, signingKey: device.signingPublicKey, boxKey: device.box.publicKey }
    const about = { isAdministrator: true, enrolledAt: clock.now() }
    const sealedName = sealName(secrets.epochs, device.id, name)
    const certificate = certify(device, tenantId, keys, { ...about, sealedName })
    database.transact((db) => saveDevice(db, { id: device.id, name, certificate, recovery: null, revocation: null }))
    return certificate
  }

  /** Enters a relay as one of the tenant that it knows, or founds the tenant there with everybody who belongs to it. */
  async function enter({ url, fingerprint, admission }: MoveRelay): Promise<Outcome<Device[], RelayProblem>> {
    const newcomer = new RelayClient({ url, fingerprint }, null, null)
    let client: RelayClient | undefined
    try {
      const { relay: relayId } = await newcomer.info()
      client = clientOf(parts, { url, fingerprint, relayId })
      const isKnown = await isKnownAt(client)
      if (!isKnown) await newcomer.found(foundingOf(admission))
      database.transact((db) => {
        insertRelay(db, { url, fingerprint, relayId })
        if (isKnown) saveMoved(db)
      })
      engine.relayChanged()
      await engine.syncNow()
      const session = engine.session()
      // Whoever joins there later gets from us what lost and removed workstations wrote.
      if (session && database.read(readRelay)?.isMoved) await announceSnapshot(session.parts).catch(() => undefined)
      return accept(list())
    } catch (error) {
      return refuse(relayProblemOf(error))
    } finally {
      newcomer.close()
      client?.close()
    }
  }

  function foundingOf(admission: string | null): Parameters<RelayClient['found']>[0] {
    const tenant = database.read(readTenantSecrets)
    const devices = database.read(readDevices)
    const root = devices.find(({ id }) => id === tenant.root.device)
    if (!root) throw new Error('The clinic’s first workstation has no certificate.')
    const others = devices
      .filter(({ id, revocation }) => id !== root.id || revocation !== null)
      .map(({ certificate, recovery, revocation }) => ({ certificate, recovery, revocation }))
    const recovery = { recoveryKey: tenant.recovery.signingKey, sealedRecovery: sealForRecovery(tenant) }
    return { certificate: root.certificate, admission, ...recovery, others }
  }

  function liveInvitation(inviteId: string): Invitation {
    const invitation = invitations.get(inviteId)
    if (!invitation || Date.now() > invitation.endsAtMs) throw new RelayRefused(inviteOver)
    return invitation
  }

  async function genuineRequests({ parts: { client } }: RelaySession) {
    const all = await client.waitingEnrollments()
    return all.flatMap((request) => {
      const invitation = invitations.get(request.inviteId)
      // Only who has read the code off our screen knows its secret; the relay and whoever listens there do not.
      return invitation && isRequestGenuine(invitation.secret, request) ? [{ request, invitation }] : []
    })
  }

  return {
    list,
    relay() {
      const relay = database.read(readRelay)
      return relay ? { url: relay.url, fingerprint: relay.fingerprint } : null
    },

    async connect({ deviceName, ...relay }) {
      if (database.read(readRelay)) return refuse(alreadyConnected)
      ownCertificate(deviceName)
      return enter(relay)
    },

    move: async (relay) => (database.read(readRelay) ? enter(relay) : refuse(notConnected)),

    disconnect() {
      const acked = database.read(readRelay)?.ackedSeq ?? 0
      database.transact(deleteRelay)
      engine.relayChanged()
      return Math.max(0, database.read((db) => headOf(db, secrets.deviceId)).seq - acked)
    },

    invite: () =>
      attempt(async ({ parts: { client } }) => {
        const relay = database.read(readRelay)
        if (!relay) throw new Error('There is no relay.')
        const { url, fingerprint, relayId } = relay
        const made = newInvitation({ url, fingerprint, relayId, tenant: secrets.tenantId })
        const { invitation, shortCode, sealed } = made
        await client.invite({ inviteId: invitation.inviteId, sealed })
        const endsAtMs = Date.now() + inviteLifeMs
        invitations.set(invitation.inviteId, { ...invitation, endsAtMs })
        const expiresAt = new Date(endsAtMs).toISOString()
        return { code: encodeInvitation(invitation), shortCode, relayUrl: url, expiresAt }
      }),

    waiting: () =>
      attempt(async (session) =>
        (await genuineRequests(session)).flatMap(({ request, invitation }): WaitingDevice[] => {
          const name = openRequestedName(invitation.secret, request)
          return name === undefined ? [] : [{ inviteId: request.inviteId, device: request.device, name }]
        }),
      ),

    approve: (inviteId, isAdministrator) =>
      attempt(async (session) => {
        const { secret } = liveInvitation(inviteId)
        const found = (await genuineRequests(session)).find(({ request }) => request.inviteId === inviteId)
        const name = found && openRequestedName(secret, found.request)
        if (!found || name === undefined) throw new RelayRefused(nobodyAsked)
        const { device, signingKey, boxKey } = found.request
        // Newest keys first: a device that comes with old ones could not read what is new.
        await session.refreshDirectory()
        const certificate = certify(
          secrets.device,
          secrets.tenantId,
          { device, signingKey, boxKey },
          { sealedName: sealName(secrets.epochs, device, name), isAdministrator, enrolledAt: clock.now() },
        )
        await announceSnapshot(session.parts)
        const keys = wrapTenant(database.read(readTenantSecrets), { device, boxKey })
        const answer = { certificate, keys, administratorKey: secrets.device.signingPublicKey }
        await session.parts.client.answerEnrollment(inviteId, macAnswer(secret, answer))
        invitations.delete(inviteId)
        await session.refreshDirectory()
        return deviceOf(device)
      }),

    revoke: (device) =>
      attempt(async (session) => {
        await session.refreshDirectory()
        await session.pull()
        const devices = database.read(readDevices)
        const epoch = 1 + secrets.epochs.current().epoch
        const key = new Uint8Array(randomBytes(32))
        const staying = devices.filter(({ id, revocation }) => id !== device && revocation === null)
        const revocation = revoke(secrets.device, {
          tenant: secrets.tenantId,
          device,
          lastSeq: database.read((db) => headOf(db, device)).seq,
          epoch,
          keys: staying.map(({ id, certificate }) =>
            wrapEpochKey(secrets.tenantId, { device: id, boxKey: certificate.boxKey }, epoch, key),
          ),
        })
        await session.parts.client.revoke(revocation)
        // Its key comes back with the directory and is taken over there, together with the recovery that it needs.
        await session.refreshDirectory()
        return list()
      }),
  }
}

const notConnected: RelayProblem = {
  code: 'NOT_CONNECTED',
  message: 'This workstation is not connected to a relay. Connect it first, then try again.',
  retryAfterSeconds: null,
}
const alreadyConnected: RelayProblem = {
  code: 'ALREADY_CONNECTED',
  message: 'This workstation syncs through a relay already. Nothing was changed.',
  retryAfterSeconds: null,
}
const inviteOver = {
  code: 'INVITE_EXPIRED',
  message: 'This code is over: it lives ten minutes, and as long as MediChain runs. Nobody was let in. Show a new one.',
} as const
const nobodyAsked = {
  code: 'NOT_FOUND',
  message: 'No workstation that knows this code waits. Nobody was let in. Enter the code there, then try again.',
} as const

/** Whether the relay has this tenant and device already: it was here before, or another workstation moved here first. */
async function isKnownAt(client: RelayClient): Promise<boolean> {
  try {
    await client.directory()
    return true
  } catch (error) {
    if (error instanceof RelayRefused && strangerCodes.has(error.code)) return false
    throw error
  }
}

const strangerCodes: ReadonlySet<string> = new Set(['UNKNOWN_TENANT', 'UNKNOWN_DEVICE', 'UNAUTHORIZED'])

const codeOf = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
const clockFaults: ReadonlySet<string> = new Set(['CERT_NOT_YET_VALID', 'CERT_HAS_EXPIRED'])
const nobodysCertificate: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])
const wrongClock =
  'The relay’s certificate is not valid on the day that this computer shows. Nothing was changed. Check this computer’s date and time; if they are right, tell whoever runs the relay.'
const strangeCertificate =
  'Nobody vouches for the relay’s certificate. Nothing was changed. Give its fingerprint, as the hub’s workstation shows it.'

/** Any failure at the relay, in words for whoever asked. @throws what is a defect of ours. */
export function relayProblemOf(error: unknown): RelayProblem {
  const problem = (code: string, message: string, retryAfterSeconds: number | null = null) => ({
    code,
    message,
    retryAfterSeconds,
  })
  if (error instanceof RelayRefused) return problem(error.code, error.message, error.refusal.retryAfterSeconds ?? null)
  if (error instanceof Distrust) return problem(error.reason, error.message)
  if (error instanceof RelayImpostor) return problem('IMPOSTOR', new Distrust('IMPOSTOR').message)
  if (error instanceof DeviceRemoved) return problem('DEVICE_REMOVED', error.message)
  const tls = error instanceof RelayUnreachable ? codeOf(error.cause) : ''
  if (clockFaults.has(tls)) return problem('CLOCK', wrongClock)
  if (nobodysCertificate.has(tls)) return problem('CERTIFICATE', strangeCertificate)
  if (error instanceof RelayUnreachable)
    return problem(
      'UNREACHABLE',
      'The relay cannot be reached. Nothing was changed. Check its address and the network.',
    )
  throw error
}
