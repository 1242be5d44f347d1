import * as z from 'zod'
import { ParticipantId, RoomId, RoomRole } from './identity.js'
import { QualityReport } from './requests.js'
import { LobbyPlace, Participant } from './signals.js'

/** What the clinic's devices ask of the relay about rooms, with their device token. */

/**
 * One way in: the hash of a token (`tokenHashWords`), for one role, until a time. `seat` says whose it is without saying who: whoever
 * comes in by another token of the same seat takes it over, and becomes the participant of that id.
 */
export const Grant = z.strictObject({
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  role: RoomRole,
  seat: ParticipantId,
  expiresAt: z.int().min(0),
})
export type Grant = z.infer<typeof Grant>

/** `PUT /v1/rooms/ROOM`: opens the room, or adds ways in. A new way to a seat ends its older ones that nobody used. */
export const OpenRoom = z.strictObject({
  closesAt: z.int().min(0),
  grants: z.array(Grant).max(8),
  lobby: LobbyPlace.nullable().default(null),
})
export type OpenRoom = z.infer<typeof OpenRoom>

/** One stay of one participant in the call, for the encounter and for metering. */
export const RoomStay = z.strictObject({
  role: RoomRole,
  participant: ParticipantId,
  admittedAt: z.int(),
  leftAt: z.int().nullable(),
  /** Times the line was lost and came back (or did not). */
  losses: z.int().min(0),
  reports: z.int().min(0),
  /** Means over the reports; null where there was none. */
  roundTripMs: z.int().nullable(),
  lossPercent: z.number().nullable(),
  /** The lowest step that was reported. */
  lowestStep: QualityReport.shape.step.nullable(),
})
export type RoomStay = z.infer<typeof RoomStay>

/** `GET /v1/rooms/ROOM` and, as a list, `GET /v1/rooms`. */
export const RoomState = z.strictObject({
  room: RoomId,
  closesAt: z.int(),
  isClosed: z.boolean(),
  participants: z.array(Participant.omit({ publicKey: true, card: true })),
  stays: z.array(RoomStay),
  lastMessageSeq: z.int().min(0),
})
export type RoomState = z.infer<typeof RoomState>
/** `GET /v1/rooms/usage?from=MS&until=MS`: what calls took, for metering; a stay counts where it began. */
export const RoomUsage = z.strictObject({ rooms: z.int(), stays: z.int(), participantSeconds: z.int() })
export type RoomUsage = z.infer<typeof RoomUsage>

export const RoomStates = z.strictObject({ rooms: z.array(RoomState) })

/** The words whose SHA-256 (hex) is a grant's `hash`: a token opens one room in one role and nothing else. */
export const tokenHashWords = (room: string, role: RoomRole, token: string): string =>
  ['medichain-room-token-1', room, role, token].join('\n')
