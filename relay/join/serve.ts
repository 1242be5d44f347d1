import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { RoomId } from '../../core/kernel/rooms/identity.js'
import { refused } from '../refusal.js'

/** Serves the page that patients open. It is the same for every room, and reads what it needs from its own address. */

const mimeTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
}

interface Asset {
  readonly type: string
  readonly plain: Buffer
  /** Most phones come over slow networks. */
  readonly packed: Buffer
}

function readAsset(file: string): Asset | null {
  const type = mimeTypes[extname(file)]
  if (type === undefined) return null
  const plain = readFileSync(file)
  return { type, plain, packed: gzipSync(plain, { level: 9 }) }
}

/** The built files by name, read once: no address ever becomes a path. Null where the page was not built. */
function readPage(folder: string): { index: Asset; assets: ReadonlyMap<string, Asset> } | null {
  try {
    const index = readAsset(join(folder, 'index.html'))
    const assets = new Map<string, Asset>()
    for (const name of readdirSync(join(folder, 'assets'))) {
      const asset = readAsset(join(folder, 'assets', name))
      if (asset) assets.set(name, asset)
    }
    return index && { index, assets }
  } catch {
    return null
  }
}

/** Own scripts and styles, own relay, camera pictures; nothing else, from nowhere else, framed by nobody. */
function policy(request: FastifyRequest): string {
  // Older Safari does not take 'self' for a WebSocket of the same host.
  const host = /^[A-Za-z0-9.:[\]-]{1,255}$/.exec(request.host)?.[0]
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "worker-src 'self'",
    `connect-src 'self'${host ? ` ${request.protocol === 'https' ? 'wss' : 'ws'}://${host}` : ''}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ')
}

function send(request: FastifyRequest, reply: FastifyReply, asset: Asset, cacheControl: string): FastifyReply {
  const isPacked = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
  if (isPacked) reply.header('content-encoding', 'gzip')
  return reply
    .headers({
      'content-type': asset.type,
      'content-security-policy': policy(request),
      'permissions-policy':
        'camera=(self), microphone=(self), display-capture=(self), geolocation=(), payment=(), usb=()',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
      'cache-control': cacheControl,
      vary: 'accept-encoding',
    })
    .send(isPacked ? asset.packed : asset.plain)
}

/** `GET /join/ROOM` and the page's files. */
export function openJoinRoutes(app: FastifyInstance, folder: string): void {
  const page = readPage(folder)
  app.get('/join/:room', async (request, reply) => {
    const { room } = request.params as { room: string }
    if (!RoomId.safeParse(room).success || page === null)
      throw refused('NOT_FOUND', 'There is no such page here. Open the link from the clinic’s message again.')
    return send(request, reply, page.index, 'no-store')
  })
  app.get('/join/assets/:name', async (request, reply) => {
    const { name } = request.params as { name: string }
    const asset = page?.assets.get(name)
    if (!asset) throw refused('NOT_FOUND', 'There is no such file. Load the page again.')
    // Its name holds the hash of its content.
    return send(request, reply, asset, 'public, max-age=31536000, immutable')
  })
}
