import type { RoomStay } from '../../core/kernel/rooms/clinic.js'
import type { ParticipantId } from '../../core/kernel/rooms/identity.js'
import type { RtpCapabilities } from '../../core/kernel/rooms/media.js'
import type { QualityReport, RoomRequestInput } from '../../core/kernel/rooms/requests.js'
import {
  closeCodes,
  type Hello,
  type LobbyPlace,
  type RoomEvent,
  roomProtocolVersion,
} from '../../core/kernel/rooms/signals.js'
import type { RoomRow, SeatRow, StayRow } from '../store/rooms.js'
import { RoomMedia } from './media.js'
import { maximumSeats, mayPass, RoomRefused, refusal, sees, stateAtEntry } from './rules.js'
import { type Line, rowOf, type Seat, seatOf, shown } from './seats.js'
import { beginStay, shownStay, withReport } from './stay.js'
import type { MediaWorkers } from './workers.js'

/** What a room needs of its surroundings. */
export interface RoomSurroundings {
  readonly workers: MediaWorkers
  readonly nowMs: () => number
  /** A lost participant's media waits so long. */
  readonly graceMs: number
  saveSeat(seat: SeatRow): Promise<unknown>
  saveEpoch(epoch: number): Promise<unknown>
  saveStay(stay: StayRow): Promise<unknown>
  /** The clinic's devices look at the room again. */
  changed(): void
  /** Something went wrong that nobody waits for. */
  failed(error: unknown): void
}

/** Who came in, and by which credential. */
export interface Entry {
  readonly seat: ParticipantId
  readonly role: SeatRow['role']
  readonly session: string
  readonly sessionHash: string
  readonly hello: Hello
  readonly line: Line
}

/**
 * One consultation's room while somebody is in it: who waits, who is in the call, and their media. What must outlive this process
 * (seats, epoch, stays) is written before it is told.
 */
export class CallRoom {
  readonly #seats = new Map<string, Seat>()
  #epoch: number
  #closesAt: number
  #lobby: LobbyPlace
  #media: Promise<RoomMedia> | null = null
  #generation = 1
  #turn: Promise<unknown> = Promise.resolve()
  #isClosed = false

  constructor(
    readonly row: RoomRow,
    seats: readonly SeatRow[],
    private readonly around: RoomSurroundings,
  ) {
    this.#epoch = row.epoch
    this.#closesAt = row.closesAt
    this.#lobby = { place: row.place, expectedWaitMinutes: row.waitMinutes }
    for (const seat of seats) this.#seats.set(seat.seat, seatOf(seat))
  }

  /** Somebody is in, or is expected back at once. */
  get isBusy(): boolean {
    return [...this.#seats.values()].some(({ line, grace }) => line !== null || grace !== null)
  }

  get connected(): number {
    return [...this.#seats.values()].filter(({ line }) => line !== null).length
  }

  get participants() {
    return [...this.#seats.values()].map((seat) => {
      const { publicKey: _, card: __, ...rest } = shown(seat)
      return rest
    })
  }

  /** @param stays as the store has them, all of this room */
  withOpen(stays: readonly StayRow[]): RoomStay[] {
    const open = new Map([...this.#seats.values()].flatMap(({ stay }) => (stay ? [[stay.id, stay]] : [])))
    return stays.map((stay) => shownStay(open.get(stay.id) ?? stay, open.has(stay.id)))
  }

  isConnected(seat: string): boolean {
    return this.#seats.get(seat)?.line != null
  }

  /** Lets somebody in who has proven who they are: into the call, or into the lobby. */
  enter(entry: Entry): Promise<void> {
    return this.#inTurn(() => this.#enter(entry))
  }

  /** The socket is gone. Whoever is not back within the grace has left the call, but not lost the seat. */
  lost(seatId: string, line: Line): Promise<void> {
    return this.#inTurn(async () => {
      const seat = this.#seats.get(seatId)
      if (seat?.line !== line) return
      seat.line = null
      if (seat.stay) seat.stay = { ...seat.stay, losses: seat.stay.losses + 1, seenAt: this.around.nowMs() }
      if (seat.stay) await this.around.saveStay(seat.stay)
      seat.grace = setTimeout(
        () => this.#inTurn(() => this.#giveUp(seat)).catch(this.around.failed),
        this.around.graceMs,
      )
      this.#tellEverybody()
    })
  }

  /** The clinic changed how long the room is open, or what the lobby shows. */
  reopen(row: RoomRow, seats: readonly SeatRow[]): void {
    this.#closesAt = row.closesAt
    this.#lobby = { place: row.place, expectedWaitMinutes: row.waitMinutes }
    for (const { seat, state } of seats) {
      const known = this.#seats.get(seat)
      if (known?.state === 'removed' && state === 'waiting') this.#put(known, { state })
    }
    for (const seat of this.#seats.values()) seat.line?.send({ type: 'lobby', lobby: this.#lobby })
  }

  /** Messages wait at the relay. */
  sayMessages(lastSeq: number): void {
    for (const { line } of this.#seats.values()) line?.send({ type: 'messages', lastSeq })
  }

  /** Writes down that those who are in the call still are. */
  async beat(): Promise<void> {
    for (const seat of this.#seats.values()) {
      if (!seat.stay || !seat.line) continue
      seat.stay = { ...seat.stay, seenAt: this.around.nowMs() }
      await this.around.saveStay(seat.stay)
    }
  }

  who(seatId: string): Seat {
    const seat = this.#seats.get(seatId)
    if (!seat) throw new RoomRefused('NOT_FOUND')
    return seat
  }

  /** @throws {RoomRefused} where there is no media process. */
  media(): Promise<RoomMedia> {
    this.#media ??= this.#openMedia()
    return this.#media
  }

  /** Whose pictures an admitted participant may see. */
  get seen(): string[] {
    return this.#admitted().map(({ seat }) => seat)
  }

  tellAdmitted(event: RoomEvent, except: string): void {
    for (const { seat, line } of this.#admitted()) if (seat !== except) line?.send(event)
  }

  move(target: string, state: 'admitted' | 'held' | 'removed'): Promise<void> {
    return this.#inTurn(async () => {
      const seat = this.who(target)
      if (seat.role === 'doctor') throw new RoomRefused('NOT_ALLOWED')
      if (seat.state === state) return
      if (seat.state === 'removed') throw new RoomRefused('NOT_FOUND')
      await this.#move(seat, state)
    })
  }

  setCard(seatId: string, card: string): Promise<void> {
    return this.#inTurn(async () => {
      const seat = this.#put(this.who(seatId), { card })
      await this.around.saveSeat(rowOf(seat))
      this.#tellEverybody()
    })
  }

  pass(from: string, { to, about, payload }: RoomRequestInput<'pass'>): { delivered: number } {
    const sender = this.who(from)
    const meant = [...this.#seats.values()].filter(({ seat, state }) =>
      to === null ? seat !== from && state === 'admitted' : seat === to,
    )
    if (to !== null && meant.length === 0) throw new RoomRefused('NOT_FOUND')
    if (meant.some((seat) => !mayPass(sender, seat))) throw new RoomRefused('NOT_ADMITTED')
    const lines = meant.flatMap(({ line }) => (line ? [line] : []))
    for (const line of lines) line.send({ type: 'passed', from, about, payload })
    return { delivered: lines.length }
  }

  /** Counts at most one report in two seconds. */
  report(seatId: string, report: QualityReport): void {
    const seat = this.who(seatId)
    const now = this.around.nowMs()
    if (!seat.stay || now - seat.reportedAt < 2_000) return
    seat.reportedAt = now
    seat.stay = withReport({ ...seat.stay, seenAt: now }, report)
  }

  /** Ends the call for all: whoever comes back waits in the lobby. */
  endCall(): Promise<void> {
    return this.#inTurn(async () => {
      for (const seat of this.#seats.values()) {
        if (seat.state === 'removed') continue
        await this.#leaveCall(seat)
        await this.around.saveSeat(rowOf(this.#put(seat, { state: 'waiting' })))
        seat.line?.send({ type: 'callEnded' })
      }
      await this.#nextEpoch()
      this.#closeMedia()
      for (const seat of this.#seats.values()) this.#hangUp(seat, closeCodes.done)
      this.around.changed()
    })
  }

  leave(seatId: string): Promise<void> {
    return this.#inTurn(async () => {
      const seat = this.who(seatId)
      const { line } = seat
      await this.#leaveCall(seat)
      seat.line = null
      await this.#giveUp(seat)
      line?.close(closeCodes.done)
    })
  }

  /** The relay ends, or the room does. Stays go on where the relay comes back at once. */
  async close(code: number, event: RoomEvent | null): Promise<void> {
    await this.#inTurn(async () => {
      this.#isClosed = true
      for (const seat of this.#seats.values()) {
        if (seat.stay)
          await this.around.saveStay({ ...seat.stay, seenAt: this.around.nowMs(), leftAt: this.around.nowMs() })
        seat.stay = null
        if (event) seat.line?.send(event)
        this.#hangUp(seat, code)
        if (seat.grace) clearTimeout(seat.grace)
        seat.grace = null
      }
      this.#closeMedia()
    })
  }

  async #enter({ seat: id, role, session, sessionHash, hello, line }: Entry): Promise<void> {
    if (this.#isClosed) throw new RoomRefused('ROOM_CLOSED')
    const before = this.#seats.get(id)
    if (!before && this.#seats.size >= maximumSeats) throw new RoomRefused('ROOM_FULL')
    if (before?.state === 'removed') throw new RoomRefused('REMOVED')
    const media = await this.media()
    const isSamePage = before?.publicKey === hello.publicKey
    if (before?.line && before.line !== line) {
      before.line.send({ type: 'refused', refusal: refusal('REPLACED') })
      this.#hangUp(before, closeCodes.replaced)
    }
    const isStaff = stateAtEntry(role) === 'admitted'
    const state = isStaff ? 'admitted' : (before?.state ?? 'waiting')
    const since = before?.since ?? this.around.nowMs()
    const { publicKey, card } = hello
    const row = { seat: id, role, state, sessionHash, publicKey, card, since }
    const seat: Seat = before ? this.#put(before, row) : seatOf(row)
    this.#seats.set(id, seat)
    if (seat.grace) clearTimeout(seat.grace)
    const wasPresent = seat.stay !== null
    Object.assign(seat, { grace: null, line })
    if (!isSamePage) this.#dropMedia(media, id)
    await this.around.saveSeat(rowOf(seat))
    if (state === 'admitted') await this.#beginStay(seat)
    if (state === 'admitted' && !(wasPresent && isSamePage)) await this.#nextEpoch()
    if (this.#seats.get(id)?.line !== line) return
    line.send({
      type: 'welcome',
      v: roomProtocolVersion,
      self: id,
      role,
      state,
      session,
      epoch: this.#epoch,
      mediaGeneration: this.#generation,
      isMediaKept: isSamePage && media.has(id),
      rtpCapabilities: media.rtpCapabilities as RtpCapabilities,
      iceServers: [...(this.around.workers.options.iceServers ?? [])],
      participants: this.#seenBy(seat),
      producers: state === 'admitted' ? media.sentBy(this.seen.filter((other) => other !== id)) : [],
      lobby: this.#lobby,
      closesAt: this.#closesAt,
    })
    this.#tellEverybody(id)
  }

  async #move(seat: Seat, state: 'admitted' | 'held' | 'removed'): Promise<void> {
    const wasAdmitted = seat.state === 'admitted'
    if (wasAdmitted) await this.#leaveCall(seat)
    this.#put(seat, { state })
    await this.around.saveSeat(rowOf(seat))
    const media = await this.media()
    if (state === 'admitted') await this.#beginStay(seat)
    if (wasAdmitted || state === 'admitted') await this.#nextEpoch()
    if (wasAdmitted)
      for (const { id: producerId } of media.sentBy([seat.seat]))
        this.tellAdmitted({ type: 'producerGone', producerId }, seat.seat)
    await media.show(seat.seat, state === 'admitted')
    const others = this.seen.filter((other) => other !== seat.seat)
    seat.line?.send({ type: 'moved', state, producers: state === 'admitted' ? media.sentBy(others) : [] })
    if (state === 'removed') {
      seat.line?.send({ type: 'refused', refusal: refusal('REMOVED') })
      this.#hangUp(seat, closeCodes.refused)
      this.#dropMedia(media, seat.seat)
    }
    this.#tellEverybody()
    if (state === 'admitted')
      for (const producer of media.sentBy([seat.seat])) this.tellAdmitted({ type: 'producer', producer }, seat.seat)
  }

  /** Nobody waits for this one any longer; the seat stays. */
  async #giveUp(seat: Seat): Promise<void> {
    if (seat.grace) clearTimeout(seat.grace)
    seat.grace = null
    if (seat.line || this.#isClosed) return
    await this.#leaveCall(seat)
    if (this.#media) this.#dropMedia(await this.#media, seat.seat)
    if (seat.state === 'admitted') await this.#nextEpoch()
    this.#tellEverybody()
    if (!this.isBusy) this.#closeMedia()
  }

  async #beginStay(seat: Seat): Promise<void> {
    seat.stay ??= beginStay(seat, this.around.nowMs())
    await this.around.saveStay(seat.stay)
  }

  async #leaveCall(seat: Seat): Promise<void> {
    if (!seat.stay) return
    // Whoever was lost had left when the line broke.
    const leftAt = seat.line ? this.around.nowMs() : seat.stay.seenAt
    const stay = { ...seat.stay, leftAt, seenAt: leftAt }
    seat.stay = null
    await this.around.saveStay(stay)
  }

  async #nextEpoch(): Promise<void> {
    this.#epoch += 1
    await this.around.saveEpoch(this.#epoch)
  }

  async #openMedia(): Promise<RoomMedia> {
    try {
      const place = await this.around.workers.place()
      const media: RoomMedia = new RoomMedia(place, (seat, event) => this.#seats.get(seat)?.line?.send(event))
      place.router.on('workerclose', () => this.#mediaDied(media))
      return media
    } catch (error) {
      this.#media = null
      throw error
    }
  }

  /** The worker died: another one takes over, and everybody sets up their media anew on the same sockets. */
  #mediaDied(media: RoomMedia): void {
    media.close()
    this.#media = null
    if (this.#isClosed || !this.isBusy) return
    this.#generation += 1
    const mediaGeneration = this.#generation
    this.media().then(() => {
      for (const { line } of this.#seats.values()) line?.send({ type: 'mediaRestarted', mediaGeneration })
    }, this.around.failed)
  }

  #closeMedia(): void {
    const media = this.#media
    this.#media = null
    void media?.then((open) => open.close()).catch(() => undefined)
  }

  #dropMedia(media: RoomMedia, seat: string): void {
    for (const producerId of media.drop(seat)) this.tellAdmitted({ type: 'producerGone', producerId }, seat)
  }

  #hangUp(seat: Seat, code: number): void {
    const { line } = seat
    seat.line = null
    line?.close(code)
  }

  #put(seat: Seat, change: Partial<SeatRow>): Seat {
    return Object.assign(seat, change)
  }

  #admitted(): Seat[] {
    return [...this.#seats.values()].filter(({ state }) => state === 'admitted')
  }

  #seenBy(viewer: Seat) {
    const { seat: id, state } = viewer
    return [...this.#seats.values()].filter((one) => sees({ id, state }, { ...one, id: one.seat })).map(shown)
  }

  #tellEverybody(except: string | null = null): void {
    for (const seat of this.#seats.values())
      if (seat.seat !== except)
        seat.line?.send({ type: 'participants', participants: this.#seenBy(seat), epoch: this.#epoch })
    this.around.changed()
  }

  /** Changes of who is where happen one after the other. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work)
    this.#turn = result.catch(() => undefined)
    return result
  }
}
