import type { RoomRole } from '../../core/kernel/rooms/identity.js'
import { safetyWords } from '../../core/kernel/rooms/key-words.js'
import { utf8 } from './bytes.js'

/** Four groups of four digits that both sides read the same where nobody stands between them. */
export async function safetyCode(
  room: string,
  roomSecret: string,
  participants: readonly { role: RoomRole; publicKey: string }[],
): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', utf8(safetyWords(room, roomSecret, participants)))
  const digits = (new DataView(digest).getBigUint64(0) % 10n ** 16n).toString().padStart(16, '0')
  return digits.replace(/(.{4})(?=.)/g, '$1 ')
}
