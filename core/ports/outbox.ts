import type { Instant } from '../kernel/instant.js'

/** The sender of what waits for the chain. It runs on a fixed timer, so that block times tell nothing of visits. */
export interface Outbox {
  /** Sends all that waits now. @throws {ChainUnreachable} when no node answers; what waits is kept. */
  flush(): Promise<void>
  nextBatchAt(): Instant | null
}
