import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { Duplex } from 'node:stream'
import { connect, type TLSSocket } from 'node:tls'
import type { Instant } from '../../core/kernel/instant.js'
import { RelayImpostor, RelayUnreachable } from './refusals.js'

/** Where a relay is, and whose certificate it must show: SHA-256 in hex, or null where certificate authorities vouch for it. */
export interface RelayAddress {
  url: string
  fingerprint: string | null
}

export interface Ask {
  method: 'GET' | 'POST' | 'PUT'
  path: string
  body?: Uint8Array | object
  token?: string
  timeoutMs?: number
}

export interface Answer {
  status: number
  headers: IncomingMessage['headers']
  body: Buffer
}

/** Bytes of requests and answers to and from all relays since the program began; live lines are not counted. */
export const relayTraffic = { bytes: 0 }

const defaultTimeoutMs = 20_000
/** A page of batches is at most 8 MiB or one batch; nothing that a relay says is longer than two of them. */
const maximumAnswerBytes = 20 * 1_048_576

/** The colons and capitals in which people and OpenSSL write fingerprints do not matter. */
export const normalizeFingerprint = (text: string): string => text.replace(/[^0-9a-fA-F]/g, '').toLowerCase()

/**
 * HTTP to one relay. In the clear it goes to this computer alone; everything else is TLS, where a pinned certificate is
 * checked before the first byte is sent.
 */
export class Transport {
  readonly base: URL
  readonly agent: HttpAgent | HttpsAgent

  /** @throws {RelayImpostor} for an address that would go in the clear over a network. */
  constructor(address: RelayAddress) {
    this.base = new URL(address.url)
    if (this.base.protocol === 'http:') {
      if (!isLoopback(this.base.hostname)) throw new RelayImpostor('A relay on a network is spoken to over TLS alone.')
      this.agent = new HttpAgent({ keepAlive: true })
    } else if (address.fingerprint === null) this.agent = new HttpsAgent({ keepAlive: true })
    else this.agent = new PinnedAgent(normalizeFingerprint(address.fingerprint))
  }

  /** @throws {RelayUnreachable} {@link RelayImpostor} */
  ask(ask: Ask): Promise<Answer> {
    return this.#ask(ask, false)
  }

  #ask(ask: Ask, isRepeat: boolean): Promise<Answer> {
    const { method, path, body, token, timeoutMs = defaultTimeoutMs } = ask
    const isBytes = body instanceof Uint8Array
    const bytes = body === undefined || isBytes ? body : Buffer.from(JSON.stringify(body))
    const headers = {
      ...(bytes && { 'content-type': isBytes ? 'application/octet-stream' : 'application/json' }),
      ...(bytes && { 'content-length': String(bytes.length) }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    }
    const send = this.base.protocol === 'http:' ? httpRequest : httpsRequest
    return new Promise((resolve, reject) => {
      const fail = (error: unknown) =>
        reject(
          error instanceof RelayImpostor ? error : new RelayUnreachable('The relay is not reached.', { cause: error }),
        )
      const call = send(new URL(path, this.base), { method, headers, agent: this.agent }, (reply) => {
        collect(reply).then((body) => {
          relayTraffic.bytes += (bytes?.length ?? 0) + body.length
          resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body })
        }, fail)
      })
      // The whole exchange has an end: a half-open line is silent for ever. More bytes get more time, 16 KiB a second.
      const clock = setTimeout(
        () => call.destroy(new Error('The relay took too long.')),
        timeoutMs + (bytes?.length ?? 0) / 16,
      )
      call.on('error', (error) => {
        // The relay closed a line that lay idle, and we were asleep or busy when it said so. Where it had heard the question all
        // the same, asking twice does no harm: every answer of the protocol may be lost.
        if (call.reusedSocket && 'code' in error && error.code === 'ECONNRESET' && !isRepeat)
          this.#ask(ask, true).then(resolve, reject)
        else fail(error)
      })
      call.on('close', () => clearTimeout(clock))
      call.end(bytes)
    })
  }

  close(): void {
    this.agent.destroy()
  }
}

async function collect(reply: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of reply as AsyncIterable<Buffer>) {
    length += part.length
    if (length > maximumAnswerBytes) throw new Error('The relay’s answer does not end.')
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** TLS to whoever shows exactly this certificate, whatever it says about itself and whoever signed it. */
class PinnedAgent extends HttpsAgent {
  constructor(readonly fingerprint: string) {
    // A resumed session shows no certificate, so none is kept.
    super({ keepAlive: true, maxCachedSessions: 0 })
  }

  override createConnection(
    options: Parameters<HttpsAgent['createConnection']>[0],
    ready?: (error: Error | null, socket: Duplex) => void,
  ): undefined {
    const { host, port } = options as { host?: string; port?: number }
    const socket: TLSSocket = connect({ host: host ?? 'localhost', port: Number(port), rejectUnauthorized: false })
    // What is said in small pieces leaves at once, as over every other agent.
    socket.setNoDelay(true)
    const failed = (error: Error) => ready?.(error, socket)
    socket.once('error', failed)
    socket.once('secureConnect', () => {
      socket.off('error', failed)
      const shown = normalizeFingerprint(socket.getPeerCertificate().fingerprint256 ?? '')
      if (shown === this.fingerprint) return ready?.(null, socket)
      socket.destroy()
      failed(new RelayImpostor('The relay shows another certificate than the one that was pinned.'))
    })
    return undefined
  }
}

/**
 * The certificate that answers at an address: its SHA-256, until when it holds, and whether certificate authorities vouch for it.
 * Nothing is sent there. Null for an address in the clear, which is this computer's own.
 * @throws {RelayUnreachable}
 */
export function lookAtCertificate(
  url: string,
  timeoutMs = 8_000,
): Promise<{ fingerprint: string; isVouchedFor: boolean; endsAt: Instant } | null> {
  const { protocol, hostname, port } = new URL(url)
  if (protocol === 'http:') return Promise.resolve(null)
  return new Promise((resolve, reject) => {
    const host = hostname.replace(/^\[|\]$/g, '')
    const name = /^[\d.]+$|:/.test(host) ? {} : { servername: host }
    const socket = connect({ host, port: Number(port || 443), rejectUnauthorized: false, ...name })
    const fail = (cause: Error) => reject(new RelayUnreachable('The relay is not reached.', { cause }))
    const timer = setTimeout(() => socket.destroy(new Error('The relay took too long.')), timeoutMs)
    socket.once('error', fail)
    socket.once('close', () => clearTimeout(timer))
    socket.once('secureConnect', () => {
      const { fingerprint256, valid_to: end } = socket.getPeerCertificate()
      const endsAt = new Date(end).toISOString()
      resolve({ fingerprint: fingerprint256 ?? '', isVouchedFor: socket.authorized, endsAt })
      socket.destroy()
    })
  })
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '[::1]' || /^127(\.\d+){3}$/.test(host)
