/** How a node of the chain is reached: our own process, or a consortium's endpoint. Both speak EIP-1193 requests. */
export interface ChainConnection {
  readonly kind: 'local' | 'consortium'
  /** Starts connecting; keeps reconnecting until closed. */
  open(listener: (state: ConnectionState) => void): void
  /**
   * One JSON-RPC request. Requests may overlap; each is answered, or rejected when the connection is lost.
   * @throws {RpcError} what the node answered; @throws {ChainUnreachable} when it did not.
   */
  request(method: string, params: readonly unknown[]): Promise<unknown>
  close(): Promise<void>
}

export type ConnectionState = { state: 'connecting' } | { state: 'up' } | { state: 'down'; reason: string }

/** An error that the node answered with, as JSON-RPC carries it. */
export class RpcError extends Error {
  override readonly name = 'RpcError'
  constructor(
    readonly code: number,
    message: string,
    readonly data: unknown,
  ) {
    super(message)
  }
}

/** How long to wait before the given attempt (from 0): doubles from 250 ms to 30 s, so that a broken node is not hammered. */
export const backoffMs = (attempt: number): number => Math.min(250 * 2 ** attempt, 30_000)

/**
 * How long a process may stay silent before it is taken for hung, after so many that were (from 0): doubles up to sixteen times,
 * so that a machine too slow for the first limit is not kept busy by ending a process that would have answered.
 */
export const patienceMs = (limitMs: number, hangs: number): number => limitMs * 2 ** Math.min(hangs, 4)

/** Runs a task later without keeping the program alive for it. Returns the canceller. */
export function later(delayMs: number, task: () => void): () => void {
  const timer = setTimeout(task, delayMs)
  timer.unref?.()
  return () => clearTimeout(timer)
}
