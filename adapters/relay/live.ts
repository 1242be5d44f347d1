import { WebSocket } from 'ws'
import { LiveMessage } from '../../core/sync/protocol.js'
import type { Transport } from './transport.js'

/** What the relay says by itself, and that the line is gone. */
export interface LiveEars {
  heard(message: LiveMessage): void
  /** Batches that came by themselves: unchecked, like all that a relay says. */
  brought(page: Uint8Array): void
  closed(): void
}

export interface LiveLine {
  close(): void
}

/** The relay pings every 20 seconds; a line that is silent for longer is half open. */
const silenceMs = 45_000

/** Opens the WebSocket. `closed` is called once, also where the line never opened. */
export function openLive(transport: Transport, token: string, ears: LiveEars): LiveLine {
  const url = new URL('/v1/live', transport.base)
  url.protocol = transport.base.protocol === 'http:' ? 'ws:' : 'wss:'
  const socket = new WebSocket(url, {
    agent: transport.agent,
    headers: { authorization: `Bearer ${token}` },
    handshakeTimeout: 10_000,
    maxPayload: 65_536,
  })
  let isClosed = false
  const end = () => {
    if (isClosed) return
    isClosed = true
    clearTimeout(clock)
    socket.terminate()
    ears.closed()
  }
  let clock = setTimeout(end, silenceMs)
  const isAlive = () => {
    clearTimeout(clock)
    if (!isClosed) clock = setTimeout(end, silenceMs)
  }
  socket.on('open', isAlive)
  socket.on('ping', isAlive)
  socket.on('error', end)
  socket.on('close', end)
  socket.on('message', (data, isBinary) => {
    isAlive()
    if (isBinary) {
      if (!isClosed) ears.brought(data as Buffer)
      return
    }
    const message = LiveMessage.safeParse(jsonOf(String(data)))
    if (message.success && !isClosed) ears.heard(message.data)
  })
  return { close: end }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
