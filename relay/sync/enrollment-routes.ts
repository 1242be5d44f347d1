import type { FastifyInstance } from 'fastify'
import { verifyWords } from '../../adapters/oplog/signing.js'
import {
  certificateWords,
  EnrollmentAnswer,
  EnrollmentRequest,
  Invite,
  ReplaceRecovery,
  Revocation,
  revocationWords,
} from '../../core/sync/protocol.js'
import { administratorOf, deviceOf } from '../caller.js'
import type { KnownDevice } from '../devices.js'
import { Refused, refused } from '../refusal.js'
import type { Relay } from '../relay.js'
import { insertInvite, readEnrollment, readWaiting, saveAnswer, saveRequest } from '../store/enrollments.js'
import {
  insertDevice,
  insertKeys,
  readDevice,
  readDevices,
  readDirectory,
  readTenant,
  replaceRecovery,
  saveRevocation,
} from '../store/tenants.js'
import { type Decision, decideEnrollment, decideKeys, decideRevocation, inviteLifeMs } from './rules.js'

/** An answer may hold a thousand wrapped keys. */
const keysBodyLimit = 5_000_000

type ByInvite = { Params: { inviteId: string } }

/** The new device's half: it has an invitation and no token yet. */
export function openNewcomerRoutes(app: FastifyInstance, relay: Relay): void {
  app.post('/v1/enrollments', async ({ body }, reply) => {
    await request(relay, EnrollmentRequest.parse(body))
    return reply.code(201).send({})
  })
  app.get<ByInvite>('/v1/invites/:inviteId', async ({ params }) => {
    const row = await readEnrollment(relay.database, params.inviteId)
    if (row?.sealed == null) throw refused('NOT_FOUND', 'No such invitation. Ask the administrator to show a new code.')
    if (row.request !== null)
      throw refused('INVITE_EXPIRED', 'The invitation was used already. Ask the administrator to show a new code.')
    if (relay.nowMs() >= row.expiresAt)
      throw refused(
        'INVITE_EXPIRED',
        'The invitation is older than ten minutes. Ask the administrator to show a new code.',
      )
    return { sealed: row.sealed }
  })
  app.get<ByInvite>('/v1/enrollments/:inviteId', async ({ params }, reply) => {
    const row = await readEnrollment(relay.database, params.inviteId)
    if (!row) throw refused('NOT_FOUND', 'No such invitation. Ask the administrator to show a new code.')
    if (row.answer !== null) return JSON.parse(row.answer) as EnrollmentAnswer
    if (relay.nowMs() >= row.expiresAt)
      throw refused('INVITE_EXPIRED', 'Nobody answered within ten minutes. Ask the administrator to show a new code.')
    return reply.code(204).send()
  })
}

/** The administrator's half, and what devices may know of their tenant. */
export function openDirectoryRoutes(app: FastifyInstance, relay: Relay): void {
  app.get('/v1/directory', async (call) => {
    const { tenant, device } = deviceOf(call)
    const directory = await readDirectory(relay.database, tenant, device)
    if (!directory) throw refused('UNKNOWN_TENANT', 'This clinic is not known here.')
    return directory
  })
  app.post('/v1/invites', async (call, reply) => {
    const { tenant } = administratorOf(call)
    const invite = Invite.parse(call.body)
    const expiresAt = relay.nowMs() + inviteLifeMs
    const isNew = await relay.database.transact((tx) => insertInvite(tx, invite, tenant, expiresAt))
    if (!isNew) throw refused('FORBIDDEN', 'This invitation was made before. Make a new one.')
    return reply.code(201).send({ inviteId: invite.inviteId })
  })
  app.get('/v1/enrollments', async (call) => {
    const { tenant } = administratorOf(call)
    return { enrollments: await readWaiting(relay.database, tenant, relay.nowMs()) }
  })
  app.post<ByInvite>('/v1/enrollments/:inviteId/answer', { bodyLimit: keysBodyLimit }, async (call, reply) => {
    await answer(relay, administratorOf(call), call.params.inviteId, EnrollmentAnswer.parse(call.body))
    return reply.code(201).send({})
  })
  app.post('/v1/revocations', { bodyLimit: keysBodyLimit }, async (call, reply) => {
    await revoke(relay, administratorOf(call), Revocation.parse(call.body))
    return reply.code(201).send({})
  })
  app.put('/v1/recovery', async (call) => {
    const { tenant } = administratorOf(call)
    const { recoveryKey, sealedRecovery } = ReplaceRecovery.parse(call.body)
    await relay.database.transact((tx) => replaceRecovery(tx, tenant, recoveryKey, sealedRecovery))
    return {}
  })
}

async function request(relay: Relay, said: EnrollmentRequest): Promise<void> {
  await relay.database.transact(async (tx) => {
    const row = await readEnrollment(tx, said.inviteId, tx.forUpdate)
    const ours = row?.tenant === said.tenant ? row : undefined
    const { isRepeated } = accepted(decideEnrollment(ours, { request: JSON.stringify(said) }, relay.nowMs()))
    if (isRepeated) return
    if (await readDevice(tx, said.tenant, said.device))
      throw refused('FORBIDDEN', 'A device of this id is certified already. Enroll under a new id.')
    await saveRequest(tx, said)
    await tx.notify({ type: 'enrollment', tenant: said.tenant })
  })
}

async function answer(relay: Relay, by: KnownDevice, inviteId: string, said: EnrollmentAnswer): Promise<void> {
  const { certificate, keys } = said
  const { tenant } = by
  await relay.database.transact(async (tx) => {
    const found = await readTenant(tx, tenant, tx.forUpdate)
    const row = await readEnrollment(tx, inviteId, tx.forUpdate)
    const ours = row?.tenant === tenant ? row : undefined
    const { isRepeated } = accepted(decideEnrollment(ours, { answer: JSON.stringify(said) }, relay.nowMs()))
    if (isRepeated || !found) return
    const asked = EnrollmentRequest.parse(JSON.parse(ours?.request ?? '{}'))
    const isWhoAsked =
      certificate.tenant === tenant &&
      certificate.device === asked.device &&
      certificate.signingKey === asked.signingKey &&
      certificate.boxKey === asked.boxKey
    if (!isWhoAsked) throw refused('MALFORMED', 'The certificate is not for the device that asked.')
    if (certificate.signedBy !== by.device || said.administratorKey !== by.signingKey)
      throw refused('FORBIDDEN', 'A certificate is handed in by the device that signed it.')
    if (!verifyWords(by.key, certificateWords(certificate), certificate.signature))
      throw refused('BAD_SIGNATURE', "The certificate is not signed by the administrator's device.")
    accepted(decideKeys(keys, certificate.device, found.epoch))
    const devices = await readDevices(tx, tenant)
    if (devices.length >= relay.quotas.devicesPerTenant)
      throw refused('QUOTA', 'This clinic has as many devices as the relay keeps. Ask who runs it.', {
        retryAfterSeconds: 3_600,
      })
    if (devices.some(({ device }) => device === certificate.device))
      throw refused('STALE', 'This device was certified meanwhile. Read the directory again.')
    await insertDevice(tx, certificate, null)
    await insertKeys(tx, tenant, keys)
    await saveAnswer(tx, inviteId, said)
    await tx.notify({ type: 'directory', tenant })
  })
  relay.log.info('device enrolled', { tenant, device: certificate.device, by: by.device })
}

async function revoke(relay: Relay, by: KnownDevice, said: Revocation): Promise<void> {
  const { tenant, device } = said
  if (tenant !== by.tenant || said.signedBy !== by.device)
    throw refused('FORBIDDEN', 'A revocation is handed in by the device that signed it.')
  if (!verifyWords(by.key, revocationWords(said), said.signature))
    throw refused('BAD_SIGNATURE', "The revocation is not signed by the administrator's device.")
  await relay.database.transact(async (tx) => {
    const found = await readTenant(tx, tenant, tx.forUpdate)
    const devices = await readDevices(tx, tenant)
    const text = JSON.stringify(said)
    if (!found || devices.some((known) => known.device === device && known.revocation === text)) return
    const known = devices.map((row) => ({
      device: row.device,
      isAdministrator: row.isAdministrator === 1,
      isRevoked: row.revocation !== null,
    }))
    accepted(decideRevocation(said, found.epoch, known))
    await saveRevocation(tx, said)
    await insertKeys(tx, tenant, said.keys)
    await tx.notify({ type: 'directory', tenant })
  })
  relay.log.info('device revoked', { tenant, device, by: by.device, epoch: said.epoch })
}

/** What was decided, or the refusal thrown: the transaction rolls back. */
function accepted<T extends object>(decision: Decision<T>): { readonly isAccepted: true } & T {
  if (!decision.isAccepted) throw new Refused(decision.refusal)
  return decision
}
