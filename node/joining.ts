import { randomBytes } from 'node:crypto'
import { writeKeyFile } from '../adapters/keys/key-file.js'
import { publicKeyOf, signWords } from '../adapters/oplog/signing.js'
import { Backoff } from '../adapters/relay/backoff.js'
import { RelayClient } from '../adapters/relay/client.js'
import { RelayRefused, RelayUnreachable } from '../adapters/relay/refusals.js'
import { lookAtCertificate } from '../adapters/relay/transport.js'
import { rawKeyBytes } from '../adapters/sqlcipher/database.js'
import type { JoinClinic, Joining, RecoverTenant, RelayAddress } from '../core/devices/model.js'
import { accept, type Outcome, refuse } from '../core/kernel/outcome.js'
import { type Reader, StorageFull } from '../core/ports/database.js'
import type { RelayProblem } from '../core/ports/sync.js'
import { recoveryWords } from '../core/sync/protocol.js'
import { asideOf, clearAside, finishFounding, type Site } from './founding.js'
import { newPepper } from './holders.js'
import { ringOf } from './key-ring.js'
import { createRecords, openRecords } from './records.js'
import { makeRecovery, recoveryKeysOf } from './recovery.js'
import { plantReferenceData } from './reference.js'
import { type DeviceIdentity, newDevice, plantSecrets, type TenantSecrets } from './secrets.js'
import { certify, sealName } from './sync/certificates.js'
import { relayProblemOf } from './sync/devices.js'
import { Distrust } from './sync/distrust.js'
import { clientOf } from './sync/engine.js'
import {
  completeInvitation,
  decodeInvitation,
  type Invitation,
  isAnswerGenuine,
  macRequest,
  readShortCode,
  sealRequestedName,
} from './sync/invitation.js'
import { RelaySession } from './sync/session.js'
import { loadSnapshot } from './sync/snapshot.js'
import { insertRelay, quarantine, type RelayState } from './sync/state.js'
import { openRecoveredTenant, openTenant } from './sync/tenant-keys.js'

type Relay = Pick<RelayState, 'url' | 'fingerprint' | 'relayId'>

/** How often the new device asks whether it was let in. */
const askEveryMs = 1_000

const begun: Joining = { state: 'not-begun', receivedOps: 0, expectedOps: null, problem: null }

/** A new workstation on its way into a clinic that others have: by invitation, or with the recovery code where no other is left. */
export class Joiner {
  #joining: Joining = begun
  #work: Promise<void> = Promise.resolve()
  #isStopped = false
  #wake: () => void = () => undefined
  /** How many ops are in the file that is being filled. */
  #countOps: () => number = () => 0

  constructor(readonly site: Site) {}

  state(): Joining {
    const { state, receivedOps } = this.#joining
    if (state === 'receiving')
      this.#joining = { ...this.#joining, receivedOps: Math.max(receivedOps, this.#countOps()) }
    return this.#joining
  }

  isUnderWay(): boolean {
    return this.#joining.state === 'waiting-for-approval' || this.#joining.state === 'receiving'
  }

  /** Leaves the request at the relay, and goes on by itself; `state` tells how far it has come. */
  async join({ code, deviceName, relay }: JoinClinic): Promise<Outcome<Joining, RelayProblem>> {
    if (this.isUnderWay()) return accept(this.#joining)
    const said = decodeInvitation(code)
    const read: Outcome<Invitation, RelayProblem> = said ? accept(said) : await this.#askByShortCode(code, relay)
    if (!read.ok) return read
    const invitation = read.value
    const device = newDevice()
    const client = new RelayClient(invitation, null, null)
    try {
      const { tenant, inviteId, secret } = invitation
      const sealedName = sealRequestedName(secret, device.id, deviceName)
      const keys = { device: device.id, signingKey: device.signingPublicKey, boxKey: device.box.publicKey }
      await client.requestEnrollment(macRequest(secret, { tenant, inviteId, ...keys, sealedName }))
    } catch (error) {
      client.close()
      return refuse(relayProblemOf(error))
    }
    this.#begin({ ...begun, state: 'waiting-for-approval' }, async () => {
      const tenant = await this.#approved(client, invitation, device).finally(() => client.close())
      if (tenant) await this.#install(tenant, device, invitation)
    })
    return accept(this.#joining)
  }

  /** Brings the tenant back on this device, when all of its devices are lost. */
  async recover({
    url,
    fingerprint,
    recoveryCode,
    deviceName,
  }: RecoverTenant): Promise<Outcome<Joining, RelayProblem>> {
    const client = new RelayClient({ url, fingerprint }, null, null)
    try {
      const { relay } = await client.info()
      const { signing } = recoveryKeysOf(recoveryCode)
      const kept = await client.recovery(publicKeyOf(signing))
      const tenant = openRecoveredTenant(recoveryCode, kept.sealedRecovery)
      if (!tenant || tenant.tenantId !== kept.tenant) return refuse(wrongCode)
      const device = newDevice()
      const keys = { device: device.id, signingKey: device.signingPublicKey, boxKey: device.box.publicKey }
      const about = { isAdministrator: true, enrolledAt: this.site.clock.now() }
      const sealedName = sealName(epochsOf(tenant), device.id, deviceName)
      const certificate = certify(device, tenant.tenantId, keys, { ...about, sealedName })
      await client.recoverTenant({ certificate, signature: signWords(signing, recoveryWords(certificate)) })
      this.#begin({ ...begun, state: 'receiving' }, () =>
        this.#install(tenant, device, { url, fingerprint, relayId: relay }),
      )
      return accept(this.#joining)
    } catch (error) {
      const problem = relayProblemOf(error)
      return refuse(problem.code === 'UNKNOWN_TENANT' ? wrongCode : problem)
    } finally {
      client.close()
    }
  }

  /** Gives up asking; what had come in goes with it. A workstation that has all stays as it is. */
  async giveUp(): Promise<Joining> {
    this.#isStopped = true
    this.#wake()
    await this.#work
    this.#isStopped = false
    if (this.#joining.state !== 'done') this.#joining = begun
    return this.#joining
  }

  /** The clinic that was joined is put aside: the workstation is new again. */
  forget(): void {
    this.#joining = begun
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    this.#wake()
    await this.#work
  }

  /** Where the clinic is, as the administrator sealed it under the code: whoever answers at the address cannot say otherwise. */
  async #askByShortCode(code: string, relay: RelayAddress | null): Promise<Outcome<Invitation, RelayProblem>> {
    const half = readShortCode(code)
    if (!half) return refuse(noCode)
    if (!relay) return refuse(addressMissing)
    let client: RelayClient | undefined
    try {
      const fingerprint = relay.fingerprint ?? (await lookAtCertificate(relay.url))?.fingerprint ?? null
      client = new RelayClient({ url: relay.url, fingerprint }, null, null)
      const invitation = completeInvitation(half, await client.sealedInvite(half.inviteId))
      // The administrator says which certificate is right; this computer knows by which address it is reached from here.
      return invitation ? accept({ ...invitation, url: relay.url }) : refuse(noCode)
    } catch (error) {
      return refuse(error instanceof RelayRefused && error.code === 'NOT_FOUND' ? unknownCode : relayProblemOf(error))
    } finally {
      client?.close()
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#isStopped ? 0 : ms)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  #begin(joining: Joining, work: () => Promise<void>): void {
    this.#joining = joining
    this.#work = work().then(
      () => {
        if (!this.#isStopped) this.#joining = { ...this.#joining, state: 'done' }
      },
      (error: unknown) => this.#fail(error),
    )
  }

  #fail(error: unknown): void {
    clearAside(this.site)
    const problem = failureOf(error)
    if (problem.code === 'DEFECT') this.site.log.defect('devices.join', error)
    const { code, message } = problem
    this.#joining = { ...this.#joining, state: 'failed', problem: { code, message } }
  }

  /** Asks until the administrator has answered; undefined where the node stops. */
  async #approved(
    client: RelayClient,
    { tenant, inviteId, secret }: Invitation,
    device: DeviceIdentity,
  ): Promise<TenantSecrets | undefined> {
    while (!this.#isStopped) {
      const answer = await orLater(() => client.enrollmentAnswer(inviteId))
      if (answer) {
        const secrets = isAnswerGenuine(secret, answer) ? openTenant(tenant, device, answer.keys) : undefined
        const { certificate } = answer
        const isOurs = certificate.device === device.id && certificate.signingKey === device.signingPublicKey
        if (!secrets || !isOurs)
          throw new Distrust('BAD_CERTIFICATE', { detail: 'an answer that no administrator gave' })
        return secrets
      }
      await this.#pause(askEveryMs)
    }
    return undefined
  }

  /** Makes the records on the side, fills them from the relay, and puts them in place by the same steps as a new clinic's. */
  async #install(tenant: TenantSecrets, device: DeviceIdentity, relay: Relay): Promise<void> {
    const { site } = this
    this.#joining = { ...this.#joining, state: 'receiving' }
    clearAside(site)
    const aside = asideOf(site.recordsPath)
    const key = new Uint8Array(randomBytes(rawKeyBytes))
    const made = createRecords(aside, key, site.assets)
    made.transact((db) => {
      plantSecrets(db, device, tenant)
      plantReferenceData(db)
      insertRelay(db, relay)
    })
    made.close()
    const records = openRecords(aside, key, { ...site, isBeingSetUp: true })
    const client = clientOf(records, relay)
    this.#countOps = () => records.database.read(countOps)
    try {
      const session = new RelaySession({ ...records.syncParts, client })
      const directory = await this.#patiently(() => session.refreshDirectory())
      if (!directory.certificates.some((one) => one.device === device.id))
        throw new Distrust('BAD_CERTIFICATE', { device: device.id, detail: 'this device is not in the directory' })
      this.#joining = { ...this.#joining, expectedOps: directory.heads.reduce((sum, { seq }) => sum + seq, 0) }
      await this.#patiently(() => this.#fill(session))
      if (this.#isStopped) throw new RelayUnreachable('Nobody waits any more.')
      const { pepper: _, sealed } = await newPepper(site.keychain)
      const ring = await ringOf(records, key, { holders: [], keychainPepper: sealed }, site.keychain)
      writeKeyFile(site.keyPath, {
        v: 1,
        clinicName: ring.clinicName,
        holders: ring.holders,
        former: ring.former,
        recovery: makeRecovery(tenant.recovery.boxKey, key),
        keychainPepper: sealed,
        demoPassphrase: null,
      })
    } finally {
      this.#countOps = () => 0
      client.close()
      await records.close()
    }
    finishFounding(site)
  }

  /** The line may break as often as it likes: what has come in stays, and the rest is asked for again. */
  async #patiently<T>(work: () => Promise<T>): Promise<T> {
    const backoff = new Backoff(500, 30_000, Math.random)
    for (;;) {
      try {
        return await work()
      } catch (error) {
        const isLine = error instanceof RelayUnreachable || (error instanceof RelayRefused && busy.has(error.code))
        if (!isLine || this.#isStopped) throw error
        await this.#pause(backoff.next())
      }
    }
  }

  async #fill(session: RelaySession): Promise<void> {
    const { parts } = session
    const told = (receivedOps: number) => {
      this.#joining = { ...this.#joining, receivedOps }
    }
    try {
      await loadSnapshot(parts, told)
    } catch (error) {
      if (!(error instanceof Distrust)) throw error
      // The log itself proves everything that the snapshot should have brought sooner.
      const { device = null, detail = '' } = error.about
      const entry = { at: parts.clock.now(), reason: error.reason, device, detail, bytes: null }
      parts.database.transact((db) => quarantine(db, entry))
    }
    await session.pull(true)
    told(parts.database.read(countOps))
  }
}

const countOps = (db: Reader): number => db.row<{ n: number }>('SELECT count(*) AS n FROM ops')?.n ?? 0

/** What the relay itself asks to try again later. */
const busy: ReadonlySet<string> = new Set(['UNAVAILABLE', 'TOO_MANY'])

/** Nothing where the relay is away for the moment. */
async function orLater<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof RelayUnreachable || (error instanceof RelayRefused && busy.has(error.code))) return undefined
    throw error
  }
}

function epochsOf({ epochKeys }: TenantSecrets) {
  const epoch = Math.max(...epochKeys.keys())
  const key = epochKeys.get(epoch)
  if (!key) throw new Error('The tenant has no key.')
  return { current: () => ({ epoch, key }), of: (one: number) => epochKeys.get(one), add: () => undefined }
}

function failureOf(error: unknown): { code: string; message: string } {
  if (error instanceof StorageFull)
    return {
      code: 'STORAGE_FULL',
      message: 'The disk of this computer is full. Nothing was kept here. Free some space, then try again.',
    }
  try {
    return relayProblemOf(error)
  } catch {
    return {
      code: 'DEFECT',
      message: 'Something went wrong in MediChain. Nothing was kept here. Show a new code, then try again.',
    }
  }
}

const noCode: RelayProblem = {
  code: 'NOT_A_CODE',
  message: 'This is not the code of a clinic. Nothing was changed. Copy all of it from the other workstation.',
  retryAfterSeconds: null,
}
/** A letter that was heard wrongly is likelier than a code that the relay forgot. */
const unknownCode: RelayProblem = {
  code: 'NOT_FOUND',
  message:
    'No clinic shows this code at this relay. Nothing was changed. Check each letter and the relay’s address; if both are right, ask for a new code.',
  retryAfterSeconds: null,
}
const addressMissing: RelayProblem = {
  code: 'ADDRESS_MISSING',
  message:
    'The short code needs the relay’s address beside it. Choose the relay, or enter the address that is shown there.',
  retryAfterSeconds: null,
}
const wrongCode: RelayProblem = {
  code: 'WRONG_RECOVERY_CODE',
  message:
    'No clinic at this relay has this recovery code. Nothing was changed. Check the code and the relay’s address.',
  retryAfterSeconds: null,
}
