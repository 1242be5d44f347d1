import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { tokenHashWords } from '../../core/kernel/rooms/clinic.js'
import type { RoomRole } from '../../core/kernel/rooms/identity.js'
import { callKeyInfo } from '../../core/kernel/rooms/key-words.js'
import { MessageContent } from '../../core/kernel/rooms/sealing.js'

/** The clinic's half of the sealing in docs/adr/0010: tokens, seats and stored messages. Calls are sealed in the browser. */

const ivBytes = 12
const tagBytes = 16

export const newSecret = (): string => randomBytes(32).toString('base64url')
export const newRoomId = (): string => randomBytes(16).toString('base64url')

export const hashToken = (room: string, role: RoomRole, token: string): string =>
  createHash('sha256')
    .update(tokenHashWords(room, role, token))
    .digest('hex')

/** The same person has the same seat in one room, and another one in each other room. */
export const seatOf = (secret: string, role: RoomRole, who: string): string =>
  createHmac('sha256', Buffer.from(secret, 'base64url'))
    .update(['medichain-room-seat-1', role, who].join('\n'))
    .digest()
    .subarray(0, 16)
    .toString('base64url')

/** A call has one record, whoever of the clinic's workstations writes it down. */
export const recordIdOf = (secret: string, startedAt: string): string =>
  createHmac('sha256', Buffer.from(secret, 'base64url'))
    .update(['medichain-call-record-1', startedAt].join('\n'))
    .digest()
    .subarray(0, 16)
    .toString('base64url')

const keyOf = (room: string, secret: string): Uint8Array => {
  const bytes = Buffer.from(secret, 'base64url')
  return new Uint8Array(hkdfSync('sha256', bytes, bytes, callKeyInfo.message(room), 32))
}

export function sealMessage(room: string, secret: string, content: MessageContent): string {
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv('aes-256-gcm', keyOf(room, secret), iv).setAAD(Buffer.from(room))
  const body = [cipher.update(JSON.stringify(content), 'utf8'), cipher.final()]
  return Buffer.concat([iv, ...body, cipher.getAuthTag()]).toString('base64url')
}

/** The message, or undefined where it was not sealed by somebody who has the room's secret. */
export function openMessage(room: string, secret: string, payload: string): MessageContent | undefined {
  const bytes = Buffer.from(payload, 'base64url')
  if (bytes.length < ivBytes + tagBytes) return undefined
  try {
    const cipher = createDecipheriv('aes-256-gcm', keyOf(room, secret), bytes.subarray(0, ivBytes))
      .setAAD(Buffer.from(room))
      .setAuthTag(bytes.subarray(-tagBytes))
    const text = Buffer.concat([cipher.update(bytes.subarray(ivBytes, -tagBytes)), cipher.final()]).toString()
    return MessageContent.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
