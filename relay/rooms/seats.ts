import type { Participant, RoomEvent } from '../../core/kernel/rooms/signals.js'
import type { SeatRow, StayRow } from '../store/rooms.js'

/** A participant's socket, as the room knows it. */
export interface Line {
  send(event: RoomEvent): void
  close(code: number): void
}

/** A participant as this process knows it: what the store has, and what only lives. */
type Writable<T> = { -readonly [K in keyof T]: T[K] }

export interface Seat extends Writable<SeatRow> {
  line: Line | null
  /** Ends the grace in which a lost participant's media waits. */
  grace: NodeJS.Timeout | null
  stay: StayRow | null
  reportedAt: number
}

export const seatOf = (row: SeatRow): Seat => ({ ...row, line: null, grace: null, stay: null, reportedAt: 0 })

export const rowOf = ({ seat, role, state, sessionHash, publicKey, card, since }: Seat): SeatRow => ({
  seat,
  role,
  state,
  sessionHash,
  publicKey,
  card,
  since,
})

export const shown = ({ seat, role, state, line, publicKey, card, since }: Seat): Participant => ({
  id: seat,
  role,
  state,
  isConnected: line !== null,
  publicKey,
  card,
  since,
})
