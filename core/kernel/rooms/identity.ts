import * as z from 'zod'

/** Who and what a call is made of. */

export const RoomId = z.string().regex(/^[A-Za-z0-9_-]{22}$/, 'This is not the id of a room.')
export type RoomId = z.infer<typeof RoomId>
/** 32 random bytes in base64url: the room's secret, a link's token, a session's secret. */
export const Secret32 = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'This is not a secret of 32 bytes.')
/** A participant's ephemeral ECDH key on P-256 (what Chrome 114 has): the 65 bytes of the raw point, base64url. */
export const ParticipantKey = z.string().regex(/^[A-Za-z0-9_-]{87}$/, 'This is not a public key.')

/** `companion` sits beside the patient (the nurse of a rural clinic); `front-desk` helps to begin, and leaves. */
export const RoomRole = z.enum(['doctor', 'patient', 'companion', 'front-desk'])
export type RoomRole = z.infer<typeof RoomRole>

/** `waiting` and `held` are in the lobby: nothing of the call reaches them. `removed` may not come back. */
export const SeatState = z.enum(['waiting', 'held', 'admitted', 'removed'])
export type SeatState = z.infer<typeof SeatState>

export const ParticipantId = z.string().regex(/^[A-Za-z0-9_-]{22}$/)
export type ParticipantId = z.infer<typeof ParticipantId>

/** What a producer shows: each has its own frame key, so that no counter is used twice. */
export const MediaSource = z.enum(['microphone', 'camera', 'screen', 'screen-audio'])
export type MediaSource = z.infer<typeof MediaSource>

/** Sealed words: AES-256-GCM under a key that the relay does not have; base64url. */
export const maximumSealedChars = 24_000
export const Sealed = z
  .string()
  .regex(/^[A-Za-z0-9_-]*$/)
  .max(maximumSealedChars)
export const Card = Sealed.max(8_000)
