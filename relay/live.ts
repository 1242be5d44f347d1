import type { WebSocket } from 'ws'
import { encodeLivePage } from '../adapters/oplog/page.js'
import type { LiveMessage } from '../core/sync/protocol.js'
import type { Devices } from './devices.js'
import type { Listener, Notice, Reader } from './store/database.js'
import { readCursor, readFew } from './store/pages.js'
import type { Caller } from './tokens.js'

/** A socket that did not answer a ping for this long is half open: nobody is there. */
const heartbeatMs = 20_000
/** Closing codes: 1012 as in RFC 6455's registry (service restart), 4403 is ours. */
const restarting = 1012
const removed = 4403
/** A line that takes no more for now is only told that there is something. */
const mostBuffered = 262_144

interface Seat extends Caller {
  readonly socket: WebSocket
  isAlive: boolean
}

/** The waiting devices of this process. Whoever commits on any process wakes them. */
export class Live implements Listener {
  readonly #seats = new Map<string, Set<Seat>>()
  /** How far the waiting devices of each tenant were told, so that what comes next goes on from there. */
  readonly #told = new Map<string, number>()
  readonly #heartbeat: NodeJS.Timeout

  constructor(
    private readonly database: Reader,
    private readonly devices: Devices,
    private readonly failed: (error: unknown) => void,
  ) {
    this.#heartbeat = setInterval(() => this.#beat(), heartbeatMs)
    this.#heartbeat.unref()
  }

  get size(): number {
    let size = 0
    for (const seats of this.#seats.values()) size += seats.size
    return size
  }

  /** The device hears at once where the log stands: what came between its last question and now is not missed. */
  join({ tenant, device }: Caller, socket: WebSocket): void {
    const seat: Seat = { tenant, device, socket, isAlive: true }
    const seats = this.#seats.get(tenant) ?? new Set()
    this.#seats.set(tenant, seats.add(seat))
    socket.on('pong', () => {
      seat.isAlive = true
    })
    socket.on('error', () => socket.terminate())
    socket.on('close', () => {
      seats.delete(seat)
      if (seats.size > 0 || this.#seats.get(tenant) !== seats) return
      this.#seats.delete(tenant)
      this.#told.delete(tenant)
    })
    this.#sayCursor(tenant, [seat])
  }

  heard(notice: Notice): void {
    const seats = [...(this.#seats.get(notice.tenant) ?? [])]
    if (notice.type === 'cursor') {
      this.#sayGrown(notice, seats)
      return
    }
    say(seats, notice.type === 'room' ? { type: 'room', room: notice.room } : { type: notice.type })
    if (notice.type === 'directory') this.#dismiss(seats)
  }

  missed(): void {
    this.#told.clear()
    for (const [tenant, seats] of this.#seats) {
      say(seats, { type: 'directory' })
      this.#sayCursor(tenant, [...seats])
      this.#dismiss([...seats])
    }
  }

  close(): void {
    clearInterval(this.#heartbeat)
    for (const seats of this.#seats.values())
      for (const { socket } of seats) socket.close(restarting, 'The relay restarts. Connect again.')
  }

  /** A small change goes along at once: who hears of it has nothing left to ask. */
  #sayGrown({ tenant, cursor, device }: Extract<Notice, { type: 'cursor' }>, seats: readonly Seat[]): void {
    if (seats.length === 0) return
    const after = this.#told.get(tenant)
    this.#told.set(tenant, Math.max(after ?? 0, cursor))
    const others = seats.filter((seat) => seat.device !== device)
    const tell = (to: readonly Seat[]) => say(to, { type: 'cursor', cursor })
    const isNext = after !== undefined && after < cursor && device !== null && others.length > 0
    const few = isNext ? readFew(this.database, tenant, after, cursor) : Promise.resolve(undefined)
    few.then((batches) => {
      const page = isNext && batches ? encodeLivePage(after, batches) : undefined
      for (const seat of others)
        if (!page || seat.socket.bufferedAmount > mostBuffered) tell([seat])
        else if (seat.socket.readyState === seat.socket.OPEN) seat.socket.send(page)
    }, this.failed)
  }

  /** Sends away devices that were revoked. */
  #dismiss(seats: readonly Seat[]): void {
    for (const seat of seats)
      this.devices.find(seat).then((known) => {
        if (!known || known.isRevoked) seat.socket.close(removed, 'This device was removed from the clinic.')
      }, this.failed)
  }

  #sayCursor(tenant: string, seats: readonly Seat[]): void {
    readCursor(this.database, tenant).then((cursor) => {
      if (!this.#told.has(tenant)) this.#told.set(tenant, cursor)
      say(seats, { type: 'cursor', cursor })
    }, this.failed)
  }

  #beat(): void {
    for (const seats of this.#seats.values())
      for (const seat of seats) {
        if (!seat.isAlive) {
          seat.socket.terminate()
          continue
        }
        seat.isAlive = false
        seat.socket.ping()
      }
  }
}

function say(seats: Iterable<Seat>, message: LiveMessage): void {
  const text = JSON.stringify(message)
  for (const { socket } of seats) if (socket.readyState === socket.OPEN) socket.send(text)
}
