import * as z from 'zod'
import { Card, MediaSource, ParticipantId, ParticipantKey, RoomRole, Sealed, SeatState, Secret32 } from './identity.js'
import { IceServer, MediaId, MediaKind, RtpCapabilities } from './media.js'

/**
 * What a participant of a consultation's call and the relay say to each other, version 1 (docs/adr/0010). The relay knows rooms,
 * roles, sizes and times; names, words, keys and pictures pass through it sealed. The window, the join page, the local node and the
 * relay all import this file, so it imports nothing but zod.
 *
 * A participant opens a WebSocket at `wss://RELAY/v1/rooms/ROOM/socket`, says `hello` first, and then asks (`RoomRequest`, each
 * with an `id` of its own) and is answered (`RoomAnswer`); in between it hears events (`RoomEvent`).
 */
export const roomProtocolVersion = 1
export const roomSubprotocol = 'medichain-room-1'

/** A signalling message is at most so large; the socket of one who sends more is closed with `TOO_LARGE`. */
export const maximumSignalBytes = 65_536
/** More messages in a second (after a burst of three seconds' worth) end the socket with `TOO_MANY`. */
export const maximumSignalsPerSecond = 60

/** A link's token once; afterwards the session's secret that `welcome` brought, for as long as the tab lives. */
export const Credential = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('token'), token: Secret32 }),
  z.strictObject({ kind: z.literal('session'), session: Secret32 }),
])
export type Credential = z.infer<typeof Credential>

/** The first message, within five seconds. Everything of the person but the role is sealed in `card`. */
export const Hello = z.strictObject({
  type: z.literal('hello'),
  v: z.literal(roomProtocolVersion),
  credential: Credential,
  publicKey: ParticipantKey,
  /** Name, language, consent and symptoms as the others will show them, under the room's card key. */
  card: Card,
})
export type Hello = z.infer<typeof Hello>

/** Somebody of the room as all know them. `connected` is false while they are expected back. */
export const Participant = z.strictObject({
  id: ParticipantId,
  role: RoomRole,
  state: SeatState,
  isConnected: z.boolean(),
  publicKey: ParticipantKey,
  card: Sealed,
  /** When this participant came into the room for the first time, in Unix milliseconds by the relay's clock. */
  since: z.int(),
})
export type Participant = z.infer<typeof Participant>

export const ProducerInfo = z.strictObject({
  id: MediaId,
  participant: ParticipantId,
  kind: MediaKind,
  source: MediaSource,
  isPaused: z.boolean(),
})
export type ProducerInfo = z.infer<typeof ProducerInfo>

/** What the lobby shows: how many are before this patient and the expected wait, as the clinic says; null where it said nothing. */
export const LobbyPlace = z.strictObject({
  place: z.int().min(0).max(999).nullable(),
  expectedWaitMinutes: z.int().min(0).max(1_440).nullable(),
})
export type LobbyPlace = z.infer<typeof LobbyPlace>

export const RoomRefusalCode = z.enum([
  // At the door.
  'NO_SUCH_ROOM',
  'ROOM_CLOSED',
  'TOKEN_UNKNOWN',
  'TOKEN_EXPIRED',
  'TOKEN_USED',
  'SEAT_TAKEN',
  'SESSION_UNKNOWN',
  'REMOVED',
  'REPLACED',
  'ROOM_FULL',
  // While inside.
  'MALFORMED',
  'UNKNOWN_MESSAGE',
  'TOO_LARGE',
  'TOO_MANY',
  'NOT_ALLOWED',
  'NOT_ADMITTED',
  'NOT_FOUND',
  'CANNOT_CONSUME',
  'MEDIA_REFUSED',
  // The relay's own.
  'RESTARTING',
  'NO_VIDEO_HERE',
  'DEFECT',
])
export type RoomRefusalCode = z.infer<typeof RoomRefusalCode>
/** The page says its own sentence by `code`, in the person's language; `message` is for logs and for codes that it does not know. */
export const RoomRefusal = z.strictObject({ code: RoomRefusalCode, message: z.string().max(400) })
export type RoomRefusal = z.infer<typeof RoomRefusal>

/** Why the socket was closed, in WebSocket's own numbers. Anything else is a lost line: connect again with the session. */
export const closeCodes = {
  /** Left, or the call was ended: nothing to do. */
  done: 1000,
  /** The relay restarts: connect again with the session, after a second. */
  restarting: 1012,
  /** Refused; the refusal came before as `refused`. Do not try again with the same credential. */
  refused: 4403,
  /** The same person came in elsewhere with the same session. Do not try again. */
  replaced: 4409,
  /** Too many, or not of the protocol. */
  broken: 4400,
  /** A message above `maximumSignalBytes`: cut off before it was read, so no `refused` comes before. */
  tooLarge: 1009,
} as const

export const RoomEvent = z.discriminatedUnion('type', [
  /** The answer to `hello`. */
  z.strictObject({
    type: z.literal('welcome'),
    v: z.literal(roomProtocolVersion),
    self: ParticipantId,
    role: RoomRole,
    state: SeatState,
    /** For rejoining within this tab; replaces the token, which is spent now. */
    session: Secret32,
    /** Counts the joins and leaves of admitted participants: senders make new keys at each. */
    epoch: z.int().min(0),
    /** The relay's media process as a number: when it changes, transports, producers and consumers are gone. */
    mediaGeneration: z.int().min(0),
    /** The line was lost and came back in time: this page's transports, producers and consumers still stand. Restart their ICE. */
    isMediaKept: z.boolean(),
    rtpCapabilities: RtpCapabilities,
    iceServers: z.array(IceServer).max(8),
    participants: z.array(Participant).max(16),
    /** Empty in the lobby. */
    producers: z.array(ProducerInfo).max(64),
    lobby: LobbyPlace,
    /** Until then the room takes people in; Unix milliseconds. */
    closesAt: z.int(),
  }),
  z.strictObject({ type: z.literal('answer'), id: z.int(), data: z.unknown() }),
  z.strictObject({ type: z.literal('denied'), id: z.int(), refusal: RoomRefusal }),
  /** Before the socket is closed, or (`MALFORMED` without an id) about a message that could not be answered. */
  z.strictObject({ type: z.literal('refused'), refusal: RoomRefusal }),
  z.strictObject({ type: z.literal('lobby'), lobby: LobbyPlace }),
  /** This participant's own state changed: admitted, held, removed. When admitted it brings what there is to see. */
  z.strictObject({ type: z.literal('moved'), state: SeatState, producers: z.array(ProducerInfo).max(64) }),
  /** Everybody, after each change of anybody. In the lobby a patient sees itself and whether the doctor is there. */
  z.strictObject({
    type: z.literal('participants'),
    participants: z.array(Participant).max(16),
    epoch: z.int().min(0),
  }),
  z.strictObject({ type: z.literal('producer'), producer: ProducerInfo }),
  z.strictObject({ type: z.literal('producerGone'), producerId: MediaId }),
  z.strictObject({ type: z.literal('consumerGone'), consumerId: MediaId }),
  /** What comes through now, by the link's strength; null: nothing at all. */
  z.strictObject({
    type: z.literal('layers'),
    consumerId: MediaId,
    layers: z.strictObject({ spatial: z.int(), temporal: z.int().nullable() }).nullable(),
  }),
  /** 0 to 10, from the relay's view of the line. */
  z.strictObject({
    type: z.literal('score'),
    id: MediaId,
    of: z.enum(['consumer', 'producer']),
    score: z.int().min(0).max(10),
  }),
  z.strictObject({
    type: z.literal('passed'),
    from: ParticipantId,
    about: z.enum(['key', 'chat', 'hand']),
    payload: Sealed,
  }),
  /** A transport's ICE gave up: restart it. */
  z.strictObject({ type: z.literal('transportLost'), transportId: MediaId }),
  /** The media process was replaced: make transports, producers and consumers anew. The socket stays. */
  z.strictObject({ type: z.literal('mediaRestarted'), mediaGeneration: z.int().min(0) }),
  /** Messages wait at `GET /v1/rooms/ROOM/messages`. */
  z.strictObject({ type: z.literal('messages'), lastSeq: z.int().min(0) }),
  z.strictObject({ type: z.literal('callEnded') }),
])
export type RoomEvent = z.infer<typeof RoomEvent>
