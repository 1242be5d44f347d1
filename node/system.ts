import { randomBytes } from '../adapters/keys/random.js'
import { makeCode } from '../core/kernel/code.js'
import type { Clock, Ids } from '../core/ports/clock.js'

export const systemClock: Clock = { now: () => new Date().toISOString() }

/** The letters of base64url in the order of their codes, so that ids sort as the times in them do. */
const letters = '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'

/** A millisecond in eight letters, which last for nine thousand years. */
function lettersOf(time: number): string {
  let text = ''
  for (let rest = time, place = 0; place < 8; place += 1, rest = Math.floor(rest / 64))
    text = letters.charAt(rest % 64) + text
  return text
}

/**
 * Ids begin with the time at which they were made: what is written together then lies together in every index, where ids of
 * chance alone would touch a page of each index for each record. 84 bits of chance follow.
 */
export const randomIds: Ids = {
  newId: () => lettersOf(Date.now()) + randomBytes(11).toString('base64url').slice(0, 14),
  newCode: (prefix) => makeCode(prefix, [...randomBytes(5)]),
}
