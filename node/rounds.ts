import { addMinutes, type Instant } from '../core/kernel/instant.js'

/**
 * Work that is done again and again at a fixed beat, never twice at once. A round that fails has been kept by whoever
 * failed (what waits for the chain goes on waiting), so the beat simply goes on.
 */
export class Rounds {
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #nextAt: Instant | null = null
  #isStopped = false

  constructor(
    readonly seconds: number,
    readonly work: () => Promise<void>,
  ) {
    this.#schedule()
  }

  /** Runs a round now, or joins the one that comes after the one that runs. @throws what the work throws. */
  async now(): Promise<void> {
    await this.#running?.catch(() => undefined)
    if (this.#running) return this.#running
    // Whoever asked came too late: what the work needs is being closed.
    if (this.#isStopped) return
    const running = this.work().finally(() => {
      this.#running = undefined
    })
    this.#running = running
    return running
  }

  nextAt(): Instant | null {
    return this.#nextAt
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    await this.#running?.catch(() => undefined)
  }

  #schedule(): void {
    if (this.#isStopped) return
    this.#nextAt = addMinutes(new Date().toISOString(), this.seconds / 60)
    this.#timer = setTimeout(() => {
      void this.now()
        .catch(() => undefined)
        .finally(() => this.#schedule())
    }, this.seconds * 1000)
  }
}
