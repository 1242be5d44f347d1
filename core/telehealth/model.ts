import * as z from 'zod'
import { Attachment } from '../attachments/model.js'
import { HumanCode } from '../kernel/code.js'
import { AnyId, ConsultationId, PatientId, StaffId } from '../kernel/ids.js'
import { Instant } from '../kernel/instant.js'
import { RoomStay } from '../kernel/rooms/clinic.js'
import { RoomId, RoomRole, SeatState, Secret32 } from '../kernel/rooms/identity.js'
import { ConsultationState } from '../scheduling/model.js'

/** Where a visit's call takes place, as all devices of the clinic know it; the secret travels in the sealed log alone. */
export const CallRoom = z.object({
  id: RoomId,
  consultationId: ConsultationId,
  secret: Secret32,
  openedAt: Instant,
  openedBy: z.string(),
})
export type CallRoom = z.infer<typeof CallRoom>

/** Staff come in as what they are in this call; the front desk sits beside the patient as a companion, or helps to begin. */
export const StaffRole = RoomRole.exclude(['patient'])
export type StaffRole = z.infer<typeof StaffRole>

/** What the window needs to come into the call. */
export const JoinedCall = z.object({
  consultationId: ConsultationId,
  room: RoomId,
  role: RoomRole,
  /** 32 bytes: pictures and words are sealed under what is derived from it; never sent anywhere. */
  roomSecret: Secret32,
  /** Exchanged once at the relay. */
  token: Secret32,
  /** `wss://RELAY/v1/rooms/ROOM/socket` */
  connectionUrl: z.string(),
  /** The certificate that the relay shows, where it has made its own; null where authorities vouch for it, or on this computer. */
  fingerprint: z.string().nullable(),
  /** What the participant is called in this call. */
  displayName: z.string(),
  expiresAt: Instant,
})
export type JoinedCall = z.infer<typeof JoinedCall>

/** The patient's way in, for a QR code and for a message. */
export const Invitation = z.object({
  consultationId: ConsultationId,
  /** `https://RELAY/join/ROOM#k=SECRET&t=TOKEN`; for one person. A new one ends it. */
  link: z.string(),
  expiresAt: Instant,
})
export type Invitation = z.infer<typeof Invitation>

export const CallQuality = z.enum(['good', 'fair', 'poor'])
export type CallQuality = z.infer<typeof CallQuality>

/** A call as it was: part of the encounter, signed and anchored with it. Nothing of it was recorded but this. */
export const CallRecord = z.object({
  id: AnyId,
  consultationId: ConsultationId,
  startedAt: Instant,
  endedAt: Instant,
  durationSeconds: z.int(),
  /** For metering: the time that all participants together were in the call, in whole minutes, begun ones counted. */
  participantMinutes: z.int(),
  participants: z.array(
    z.object({
      role: RoomRole,
      /** The first time and the last. */
      from: Instant,
      until: Instant,
      connectionLosses: z.int(),
      roundTripMs: z.int().nullable(),
      lossPercent: z.number().nullable(),
      lowestStep: RoomStay.shape.lowestStep,
    }),
  ),
  connectionLosses: z.int(),
  quality: CallQuality.nullable(),
  recordedBy: z.string(),
})
export type CallRecord = z.infer<typeof CallRecord>

/** A message of a visit, for when a call is not possible: it travels when there is a line. */
export const VisitMessage = z.object({
  id: AnyId,
  consultationId: ConsultationId,
  from: RoomRole,
  /** Who wrote it, where it was one of the staff. */
  authorName: z.string().nullable(),
  text: z.string(),
  sentAt: Instant,
  photos: z.array(Attachment),
})
export type VisitMessage = z.infer<typeof VisitMessage>

/** A photo as it is sent: JPEG or PNG, base64url, at most a mebibyte. */
export const PhotoToSend = z.strictObject({
  mediaType: z.enum(['image/jpeg', 'image/png']),
  content: z
    .string()
    .regex(/^[A-Za-z0-9_-]+$/)
    .max(1_400_000),
})
export const SendMessage = z.strictObject({
  consultationId: ConsultationId,
  text: z
    .string()
    .trim()
    .max(8_000)
    .refine((text) => !/[^\P{Cc}\n\r\t]/u.test(text), 'Control characters cannot be kept.'),
  photos: z.array(PhotoToSend).max(4),
})

/** Whom a visit's room has in it now. */
export const CallParticipant = z.object({
  id: z.string(),
  role: RoomRole,
  state: SeatState,
  isConnected: z.boolean(),
  since: Instant,
})

/** The call of one visit: its room now, and the calls that were. */
export const CallState = z.object({
  consultationId: ConsultationId,
  isVideo: z.boolean(),
  hasRoom: z.boolean(),
  /** Null where the relay was not asked or did not answer: `problem` says why. */
  participants: z.array(CallParticipant).nullable(),
  problem: z.object({ code: z.string(), message: z.string() }).nullable(),
  calls: z.array(CallRecord),
})
export type CallState = z.infer<typeof CallState>

/** A line of the lobby: a visit of today by video, and who of it is there. */
export const LobbyEntry = z.object({
  consultationId: ConsultationId,
  code: HumanCode,
  patientId: PatientId,
  patientName: z.string(),
  doctorId: StaffId,
  doctorName: z.string(),
  startsAt: Instant,
  state: ConsultationState,
  patient: z.enum(['not-invited', 'absent', 'waiting', 'held', 'in-call']),
  waitingSince: Instant.nullable(),
  isDoctorIn: z.boolean(),
  isCompanionIn: z.boolean(),
})
export type LobbyEntry = z.infer<typeof LobbyEntry>
export const Lobby = z.object({
  items: z.array(LobbyEntry),
  /** Why nothing is known of who is there. */
  problem: z.object({ code: z.string(), message: z.string() }).nullable(),
})
export type Lobby = z.infer<typeof Lobby>
