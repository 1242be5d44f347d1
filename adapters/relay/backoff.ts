/** How long to wait after failures in a row: twice as long each time, up to a bound, and never two devices at once. */
export class Backoff {
  #failures = 0

  /** @param random 0 to 1, so that a clinic's devices do not all come back in the same second. */
  constructor(
    readonly firstMs: number,
    readonly maximumMs: number,
    readonly random: () => number,
  ) {}

  /**
   * The wait after one more failure.
   * @param atLeastMs what the relay asked for with Retry-After.
   */
  next(atLeastMs = 0): number {
    const ceiling = Math.min(this.maximumMs, this.firstMs * 2 ** Math.min(this.#failures, 20))
    this.#failures += 1
    // Between a half and the whole: waits stay apart and none is zero.
    return Math.round(atLeastMs + ceiling * (0.5 + this.random() / 2))
  }

  reset(): void {
    this.#failures = 0
  }
}
