import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs'

/** How far the records had come when a commit was last acknowledged. */
export interface Mark {
  auditSeq: number
  opSeq: number
}

/**
 * A few bytes beside the database, written after each commit. SQLite rolls a damaged end of its write-ahead log back without
 * a word; a file that is behind its watermark has lost something that was acknowledged, and the person must hear of it.
 * Written without fsync: it may lag behind the records after a power cut, and never runs ahead of them.
 */
export class Watermark {
  readonly #descriptor: number
  readonly #buffer = new DataView(new ArrayBuffer(16))

  constructor(path: string) {
    this.#descriptor = openSync(path, existsSync(path) ? 'r+' : 'w+', 0o600)
  }

  write(mark: Mark): void {
    this.#buffer.setFloat64(0, mark.auditSeq)
    this.#buffer.setFloat64(8, mark.opSeq)
    writeSync(this.#descriptor, this.#buffer, 0, 16, 0)
  }

  close(): void {
    closeSync(this.#descriptor)
  }
}

/** The mark that a file holds; nothing where there is none or it was cut short. */
export function readWatermark(path: string): Mark | undefined {
  if (!existsSync(path)) return undefined
  const bytes = readFileSync(path)
  if (bytes.length < 16) return undefined
  return { auditSeq: bytes.readDoubleBE(0), opSeq: bytes.readDoubleBE(8) }
}
