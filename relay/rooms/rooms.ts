import { createHash, randomBytes } from 'node:crypto'
import type { z } from 'zod'
import type { OpenRoom, RoomState } from '../../core/kernel/rooms/clinic.js'
import { tokenHashWords } from '../../core/kernel/rooms/clinic.js'
import { type Credential, closeCodes, type Hello } from '../../core/kernel/rooms/signals.js'
import type { Log } from '../log.js'
import { refused } from '../refusal.js'
import type { RelayDatabase, Transaction } from '../store/database.js'
import {
  closeRoom,
  type RoomRow,
  readGrants,
  readMessageCounts,
  readRoom,
  readRooms,
  readSeats,
  readStays,
  type SeatRow,
  saveEpoch,
  saveGrant,
  saveRoom,
  saveSeat,
  saveStay,
  spendGrant,
} from '../store/rooms.js'
import { isSame } from '../tokens.js'
import { CallRoom } from './room.js'
import { RoomRefused, refusal } from './rules.js'
import type { Line } from './seats.js'
import { type MediaOptions, MediaWorkers } from './workers.js'

export interface RoomsOptions extends MediaOptions {
  /** Less patient in tests. */
  readonly graceMs?: number
}

const usualGraceMs = 30_000
/** Stays are written down so often: a relay that is killed loses no more of them. */
const beatMs = 20_000
/** Sockets that have not said who they are. */
const maximumStrangers = 300

/** Every consultation's room of this process. The store has what outlives it; here is who is in. */
export class Rooms {
  readonly workers: MediaWorkers
  readonly #rooms = new Map<string, Promise<CallRoom>>()
  readonly #beat: NodeJS.Timeout
  #strangers = 0
  #isClosed = false

  constructor(
    private readonly database: RelayDatabase,
    private readonly options: RoomsOptions,
    private readonly log: Log,
    private readonly nowMs: () => number,
  ) {
    this.workers = new MediaWorkers(options, log)
    this.#beat = setInterval(() => void this.#beatAll(), beatMs)
    this.#beat.unref()
  }

  /** How many rooms somebody is in, and how many are in them. */
  async size(): Promise<{ rooms: number; participants: number }> {
    const rooms = (await Promise.all(this.#rooms.values())).filter(({ connected }) => connected > 0)
    return { rooms: rooms.length, participants: rooms.reduce((sum, { connected }) => sum + connected, 0) }
  }

  /** Takes a socket in that has not said who it is; answers how to let it go, or null where too many are there. */
  takeStranger(): (() => void) | null {
    if (this.#strangers >= maximumStrangers || this.#isClosed) return null
    this.#strangers += 1
    let isIn = true
    return () => {
      if (isIn) this.#strangers -= 1
      isIn = false
    }
  }

  /**
   * Lets somebody in by a link's token, once, or by the session that came of it.
   * @throws {RoomRefused}
   */
  async enter(roomId: string, hello: Hello, line: Line): Promise<{ room: CallRoom; seat: string }> {
    if (this.#isClosed) throw new RoomRefused('RESTARTING')
    const room = await this.#room(roomId)
    const session = hello.credential.kind === 'session' ? hello.credential.session : newSecret()
    const who = await this.#prove(roomId, hello.credential, room)
    await room.enter({ ...who, session, sessionHash: hashOf(session), hello, line })
    return { room, seat: who.seat }
  }

  /** Whose session this is, for what goes over HTTP. @throws {RoomRefused} */
  async sessionOf(roomId: string, session: string): Promise<{ row: RoomRow; seat: SeatRow }> {
    const row = await readRoom(this.database, roomId)
    if (!row) throw new RoomRefused('NO_SUCH_ROOM')
    const seat = (await readSeats(this.database, roomId)).find((one) => isSame(one.sessionHash, hashOf(session)))
    if (!seat) throw new RoomRefused('SESSION_UNKNOWN')
    if (seat.state === 'removed') throw new RoomRefused('REMOVED')
    return { row, seat }
  }

  /** Opens a room of a tenant, or adds ways in. */
  async open(tenant: string, id: string, { closesAt, grants, lobby }: z.output<typeof OpenRoom>): Promise<RoomState> {
    await this.database.transact(async (tx) => {
      const before = await readRoom(tx, id, tx.forUpdate)
      const { place, expectedWaitMinutes: waitMinutes } = lobby ?? {
        place: before?.place ?? null,
        expectedWaitMinutes: before?.waitMinutes ?? null,
      }
      if (!(await saveRoom(tx, { id, tenant, closesAt, place, waitMinutes })))
        throw refused('FORBIDDEN', 'This room belongs to another clinic.')
      for (const grant of grants) await saveGrant(tx, id, grant)
    })
    const present = this.#rooms.get(id)
    if (present) {
      const row = await readRoom(this.database, id)
      if (row) (await present).reopen(row, await readSeats(this.database, id))
    }
    return this.state(tenant, id)
  }

  /** Nobody comes in any longer; who is in is sent away. */
  async close(tenant: string, id: string): Promise<RoomState> {
    await this.database.transact((tx) => closeRoom(tx, id, tenant))
    const state = await this.state(tenant, id)
    const present = this.#rooms.get(id)
    this.#rooms.delete(id)
    if (present) await (await present).close(closeCodes.done, { type: 'callEnded' })
    return state.isClosed ? this.state(tenant, id) : state
  }

  async state(tenant: string, id: string): Promise<RoomState> {
    const row = await readRoom(this.database, id)
    if (row?.tenant !== tenant) throw refused('NOT_FOUND', 'This clinic has no such room here.')
    return this.#stateOf(row)
  }

  async states(tenant: string): Promise<RoomState[]> {
    const rows = await readRooms(this.database, tenant, this.nowMs() - 24 * 60 * 60_000)
    return Promise.all(rows.map((row) => this.#stateOf(row)))
  }

  /** Tells who is in a room that messages wait. */
  async sayMessages(id: string, lastSeq: number): Promise<void> {
    const room = await this.#rooms.get(id)
    room?.sayMessages(lastSeq)
  }

  async shutDown(): Promise<void> {
    this.#isClosed = true
    clearInterval(this.#beat)
    const event = { type: 'refused', refusal: refusal('RESTARTING') } as const
    const rooms = await Promise.allSettled(this.#rooms.values())
    for (const room of rooms)
      if (room.status === 'fulfilled') await room.value.close(closeCodes.restarting, event).catch(this.#failed)
    this.#rooms.clear()
    await this.workers.close()
  }

  async #stateOf(row: RoomRow): Promise<RoomState> {
    const present = await this.#rooms.get(row.id)
    const [seats, stays, { lastSeq }] = await Promise.all([
      readSeats(this.database, row.id),
      readStays(this.database, row.id),
      readMessageCounts(this.database, row.id),
    ])
    return {
      room: row.id,
      closesAt: row.closesAt,
      isClosed: row.isClosed === 1,
      participants:
        present?.participants ??
        seats.map(({ seat, role, state, since }) => ({ id: seat, role, state, isConnected: false, since })),
      stays: present?.withOpen(stays) ?? new CallRoom(row, [], this.#around(row)).withOpen(stays),
      lastMessageSeq: lastSeq,
    }
  }

  /** @throws {RoomRefused} where nobody may come in. */
  #room(id: string): Promise<CallRoom> {
    const present = this.#rooms.get(id)
    if (present) return present
    const loading = this.#load(id)
    this.#rooms.set(id, loading)
    loading.catch(() => this.#rooms.get(id) === loading && this.#rooms.delete(id))
    return loading
  }

  async #load(id: string): Promise<CallRoom> {
    const row = await readRoom(this.database, id)
    if (!row) throw new RoomRefused('NO_SUCH_ROOM')
    if (row.isClosed === 1 || row.closesAt <= this.nowMs()) throw new RoomRefused('ROOM_CLOSED')
    return new CallRoom(row, await readSeats(this.database, id), this.#around(row))
  }

  #around({ id, tenant }: RoomRow) {
    const saved = (work: (tx: Transaction) => Promise<unknown>) => this.database.transact(work)
    return {
      workers: this.workers,
      nowMs: this.nowMs,
      graceMs: this.options.graceMs ?? usualGraceMs,
      saveSeat: (seat: SeatRow) => saved((tx) => saveSeat(tx, id, seat)),
      saveEpoch: (epoch: number) => saved((tx) => saveEpoch(tx, id, epoch)),
      saveStay: (stay: Parameters<typeof saveStay>[2]) => saved((tx) => saveStay(tx, { room: id, tenant }, stay)),
      changed: () => void saved((tx) => tx.notify({ type: 'room', tenant, room: id })).catch(this.#failed),
      failed: this.#failed,
    }
  }

  /** @throws {RoomRefused} with what is wrong with the link. */
  async #prove(id: string, credential: Credential, room: CallRoom): Promise<Pick<SeatRow, 'seat' | 'role'>> {
    if (credential.kind === 'session') return (await this.sessionOf(id, credential.session)).seat
    const now = this.nowMs()
    return this.database.transact(async (tx) => {
      const grant = (await readGrants(tx, id)).find(({ hash, role }) =>
        isSame(hash, hashOf(tokenHashWords(id, role, credential.token))),
      )
      if (!grant) throw new RoomRefused('TOKEN_UNKNOWN')
      if (grant.usedAt !== null) throw new RoomRefused(room.isConnected(grant.seat) ? 'SEAT_TAKEN' : 'TOKEN_USED')
      if (grant.expiresAt <= now) throw new RoomRefused('TOKEN_EXPIRED')
      if (!(await spendGrant(tx, id, grant.hash, now))) throw new RoomRefused('TOKEN_USED')
      return { seat: grant.seat, role: grant.role }
    })
  }

  async #beatAll(): Promise<void> {
    const now = this.nowMs()
    for (const [id, loading] of [...this.#rooms]) {
      try {
        const room = await loading
        await room.beat()
        const row = room.isBusy ? null : await readRoom(this.database, id)
        if (row && !room.isBusy && (row.closesAt <= now || row.isClosed === 1)) this.#rooms.delete(id)
      } catch (error) {
        this.#failed(error)
      }
    }
  }

  readonly #failed = (error: unknown): void => {
    if (!(error instanceof RoomRefused)) this.log.defect('rooms', error)
  }
}

const newSecret = (): string => randomBytes(32).toString('base64url')
const hashOf = (words: string): string => createHash('sha256').update(words).digest('hex')
