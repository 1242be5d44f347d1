/**
 * What the chain's client (adapters/chain) and the chain's process (node/chain-process.ts) say to each other.
 * The operator's key travels in the first message, because arguments and environment of a process can be read by others.
 */
export type ToChainProcess =
  | { type: 'start'; dbPath: string; chainId: number; operatorKey: string }
  | { type: 'request'; id: number; method: string; params: readonly unknown[] }
  /** Close the database and leave with exit code 0. */
  | { type: 'stop' }

export type FromChainProcess =
  | { type: 'started' }
  | { type: 'failed'; reason: string }
  | { type: 'answer'; id: number; result: unknown }
  | { type: 'error'; id: number; error: { code: number; message: string; data: unknown } }
