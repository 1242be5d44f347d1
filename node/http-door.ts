import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { OpenAPIHandler } from '@orpc/openapi/node'
import { experimental_ZodSmartCoercionPlugin } from '@orpc/zod/zod4'
import type { CallContext, Door } from '../core/dispatch.js'
import type { SignedIn } from '../core/ports/vault.js'
import type { Lobby } from './doors.js'
import { aliasTarget } from './http-aliases.js'
import { openApiDocument, referencePage } from './http-reference.js'
import type { Metrics } from './metrics.js'
import { router } from './router.js'

/** What an import of records may weigh; everything else is far smaller. */
const maximumBodyBytes = 100_000_000

export interface HttpDoor {
  readonly url: string
  close(): Promise<void>
}

/**
 * The loopback HTTP door for other programs of the clinic. It listens on 127.0.0.1 alone; every call but those of the lock
 * screen needs the bearer token that `identity.signIn` gave, which dies with the session. Browsers are kept out: a call
 * with an Origin header is refused, and so is one whose Host is not loopback (DNS rebinding).
 * @param port 0 lets the system choose.
 */
export async function openHttpDoor(
  port: number,
  lobby: Lobby,
  rest: Omit<CallContext, 'door'>,
  version: string,
  metrics: Metrics,
): Promise<HttpDoor> {
  const sessions = new Map<string, SignedIn>()
  const handler = new OpenAPIHandler<CallContext>(router, { plugins: [new experimental_ZodSmartCoercionPlugin()] })
  // Some megabytes of schemas: made when somebody asks for it first, which on most days nobody does.
  let made: ReturnType<typeof openApiDocument> | undefined
  const document = () => {
    made ??= openApiDocument(version)
    return made
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    secure(response)
    const refusal = refusalOf(request)
    if (refusal) return say(response, refusal.status, refusal.body)
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    if (request.method === 'GET' && pathname === '/openapi.json') return say(response, 200, await document())
    if (request.method === 'GET' && pathname === '/docs') return page(response, referencePage(await document()))
    if (request.method === 'GET' && pathname === '/metrics') return tellMetrics(request, response, metrics)
    request.url = aliasTarget(request.method ?? 'GET', request.url ?? '/')
    const door = httpDoor(sessions, lobby, bearerOf(request))
    const { matched } = await handler.handle(request, response, { context: { ...rest, door } })
    if (!matched)
      say(response, 404, { code: 'NOT_FOUND', message: 'There is no such operation. GET /docs lists them all.' })
  }

  const server = createServer({ maxHeaderSize: 16_384 }, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      const reference = rest.reportDefect('http', error)
      if (!response.headersSent)
        say(response, 500, { code: 'DEFECT', message: 'Something went wrong in MediChain.', data: { reference } })
      else response.destroy()
    })
  })
  await listen(server, port)
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The door of one request: who its token belongs to. */
function httpDoor(sessions: Map<string, SignedIn>, lobby: Lobby, token: string | null): Door {
  const key = token === null ? undefined : [...sessions.keys()].find((known) => isSame(known, token))
  return {
    kind: 'http',
    signedIn: () => (key === undefined ? null : (sessions.get(key) ?? null)),
    enter(who) {
      const made = randomBytes(32).toString('base64url')
      sessions.set(made, who)
      lobby.enter(who)
      return made
    },
    leave() {
      const who = key === undefined ? undefined : sessions.get(key)
      if (key === undefined || !who) return
      sessions.delete(key)
      lobby.leave(who)
    },
  }
}

const isSame = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

function bearerOf(request: IncomingMessage): string | null {
  return /^Bearer ([A-Za-z0-9_-]{43})$/.exec(request.headers.authorization ?? '')?.[1] ?? null
}

function refusalOf(request: IncomingMessage): { status: number; body: object } | null {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '')
  if (host !== '127.0.0.1' && host !== 'localhost')
    return { status: 421, body: { code: 'MISDIRECTED', message: 'This door answers on this computer alone.' } }
  if (request.headers.origin !== undefined)
    return { status: 403, body: { code: 'FORBIDDEN', message: 'Web pages may not use this door.' } }
  if (Number(request.headers['content-length'] ?? 0) > maximumBodyBytes)
    return {
      status: 413,
      body: { code: 'TOO_LARGE', message: 'This is more than one call may carry. Nothing was changed.' },
    }
  return null
}

function secure(response: ServerResponse): void {
  response.setHeader('Cache-Control', 'no-store')
  response.setHeader('X-Content-Type-Options', 'nosniff')
  response.setHeader('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
  response.setHeader('Referrer-Policy', 'no-referrer')
}

function say(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' }).end(JSON.stringify(body))
}

/** The metrics have a token of their own: what reads them is no member of staff. */
async function tellMetrics(request: IncomingMessage, response: ServerResponse, metrics: Metrics): Promise<void> {
  const token = bearerOf(request)
  if (token === null || !isSame(token, metrics.token))
    return say(response, 401, { code: 'UNAUTHORIZED', message: 'Give the token of the file metrics-token as bearer.' })
  const text = await metrics.text()
  response.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text)
}

function page(response: ServerResponse, html: string): void {
  response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(html)
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
}
