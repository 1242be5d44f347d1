import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import WebSocket from 'ws'
import { type Grant, tokenHashWords } from '../../core/kernel/rooms/clinic.js'
import type { RoomRole } from '../../core/kernel/rooms/identity.js'
import {
  type RoomRequestInput,
  type RoomRequestName,
  type RoomRequestOutput,
  roomRequests,
} from '../../core/kernel/rooms/requests.js'
import { type Credential, RoomEvent, roomProtocolVersion, roomSubprotocol } from '../../core/kernel/rooms/signals.js'
import type { SyncDevice } from './sync-device.js'

type EventOf<T extends RoomEvent['type']> = Extract<RoomEvent, { type: T }>

/** The worker that set-up got for this checkout. @throws where it is not there, with what to do. */
export function mediaWorker(): string {
  const file = process.env.MEDIASOUP_WORKER_BIN ?? resolve('.runtime/mediasoup-worker')
  if (!existsSync(file)) throw new Error('The worker of calls is not here: `node scripts/setup/set-up.mjs` says why.')
  return file
}

const secret = (): string => randomBytes(32).toString('base64url')
const newId = (): string => randomBytes(16).toString('base64url')

/** A room as a clinic's device opens it, with ways in. */
export class TestRoom {
  readonly id = newId()

  constructor(readonly device: SyncDevice) {}

  /** A token for a role; each to a seat of its own unless one is named. */
  async invite(role: RoomRole, { seat = newId(), forMs = 60_000 } = {}): Promise<{ token: string; seat: string }> {
    const token = secret()
    const hash = createHash('sha256')
      .update(tokenHashWords(this.id, role, token))
      .digest('hex')
    const grant: Grant = { hash, role, seat, expiresAt: Date.now() + forMs }
    const answer = await this.open({ grants: [grant] })
    if (answer.code !== 'OK') throw new Error(`The room was refused: ${answer.code}`)
    return { token, seat }
  }

  open(wish: { closesAt?: number; grants?: Grant[]; lobby?: object | null } = {}) {
    const body = { closesAt: Date.now() + 3_600_000, grants: [], lobby: null, ...wish }
    return this.device.call('PUT', `/v1/rooms/${this.id}`, body)
  }
}

/** A participant's socket: it says hello, asks, and keeps what it hears. */
export class Visitor {
  readonly events: RoomEvent[] = []
  readonly closed: Promise<number>
  readonly publicKey: string
  session = ''
  isClosed = false
  readonly #socket: WebSocket
  readonly #waiting: (() => void)[] = []
  #asked = 0

  constructor(
    url: string,
    room: string,
    readonly credential: Credential,
    publicKey = randomBytes(65).toString('base64url'),
  ) {
    this.publicKey = publicKey
    this.#socket = new WebSocket(`${url.replace('http', 'ws')}/v1/rooms/${room}/socket`, roomSubprotocol)
    this.#socket.on('open', () => this.sendRaw(JSON.stringify(this.hello())))
    this.#socket.on('message', (data) => {
      // Everything that a relay says is what the protocol has.
      this.events.push(RoomEvent.parse(JSON.parse(String(data))))
      this.#wake()
    })
    this.#socket.on('error', () => undefined)
    this.closed = new Promise((done) =>
      this.#socket.on('close', (code) => {
        this.isClosed = true
        this.#wake()
        done(code)
      }),
    )
  }

  hello() {
    const { credential, publicKey } = this
    return { type: 'hello', v: roomProtocolVersion, credential, publicKey, card: 'c2VhbGVk' }
  }

  sendRaw(text: string | Buffer): void {
    this.#socket.send(text)
  }

  /** The first event of a kind, past or to come. @throws when the line ends before. */
  async hears<T extends RoomEvent['type']>(
    type: T,
    isMeant: (event: EventOf<T>) => boolean = () => true,
  ): Promise<EventOf<T>> {
    for (;;) {
      const found = this.events.find(
        (event): event is EventOf<T> => event.type === type && isMeant(event as EventOf<T>),
      )
      if (found) return found
      if (this.isClosed) throw new Error(`The line ended before ${type}: ${JSON.stringify(this.events.at(-1))}`)
      await new Promise<void>((done) => this.#waiting.push(done))
    }
  }

  /** In the room, or the refusal's code. */
  async enters(): Promise<EventOf<'welcome'>> {
    const welcome = await this.hears('welcome')
    this.session = welcome.session
    return welcome
  }

  async refusedWith(): Promise<string> {
    return (await this.hears('refused')).refusal.code
  }

  /** Asks, and answers what came of it. @throws the refusal's code. */
  async ask<N extends RoomRequestName>(name: N, data: RoomRequestInput<N>): Promise<RoomRequestOutput<N>> {
    this.#asked += 1
    const id = this.#asked
    this.sendRaw(JSON.stringify({ type: 'ask', id, name, data }))
    for (;;) {
      const denied = this.events.find((event) => event.type === 'denied' && event.id === id)
      if (denied?.type === 'denied') throw new Error(denied.refusal.code)
      const answer = this.events.find((event) => event.type === 'answer' && event.id === id)
      if (answer?.type === 'answer') return roomRequests[name].output.parse(answer.data) as RoomRequestOutput<N>
      if (this.isClosed) throw new Error('The line ended before the answer.')
      await new Promise<void>((done) => this.#waiting.push(done))
    }
  }

  /** The line breaks, without a farewell. */
  cut(): void {
    this.#socket.terminate()
  }

  /** The same page again, after its line was lost. */
  again(url: string, room: string): Visitor {
    return new Visitor(url, room, { kind: 'session', session: this.session }, this.publicKey)
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }
}

/** RTP as a browser sends it: Opus, or VP8 in one layer. */
export const rtpOf = (kind: 'audio' | 'video') => ({
  codecs: [
    kind === 'audio'
      ? { mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 }
      : { mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000 },
  ],
  encodings: [{ ssrc: randomBytes(4).readUInt32BE() >>> 1 }],
  rtcp: { cname: 'one' },
})
