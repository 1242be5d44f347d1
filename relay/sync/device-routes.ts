import type { FastifyInstance } from 'fastify'
import { verifyingKeyOf, verifyWords } from '../../adapters/oplog/signing.js'
import {
  blobChunkBytes,
  certificateWords,
  challengeWords,
  type DeviceCertificate,
  FoundTenant,
  maximumBatchBytes,
  maximumBlobChunks,
  maximumOpBytes,
  protocolVersion,
  RecoverTenant,
  type Recovery,
  type RelayInfo,
  recoveryWords,
  TokenRequest,
} from '../../core/sync/protocol.js'
import { refused } from '../refusal.js'
import type { Relay } from '../relay.js'
import type { Transaction } from '../store/database.js'
import { spendNonce } from '../store/enrollments.js'
import {
  findByRecoveryKey,
  insertDevice,
  insertKeys,
  insertTenant,
  readDevice,
  readTenant,
  saveRevocation,
} from '../store/tenants.js'
import { isSame } from '../tokens.js'

/** A clinic that moves here brings its workstations and their removals along. */
const foundingBodyLimit = 5_000_000

/** What a device may ask without a token: who the relay is, founding and recovering a tenant, proving its key. */
export function openDeviceRoutes(app: FastifyInstance, relay: Relay): void {
  app.get(
    '/v1/relay',
    (): RelayInfo => ({
      protocol: protocolVersion,
      relay: relay.id,
      name: relay.name,
      isAdmissionNeeded: relay.admission !== null,
      limits: {
        opBytes: maximumOpBytes,
        batchBytes: maximumBatchBytes,
        blobChunkBytes,
        blobChunks: maximumBlobChunks,
      },
    }),
  )
  app.post('/v1/tenants', { bodyLimit: foundingBodyLimit }, async ({ body }, reply) => {
    await foundTenant(relay, FoundTenant.parse(body))
    return reply.code(201).send({})
  })
  app.post('/v1/challenge', () => ({ nonce: relay.tokens.challenge() }))
  app.post('/v1/token', ({ body }) => giveToken(relay, TokenRequest.parse(body)))
  app.post('/v1/recover', async ({ body }, reply) => {
    await recoverTenant(relay, RecoverTenant.parse(body))
    return reply.code(201).send({})
  })
  app.get<{ Params: { tenant: string } }>('/v1/recovery/:tenant', ({ params }) => readRecovery(relay, params.tenant))
}

async function foundTenant(
  relay: Relay,
  { certificate, admission, recoveryKey, sealedRecovery, others }: ReturnType<typeof FoundTenant.parse>,
): Promise<void> {
  if (relay.admission !== null && !isSame(admission ?? '', relay.admission))
    throw refused('NOT_ADMITTED', 'This relay asks for its admission word. Ask who runs it, and enter it.')
  checkFirstDevice(certificate)
  const { tenant, device } = certificate
  await relay.database.transact(async (tx) => {
    const isMoved = others.length > 0 ? 1 : 0
    const isNew = await insertTenant(tx, { id: tenant, recoveryKey, sealedRecovery, isMoved }, relay.nowMs())
    if (isNew) {
      await insertDevice(tx, certificate, null)
      return insertOthers(tx, tenant, others)
    }
    // The same founding again: its first answer was lost.
    const present = await readDevice(tx, tenant, device)
    if (present?.certificate !== JSON.stringify(certificate))
      throw refused(
        'TENANT_EXISTS',
        'This clinic is known here already. Enroll this device from one that belongs to it.',
      )
  })
  relay.log.info('tenant founded', { tenant, device })
}

/** The rest of a clinic that was at another relay; removals in the order of their epochs. */
async function insertOthers(
  tx: Transaction,
  tenant: string,
  others: ReturnType<typeof FoundTenant.parse>['others'],
): Promise<void> {
  for (const { certificate, recovery } of others) {
    if (certificate.tenant !== tenant) throw refused('MALFORMED', 'A certificate is of another clinic.')
    if (!(await readDevice(tx, tenant, certificate.device))) await insertDevice(tx, certificate, recovery)
  }
  const removals = others.flatMap(({ revocation }) => revocation ?? [])
  for (const removal of removals.sort((a, b) => a.epoch - b.epoch)) {
    await saveRevocation(tx, removal)
    await insertKeys(tx, tenant, removal.keys)
  }
}

/** A first device certifies itself, as an administrator's. */
function checkFirstDevice(certificate: DeviceCertificate): void {
  if (certificate.signedBy !== certificate.device || !certificate.isAdministrator)
    throw refused('MALFORMED', 'The first device certifies itself, as an administrator.')
  if (!verifyWords(verifyingKeyOf(certificate.signingKey), certificateWords(certificate), certificate.signature))
    throw refused('BAD_SIGNATURE', 'The certificate is not signed by its own key.')
}

async function giveToken(relay: Relay, request: ReturnType<typeof TokenRequest.parse>) {
  const { tenant, device, nonce, signature } = request
  const endsAt = relay.tokens.challengeEnd(nonce)
  if (endsAt === null) throw refused('UNAUTHORIZED', 'The challenge is over. Ask for a new one.')
  const known = await relay.devices.find({ tenant, device })
  if (!known) {
    const isTenantKnown = await readTenant(relay.database, tenant)
    throw isTenantKnown
      ? refused('UNAUTHORIZED', 'This device is not known here. Enroll it from one that is.')
      : refused('UNKNOWN_TENANT', 'This clinic is not known here. Is this the relay that it was founded on?')
  }
  if (!verifyWords(known.key, challengeWords(relay.id, tenant, device, nonce), signature))
    throw refused('UNAUTHORIZED', "The challenge is not signed by the device's key.")
  if (known.isRevoked) throw refused('DEVICE_REVOKED', 'This device was removed from the clinic.')
  const isFirst = await relay.database.transact((tx) => spendNonce(tx, nonce, endsAt))
  if (!isFirst) throw refused('UNAUTHORIZED', 'The challenge was answered already. Ask for a new one.')
  return relay.tokens.issue({ tenant, device })
}

async function recoverTenant(
  relay: Relay,
  { certificate, signature }: ReturnType<typeof RecoverTenant.parse>,
): Promise<void> {
  checkFirstDevice(certificate)
  const { tenant, device } = certificate
  await relay.database.transact(async (tx) => {
    const found = await readTenant(tx, tenant, tx.forUpdate)
    if (!found) throw refused('UNKNOWN_TENANT', 'This clinic is not known here.')
    if (!verifyWords(verifyingKeyOf(found.recoveryKey), recoveryWords(certificate), signature))
      throw refused('BAD_SIGNATURE', "The certificate is not signed by the clinic's recovery key.")
    const present = await readDevice(tx, tenant, device)
    if (present?.revocation) throw refused('DEVICE_REVOKED', 'This device was removed. Recover on a new one.')
    if (present?.certificate === JSON.stringify(certificate)) return
    if (present) throw refused('FORBIDDEN', 'A device of this id is certified already. Recover under a new id.')
    await insertDevice(tx, certificate, signature)
    await tx.notify({ type: 'directory', tenant })
  })
  relay.log.info('tenant recovered', { tenant, device })
}

/** @param which the tenant's id, or the recovery key: somebody who lost every device has only the code. */
async function readRecovery(relay: Relay, which: string): Promise<ReturnType<typeof Recovery.parse>> {
  const tenant = (await findByRecoveryKey(relay.database, which))?.id ?? which
  const found = await readTenant(relay.database, tenant)
  if (!found) throw refused('UNKNOWN_TENANT', 'No clinic has this recovery code here.')
  const { recoveryKey, sealedRecovery } = found
  return { tenant, recoveryKey, sealedRecovery }
}
