import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as z from 'zod'

/** How other programs of this computer reach a chain: JSON-RPC over loopback HTTP, with a bearer token. */
export interface ChainDoor {
  readonly port: number
  close(): Promise<void>
}

export interface ChainDoorOptions {
  /** 0 for a free one. */
  port: number
  accessToken: string
  methods: ReadonlySet<string>
  ask(method: string, params: readonly unknown[]): Promise<unknown>
  /** For the node's log. */
  tell(text: string): void
}

const mostBytes = 2_000_000
const mostAtOnce = 100

const callSchema = z.object({
  id: z.union([z.number(), z.string(), z.null()]).default(null),
  method: z.string(),
  params: z.array(z.unknown()).default([]),
})

/** @throws where the port is taken or may not be opened. */
export async function openChainDoor(options: ChainDoorOptions): Promise<ChainDoor> {
  const expected = digest(`Bearer ${options.accessToken}`)

  async function answer(call: unknown): Promise<object> {
    const read = callSchema.safeParse(call)
    if (!read.success)
      return { jsonrpc: '2.0', id: null, error: { code: -32600, message: 'This is no JSON-RPC call.' } }
    const { id, method, params } = read.data
    const refused = (code: number, message: string, data?: unknown) => ({
      ...{ jsonrpc: '2.0', id, error: { code, message, data } },
    })
    if (!options.methods.has(method)) return refused(-32601, 'This method is not available here.')
    try {
      return { jsonrpc: '2.0', id, result: (await options.ask(method, params)) ?? null }
    } catch (error) {
      const { code, data } = error as { code?: unknown; data?: unknown }
      return refused(
        typeof code === 'number' ? code : -32603,
        error instanceof Error ? error.message : String(error),
        data,
      )
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A page of another site that was pointed at this address names its own host, and every page its origin.
    const host = request.headers.host?.replace(/:\d+$/, '')
    if (request.headers.origin !== undefined || (host !== '127.0.0.1' && host !== 'localhost'))
      return say(response, 403)
    if (!timingSafeEqual(digest(request.headers.authorization ?? ''), expected)) {
      options.tell('Somebody without the right token was turned away.')
      return say(response, 401)
    }
    if (request.method !== 'POST') return say(response, 405)
    const body = await read(request)
    if (body === null) return say(response, 413)
    const calls = parse(body)
    if (!Array.isArray(calls)) return say(response, 200, await answer(calls))
    if (calls.length > mostAtOnce) return say(response, 413)
    const answers: object[] = []
    for (const call of calls) answers.push(await answer(call))
    return say(response, 200, answers)
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const digest = (text: string): Uint8Array => createHash('sha256').update(text).digest()

function say(response: ServerResponse, status: number, body?: object): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(body === undefined ? undefined : JSON.stringify(body))
}

/** Null where it is larger than anything that is asked here. */
async function read(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of request) {
    bytes += (part as Buffer).length
    if (bytes > mostBytes) return null
    parts.push(part as Buffer)
  }
  return Buffer.concat(parts).toString('utf8')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
