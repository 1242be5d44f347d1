import { waitAfterFailures } from '../core/identity/rules.js'
import type { Clock } from '../core/ports/clock.js'

/** Counts wrong passphrases by name, so that guessing gets slower and slower. */
export class Tries {
  readonly #failures = new Map<string, { count: number; lastMs: number }>()

  constructor(readonly clock: Clock) {}

  secondsToWait(name: string): number {
    const failed = this.#failures.get(name)
    if (!failed) return 0
    const passed = (Date.parse(this.clock.now()) - failed.lastMs) / 1000
    return Math.max(0, Math.ceil(waitAfterFailures(failed.count) - passed))
  }

  failed(name: string): void {
    const count = (this.#failures.get(name)?.count ?? 0) + 1
    this.#failures.set(name, { count, lastMs: Date.parse(this.clock.now()) })
  }

  forget(name: string): void {
    this.#failures.delete(name)
  }
}
