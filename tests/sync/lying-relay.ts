import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'
import {
  decodeLivePage,
  decodePage,
  encodeLivePage,
  encodePage,
  type LivePage,
  type PagedBatch,
} from '../../adapters/oplog/page.js'
import type { TenantDirectory } from '../../core/sync/protocol.js'

/** A page of the log on its way to a device. */
export interface Page {
  entries: PagedBatch[]
  cursor: number
  reached: number
}

/** What the relay of these tests says instead of the truth, to one device. */
export interface Lies {
  page?: (page: Page) => Page
  directory?: (directory: TenantDirectory) => TenantDirectory
  /** What comes by itself over the live line; without it, the page's lie holds there too. */
  live?: (page: LivePage) => Uint8Array | null
}

/** Stands before a real relay and passes everything on as it is, but for the lies. Keeps all that went through it. */
export class LyingRelay {
  readonly traffic: Buffer[] = []
  readonly #lines = new Set<string>()
  /** How often batches came to the victim over its live line. */
  brought = 0
  readonly #doors = new WebSocketServer({ noServer: true })
  #lies: Lies = {}
  #victim: string | null = null
  #isCut = false
  #lost = { path: '', times: 0 }
  #watcher: (call: IncomingMessage) => void = () => undefined
  readonly #sockets = new Set<{ destroy(): void }>()

  private constructor(
    readonly target: URL,
    readonly server: Server,
  ) {}

  static async before(relay: string): Promise<LyingRelay> {
    const server = createServer()
    const lying = new LyingRelay(new URL(relay), server)
    server.on('request', (call, reply) => void lying.#pass(call, reply))
    server.on('upgrade', (call, socket, head) => lying.#passLine(call, socket as never, head))
    server.on('connection', (socket) => {
      lying.#sockets.add(socket)
      socket.on('close', () => lying.#sockets.delete(socket))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return lying
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  /** Lies to this device from now on; its next pull hears it. */
  lie(victim: string, lies: Lies): void {
    this.#victim = victim
    this.#lies = lies
  }

  /** Whether the device's live line is open. */
  hasLine(device: string): boolean {
    return [...this.#lines].some((whose) => whose.includes(device))
  }

  honest(): void {
    this.#victim = null
    this.#lies = {}
  }

  /** Hears of every request before it is passed on. */
  watch(watcher: (call: IncomingMessage) => void): void {
    this.#watcher = watcher
  }

  /** The next answers from this path are lost on their way: the relay did what it was asked, and nobody hears so. */
  loseAnswer(path: string, times = 1): void {
    this.#lost = { path, times }
  }

  /** Nothing goes through any more, and lines that are open break. */
  cut(): void {
    this.#isCut = true
    for (const socket of this.#sockets) socket.destroy()
  }

  mend(): void {
    this.#isCut = false
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => this.server.close(resolve))
  }

  async #pass(call: IncomingMessage, reply: ServerResponse): Promise<void> {
    this.#watcher(call)
    if (this.#isCut) return void call.socket.destroy()
    const asked = await bodyOf(call)
    this.traffic.push(Buffer.from(`${call.method} ${call.url} ${JSON.stringify(call.headers)}`), asked)
    const sent = request(new URL(call.url ?? '/', this.target), { method: call.method, headers: call.headers })
    sent.on('error', () => call.socket.destroy())
    sent.on('response', async (answer) => {
      const body = await bodyOf(answer)
      const headers = { ...answer.headers }
      delete headers['content-length']
      delete headers['transfer-encoding']
      if (this.#lost.times > 0 && call.url?.startsWith(this.#lost.path)) {
        this.#lost.times -= 1
        return void call.socket.destroy()
      }
      const said = this.#changed(call, body, headers)
      this.traffic.push(Buffer.from(JSON.stringify(headers)), said)
      reply.writeHead(answer.statusCode ?? 500, headers)
      reply.end(said)
    })
    sent.end(asked)
  }

  #changed(call: IncomingMessage, body: Buffer, headers: IncomingMessage['headers']): Buffer {
    if (!this.#isVictim(call) || call.method !== 'GET') return body
    if (call.url?.startsWith('/v1/directory') && this.#lies.directory)
      return Buffer.from(JSON.stringify(this.#lies.directory(JSON.parse(body.toString()))))
    if (!call.url?.startsWith('/v1/batches') || !this.#lies.page) return body
    const [cursor, reached] = [Number(headers['x-cursor']), Number(headers['x-reached'])]
    const page = this.#lies.page({ entries: decodePage(body), cursor, reached })
    Object.assign(headers, { 'x-cursor': String(page.cursor), 'x-reached': String(page.reached) })
    return Buffer.from(encodePage(page.entries))
  }

  /** The live line, message by message: what it brings of the log is lied about as a page is. */
  #passLine(call: IncomingMessage, socket: import('node:net').Socket, head: Buffer): void {
    if (this.#isCut) return void socket.destroy()
    const url = new URL(call.url ?? '/', this.target.href.replace('http', 'ws'))
    const line = new WebSocket(url, { headers: { authorization: String(call.headers.authorization) } })
    line.on('error', () => socket.destroy())
    line.on('unexpected-response', () => socket.destroy())
    line.on('open', () =>
      this.#doors.handleUpgrade(call, socket, head, (near) => {
        const whose = String(call.headers.authorization)
        this.#lines.add(whose)
        near.on('error', () => line.terminate()).on('close', () => line.terminate())
        line
          .on('ping', () => near.ping())
          .on('close', () => {
            this.#lines.delete(whose)
            near.terminate()
          })
        line.on('message', (data: Buffer, isBinary) => {
          const said = isBinary ? this.#brought(call, data) : data
          this.traffic.push(data)
          if (said) near.send(said, { binary: isBinary })
        })
      }),
    )
  }

  /** Null where nothing of it goes through. */
  #brought(call: IncomingMessage, bytes: Buffer): Uint8Array | null {
    const page = decodeLivePage(bytes)
    if (!this.#isVictim(call) || !page) return bytes
    this.brought += 1
    if (this.#lies.live) return this.#lies.live(page)
    if (!this.#lies.page) return bytes
    const entries = decodePage(page.bytes)
    const cursor = entries.at(-1)?.cursor ?? 0
    const told = this.#lies.page({ entries, cursor, reached: cursor })
    return told.entries.length > 0 ? encodeLivePage(page.after, told.entries) : null
  }

  #isVictim(call: IncomingMessage): boolean {
    return this.#victim !== null && String(call.headers.authorization).includes(this.#victim)
  }
}

async function bodyOf(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of stream as AsyncIterable<Buffer>) parts.push(part)
  return Buffer.concat(parts)
}
