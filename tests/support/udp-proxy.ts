import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'

/**
 * The way of a call's packets, as thin or as broken as a test wants it: datagrams to one address go on to another of the same port.
 * What a thin line cannot carry waits a moment in its queue and is lost beyond it, as in a modem.
 */
export interface UdpProxy {
  /** What passes each way in a second, for all who use the line together; 0 is no limit. */
  kbps: number
  /** Nothing passes, either way, and nobody is told. */
  isGone: boolean
  close(): void
}

/** So long a packet waits for its turn before the queue is full. */
const queueMs = 300

export async function startUdpProxy(near: string, far: string, port: number): Promise<UdpProxy> {
  const proxy = { kbps: 0, isGone: false }
  const ways = { up: { freeAt: 0 }, down: { freeAt: 0 } }
  const outlets = new Map<string, Socket>()
  let isClosed = false

  const pass = (way: { freeAt: number }, bytes: number, send: () => void) => {
    if (proxy.isGone || isClosed) return
    if (proxy.kbps === 0) return send()
    const now = performance.now()
    const begins = Math.max(now, way.freeAt)
    if (begins - now > queueMs) return
    way.freeAt = begins + (bytes * 8) / proxy.kbps
    setTimeout(() => !proxy.isGone && !isClosed && send(), way.freeAt - now)
  }
  const inlet = createSocket('udp4')
  const outletOf = (from: RemoteInfo): Socket => {
    const who = `${from.address}:${from.port}`
    const known = outlets.get(who)
    if (known) return known
    const made = createSocket('udp4')
    made.on('message', (packet) => pass(ways.down, packet.length, () => inlet.send(packet, from.port, from.address)))
    // Nobody listens there while a media process starts again.
    made.on('error', () => undefined)
    outlets.set(who, made)
    return made
  }
  inlet.on('message', (packet, from) => {
    const outlet = outletOf(from)
    pass(ways.up, packet.length, () => outlet.send(packet, port, far))
  })
  await new Promise<void>((resolve, reject) => {
    inlet.once('error', reject)
    inlet.bind(port, near, resolve)
  })
  return Object.assign(proxy, {
    close() {
      isClosed = true
      inlet.close()
      for (const outlet of outlets.values()) outlet.close()
    },
  })
}
