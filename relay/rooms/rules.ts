import type { RoomRole, SeatState } from '../../core/kernel/rooms/identity.js'
import type { QualityReport, RoomRequestName } from '../../core/kernel/rooms/requests.js'
import type { RoomRefusal, RoomRefusalCode } from '../../core/kernel/rooms/signals.js'

/** Decisions about rooms: no clock, no sockets, no media. */

/** Doctor and front desk come from the clinic's own workstations; who joins by a link waits until the doctor admits them. */
export const stateAtEntry = (role: RoomRole): SeatState =>
  role === 'doctor' || role === 'front-desk' ? 'admitted' : 'waiting'

/** At most so many seats, so that a room stays one that mediasoup and the people in it can follow. */
export const maximumSeats = 8

export const sentences: Readonly<Record<RoomRefusalCode, string>> = {
  NO_SUCH_ROOM: 'There is no such room here. Ask the clinic for a new link.',
  ROOM_CLOSED: 'This room is closed. Ask the clinic for a new link.',
  TOKEN_UNKNOWN: 'This link does not open this room, or a newer one took its place. Ask the clinic for a new link.',
  TOKEN_EXPIRED: 'This link is over. Ask the clinic for a new link.',
  TOKEN_USED: 'This link was used before. Go on where it was opened first, or ask the clinic for a new link.',
  SEAT_TAKEN:
    'Somebody is in the room with this link already. A link is for one person: ask the clinic for one of yours.',
  SESSION_UNKNOWN: 'The relay does not know this session any longer. Open the link again, or ask for a new one.',
  REMOVED: 'The doctor ended your part in this call. Ask the clinic if this was a mistake.',
  REPLACED: 'You came in again elsewhere; this window is no longer in the room.',
  ROOM_FULL: 'This room has as many people as it can take.',
  MALFORMED: 'This is not what the protocol says. Are the page and the relay of the same version?',
  UNKNOWN_MESSAGE: 'The relay does not know this message. Are the page and the relay of the same version?',
  TOO_LARGE: 'This message is larger than a signal may be.',
  TOO_MANY: 'Too many messages in a second. Come back in a moment.',
  NOT_ALLOWED: 'Only the doctor does this.',
  NOT_ADMITTED: 'The doctor has not admitted you yet.',
  NOT_FOUND: 'This is no longer there.',
  CANNOT_CONSUME: 'This browser cannot show what the other one sends.',
  MEDIA_REFUSED: 'The relay’s media process does not take this.',
  RESTARTING: 'The relay restarts. You come back by yourself.',
  NO_VIDEO_HERE: 'This relay has no program for calls. Go on with messages; ask who runs the relay to set it up.',
  DEFECT: 'The relay could not do this. Try again.',
}

export const refusal = (code: RoomRefusalCode): RoomRefusal => ({ code, message: sentences[code] })

/** A refusal on its way to the participant. */
export class RoomRefused extends Error {
  override readonly name = 'RoomRefused'
  readonly refusal: RoomRefusal

  constructor(readonly code: RoomRefusalCode) {
    super(sentences[code])
    this.refusal = refusal(code)
  }
}

/** What may be asked before the doctor has admitted: everything that makes the beginning quick, nothing that shows the call. */
const askedInLobby: ReadonlySet<RoomRequestName> = new Set<RoomRequestName>([
  'createTransport',
  'connectTransport',
  'restartIce',
  'closeTransport',
  'produce',
  'pauseProducer',
  'resumeProducer',
  'closeProducer',
  'pass',
  'setCard',
  'leave',
])
const askedByDoctor: ReadonlySet<RoomRequestName> = new Set<RoomRequestName>(['admit', 'hold', 'remove', 'endCall'])

/** Why somebody may not ask this, or null where they may. */
export function whyNot(name: RoomRequestName, who: { role: RoomRole; state: SeatState }): RoomRefusalCode | null {
  if (who.state === 'removed') return 'REMOVED'
  if (who.state !== 'admitted' && !askedInLobby.has(name)) return 'NOT_ADMITTED'
  if (askedByDoctor.has(name) && who.role !== 'doctor') return 'NOT_ALLOWED'
  return null
}

/** In the lobby people speak with doctor and front desk alone, and never with each other. */
export function mayPass(from: { role: RoomRole; state: SeatState }, to: { role: RoomRole; state: SeatState }): boolean {
  if (from.state === 'removed' || to.state === 'removed') return false
  if (from.state === 'admitted' && to.state === 'admitted') return true
  const isStaff = ({ role, state }: { role: RoomRole; state: SeatState }) =>
    state === 'admitted' && (role === 'doctor' || role === 'front-desk')
  return isStaff(from) || isStaff(to)
}

/** Whether one of the room sees that another is there: in the lobby only oneself and the clinic's own. */
export function sees(
  viewer: { id: string; state: SeatState },
  other: { id: string; role: RoomRole; state: SeatState },
): boolean {
  if (viewer.id === other.id) return true
  if (viewer.state === 'admitted') return other.state !== 'removed'
  return other.state === 'admitted' && (other.role === 'doctor' || other.role === 'front-desk')
}

/** Lets through so many in a second, after a burst of three seconds' worth. */
export class Bucket {
  #left: number
  #at: number

  constructor(
    private readonly perSecond: number,
    nowMs: number,
  ) {
    this.#left = perSecond * 3
    this.#at = nowMs
  }

  takes(nowMs: number): boolean {
    const gained = Math.max(0, nowMs - this.#at) * (this.perSecond / 1_000)
    this.#left = Math.min(this.perSecond * 3, this.#left + gained)
    this.#at = nowMs
    if (this.#left < 1) return false
    this.#left -= 1
    return true
  }
}

const steps = ['high', 'medium', 'low', 'audio-only', 'messages'] as const satisfies QualityReport['step'][]

/** The worse of two steps. */
export const lowerStep = (a: QualityReport['step'] | null, b: QualityReport['step']): QualityReport['step'] =>
  a === null || steps.indexOf(b) > steps.indexOf(a) ? b : a
