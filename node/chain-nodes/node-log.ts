import { appendFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { ChainNodeLogLine } from '../../core/chain-nodes/model.js'
import type { Clock } from '../../core/ports/clock.js'

const mostBytes = 200_000
const linesShown = 200

/** What a node did, in a file beside its blocks: it names blocks and reasons, never a record. */
export class NodeLog {
  constructor(
    readonly path: string,
    readonly clock: Clock,
  ) {}

  /** A full disk must not stop what is being told. */
  write(text: string): void {
    try {
      mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 })
      this.#shorten()
      appendFileSync(this.path, `${this.clock.now()} ${text.replace(/\s+/g, ' ')}\n`, { mode: 0o600 })
    } catch {
      // The node's status says what matters.
    }
  }

  /** Newest first. */
  read(): ChainNodeLogLine[] {
    const lines = this.#lines().slice(-linesShown).reverse()
    return lines.map((line) => ({ at: line.slice(0, 24), text: line.slice(25) }))
  }

  remove(): void {
    rmSync(this.path, { force: true })
  }

  #lines(): string[] {
    try {
      return readFileSync(this.path, 'utf8').split('\n').filter(Boolean)
    } catch {
      return []
    }
  }

  #shorten(): void {
    if ((statSync(this.path, { throwIfNoEntry: false })?.size ?? 0) < mostBytes) return
    const lines = this.#lines()
    writeFileSync(this.path, `${lines.slice(lines.length >> 1).join('\n')}\n`)
  }
}
