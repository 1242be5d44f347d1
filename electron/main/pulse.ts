/**
 * How often the shell asks the local node whether it still answers, and how often it may fail to: two minutes, because a slow
 * computer that imports or migrates is busy, not hung.
 */
export const pulseBeat = { everyMs: 5_000, missesAllowed: 24 }

export interface Pulse {
  /** The node answered. */
  answered(): void
  stop(): void
}

export interface PulseOptions {
  everyMs: number
  /** Beats without an answer after which it counts as hung. Beats, not time: a computer that slept has missed none. */
  missesAllowed: number
  ask: () => void
  /** Told once. */
  onSilent: () => void
}

/** Asks at every beat, and tells when too many beats in a row went unanswered: a process may live and do nothing. */
export function watchPulse({ everyMs, missesAllowed, ask, onSilent }: PulseOptions): Pulse {
  let misses = 0
  const timer = setInterval(() => {
    if (misses >= missesAllowed) {
      clearInterval(timer)
      onSilent()
      return
    }
    misses += 1
    ask()
  }, everyMs)
  return {
    answered: () => {
      misses = 0
    },
    stop: () => clearInterval(timer),
  }
}
