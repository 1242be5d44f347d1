import type { Outcome } from '../kernel/outcome.js'
import type { OpenRoom, RoomState } from '../kernel/rooms/clinic.js'
import type { RoomRole } from '../kernel/rooms/identity.js'
import type { MessageContent } from '../kernel/rooms/sealing.js'
import type { RelayProblem } from './sync.js'

/** A room as the clinic knows it: where it is at the relay, and the secret that the relay does not have. */
export interface RoomKeys {
  readonly room: string
  readonly secret: string
}

/** A message of a room in the clear. */
export interface RoomMessage {
  readonly messageId: string
  readonly role: RoomRole
  readonly at: string
  readonly content: MessageContent
}

/** Rooms of consultations at the clinic's relay (docs/adr/0010). Refusals are the relay's own sentences. */
export interface RoomsPort {
  /** Where browsers reach the relay; a demo clinic without one gets its own, on this computer. */
  address(): Promise<Outcome<{ url: string; fingerprint: string | null }, RelayProblem>>
  newRoom(): RoomKeys
  /** A way in: the token for whoever comes, and what the relay may know of it. `who` makes the seat, which says nobody's name. */
  newGrant(
    keys: RoomKeys,
    role: RoomRole,
    who: string,
    expiresAt: string,
  ): {
    token: string
    grant: { hash: string; role: RoomRole; seat: string; expiresAt: number }
  }
  /** The seat of somebody in a room. */
  seatOf(keys: RoomKeys, role: RoomRole, who: string): string
  /** The id of the record of a call: the same on every workstation that writes it down. */
  recordIdOf(keys: RoomKeys, startedAt: string): string
  open(room: string, wish: OpenRoom): Promise<Outcome<RoomState, RelayProblem>>
  state(room: string): Promise<Outcome<RoomState, RelayProblem>>
  states(): Promise<Outcome<RoomState[], RelayProblem>>
  close(room: string): Promise<Outcome<RoomState, RelayProblem>>
  /** Messages after a place, opened; what cannot be opened was not written by anybody who has the link, and is left out. */
  messages(
    keys: RoomKeys,
    after: number,
  ): Promise<Outcome<{ messages: RoomMessage[]; reached: number; isMore: boolean }, RelayProblem>>
  post(keys: RoomKeys, messageId: string, content: MessageContent): Promise<Outcome<null, RelayProblem>>
}

/** What runs beside the operations: messages that come and go, places in the lobby. */
export interface CallsPort {
  /** Looks at what waits now, without waiting for it. */
  kick(): void
}
