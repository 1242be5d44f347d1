import type { MediaSource, RoomRole } from './identity.js'

/** Words of the end-to-end encryption (docs/adr/0010) that need no schema: the worker that seals frames loads nothing else. */

/**
 * HKDF-SHA256, 32 bytes. `ikm` is named at each; the salt is the room's secret, so that who lacks it derives nothing.
 */
export const callKeyInfo = {
  /** ikm: the room's secret. Seals `card`s; AES-256-GCM, random IV of 12 bytes before the ciphertext, AAD = the room's id. */
  card: (room: string) => `medichain-call-card-1\n${room}`,
  /** ikm: the room's secret. Seals stored messages, IV and AAD as above. */
  message: (room: string) => `medichain-call-message-1\n${room}`,
  /**
   * ikm: ECDH of the sender's and the receiver's participant keys. Seals a sender secret (`pass` about `key`), and chat.
   * The two public keys stand in the order of sender, receiver: each direction has its own key.
   */
  pair: (room: string, senderKey: string, receiverKey: string) =>
    `medichain-call-pair-1\n${room}\n${senderKey}\n${receiverKey}`,
  /** ikm: the sender's secret of the epoch. One key for each source: AES-256-GCM of its frames. */
  frame: (room: string, sender: string, epoch: number, source: MediaSource) =>
    `medichain-call-frame-1\n${room}\n${sender}\n${epoch}\n${source}`,
} as const

/**
 * A sealed frame: `clear ‖ ciphertext and tag ‖ trailer`. `clear` stays readable so that the relay and packetizers find key
 * frames: VP8 10 bytes of a key frame, 3 of another; Opus 1. Trailer, 14 bytes, big-endian: epoch u32, counter u64, length of
 * `clear` u8, version u8. IV: four zero bytes and the counter. AAD: `clear ‖ trailer`.
 */
export const frameFormat = {
  version: 1,
  trailerBytes: 14,
  tagBytes: 16,
  clearBytes: { videoKey: 10, videoDelta: 3, audio: 1 },
} as const

/**
 * The words whose SHA-256 becomes the safety code: the first 8 bytes as a big-endian number, modulo 10^16, in four groups of four
 * digits. Both sides read the same where nobody put keys of their own between them.
 */
export const safetyWords = (
  room: string,
  roomSecret: string,
  participants: readonly { role: RoomRole; publicKey: string }[],
): string =>
  [
    'medichain-call-safety-1',
    room,
    roomSecret,
    ...participants.map(({ role, publicKey }) => `${role} ${publicKey}`).sort(),
  ].join('\n')
