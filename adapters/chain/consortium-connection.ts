import { z } from 'zod'
import { ChainUnreachable } from '../../core/ports/chain.js'
import { backoffMs, type ChainConnection, type ConnectionState, later, RpcError } from './connection.js'

export interface ConsortiumConnectionOptions {
  /** A JSON-RPC endpoint; https unless it is on this machine. */
  endpoint: string
  /** Sent as a bearer token, where the consortium asks for one. */
  accessToken?: string
  requestTimeoutMs: number
}

const answerSchema = z.union([
  z.object({ error: z.object({ code: z.number(), message: z.string(), data: z.unknown().optional() }) }),
  z.object({ result: z.unknown() }),
])

/**
 * A consortium's node over JSON-RPC. While it does not answer it is asked again, with backoff.
 * @throws {TypeError} when the endpoint is not a URL, or would leave the machine without TLS.
 */
export function createConsortiumConnection(options: ConsortiumConnectionOptions): ChainConnection {
  const url = new URL(options.endpoint)
  const isLoopback = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback)) {
    throw new TypeError('A consortium endpoint outside this machine must use https.')
  }
  let state: ConnectionState['state'] = 'connecting'
  let isClosed = false
  let lastId = 0
  let attempt = 0
  let listener: (state: ConnectionState) => void = () => {}
  let cancelProbe = () => {}

  function report(next: ConnectionState): void {
    if (isClosed || next.state === state) return
    state = next.state
    listener(next)
  }

  async function ask(method: string, params: readonly unknown[]): Promise<unknown> {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(options.accessToken === undefined ? {} : { authorization: `Bearer ${options.accessToken}` }),
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: ++lastId, method, params }),
      signal: AbortSignal.timeout(options.requestTimeoutMs),
    })
    const answer = answerSchema.safeParse(await response.json().catch(() => null))
    if (!answer.success) throw new Error(`HTTP ${response.status} without a JSON-RPC answer`)
    if (!('error' in answer.data)) return answer.data.result
    const { code, message, data } = answer.data.error
    throw new RpcError(code, message, data)
  }

  async function request(method: string, params: readonly unknown[]): Promise<unknown> {
    if (isClosed) throw new ChainUnreachable('The connection is closed.')
    try {
      const result = await ask(method, params)
      attempt = 0
      report({ state: 'up' })
      return result
    } catch (error) {
      if (error instanceof RpcError) throw error
      const reason = `The consortium's node did not answer: ${describe(error)}`
      onSilence(reason)
      throw new ChainUnreachable(reason)
    }
  }

  function onSilence(reason: string): void {
    if (isClosed) return
    report({ state: 'down', reason })
    cancelProbe()
    cancelProbe = later(backoffMs(attempt++), probe)
  }

  // What comes of it is reported by `request`; an error that the node itself answers shows that it is there.
  function probe(): void {
    request('eth_chainId', []).catch((error: unknown) => {
      if (error instanceof RpcError) report({ state: 'up' })
    })
  }

  return {
    kind: 'consortium',
    open(onState) {
      listener = onState
      listener({ state: 'connecting' })
      probe()
    },
    request,
    async close() {
      isClosed = true
      cancelProbe()
    },
  }
}

/** fetch says only "fetch failed"; what failed is its cause. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message || error.message : error.message
}
