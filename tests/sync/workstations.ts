import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import type { PatientId } from '../../core/kernel/ids.js'
import type { Demographics } from '../../core/patients/model.js'
import type { Host } from '../../core/ports/host.js'
import type { SyncStatus } from '../../core/sync/model.js'
import { assetsInCheckout } from '../../node/assets.js'
import { composeNode, type LocalNode } from '../../node/compose.js'
import { windowDoor } from '../../node/doors.js'
import type { Log } from '../../node/log.js'
import type { OpenRecords } from '../../node/records.js'
import { router } from '../../node/router.js'
import type { SyncTimings } from '../../node/sync/parts.js'
import { openRelay, type RunningRelay } from '../../relay/compose.js'
import type { Client } from '../support/clinic.js'
import { stateHash } from '../support/devices.js'
import { harbor } from '../support/node.js'

/** Rounds come from events alone; what fails is tried again soon. */
const eager: SyncTimings = { everyMs: 600_000, retryFirstMs: 20, retryMaximumMs: 100, gossipEveryMs: 0 }

const noHelpers: Host = {
  keychain: null,
  callsGoTo: () => undefined,
  printers: () => null,
  start: () => Promise.reject(new Error('No helper process in this test.')),
}

/** A whole workstation in a folder of its own, with one window. */
export class Workstation {
  node: LocalNode
  client: Client
  readonly defects: unknown[] = []

  constructor(
    readonly folder: string,
    readonly host: Host = noHelpers,
    readonly timings: SyncTimings = eager,
  ) {
    ;({ node: this.node, client: this.client } = this.#start())
  }

  #start(): { node: LocalNode; client: Client } {
    const log: Log = {
      info: () => undefined,
      defect: (operation, error) => {
        this.defects.push([operation, error])
        return 'TEST'
      },
      close: () => undefined,
    }
    const node = composeNode({
      dataDir: this.folder,
      assets: assetsInCheckout(process.cwd()),
      host: this.host,
      log,
      appVersion: '0.0.0-test',
      kdf: { algorithm: 'argon2id', memoryKib: 256, passes: 1, lanes: 1 },
      roundSeconds: 86_400,
      syncTimings: this.timings,
    })
    const client: Client = createRouterClient(router, { context: { ...node.context, door: windowDoor(node.lobby) } })
    return { node, client }
  }

  get records(): OpenRecords {
    const records = this.node.vault.records()
    if (!records) throw new Error('The records are closed.')
    return records
  }

  hash(): string {
    return stateHash(this.records.database)
  }

  status(): Promise<SyncStatus> {
    return this.client.sync.getStatus({})
  }

  async signIn(loginName = 'amara', passphrase = harbor.passphrase): Promise<void> {
    await this.client.identity.signIn({ loginName, passphrase })
  }

  /** Resolves when the condition holds; asked again whenever the workstation says that something changed. */
  async until(condition: () => boolean | Promise<boolean>, timeoutMs = 10_000): Promise<void> {
    const stop = new AbortController()
    const timer = setTimeout(() => stop.abort(), timeoutMs)
    try {
      if (await condition()) return
      for await (const _ of this.records.notices.subscribe(stop.signal)) if (await condition()) return
      if (await condition()) return
      throw new Error(
        `It did not happen in ${timeoutMs} ms: ${String(condition)}; ${JSON.stringify(await this.status())}`,
      )
    } finally {
      clearTimeout(timer)
      stop.abort()
    }
  }

  hasPatient(familyName: string): boolean {
    return (
      this.records.database.rows('SELECT 1 FROM patients WHERE family_name = $familyName', { familyName }).length > 0
    )
  }

  hasRecord(patientId: PatientId): boolean {
    return this.records.database.rows('SELECT 1 FROM patients WHERE id = $patientId', { patientId }).length > 0
  }

  async register(familyName: string, givenName = 'Amina'): Promise<PatientId> {
    const { id } = await this.client.patients.register({
      ...{ givenName, familyName, birthDate: null, sex: 'female', phone: null, email: null, address: null },
      ...{ language: null, externalId: null, isConfirmedNew: true },
    })
    return id
  }

  /** Corrects somebody's details on top of what this workstation shows. */
  async edit(patientId: PatientId, changes: Partial<Demographics>): Promise<void> {
    const shown = await this.client.patients.get({ patientId })
    const { id: _id, code: _code, version, registeredAt: _at, updatedAt: _updated, ...demographics } = shown
    await this.client.patients.update({ patientId, version, demographics: { ...demographics, ...changes } })
  }

  /** Ends the node and starts it again on the same folder; nobody is signed in. */
  async restart(change: () => void = () => undefined): Promise<void> {
    await this.node.close()
    change()
    ;({ node: this.node, client: this.client } = this.#start())
  }

  close(): Promise<void> {
    return this.node.close()
  }
}

/** Relays and workstations of one test, closed and removed together. */
export class Scene {
  readonly #closers: (() => Promise<void>)[] = []
  readonly #folders: string[] = []
  readonly #relays = new Map<RunningRelay, string>()

  /** @param timings how often workstations do by themselves what nobody asked for */
  constructor(readonly timings: SyncTimings = eager) {}

  folder(name: string): string {
    const folder = mkdtempSync(join(tmpdir(), `medichain ${name} `))
    this.#folders.push(folder)
    return folder
  }

  async relay(
    options: {
      dataDir?: string
      port?: number
      tls?: 'own' | 'none'
      said?: (line: string) => void
      nowMs?: () => number
    } = {},
  ): Promise<RunningRelay> {
    const { dataDir = this.folder('relay'), port = 0, tls = 'none', said = () => undefined, nowMs = Date.now } = options
    const relay = await openRelay({
      dataDir,
      migrations: 'migrations/relay',
      log: {
        info: (event, facts) => said(JSON.stringify([event, facts])),
        defect: (place, error) => console.error(place, error),
      },
      host: '127.0.0.1',
      port,
      tls,
      nowMs,
    })
    let closing: Promise<void> | undefined
    const once: RunningRelay = { ...relay, close: () => (closing ??= relay.close()) }
    this.#relays.set(once, dataDir)
    this.defer(once.close)
    return once
  }

  /** Where a relay keeps its file, to start it again. */
  dataDirOf(relay: RunningRelay): string {
    const dataDir = this.#relays.get(relay)
    if (dataDir === undefined) throw new Error('This relay is of another scene.')
    return dataDir
  }

  defer(close: () => Promise<void>): void {
    this.#closers.push(close)
  }

  workstation(host?: Host): Workstation {
    const workstation = new Workstation(this.folder('workstation'), host, this.timings)
    this.defer(() => workstation.close())
    return workstation
  }

  /** A clinic on its first workstation, connected to the relay where there is one. */
  async clinic(
    relay: { url: string; fingerprint: string | null } | null,
    host?: Host,
  ): Promise<{ first: Workstation; recoveryCode: string }> {
    const first = this.workstation(host)
    const { recoveryCode } = await first.client.identity.setUpClinic(harbor)
    if (relay === null) return { first, recoveryCode }
    await first.client.devices.connectRelay({
      url: relay.url,
      fingerprint: relay.fingerprint,
      deviceName: 'Front desk',
      admission: null,
    })
    return { first, recoveryCode }
  }

  /** Another workstation, let in by the first. */
  async joined(first: Workstation, deviceName: string, isAdministrator = false): Promise<Workstation> {
    const { code } = await first.client.devices.invite({})
    const workstation = this.workstation()
    await workstation.client.devices.join({ code, deviceName })
    const [waiting] = await first.client.devices.listWaiting({})
    if (!waiting) throw new Error('Nobody waits.')
    await first.client.devices.approve({ inviteId: waiting.inviteId, isAdministrator })
    await hasJoined(workstation)
    await workstation.signIn()
    return workstation
  }

  async close(): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) await close()
    for (const folder of this.#folders.splice(0)) rmSync(folder, { recursive: true, force: true })
  }
}

/** Waits until a new workstation has all that the clinic has. */
export async function hasJoined({ client }: Pick<Workstation, 'client'>): Promise<void> {
  for (;;) {
    const { state, problem } = await client.devices.getJoining({})
    if (state === 'done') return
    if (state === 'failed') throw new Error(`It could not join: ${problem?.code} ${problem?.message}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Everybody sends and takes until nothing is new. */
export async function meet(workstations: readonly Workstation[]): Promise<void> {
  for (let round = 0; round < 2; round += 1)
    for (const workstation of workstations) await workstation.client.sync.syncNow({})
}
