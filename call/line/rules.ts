import { closeCodes } from '../../core/kernel/rooms/signals.js'

/** How a lost line is taken up again: pure, so that waiting needs no clock to be tested. */

/** Quick at first, because most losses are short; never so often that a relay that starts again is trampled. */
const delaysMs = [100, 400, 800, 1_500, 2_500, 4_000]

/** How long to wait before attempt number `attempt` (from 0); `chance` in [0, 1) spreads those who lost it together. */
export const delayBefore = (attempt: number, chance: number): number => {
  const base = delaysMs[Math.min(attempt, delaysMs.length - 1)] ?? 4_000
  return Math.round(base * (0.75 + chance * 0.5))
}

/** What a closed socket means. */
export function afterClose(code: number): 'done' | 'refused' | 'again' {
  if (code === closeCodes.done) return 'done'
  const final: readonly number[] = [closeCodes.refused, closeCodes.replaced, closeCodes.broken, closeCodes.tooLarge]
  return final.includes(code) ? 'refused' : 'again'
}
