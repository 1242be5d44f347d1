import type { types } from 'mediasoup'
import { readTrailer, type Trailer } from '../../call/encryption/rules.js'
import { frameFormat } from '../../core/kernel/rooms/key-words.js'
import { mediaWorker } from '../support/room-visitor.js'

/** What somebody who owns the relay can take from the middle of it: every packet of every producer, as the router forwards it. */
export interface Tap {
  readonly frames: readonly TappedFrame[]
  /** Waits for so many more frames of a kind. */
  takes(kind: 'audio' | 'video', count: number): Promise<void>
}

export interface TappedFrame {
  readonly kind: 'audio' | 'video'
  readonly trailer: Trailer | null
  /** Without what must stay clear for packetizers, and without the trailer. */
  readonly body: Buffer
}

/** Put in place before the relay's first room. It reads along in this very process, by mediasoup's own means. */
export async function tapRelay(): Promise<Tap> {
  // Read by mediasoup when it is loaded, which is now.
  process.env.MEDIASOUP_WORKER_BIN = mediaWorker()
  const { observer } = await import('mediasoup')
  const frames: TappedFrame[] = []
  let wake = () => {}
  const take = (kind: TappedFrame['kind'], bytes: Buffer) => {
    const trailer = readTrailer(bytes)
    const body = bytes.subarray(trailer?.clear ?? 0, trailer ? bytes.length - frameFormat.trailerBytes : undefined)
    frames.push({ kind, trailer, body })
    wake()
  }
  const listen = async (router: types.Router, producer: types.Producer) => {
    const transport = await router.createDirectTransport()
    const consumer = await transport.consume({ producerId: producer.id, rtpCapabilities: router.rtpCapabilities })
    const whole = wholeFrames((bytes) => take(consumer.kind, bytes))
    consumer.on('rtp', (packet) => whole(consumer.kind, packet))
  }
  observer.on('newworker', (worker) =>
    worker.observer.on('newrouter', (router) =>
      router.observer.on('newtransport', (transport) =>
        transport.observer.on('newproducer', (producer) => {
          // One that is gone already has nothing to be heard.
          void listen(router, producer).catch(() => undefined)
        }),
      ),
    ),
  )
  return {
    frames,
    async takes(kind, count) {
      const wanted = frames.filter((frame) => frame.kind === kind).length + count
      while (frames.filter((frame) => frame.kind === kind).length < wanted)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
    },
  }
}

/** Puts a picture's packets together again; sound has one packet a frame. */
function wholeFrames(taken: (bytes: Buffer) => void): (kind: 'audio' | 'video', packet: Buffer) => void {
  let parts: Buffer[] = []
  let next = -1
  return (kind, packet) => {
    const payload = payloadOf(packet)
    if (payload.length === 0) return
    if (kind === 'audio') return taken(payload)
    const sequence = packet.readUInt16BE(2)
    const { data, isFirst } = withoutDescriptor(payload)
    if (isFirst) parts = []
    else if (sequence !== next || parts.length === 0) {
      // The beginning of it was not heard.
      parts = []
      return
    }
    next = (sequence + 1) & 0xffff
    parts.push(data)
    const isLast = (packet.readUInt8(1) & 0x80) !== 0
    if (isLast) taken(Buffer.concat(parts.splice(0)))
  }
}

/** RTP (RFC 3550) without its header, extension and padding. */
function payloadOf(packet: Buffer): Buffer {
  const first = packet.readUInt8(0)
  let from = 12 + (first & 0x0f) * 4
  if (first & 0x10) from += 4 + packet.readUInt16BE(from + 2) * 4
  const padding = first & 0x20 ? packet.readUInt8(packet.length - 1) : 0
  return packet.subarray(from, packet.length - padding)
}

/** VP8's payload descriptor (RFC 7741), which packets have before their part of a frame. */
function withoutDescriptor(payload: Buffer): { data: Buffer; isFirst: boolean } {
  const first = payload.readUInt8(0)
  let from = 1
  if (first & 0x80) {
    const more = payload.readUInt8(1)
    from = 2
    if (more & 0x80) from += payload.readUInt8(from) & 0x80 ? 2 : 1
    if (more & 0x40) from += 1
    if (more & 0x30) from += 1
  }
  return { data: payload.subarray(from), isFirst: (first & 0x10) !== 0 && (first & 0x07) === 0 }
}

/** How far bytes are from being evenly spread: about 255 for noise (beyond 400 once in ten billion times), thousands for most else. */
export function unevenness(bytes: Buffer): number {
  const counts = new Float64Array(256)
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1
  const expected = bytes.length / 256
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}
