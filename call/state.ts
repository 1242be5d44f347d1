import type { MediaSource, RoomRole, SeatState } from '../core/kernel/rooms/identity.js'
import type { ParticipantCard } from '../core/kernel/rooms/sealing.js'
import type { LobbyPlace, RoomRefusal } from '../core/kernel/rooms/signals.js'
import type { Readability } from './encryption/worker-messages.js'
import type { DevicesState } from './media/devices.js'
import type { LineQuality, Step } from './quality/rules.js'

/** What a screen shows of a call: a new object at each change, never changed afterwards. */

export interface Person {
  readonly id: string
  readonly role: RoomRole
  readonly state: SeatState
  readonly isConnected: boolean
  /** Null where it cannot be read: this person came with another key. */
  readonly card: ParticipantCard | null
  readonly since: number
}

export interface Seen {
  readonly consumerId: string
  readonly participant: string
  readonly source: MediaSource
  readonly kind: 'audio' | 'video'
  readonly track: MediaStreamTrack
  /** The sender shows nothing now. */
  readonly isPaused: boolean
  /** Null before the first frame was looked at. */
  readonly readability: Readability | null
}

export interface ChatEntry {
  readonly id: string
  readonly from: string
  readonly isMine: boolean
  readonly text: string
  readonly at: number
  /** How many heard it; 0 for one's own words while nobody was there. */
  readonly delivered: number
}

export type CallEnd =
  | { readonly why: 'refused'; readonly refusal: RoomRefusal }
  | { readonly why: 'call-ended' }
  | { readonly why: 'left' }
  /** The browser cannot seal pictures, and unsealed they are not sent. */
  | { readonly why: 'no-encryption' }

export interface CallState {
  readonly line: 'connecting' | 'open' | 'lost' | 'closed'
  /** Since when the line is lost, in Unix milliseconds. */
  readonly lostSince: number | null
  readonly end: CallEnd | null
  readonly self: string | null
  readonly seat: SeatState
  readonly people: readonly Person[]
  readonly seen: readonly Seen[]
  readonly lobby: LobbyPlace
  readonly devices: DevicesState
  readonly isSharingScreen: boolean
  readonly isMuted: boolean
  readonly isCameraHidden: boolean
  readonly step: Step
  readonly quality: LineQuality
  readonly roundTripMs: number | null
  readonly framesDecoded: number
  readonly chat: readonly ChatEntry[]
  readonly safetyCode: string | null
  /** The newest stored message at the relay. */
  readonly lastMessageSeq: number
}
