import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import * as z from 'zod'
import { waitAfterFailures } from '../core/identity/rules.js'
import type { Clock } from '../core/ports/clock.js'

const Failures = z.record(z.string(), z.strictObject({ count: z.int().min(1), lastMs: z.number() }))

/** Where the counts outlive the program, and for which names: what somebody typed who is not of the clinic is not written down. */
export interface TriesFile {
  path: string
  isWritten(name: string): boolean
}

/**
 * Counts wrong passphrases by name, so that guessing gets slower and slower, also for whoever starts the program anew. A try counts
 * before it is made: many at once, or a program that is ended in the middle, are no way around.
 */
export class Tries {
  readonly #failures: Map<string, { count: number; lastMs: number }>

  constructor(
    readonly clock: Clock,
    readonly file: TriesFile,
  ) {
    this.#failures = new Map(Object.entries(readFailures(file.path)))
  }

  /** Seconds until somebody may try again; 0 lets them, and counts the try as one that failed until it is known better. */
  begin(name: string): number {
    const failed = this.#failures.get(name)
    const now = this.#now()
    if (failed) {
      // A clock that was set back must not keep anybody out until it has caught up.
      failed.lastMs = Math.min(failed.lastMs, now)
      const seconds = Math.ceil(waitAfterFailures(failed.count) - (now - failed.lastMs) / 1000)
      if (seconds > 0) return seconds
    }
    this.#set(name, (failed?.count ?? 0) + 1)
    return 0
  }

  /** The passphrase was wrong: the wait begins now. */
  failed(name: string): void {
    this.#set(name, this.#failures.get(name)?.count ?? 1)
  }

  /** The try says nothing of the passphrase: it came to nothing for another reason. */
  undo(name: string): void {
    this.#set(name, (this.#failures.get(name)?.count ?? 1) - 1)
  }

  /** The passphrase was right. */
  forget(name: string): void {
    this.#set(name, 0)
  }

  #now(): number {
    return Date.parse(this.clock.now())
  }

  #set(name: string, count: number): void {
    if (count > 0) this.#failures.set(name, { count, lastMs: this.#now() })
    else this.#failures.delete(name)
    this.#write()
  }

  /** A disk that is full lets people in all the same: then the counts last as long as the program. */
  #write(): void {
    const { path, isWritten } = this.file
    const kept = [...this.#failures].filter(([name]) => isWritten(name))
    try {
      if (kept.length === 0) {
        rmSync(path, { force: true })
        return
      }
      writeFileSync(`${path}.new`, JSON.stringify(Object.fromEntries(kept)), { mode: 0o600 })
      renameSync(`${path}.new`, path)
    } catch {
      // What is counted in memory holds.
    }
  }
}

/** A file that is missing or was damaged counts nobody's tries: whoever can write it has the key file, and guesses elsewhere. */
function readFailures(path: string): z.infer<typeof Failures> {
  try {
    return Failures.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return {}
  }
}
