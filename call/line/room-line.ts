import {
  type RoomRequestInput,
  type RoomRequestName,
  type RoomRequestOutput,
  roomRequests,
} from '../../core/kernel/rooms/requests.js'
import type { Credential, RoomEvent as Event, Hello, RoomRefusal } from '../../core/kernel/rooms/signals.js'
import { RoomEvent, roomProtocolVersion, roomSubprotocol } from '../../core/kernel/rooms/signals.js'
import { afterClose, delayBefore } from './rules.js'

/** The relay said no, in words. */
export class RoomDenied extends Error {
  override readonly name = 'RoomDenied'
  constructor(readonly refusal: RoomRefusal) {
    super(refusal.message)
  }
}
/** The line broke before the answer came; whoever asked decides whether to ask again. */
export class LineLost extends Error {
  override readonly name = 'LineLost'
  constructor() {
    super('The line to the clinic was lost before the answer came.')
  }
}

export type LineState = 'connecting' | 'open' | 'lost' | 'closed'

export interface RoomLineOptions {
  readonly url: string
  readonly token: string
  /** What is said at each coming: the card may have changed meanwhile. */
  readonly introduce: () => Promise<Pick<Hello, 'publicKey' | 'card'>>
  readonly onEvent: (event: Exclude<Event, { type: 'answer' | 'denied' | 'refused' }>) => void
  readonly onState: (state: LineState) => void
  /** Final: the line does not come back by itself. */
  readonly onRefused: (refusal: RoomRefusal) => void
}

interface Waiting {
  readonly name: RoomRequestName
  readonly resolve: (data: unknown) => void
  readonly reject: (error: Error) => void
  readonly timer: ReturnType<typeof setTimeout>
}

/** An answer that has not come by then will not come: the line is dead, though the system has not noticed. */
const answerMs = 8_000
const openMs = 8_000

/** Signalling with the relay: one WebSocket at a time, taken up again with the session when it is lost. */
export class RoomLine {
  #socket: WebSocket | null = null
  #session: string | null = null
  #nextId = 1
  #attempt = 0
  #isClosed = false
  #refusal: RoomRefusal | null = null
  #retry: ReturnType<typeof setTimeout> | null = null
  #opening: ReturnType<typeof setTimeout> | null = null
  readonly #waiting = new Map<number, Waiting>()
  readonly #cameOnline = () => this.#againNow()

  constructor(private readonly options: RoomLineOptions) {}

  open(): void {
    globalThis.addEventListener?.('online', this.#cameOnline)
    this.#connect()
  }

  /** This tab's way back, and its right to read and leave messages; null before the relay said welcome. */
  get session(): string | null {
    return this.#session
  }

  /** @throws {RoomDenied} with the relay's words, {LineLost} when the line broke before the answer. */
  ask<N extends RoomRequestName>(name: N, input: RoomRequestInput<N>): Promise<RoomRequestOutput<N>> {
    const socket = this.#socket
    if (socket?.readyState !== WebSocket.OPEN || this.#session === null) return Promise.reject(new LineLost())
    const id = this.#nextId
    this.#nextId += 1
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#drop(socket), answerMs)
      this.#waiting.set(id, { name, resolve: resolve as (data: unknown) => void, reject, timer })
      socket.send(JSON.stringify({ type: 'ask', id, name, data: input }))
    })
  }

  /** Ends for good, without a word to the relay. */
  close(): void {
    this.#isClosed = true
    globalThis.removeEventListener?.('online', this.#cameOnline)
    if (this.#retry !== null) clearTimeout(this.#retry)
    this.#socket?.close(1000)
    this.#lose()
    this.options.onState('closed')
  }

  #connect(): void {
    this.#retry = null
    if (this.#isClosed) return
    this.options.onState(this.#session === null ? 'connecting' : 'lost')
    const socket = new WebSocket(this.options.url, roomSubprotocol)
    this.#socket = socket
    this.#opening = setTimeout(() => this.#drop(socket), openMs)
    socket.addEventListener('open', () => void this.#introduce(socket))
    socket.addEventListener('message', ({ data }) => {
      if (this.#socket === socket) this.#hear(String(data))
    })
    socket.addEventListener('close', ({ code }) => this.#closed(socket, code))
  }

  async #introduce(socket: WebSocket): Promise<void> {
    const about = await this.options.introduce()
    const credential: Credential =
      this.#session === null
        ? { kind: 'token', token: this.options.token }
        : { kind: 'session', session: this.#session }
    const hello: Hello = { type: 'hello', v: roomProtocolVersion, credential, ...about }
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(hello))
  }

  #hear(text: string): void {
    const event = RoomEvent.safeParse(parsed(text)).data
    // A newer relay may say more than this page knows.
    if (!event) return
    if (event.type === 'answer' || event.type === 'denied') {
      this.#answered(event)
      return
    }
    if (event.type === 'refused') {
      this.#refusal = event.refusal
      return
    }
    if (event.type === 'welcome') {
      this.#session = event.session
      this.#attempt = 0
      if (this.#opening !== null) clearTimeout(this.#opening)
      this.options.onState('open')
    }
    this.options.onEvent(event)
  }

  #answered(event: Extract<Event, { type: 'answer' | 'denied' }>): void {
    const waiting = this.#waiting.get(event.id)
    if (!waiting) return
    this.#waiting.delete(event.id)
    clearTimeout(waiting.timer)
    const output = event.type === 'answer' ? roomRequests[waiting.name].output.safeParse(event.data) : null
    if (event.type === 'denied') waiting.reject(new RoomDenied(event.refusal))
    else if (output?.success) waiting.resolve(output.data)
    else waiting.reject(new Error(`The relay answered ${waiting.name} with something else.`))
  }

  /** Gives a socket up that says nothing any more; its own `close` may come minutes later. */
  #drop(socket: WebSocket): void {
    if (this.#socket !== socket) return
    this.#closed(socket, 1006)
    socket.close()
  }

  #closed(socket: WebSocket, code: number): void {
    if (this.#socket !== socket || this.#isClosed) return
    this.#lose()
    const meaning = afterClose(code)
    if (meaning === 'again') {
      this.#later()
      return
    }
    this.#isClosed = true
    globalThis.removeEventListener?.('online', this.#cameOnline)
    if (meaning === 'refused') this.options.onRefused(this.#refusal ?? refusalOf(code))
    this.options.onState('closed')
  }

  #lose(): void {
    this.#socket = null
    if (this.#opening !== null) clearTimeout(this.#opening)
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer)
      reject(new LineLost())
    }
    this.#waiting.clear()
  }

  #later(): void {
    this.options.onState(this.#session === null ? 'connecting' : 'lost')
    this.#retry = setTimeout(() => this.#connect(), delayBefore(this.#attempt, Math.random()))
    this.#attempt += 1
  }

  #againNow(): void {
    this.#attempt = 0
    if (this.#retry === null) return
    clearTimeout(this.#retry)
    this.#connect()
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Where the socket was cut before words could come. */
const refusalOf = (code: number): RoomRefusal =>
  code === 4409
    ? { code: 'REPLACED', message: 'You came in again elsewhere; this window is no longer in the room.' }
    : { code: 'MALFORMED', message: 'The relay did not understand this page.' }
