/** How long to wait before a crashed process is started again, or null when it is hopeless. */
export interface RestartPolicy {
  afterCrash(nowMs: number): { delayMs: number; attempt: number } | null
  forgive(): void
}

const windowMs = 60_000
const crashesAllowed = 5

/**
 * At once the first time (most crashes are a single bad moment), then 1 s, 2 s, 4 s …; the sixth crash within a minute
 * is not going to heal by itself.
 */
export function restartPolicy(): RestartPolicy {
  let crashesMs: number[] = []
  return {
    afterCrash: (nowMs) => {
      crashesMs = [...crashesMs.filter((crashMs) => nowMs - crashMs < windowMs), nowMs]
      const attempt = crashesMs.length
      if (attempt > crashesAllowed) return null
      return { attempt, delayMs: attempt === 1 ? 0 : 1000 * 2 ** (attempt - 2) }
    },
    forgive: () => {
      crashesMs = []
    },
  }
}
