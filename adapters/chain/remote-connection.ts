import { z } from 'zod'
import { isSafeEndpoint, secretsOf, withoutSecrets } from '../../core/kernel/endpoint.js'
import { ChainUnreachable } from '../../core/ports/chain.js'
import { backoffMs, type ChainConnection, type ConnectionState, later, RpcError } from './connection.js'

export interface RemoteConnectionOptions {
  /** A JSON-RPC endpoint; https unless it is on this machine. */
  endpoint: string
  /** Whose chain answers there. */
  kind: 'local' | 'consortium'
  /** Sent as a bearer token, where the node asks for one. */
  accessToken?: string
  requestTimeoutMs: number
}

const answerSchema = z.union([
  z.object({ error: z.object({ code: z.number(), message: z.string(), data: z.unknown().optional() }) }),
  z.object({ result: z.unknown() }),
])

/**
 * A node over JSON-RPC. While it does not answer it is asked again, with backoff. What it says is somebody else's text: neither
 * the credential nor the endpoint's path, which may be one, is passed on where a node repeats it.
 * @throws {TypeError} when the endpoint is not a URL, or would leave the machine without TLS.
 */
export function createRemoteConnection(options: RemoteConnectionOptions): ChainConnection {
  const url = new URL(options.endpoint)
  if (!isSafeEndpoint(options.endpoint)) throw new TypeError('A node outside this machine must be reached by https.')
  const secrets = secretsOf(options)
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
      // Wherever it would lead, nobody has looked at that address.
      redirect: 'error',
      signal: AbortSignal.timeout(options.requestTimeoutMs),
    })
    if (response.status === 401 || response.status === 403) {
      await response.body?.cancel()
      throw new Error(`it refused the credential (HTTP ${response.status})`)
    }
    const answer = answerSchema.safeParse(await response.json().catch(() => null))
    if (!answer.success) throw new Error(`HTTP ${response.status} without a JSON-RPC answer`)
    if (!('error' in answer.data)) return answer.data.result
    const { code, message, data } = answer.data.error
    throw new RpcError(code, withoutSecrets(message, secrets), data)
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
      const whose = options.kind === 'consortium' ? 'consortium’s ' : ''
      const reason = withoutSecrets(`The ${whose}node did not answer: ${describe(error)}`, secrets)
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
    kind: options.kind,
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
