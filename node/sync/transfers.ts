import { createHash } from 'node:crypto'
import { Backoff } from '../../adapters/relay/backoff.js'
import { RelayRefused } from '../../adapters/relay/refusals.js'
import type { Reader } from '../../core/ports/database.js'
import { sendBlob } from './blobs.js'
import type { Connected } from './parts.js'
import { quarantine } from './state.js'

interface Transfer {
  hash: string
  direction: 'up' | 'down'
  sealedBytes: number
  chunks: number
}

/**
 * Brings the bytes of attachments to the relay and from it, one file at a time and beside the rounds, so that a large file keeps
 * no op waiting. Each chunk is kept when it is there, and the next try goes on after it.
 */
export class Transfers {
  #running: Promise<void> | null = null
  #isStopped = false
  #wake: () => void = () => undefined
  readonly #backoff: Backoff

  /** @param ended called when a file's bytes are all here, or all at the relay. */
  constructor(
    readonly parts: Connected,
    readonly ended: () => void,
  ) {
    this.#backoff = new Backoff(parts.timings.retryFirstMs, parts.timings.retryMaximumMs, Math.random)
  }

  /** There may be something to do. */
  kick(): void {
    this.#wake()
    this.#running ??= this.#run().finally(() => {
      this.#running = null
    })
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    this.#wake()
    await this.#running
  }

  async #run(): Promise<void> {
    for (;;) {
      const waiting = this.parts.database.read(readTransfers)
      if (waiting.length === 0 || this.#isStopped) return
      let isAnyDone = false
      for (const transfer of waiting) {
        if (this.#isStopped) return
        isAnyDone = (await this.#try(transfer)) || isAnyDone
      }
      if (isAnyDone) this.#backoff.reset()
      else await this.#pause(this.#backoff.next())
    }
  }

  /** Whether the file is over; what fails is tried again, and stands in no other file's way. */
  async #try(transfer: Transfer): Promise<boolean> {
    try {
      if (transfer.direction === 'up') await this.#up(transfer)
      else if (!(await this.#down(transfer))) return false
      const { hash } = transfer
      this.parts.database.transact((db) => db.run('DELETE FROM blob_transfers WHERE hash = $hash', { hash }))
      this.ended()
      return true
    } catch (error) {
      if (error instanceof RelayRefused || (error instanceof Error && error.name.startsWith('Relay'))) return false
      this.parts.log.defect('sync.transfer', error)
      return false
    }
  }

  #up({ hash, sealedBytes }: Transfer): Promise<void> {
    const chunk = (place: number) => this.parts.database.read((db) => chunkAt(db, hash, place)) ?? new Uint8Array()
    return sendBlob(this.parts.client, { hash, bytes: sealedBytes, chunk })
  }

  async #down({ hash, sealedBytes, chunks }: Transfer): Promise<boolean> {
    const { client, database, clock } = this.parts
    const state = await client.blobState(hash)
    // Its author is still sending it.
    if (!state.isComplete) return false
    for (let place = 0; place < chunks; place += 1) {
      if (this.#isStopped) return false
      if (database.read((db) => chunkAt(db, hash, place))) continue
      const body = await client.getChunk(hash, place)
      database.transact((db) =>
        db.run('INSERT INTO blob_chunks (hash, place, body) VALUES ($hash, $place, $body)', { hash, place, body }),
      )
    }
    const digest = createHash('sha256')
    let bytes = 0
    for (let place = 0; place < chunks; place += 1) {
      const body = database.read((db) => chunkAt(db, hash, place)) ?? new Uint8Array()
      digest.update(body)
      bytes += body.length
    }
    if (digest.digest('hex') === hash && bytes === sealedBytes) return true
    database.transact((db) => {
      db.run('DELETE FROM blob_chunks WHERE hash = $hash', { hash })
      quarantine(db, { at: clock.now(), reason: 'MALFORMED', device: null, detail: `file ${hash}`, bytes: null })
    })
    return false
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}

const readTransfers = (db: Reader): Transfer[] =>
  db.rows<Transfer>(
    `SELECT t.hash, t.direction, a.sealed_bytes AS sealedBytes, a.chunks FROM blob_transfers t
     JOIN attachments a ON a.hash = t.hash GROUP BY t.hash ORDER BY t.direction DESC, a.sealed_bytes`,
  )

const chunkAt = (db: Reader, hash: string, place: number): Uint8Array | undefined =>
  db.row<{ body: Uint8Array }>('SELECT body FROM blob_chunks WHERE hash = $hash AND place = $place', { hash, place })
    ?.body
