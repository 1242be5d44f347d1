import type { Instant } from '../kernel/instant.js'
import type { PrescriptionState } from './model.js'

/** What happened to a prescription after it was issued. */
export interface PrescriptionLife {
  fillsAllowed: number
  fillsUsed: number
  cancelledAt: Instant | null
  expiresAt: Instant
}

/** Where a prescription stands at an instant. A cancellation outlasts all; what is filled up stays filled when it expires. */
export function lifeOf(
  life: PrescriptionLife,
  now: Instant,
): { state: PrescriptionState; fillsUsed: number; fillsLeft: number } {
  const fillsLeft = Math.max(0, life.fillsAllowed - life.fillsUsed)
  const state =
    life.cancelledAt !== null ? 'cancelled' : fillsLeft === 0 ? 'filled' : now >= life.expiresAt ? 'expired' : 'active'
  return { state, fillsUsed: life.fillsUsed, fillsLeft }
}
