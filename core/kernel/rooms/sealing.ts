import * as z from 'zod'
import { Secret32 } from './identity.js'

/** What is said under the keys of `key-words` (docs/adr/0010); JSON all of it. */

/** What is sealed pairwise when an epoch begins; JSON. */
export const SenderSecret = z.strictObject({ v: z.literal(1), epoch: z.int().min(0), secret: Secret32 })
/** What a chat line is, sealed pairwise; JSON. */
export const ChatLine = z.strictObject({
  v: z.literal(1),
  id: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  text: z.string().min(1).max(4_000),
  at: z.int(),
})
/** What a card says; JSON. */
export const ParticipantCard = z.strictObject({
  v: z.literal(1),
  name: z.string().max(120),
  language: z.string().max(20),
  hasConsented: z.boolean(),
  symptoms: z.string().max(2_000),
})
export type ParticipantCard = z.infer<typeof ParticipantCard>
/** What a stored message says; JSON. Photos are JPEG or PNG, made small by the page. */
export const MessageContent = z.strictObject({
  v: z.literal(1),
  text: z.string().max(8_000),
  photos: z
    .array(
      z.strictObject({
        mediaType: z.enum(['image/jpeg', 'image/png']),
        /** base64url */
        content: z.string().max(1_400_000),
      }),
    )
    .max(4),
})
export type MessageContent = z.infer<typeof MessageContent>
