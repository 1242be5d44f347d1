import { createSocket, type Socket } from 'node:dgram'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { types } from 'mediasoup'

const packetBytes = 1_200
const packetsPerSecond = Math.round(1_000_000 / (packetBytes * 8))

/**
 * How many consumers of a stream of 1 Mbit/s one worker serves without losing a packet: more and more of them, until some of what they
 * should have sent is missing. Each is sealed as for a browser (SRTP); where it goes nobody reads it, so that only the worker counts.
 * @param perRouter the room of a call has eight seats; one router for all is what a bare worker does
 */
export async function consumersWithoutLoss(
  worker: types.Worker,
  { perRouter, step, most, seconds }: { perRouter: number; step: number; most: number; seconds: number },
): Promise<number> {
  const sink = await bound()
  const senders: Sender[] = []
  const consumers: types.Consumer[] = []
  let carried = 0
  try {
    for (let count = step; count <= most; count += step) {
      while (consumers.length < count) {
        const sender = await openSender(worker)
        senders.push(sender)
        for (let at = 0; at < perRouter && consumers.length < count; at += 1)
          consumers.push(await openConsumer(sender, (sink.address() as AddressInfo).port))
      }
      if ((await lossOf(senders, consumers, seconds)) > 0.001) break
      carried = count
    }
    return carried
  } finally {
    for (const { router, socket } of senders) {
      router.close()
      socket.close()
    }
    sink.close()
  }
}

interface Sender {
  readonly router: types.Router
  readonly producer: types.Producer
  readonly socket: Socket
  readonly port: number
  readonly ssrc: number
  sequence: number
}

async function openSender(worker: types.Worker): Promise<Sender> {
  const router = await worker.createRouter({
    mediaCodecs: [{ kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 }],
  })
  const transport = await router.createPlainTransport({ listenIp: '127.0.0.1', comedia: true, rtcpMux: true })
  const ssrc = 10_000 + Math.floor(Math.random() * 1_000_000)
  const producer = await transport.produce({
    kind: 'audio',
    rtpParameters: {
      codecs: [{ mimeType: 'audio/opus', payloadType: 96, clockRate: 48_000, channels: 2 }],
      encodings: [{ ssrc }],
    },
  })
  return { router, producer, socket: await bound(), port: transport.tuple.localPort, ssrc, sequence: 0 }
}

async function openConsumer({ router, producer }: Sender, port: number): Promise<types.Consumer> {
  const transport = await router.createPlainTransport({ listenIp: '127.0.0.1', enableSrtp: true, rtcpMux: true })
  const keyBase64 = Buffer.alloc(30, 7).toString('base64')
  const srtpParameters = { cryptoSuite: 'AES_CM_128_HMAC_SHA1_80', keyBase64 } as const
  await transport.connect({ ip: '127.0.0.1', port, srtpParameters })
  return transport.consume({ producerId: producer.id, rtpCapabilities: router.rtpCapabilities })
}

/** The part of the packets that consumers should have sent on and did not. */
async function lossOf(senders: readonly Sender[], consumers: readonly types.Consumer[], seconds: number) {
  const before = await sentBy(consumers)
  const from = senders.map(({ sequence }) => sequence)
  const tickMs = 20
  let due = 0
  for (let tick = 0; tick < (seconds * 1_000) / tickMs; tick += 1) {
    const startedAt = performance.now()
    due += (packetsPerSecond * tickMs) / 1_000
    for (; due >= 1; due -= 1)
      for (const sender of senders) sender.socket.send(packetOf(sender), sender.port, '127.0.0.1')
    await sleep(Math.max(0, tickMs - (performance.now() - startedAt)))
  }
  // What is under way arrives.
  await sleep(200)
  const sent = (await sentBy(consumers)) - before
  const perRouter = new Map<string, number>()
  for (const { producerId } of consumers) perRouter.set(producerId, (perRouter.get(producerId) ?? 0) + 1)
  const wanted = senders.reduce(
    (sum, { producer, sequence }, at) => sum + (sequence - (from[at] ?? 0)) * (perRouter.get(producer.id) ?? 0),
    0,
  )
  return Math.max(0, 1 - sent / wanted)
}

async function sentBy(consumers: readonly types.Consumer[]): Promise<number> {
  const all = await Promise.all(consumers.map((consumer) => consumer.getStats()))
  return all.flat().reduce((sum, stat) => sum + (stat.type === 'outbound-rtp' ? stat.packetCount : 0), 0)
}

/** Called sound, of which a worker passes every packet on without looking for a key frame; the size is that of a picture's packets. */
function packetOf(sender: Sender): Buffer {
  const packet = Buffer.alloc(packetBytes)
  packet.writeUInt8(0x80, 0)
  packet.writeUInt8(0x80 | 96, 1)
  packet.writeUInt16BE(sender.sequence & 0xffff, 2)
  packet.writeUInt32BE((sender.sequence * 900) >>> 0, 4)
  packet.writeUInt32BE(sender.ssrc, 8)
  sender.sequence += 1
  return packet
}

async function bound(): Promise<Socket> {
  const socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  return socket
}
