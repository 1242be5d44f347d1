import './tracing-channel.js'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import websocket from '@fastify/websocket'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { ZodError } from 'zod'
import { BatchFault } from '../adapters/oplog/batch.js'
import { maximumSignalBytes } from '../core/kernel/rooms/signals.js'
import { authenticate, deviceOf } from './caller.js'
import { openJoinRoutes } from './join/serve.js'
import { Refused, refused } from './refusal.js'
import type { Relay } from './relay.js'
import { openClinicRoomRoutes } from './rooms/clinic-routes.js'
import { openMessageRoutes } from './rooms/messages.js'
import { openRoomSocket } from './rooms/socket.js'
import { openBlobRoutes } from './sync/blob-routes.js'
import { openDeviceRoutes } from './sync/device-routes.js'
import { openDirectoryRoutes, openNewcomerRoutes } from './sync/enrollment-routes.js'
import { openLogRoutes } from './sync/log-routes.js'
import type { TlsFiles } from './tls.js'
import { isSame } from './tokens.js'

export interface HttpOptions {
  readonly tls: TlsFiles | null
  /** Behind a proxy that ends TLS: addresses come from its X-Forwarded-For. */
  readonly isBehindProxy: boolean
  /** `GET /metrics` from elsewhere than this machine needs it; null answers this machine alone. */
  readonly metricsToken: string | null
  /** A device that does more in a minute is asked to slow down. */
  readonly requestsPerMinute: number
  /** Founding, challenges, enrollment and recovery from one address. */
  readonly strangerRequestsPerMinute: number
  /** While it answers true, every new request is sent away: the process is about to end. */
  readonly isDraining: () => boolean
  /** The built page that patients open. */
  readonly joinFolder: string
}

/** A slow line may take minutes for eight mebibytes; a header may not. */
const bodyTimeoutMs = 300_000
const headerTimeoutMs = 15_000
const jsonBodyLimit = 262_144

/** The relay's door: routes, limits, refusals in words, and numbers for the operator. */
export async function openHttp(relay: Relay, options: HttpOptions): Promise<FastifyInstance> {
  const server = { headersTimeout: headerTimeoutMs, requestTimeout: bodyTimeoutMs, connectionsCheckingInterval: 5_000 }
  const shared = {
    logger: false,
    bodyLimit: jsonBodyLimit,
    trustProxy: options.isBehindProxy,
    requestTimeout: bodyTimeoutMs,
    forceCloseConnections: 'idle' as const,
    routerOptions: { maxParamLength: 100 },
  }
  const app = (
    options.tls
      ? fastify({ ...shared, https: { ...server, cert: options.tls.cert, key: options.tls.key } })
      : fastify({ ...shared, http: server })
  ) as FastifyInstance
  await app.register(websocket, { options: { maxPayload: maximumSignalBytes } })
  await app.register(rateLimit, { global: false })
  app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  )
  app.addHook('onRequest', async () => {
    if (options.isDraining())
      throw refused('UNAVAILABLE', 'The relay restarts. It goes on by itself.', { retryAfterSeconds: 1 })
  })
  app.addHook('onSend', async (_request, reply) => {
    if (options.isDraining()) reply.header('connection', 'close')
  })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    relay.metrics.requests.observe({ route, status: String(reply.statusCode) }, reply.elapsedTime / 1_000)
  })
  app.setErrorHandler((error, _request, reply) => sayRefusal(relay, error, reply))
  app.setNotFoundHandler(() => {
    throw refused('NOT_FOUND', 'There is no such route. Are the device and the relay of the same version?')
  })
  await app.register(async (scope) => {
    // What a browser may be pointed at. Devices are no browsers: their answers go without a dozen headers each.
    await scope.register(helmet, { contentSecurityPolicy: { directives: { defaultSrc: ["'none'"] } } })
    openOperatorRoutes(scope, relay, options)
    const keyGenerator = (request: FastifyRequest) => request.ip
    await scope.register(rateLimit, limitOf(options.strangerRequestsPerMinute, keyGenerator))
    openDeviceRoutes(scope, relay)
    openNewcomerRoutes(scope, relay)
    openRoomSocket(scope, relay)
    openMessageRoutes(scope, relay)
    openJoinRoutes(scope, options.joinFolder)
  })
  await app.register(async (scope) => {
    scope.addHook('onRequest', (request) => authenticate(relay, request))
    const keyGenerator = (request: FastifyRequest) => deviceOf(request).device
    await scope.register(rateLimit, limitOf(options.requestsPerMinute, keyGenerator))
    openDirectoryRoutes(scope, relay)
    openLogRoutes(scope, relay)
    openBlobRoutes(scope, relay)
    openClinicRoomRoutes(scope, relay)
  })
  return app
}

const noHeaders = { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false }

const limitOf = (max: number, keyGenerator: (request: FastifyRequest) => string) => ({
  global: true,
  max,
  timeWindow: 60_000,
  cache: 20_000,
  keyGenerator,
  addHeadersOnExceeding: noHeaders,
  errorResponseBuilder: (_request: FastifyRequest, { ttl }: { ttl: number }) =>
    refused('TOO_MANY', 'Too many requests in a minute. The device goes on by itself.', {
      retryAfterSeconds: Math.max(1, Math.ceil(ttl / 1_000)),
    }),
})

function openOperatorRoutes(app: FastifyInstance, relay: Relay, { metricsToken, isBehindProxy }: HttpOptions): void {
  app.get('/healthz', () => ({ isAlive: true }))
  app.get('/readyz', async () => {
    await relay.database.row('SELECT 1 AS one')
    return { isReady: true }
  })
  app.get('/metrics', async (request, reply) => {
    const isHere = !isBehindProxy && /^(::ffff:)?127\.|^::1$/.test(request.socket.remoteAddress ?? '')
    const isToken = metricsToken !== null && isSame(request.headers.authorization ?? '', `Bearer ${metricsToken}`)
    if (!isHere && !isToken) throw refused('UNAUTHORIZED', 'Numbers are for the operator: send the metrics token.')
    relay.metrics.live.set(relay.live.size)
    const { rooms, participants } = await relay.rooms.size()
    relay.metrics.rooms.set(rooms)
    relay.metrics.roomParticipants.set(participants)
    relay.metrics.mediaWorkers.set(relay.rooms.workers.size)
    relay.metrics.mediaWorkerDeaths.set(relay.rooms.workers.deaths)
    return reply.type(relay.metrics.registry.contentType).send(await relay.metrics.registry.metrics())
  })
}

function sayRefusal(relay: Relay, error: unknown, reply: FastifyReply): FastifyReply {
  const refusal = refusalOf(error)
  if (!refusal) relay.log.defect(reply.request.routeOptions.url ?? 'none', error)
  const said =
    refusal ?? refused('UNAVAILABLE', 'The relay could not do this; it keeps trying.', { retryAfterSeconds: 2 })
  relay.metrics.refusals.inc({ code: said.refusal.code })
  if (said.refusal.retryAfterSeconds !== undefined) reply.header('retry-after', said.refusal.retryAfterSeconds)
  return reply.code(said.status).send(said.refusal)
}

function refusalOf(error: unknown): Refused | null {
  if (error instanceof Refused) return error
  if (error instanceof BatchFault) return refused(error.code, error.message)
  if (error instanceof ZodError) {
    // Which field, never what stood in it.
    const [issue] = error.issues
    return refused('MALFORMED', `This is not what the protocol says: ${issue?.path.join('.') || 'the whole body'}.`)
  }
  const { statusCode = 500 } = error as { statusCode?: number }
  if (statusCode === 413) return refused('TOO_LARGE', 'This is more than one request may carry. Send less at once.')
  return statusCode >= 400 && statusCode < 500
    ? refused('MALFORMED', 'The request cannot be read. Are the device and the relay of the same version?')
    : null
}
