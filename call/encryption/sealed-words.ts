import type * as z from 'zod'
import { fromBase64Url, toBase64Url, utf8 } from './bytes.js'
import { joined } from './rules.js'

/** Cards, chat, secrets and stored messages: JSON under AES-256-GCM, a random IV of 12 bytes before the ciphertext. */

const ivBytes = 12

export async function sealWords(key: CryptoKey, room: string, words: unknown): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(ivBytes))
  const algorithm = { name: 'AES-GCM', iv, additionalData: utf8(room) }
  const sealed = await crypto.subtle.encrypt(algorithm, key, utf8(JSON.stringify(words)))
  return toBase64Url(joined(iv, new Uint8Array(sealed)))
}

/** What was said, or null where the key is another, something was changed on the way, or it is not what belongs there. */
export async function openWords<T>(
  key: CryptoKey,
  room: string,
  sealed: string,
  schema: z.ZodType<T>,
): Promise<T | null> {
  try {
    const bytes = fromBase64Url(sealed)
    const algorithm = { name: 'AES-GCM', iv: bytes.subarray(0, ivBytes), additionalData: utf8(room) }
    const plain = await crypto.subtle.decrypt(algorithm, key, bytes.subarray(ivBytes))
    return schema.safeParse(JSON.parse(new TextDecoder().decode(plain))).data ?? null
  } catch {
    // A wrong key and a changed text look the same, and are said by whoever asked.
    return null
  }
}
