import type { FastifyInstance } from 'fastify'
import type { WebSocket } from 'ws'
import { RoomId } from '../../core/kernel/rooms/identity.js'
import { type RoomRequest, RoomRequest as RoomRequestSchema, roomRequests } from '../../core/kernel/rooms/requests.js'
import {
  closeCodes,
  Hello,
  maximumSignalsPerSecond,
  type RoomEvent,
  type RoomRefusalCode,
} from '../../core/kernel/rooms/signals.js'
import type { Relay } from '../relay.js'
import { answerTo } from './asks.js'
import type { CallRoom } from './room.js'
import { Bucket, RoomRefused, refusal, whyNot } from './rules.js'
import type { Line } from './seats.js'

/** Who opens a socket says within this time who they are. */
const helloMs = 5_000
/** A socket that said nothing for so many beats, though it was asked, is half open: the others are told within ten seconds. */
const heartbeatMs = 2_500
const maximumSilentBeats = 3
/** What waits for a slow line; beyond it the line counts as lost, and the page comes back. */
const maximumWaitingBytes = 1_048_576
/** A message that makes no sense may happen between versions; many are an attack. */
const maximumMalformed = 10

/** The signalling socket of rooms (docs/adr/0010). */
export function openRoomSocket(app: FastifyInstance, relay: Relay): void {
  app.get<{ Params: { room: string } }>('/v1/rooms/:room/socket', { websocket: true }, (socket, request) => {
    new Conversation(relay, socket, request.params.room).begin()
  })
}

/** One socket from its first message to its end. */
class Conversation {
  readonly #bucket: Bucket
  readonly #line: Line
  #place: { room: CallRoom; seat: string } | null = null
  #isOver = false
  #silentBeats = 0
  #malformed = 0
  #turn: Promise<void> = Promise.resolve()
  #waiting = 0

  constructor(
    private readonly relay: Relay,
    private readonly socket: WebSocket,
    private readonly roomId: string,
  ) {
    this.#bucket = new Bucket(maximumSignalsPerSecond, Date.now())
    this.#line = { send: (event) => this.#send(event), close: (code) => this.#close(code) }
  }

  begin(): void {
    const { socket, relay } = this
    const letGo = relay.rooms.takeStranger()
    if (!letGo) {
      this.#refuse('TOO_MANY', closeCodes.broken)
      return
    }
    const clock = setTimeout(() => this.#refuse('MALFORMED', closeCodes.broken), helloMs)
    const heartbeat = setInterval(() => this.#beat(), heartbeatMs)
    socket.on('pong', () => {
      this.#silentBeats = 0
    })
    socket.on('error', () => socket.terminate())
    socket.on('close', () => {
      this.#isOver = true
      clearTimeout(clock)
      clearInterval(heartbeat)
      letGo()
      const place = this.#place
      if (place) place.room.lost(place.seat, this.#line).catch((error: unknown) => relay.log.defect('rooms', error))
    })
    socket.on('message', (data, isBinary) => {
      if (this.#isOver) return
      this.#silentBeats = 0
      if (!this.#bucket.takes(Date.now()) || this.#waiting > maximumSignalsPerSecond * 3)
        return this.#refuse('TOO_MANY', closeCodes.broken)
      this.#waiting += 1
      this.#turn = this.#turn.then(async () => {
        this.#waiting -= 1
        if (this.#isOver) return
        if (this.#place) return this.#hear(isBinary ? undefined : jsonOf(String(data)))
        clearTimeout(clock)
        await this.#enter(isBinary ? undefined : jsonOf(String(data)))
        letGo()
      })
    })
  }

  async #enter(message: unknown): Promise<void> {
    const hello = Hello.safeParse(message)
    const room = RoomId.safeParse(this.roomId)
    if (!room.success) return this.#refuse('NO_SUCH_ROOM', closeCodes.refused)
    if (!hello.success) return this.#refuse('MALFORMED', closeCodes.broken)
    try {
      const place = await this.relay.rooms.enter(room.data, hello.data, this.#line)
      this.relay.metrics.roomJoins.inc({ outcome: 'OK' })
      this.#place = place
      // Gone while it was let in.
      if (this.#isOver) await place.room.lost(place.seat, this.#line)
    } catch (error) {
      const code = this.#codeOf(error)
      this.relay.metrics.roomJoins.inc({ outcome: code })
      this.#refuse(code, code === 'RESTARTING' ? closeCodes.restarting : closeCodes.refused)
    }
  }

  async #hear(message: unknown): Promise<void> {
    const place = this.#place
    const envelope = RoomRequestSchema.safeParse(message)
    if (!place) return
    if (!envelope.success) return this.#misunderstood(message)
    const { id, name, data } = envelope.data
    try {
      const asked = roomRequests[name].input.safeParse(data)
      if (!asked.success) throw new RoomRefused('MALFORMED')
      const why = whyNot(name, place.room.who(place.seat))
      if (why) throw new RoomRefused(why)
      this.#send({ type: 'answer', id, data: await answerTo(place.room, place.seat, name, asked.data) })
    } catch (error) {
      this.#deny(envelope.data, this.#codeOf(error))
    }
  }

  /** Something that is no question: said so, and where it goes on, the line is cut. */
  #misunderstood(message: unknown): void {
    this.#malformed += 1
    const isNamed = typeof message === 'object' && message !== null && 'type' in message && message.type === 'ask'
    const code: RoomRefusalCode = isNamed ? 'UNKNOWN_MESSAGE' : 'MALFORMED'
    this.relay.metrics.roomRefusals.inc({ code })
    if (this.#malformed >= maximumMalformed) {
      this.#refuse(code, closeCodes.broken)
      return
    }
    const id = isNamed && 'id' in message ? message.id : null
    if (Number.isSafeInteger(id)) this.#send({ type: 'denied', id: id as number, refusal: refusal(code) })
    else this.#send({ type: 'refused', refusal: refusal(code) })
  }

  #deny({ id }: RoomRequest, code: RoomRefusalCode): void {
    this.relay.metrics.roomRefusals.inc({ code })
    this.#send({ type: 'denied', id, refusal: refusal(code) })
  }

  #codeOf(error: unknown): RoomRefusalCode {
    if (error instanceof RoomRefused) return error.code
    this.relay.log.defect('rooms', error)
    return 'DEFECT'
  }

  #refuse(code: RoomRefusalCode, closeCode: number): void {
    this.relay.metrics.roomRefusals.inc({ code })
    this.#send({ type: 'refused', refusal: refusal(code) })
    this.#close(closeCode)
  }

  #send(event: RoomEvent): void {
    if (this.socket.readyState !== this.socket.OPEN) return
    if (this.socket.bufferedAmount > maximumWaitingBytes) this.socket.terminate()
    else this.socket.send(JSON.stringify(event))
  }

  #close(code: number): void {
    this.#isOver = true
    // Who leaves hears the answer first.
    if (code === closeCodes.done) setImmediate(() => this.socket.close(code))
    else this.socket.close(code)
    // Whoever does not answer the farewell is cut off.
    setTimeout(() => this.socket.terminate(), helloMs).unref()
  }

  #beat(): void {
    if (this.#silentBeats < maximumSilentBeats) this.socket.ping()
    else this.socket.terminate()
    this.#silentBeats += 1
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
