/** So long nothing was written before it counts as a rest. */
const restMs = 2_000
/** So many changes are not left without upkeep, rest or none. */
const mostChanges = 4_000

/** Work on the file that nobody waits for: it is done when people rest, and at the latest after some thousand changes. */
export class Upkeep {
  #timer: NodeJS.Timeout | undefined
  #lastAt = 0
  #changes = 0
  #isStopped = false

  /** @param work is synchronous, like all that touches the file. @param failed hears of what it throws; the next rest tries again. */
  constructor(
    readonly work: () => void,
    readonly failed: (error: unknown) => void,
  ) {}

  /** Something was committed. */
  changed(): void {
    this.#lastAt = performance.now()
    this.#changes += 1
    const waitMs = this.#changes % mostChanges === 0 ? 0 : restMs
    if (waitMs === 0) clearTimeout(this.#timer)
    else if (this.#timer) return
    this.#look(waitMs)
  }

  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
  }

  #look(inMs: number): void {
    if (this.#isStopped) return
    this.#timer = setTimeout(() => {
      const leftMs = this.#lastAt + restMs - performance.now()
      if (leftMs > 0 && this.#changes < mostChanges) this.#look(leftMs)
      else this.#run()
    }, inMs).unref()
  }

  #run(): void {
    this.#timer = undefined
    this.#changes = 0
    try {
      this.work()
    } catch (error) {
      this.failed(error)
    }
  }
}

/** Gives memory back that V8 would keep until it needs it; does nothing where the program was not started so that it may. */
export function collectGarbage(): void {
  globalThis.gc?.()
  // The first finds out which pages are nearly empty; the second moves what is left in them together and gives them back.
  globalThis.gc?.()
}
