/**
 * What the chain's client (adapters/chain) and the chain's process (node/chain-process.ts) say to each other.
 * The operator's key travels in the first message, because arguments and environment of a process can be read by others.
 */
export type ToChainProcess =
  | {
      type: 'start'
      dbPath: string
      chainId: number
      /** The account that has funds from the first block on; null where none is known by its key. */
      operatorKey: string | null
      /** Accounts that are given funds before the first block of theirs. */
      accounts: readonly string[]
      /** The loopback port at which other programs are served; null for none. */
      door: { port: number; accessToken: string } | null
    }
  | { type: 'request'; id: number; method: string; params: readonly unknown[] }
  /** Close the database and leave with exit code 0. */
  | { type: 'stop' }

export type FromChainProcess =
  /** `port` is the door's, where there is one. */
  | { type: 'started'; port: number | null }
  /** A line for the node's log; only where there is a door. */
  | { type: 'log'; text: string }
  | { type: 'failed'; reason: string }
  | { type: 'answer'; id: number; result: unknown }
  | { type: 'error'; id: number; error: { code: number; message: string; data: unknown } }
