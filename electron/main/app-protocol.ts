import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { protocol, type Session } from 'electron'
import { contentSecurityPolicy } from './content-security.js'
import { fillPage, type PageFaces } from './page.js'

const scheme = 'app'
/** The only origin that this program trusts, and the only one that it ever shows. */
export const appOrigin = `${scheme}://medichain`
export const startUrl = `${appOrigin}/index.html`

const mimeTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
  '.mp3': 'audio/mpeg',
  '.webm': 'video/webm',
  '.txt': 'text/plain; charset=utf-8',
  // Character maps and outlines of fonts, for PDFs.
  '.bcmap': 'application/octet-stream',
  '.pfb': 'application/octet-stream',
}

const securityHeaders = {
  'content-security-policy': contentSecurityPolicy(null),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
}

/** Must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } },
  ])
}

/**
 * The file in `folder` that a URL names, or null for anything that is not plainly inside it: another host, an encoded
 * separator, a step upwards, a NUL, a drive letter.
 */
export function fileFor(url: string, folder: string): string | null {
  let path: string
  try {
    const parsed = new URL(url)
    if (`${parsed.protocol}//${parsed.host}` !== appOrigin) return null
    path = decodeURIComponent(parsed.pathname)
  } catch {
    return null
  }
  if (!/^\/[\w\-./@+ ]*$/.test(path) || path.split('/').includes('..')) return null
  const file = normalize(join(folder, path === '/' ? 'index.html' : path))
  return file.startsWith(folder + sep) ? file : null
}

const refuse = (status: number) => new Response(null, { status, headers: securityHeaders })

/** The page itself: made anew for each answer, with a nonce that only its own style elements know. */
async function answerPage(file: string, faces: PageFaces): Promise<Response> {
  const nonce = randomBytes(16).toString('base64')
  const page = fillPage(await readFile(file, 'utf8'), nonce, faces)
  return new Response(page, {
    headers: {
      ...securityHeaders,
      'content-security-policy': contentSecurityPolicy(nonce),
      'content-type': mimeTypes['.html'] ?? '',
    },
  })
}

/**
 * Serves the built window, read-only, with the strict policy on every answer.
 * @param readFaces what the page may show at once
 */
export function serveApp(session: Session, folder: string, readFaces: () => PageFaces): void {
  session.protocol.handle(scheme, async (request) => {
    if (request.method !== 'GET') return refuse(405)
    const file = fileFor(request.url, folder)
    const type = file ? mimeTypes[extname(file)] : undefined
    if (!file || !type) return refuse(404)
    try {
      if (extname(file) === '.html') return await answerPage(file, readFaces())
      return new Response(await readFile(file), { headers: { ...securityHeaders, 'content-type': type } })
    } catch {
      return refuse(404)
    }
  })
}
