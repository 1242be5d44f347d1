import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import { Backoff } from '../adapters/relay/backoff.js'
import type { Hub, StartHub } from '../core/devices/model.js'
import type { Helper, Host } from '../core/ports/host.js'
import type { HubPort } from '../core/ports/sync.js'
import type { FromRelayProcess, ToRelayProcess } from '../core/sync/relay-process.js'
import type { Log } from './log.js'

const Wish = z.strictObject({
  name: z.string().min(1).max(60),
  port: z.int().min(0).max(65_535),
  /** On this computer alone, as a demo clinic has it. */
  isHere: z.boolean().default(false),
})
type Wish = z.infer<typeof Wish>

/** A relay that does not say within this time that it runs is started anew. */
const startMs = 20_000
const stopMs = 15_000
/** Where a relay usually listens. */
const usualPort = 8484

/**
 * The relay that this workstation runs for the clinic's network, as a helper program. That it shall run stands in a file beside
 * the records, because it runs while MediChain runs, also when nobody is signed in; it holds nothing that could be read.
 */
export class HubRunner implements HubPort {
  #helper: Helper | null = null
  #hub: Hub = { state: 'off', url: null, fingerprint: null, problem: null }
  #wish: Wish | null = null
  #timer: NodeJS.Timeout | undefined
  #settled: (() => void)[] = []
  readonly #backoff = new Backoff(1_000, 60_000, Math.random)

  constructor(
    readonly dataDir: string,
    readonly host: Pick<Host, 'start'>,
    readonly log: Log,
  ) {
    const wish = this.#readWish()
    if (wish) void this.#start(wish)
  }

  state(): Hub {
    return this.#hub
  }

  async start({ name, port }: StartHub): Promise<Hub> {
    if (this.#wish) await this.stop()
    return this.#startAnew({ name, port: port ?? ((await isFree(usualPort)) ? usualPort : 0), isHere: false })
  }

  async startHere(): Promise<Hub> {
    if (this.#wish?.isHere && this.#hub.state === 'on') return this.#hub
    return this.#startAnew({ name: 'This computer', port: 0, isHere: true })
  }

  async #startAnew(wish: Wish): Promise<Hub> {
    if (this.#wish) await this.stop()
    this.#writeWish(wish)
    await this.#start(wish)
    return this.#hub
  }

  async stop(): Promise<Hub> {
    rmSync(this.#wishFile, { force: true })
    await this.close()
    return this.#hub
  }

  /** Ends the relay with the node; it is wanted again at the next start. */
  async close(): Promise<void> {
    this.#wish = null
    clearTimeout(this.#timer)
    const helper = this.#helper
    this.#helper = null
    this.#tell({ state: 'off', url: null, fingerprint: null, problem: null })
    if (!helper) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => helper.kill(), stopMs)
      helper.onExit(() => {
        clearTimeout(timer)
        resolve()
      })
      helper.postMessage({ type: 'stop' } satisfies ToRelayProcess)
    })
  }

  /** Resolves when the relay runs, or when it is clear that it does not. */
  async #start(wish: Wish): Promise<void> {
    this.#wish = wish
    this.#tell({ state: 'starting', url: null, fingerprint: null, problem: null })
    let helper: Helper
    try {
      helper = await this.host.start('relay', {})
    } catch {
      return this.#gone(wish, 'The relay’s program could not be started.')
    }
    if (this.#wish !== wish) return helper.kill()
    this.#helper = helper
    let reason = 'The relay ended. It is started again by itself.'
    const timer = setTimeout(() => helper.kill(), startMs)
    helper.onExit(() => {
      clearTimeout(timer)
      if (this.#helper === helper) this.#gone(wish, reason)
    })
    helper.onMessage((message) => {
      // Only our own program is at the other end, started by our own host.
      const said = message as FromRelayProcess
      if (said.type === 'failed') reason = said.reason
      if (said.type !== 'started' || this.#helper !== helper) return
      clearTimeout(timer)
      this.#backoff.reset()
      const url = wish.isHere ? said.url : `https://${addressInNetwork()}:${said.port}`
      // Found again where it was at the next start: links, the other workstations and the sync state name its port.
      if (wish.port === 0) this.#writeWish({ ...wish, port: said.port })
      this.#tell({ state: 'on', url, fingerprint: said.fingerprint || null, problem: null })
    })
    helper.postMessage({
      type: 'start',
      dataDir: join(this.dataDir, 'hub'),
      name: wish.name,
      host: wish.isHere ? '127.0.0.1' : '0.0.0.0',
      port: wish.port,
      isAnnounced: !wish.isHere,
      tls: wish.isHere ? 'none' : 'own',
      admission: null,
    } satisfies ToRelayProcess)
    await new Promise<void>((resolve) => this.#settled.push(resolve))
  }

  #gone(wish: Wish, problem: string): void {
    this.#helper = null
    if (this.#wish !== wish) return
    this.log.info('hub-ended')
    this.#tell({ state: 'failed', url: null, fingerprint: null, problem })
    this.#timer = setTimeout(() => void this.#start(wish), this.#backoff.next())
  }

  #tell(hub: Hub): void {
    this.#hub = hub
    if (hub.state !== 'starting') for (const settle of this.#settled.splice(0)) settle()
  }

  get #wishFile(): string {
    return join(this.dataDir, 'hub.json')
  }

  #readWish(): Wish | null {
    if (!existsSync(this.#wishFile)) return null
    try {
      return Wish.parse(JSON.parse(readFileSync(this.#wishFile, 'utf8')))
    } catch {
      // A person turns the hub on again; the records are untouched.
      return null
    }
  }

  #writeWish(wish: Wish): void {
    const draft = `${this.#wishFile}.new`
    const descriptor = openSync(draft, 'w', 0o600)
    try {
      writeSync(descriptor, JSON.stringify(wish))
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    renameSync(draft, this.#wishFile)
  }
}

/** Whether a program could listen on a port of this computer. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '0.0.0.0', () => probe.close(() => resolve(true)))
  })
}

/** This computer's address in the clinic's network; loopback where it is in none. */
function addressInNetwork(): string {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1'
}
