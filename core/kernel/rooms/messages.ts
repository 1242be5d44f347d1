import * as z from 'zod'
import { RoomRole } from './identity.js'

/** Messages that are kept (store and forward), over HTTP with `Authorization: Session SECRET` or a device's token. */

/** A stored message (`POST /v1/rooms/ROOM/messages`): sealed text with photos, for when nobody is there or the link is too weak. */
export const maximumStoredMessageBytes = 2_097_152

/** Sealed under the room's message key; the relay keeps them until the room is forgotten. */
export const StoredMessage = z.strictObject({
  seq: z.int().min(1),
  /** Made by the author: sending it twice keeps one. */
  messageId: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  role: RoomRole,
  at: z.int(),
  payload: z.string().max(Math.ceil((maximumStoredMessageBytes * 4) / 3)),
})
export type StoredMessage = z.infer<typeof StoredMessage>
export const PostMessage = StoredMessage.pick({ messageId: true, payload: true })
export const StoredMessages = z.strictObject({ messages: z.array(StoredMessage), isMore: z.boolean() })
