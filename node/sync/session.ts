import type { LivePage } from '../../adapters/oplog/page.js'
import type { TenantDirectory } from '../../core/sync/protocol.js'
import { insertEpochKey, readTenantSecrets } from '../secrets.js'
import { openName } from './certificates.js'
import { checkDirectory } from './directory.js'
import { Distrust } from './distrust.js'
import { checkTold, isMoreThanHeadsWaiting, tellHeads } from './gossip.js'
import type { Connected } from './parts.js'
import { type PullOptions, pullAll, takeLive, takeParked } from './pull.js'
import { OwnLogBehind, pushAll } from './push.js'
import { rehang } from './rehang.js'
import { hashAt, headOf, readDevices, readRelay, saveDevice, saveMoved } from './state.js'
import { sealForRecovery } from './tenant-keys.js'

/** This device was removed from the clinic: it keeps what it has and gets nothing new. */
export class DeviceRemoved extends Error {
  override readonly name = 'DeviceRemoved'
}

/** What a round is asked to do. */
export interface Wants {
  directory: boolean
  pull: boolean
  push: boolean
  /** What the relay sent by itself; not looked at where all is asked for anyway. */
  brought: readonly LivePage[]
}

/** One relay, as long as the engine stays with it. */
export class RelaySession {
  #isOwnWanted = false
  #isFromStart = false
  #told = ''
  #toldAtMs = 0

  constructor(readonly parts: Connected) {}

  /**
   * One round, in the order in which what is checked later rests on what was checked before.
   * @throws {Distrust} {@link DeviceRemoved} and the client's errors; what was taken until then stays.
   */
  async round(wants: Wants): Promise<void> {
    if (wants.directory) await this.refreshDirectory()
    if (wants.pull) await this.pull()
    else if (wants.brought.length > 0) await this.#takeBrought(wants.brought)
    if (!wants.push) return
    this.#tell()
    try {
      await pushAll(this.parts)
    } catch (error) {
      if (!(error instanceof OwnLogBehind)) throw error
      this.#isOwnWanted = true
      await this.pull()
      await pushAll(this.parts)
    }
  }

  /** Reads who belongs to the tenant, checks it, and takes new keys and removals over. */
  async refreshDirectory(): Promise<TenantDirectory> {
    const { client, database, secrets } = this.parts
    const said = await client.directory()
    const { known, relay } = database.read((db) => ({ known: readDevices(db), relay: readRelay(db) }))
    if (said.cursor < (relay?.cursor ?? 0))
      throw new Distrust('ROLLED_BACK', { detail: `cursor ${said.cursor}, which was ${relay?.cursor}` })
    this.#compareOwnLog(said, relay?.ackedSeq ?? 0)
    if (said.isMoved && !relay?.isMoved) database.transact(saveMoved)
    const tenant = database.read(readTenantSecrets)
    const { devices, epochKeys } = checkDirectory(said, known, { tenant, device: secrets.device })
    const own = devices.find(({ id }) => id === secrets.deviceId)
    // First the recovery, then our own use of the keys: the printed code must open whatever is sealed from here on.
    if (epochKeys.size > 0 && own?.certificate.isAdministrator && !own.revocation) {
      const renewed = { ...tenant, epochKeys: new Map([...tenant.epochKeys, ...epochKeys]) }
      await client.replaceRecovery(tenant.recovery.signingKey, sealForRecovery(renewed))
    }
    for (const [epoch, key] of epochKeys) secrets.epochs.add(epoch, key)
    database.transact((db) => {
      for (const [epoch, key] of epochKeys) insertEpochKey(db, epoch, key)
      for (const device of devices) saveDevice(db, { ...device, name: openName(secrets.epochs, device.certificate) })
    })
    if (own?.revocation) throw new DeviceRemoved('This device was removed from the clinic.')
    if (epochKeys.size > 0) takeParked(this.parts)
    return said
  }

  pull(isAfterSnapshot = false): Promise<void> {
    return this.#take((options) => this.#pullAll({ ...options, isAfterSnapshot }))
  }

  /** Small changes that came over the live line; where they do not go on from what is here, the relay is asked. */
  #takeBrought(pages: readonly LivePage[]): Promise<void> {
    return this.#take(async (options) => {
      if (options.isOwnWanted || options.isFromStart) return this.#pullAll(options)
      for (const page of pages)
        if ((await takeLive(this.parts, page, options)) === undefined) return this.#pullAll(options)
    })
  }

  async #take(work: (options: PullOptions) => Promise<void>): Promise<void> {
    const refreshDirectory = async () => void (await this.refreshDirectory())
    const wanted = { isOwnWanted: this.#isOwnWanted, isFromStart: this.#isFromStart }
    const options = { ...wanted, isAfterSnapshot: false, refreshDirectory }
    try {
      takeParked(this.parts)
      await work(options)
      checkTold(this.parts)
    } catch (error) {
      // Another device saw our own log go on otherwise: a backup was restored here.
      if (isOwnFork(error, this.parts.secrets.deviceId)) this.#isOwnWanted = true
      // A relay that is only in disorder can be asked for everything again; one that lies is found out again.
      this.#isFromStart = error instanceof Distrust && (error.reason === 'GAP' || error.reason === 'DROPPED')
      throw error
    }
    this.#isOwnWanted = false
    this.#isFromStart = false
  }

  /** Where a restored backup was worked on before it met the relay, its new ops go on top of those that it had sent before. */
  async #pullAll(options: PullOptions): Promise<void> {
    try {
      await pullAll(this.parts, options)
    } catch (error) {
      if (!isOwnFork(error, this.parts.secrets.deviceId)) throw error
      await rehang(this.parts)
      await pullAll(this.parts, { ...options, isOwnWanted: true })
    }
  }

  #compareOwnLog({ heads }: TenantDirectory, ackedSeq: number): void {
    const { database, secrets } = this.parts
    const there = heads.find(({ device }) => device === secrets.deviceId)
    const seq = there?.seq ?? 0
    const device = secrets.deviceId
    if (seq < ackedSeq)
      throw new Distrust('ROLLED_BACK', {
        device,
        detail: `op ${seq} is the last there; op ${ackedSeq} was acknowledged`,
      })
    const isSame = database.read((db) => seq <= headOf(db, device).seq && hashAt(db, device, seq) === there?.hash)
    if (there && !isSame) this.#isOwnWanted = true
  }

  #tell(): void {
    const { database, secrets, timings } = this.parts
    const isTime = Date.now() - this.#toldAtMs >= timings.gossipEveryMs
    if (!isTime || !database.read((db) => isMoreThanHeadsWaiting(db, secrets.deviceId))) return
    this.#told = tellHeads(this.parts, this.#told)
    this.#toldAtMs = Date.now()
  }
}

const isOwnFork = (error: unknown, own: string): boolean =>
  error instanceof Distrust && error.reason === 'FORKED' && error.about.device === own
