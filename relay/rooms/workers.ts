import { cpus, networkInterfaces } from 'node:os'
import type { types } from 'mediasoup'
import type { IceServer } from '../../core/kernel/rooms/media.js'
import type { Log } from '../log.js'
import { RoomRefused } from './rules.js'

/** How the relay's media processes are reached. */
export interface MediaOptions {
  /** The worker's program; null where it could not be had: rooms then refuse calls in words. */
  readonly workerFile: string | null
  /** Where the relay itself listens: on loopback media stays there too. */
  readonly host: string
  /** The first of the ports, one a worker, UDP and TCP; 0 lets the system choose. */
  readonly firstPort?: number
  /** The address that browsers are told, where the relay stands behind NAT. */
  readonly announcedAddress?: string | null
  readonly iceServers?: readonly IceServer[]
  /** Otherwise one a core. */
  readonly workers?: number
}

interface Seat {
  readonly worker: types.Worker
  readonly index: number
  server: types.WebRtcServer
  addresses: string
  rooms: number
}

/** What browsers may send: Opus and VP8, which all of them have, with layers by simulcast. */
const mediaCodecs: types.RtpCodecCapability[] = [
  { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
]

/** A worker that dies again within this time after its start waits before the next one. */
const restartMs = 500
/** A room waits so long for a worker where all have died. */
const patienceMs = 5_000

/** A room's router, and the worker whose end is its end. */
export interface RouterPlace {
  readonly router: types.Router
  readonly server: types.WebRtcServer
  readonly pid: number
  release(): void
}

/** mediasoup's workers, a process a core: each new room gets the one with the fewest, and one that dies is replaced. */
export class MediaWorkers {
  readonly #seats = new Map<number, Seat>()
  #starting: Promise<void> | null = null
  #isClosed = false
  #deaths = 0
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #waiting: (() => void)[] = []

  constructor(
    readonly options: MediaOptions,
    readonly log: Log,
  ) {}

  get size(): number {
    return this.#seats.size
  }

  get deaths(): number {
    return this.#deaths
  }

  get pids(): number[] {
    return [...this.#seats.values()].map(({ worker }) => worker.pid)
  }

  /** @throws {RoomRefused} where there is no worker and none can be started. */
  async place(): Promise<RouterPlace> {
    await this.#started()
    if (this.#seats.size === 0) await this.#next()
    const [seat] = [...this.#seats.values()].sort((a, b) => a.rooms - b.rooms || a.index - b.index)
    if (!seat || this.#isClosed) throw new RoomRefused('NO_VIDEO_HERE')
    seat.rooms += 1
    try {
      await this.#refresh(seat)
      const router = await seat.worker.createRouter({ mediaCodecs })
      let isHeld = true
      const release = () => {
        if (isHeld) seat.rooms -= 1
        isHeld = false
        router.close()
      }
      return { router, server: seat.server, pid: seat.worker.pid, release }
    } catch (error) {
      seat.rooms -= 1
      throw error
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    for (const timer of this.#timers) clearTimeout(timer)
    await this.#starting?.catch(() => undefined)
    for (const wake of this.#waiting.splice(0)) wake()
    for (const { worker } of this.#seats.values()) worker.close()
    this.#seats.clear()
  }

  /** All at the first room: a relay without calls starts no process for them. */
  #started(): Promise<void> {
    this.#starting ??= this.#startAll()
    return this.#starting.catch((error: unknown) => {
      this.#starting = null
      throw error
    })
  }

  async #startAll(): Promise<void> {
    if (this.options.workerFile === null) throw new RoomRefused('NO_VIDEO_HERE')
    const count = this.options.workers ?? Math.max(1, cpus().length)
    await Promise.all(Array.from({ length: count }, (_, index) => this.#start(index)))
  }

  async #start(index: number): Promise<void> {
    if (this.#isClosed) return
    // mediasoup reads where its worker is when it is loaded.
    process.env.MEDIASOUP_WORKER_BIN = this.options.workerFile ?? ''
    const { createWorker } = await import('mediasoup')
    const worker = await createWorker({ logLevel: 'error' })
    const startedAt = Date.now()
    if (this.#isClosed) return worker.close()
    worker.on('died', () => {
      this.#deaths += 1
      this.#seats.delete(index)
      this.log.info('media worker died', { index })
      this.#startAgain(index, Date.now() - startedAt < restartMs ? restartMs : 0)
    })
    const addresses = this.#addresses()
    const server = await worker.createWebRtcServer({ listenInfos: this.#listenInfos(addresses, index) })
    this.#seats.set(index, { worker, index, server, addresses: addresses.join(), rooms: 0 })
    for (const wake of this.#waiting.splice(0)) wake()
  }

  /** The next worker that stands, where all have just died. */
  #next(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, patienceMs)
      this.#waiting.push(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  #startAgain(index: number, afterMs: number): void {
    if (this.#isClosed) return
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      this.#start(index).catch((error: unknown) => {
        this.log.defect('media worker', error)
        this.#startAgain(index, 2_000)
      })
    }, afterMs)
    this.#timers.add(timer)
  }

  /** A workstation that moved to another network listens there for the rooms to come. */
  async #refresh(seat: Seat): Promise<void> {
    const addresses = this.#addresses()
    if (addresses.join() === seat.addresses || (this.options.firstPort ?? 0) > 0) return
    seat.server = await seat.worker.createWebRtcServer({ listenInfos: this.#listenInfos(addresses, seat.index) })
    seat.addresses = addresses.join()
  }

  #addresses(): string[] {
    const { host, announcedAddress } = this.options
    if (host !== '0.0.0.0' && host !== '::') return [host === 'localhost' ? '127.0.0.1' : host]
    if (announcedAddress) return ['0.0.0.0']
    const found = Object.values(networkInterfaces()).flatMap((all) => all ?? [])
    return [...new Set(found.filter(({ family }) => family === 'IPv4').map(({ address }) => address))].sort()
  }

  #listenInfos(addresses: readonly string[], index: number): types.WebRtcServerListenInfo[] {
    const { firstPort = 0, announcedAddress } = this.options
    return addresses.flatMap((ip) =>
      (['udp', 'tcp'] as const).map((protocol) => ({
        protocol,
        ip,
        ...(announcedAddress && { announcedIp: announcedAddress }),
        ...(firstPort > 0 && { port: firstPort + index }),
      })),
    )
  }
}
