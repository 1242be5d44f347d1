import type { types } from 'mediasoup'
import type { MediaSource } from '../../core/kernel/rooms/identity.js'
import type { ConsumerInfo, RoomRequestInput, TransportInfo } from '../../core/kernel/rooms/requests.js'
import type { ProducerInfo, RoomEvent } from '../../core/kernel/rooms/signals.js'
import { RoomRefused } from './rules.js'
import type { RouterPlace } from './workers.js'

/** What one participant has in the room's router. */
interface Share {
  readonly transports: Map<string, { transport: types.WebRtcTransport; direction: 'send' | 'receive' }>
  readonly producers: Map<string, Sent>
  readonly consumers: Map<string, types.Consumer>
}

interface Sent {
  readonly producer: types.Producer
  readonly source: MediaSource
  isPausedByOwner: boolean
}

/** A participant cannot open more of each than a call needs. */
const maximum = { transports: 4, producers: 6, consumers: 48 }
/** Enough for a good picture and a shared screen; a browser that sends more is slowed by the worker. */
const maximumIncomingBitrate = 4_000_000
/** What a receiving line is taken for until it is measured: quick to a first picture, and within reach of mobile networks. */
const firstOutgoingBitrate = 800_000

/**
 * The media of one room on one router. Nothing here decides who may do what; it holds shapes and numbers to what a call needs, and
 * says what the worker says. Payloads are ciphertext.
 */
export class RoomMedia {
  readonly #shares = new Map<string, Share>()

  constructor(
    readonly place: RouterPlace,
    /** Tells one participant. */
    private readonly tell: (seat: string, event: RoomEvent) => void,
  ) {}

  get rtpCapabilities(): types.RtpCapabilities {
    return this.place.router.rtpCapabilities
  }

  /** The participants who have anything here. */
  has(seat: string): boolean {
    return (this.#shares.get(seat)?.transports.size ?? 0) > 0
  }

  /** What these participants send, for one who may see it. */
  sentBy(seats: readonly string[]): ProducerInfo[] {
    return seats.flatMap((seat) =>
      [...(this.#shares.get(seat)?.producers.values() ?? [])].map((sent) => infoOf(seat, sent)),
    )
  }

  async createTransport(
    seat: string,
    { direction, isTcpOnly }: RoomRequestInput<'createTransport'>,
  ): Promise<TransportInfo> {
    const share = this.#share(seat)
    if (share.transports.size >= maximum.transports) throw new RoomRefused('MEDIA_REFUSED')
    const transport = await this.place.router.createWebRtcTransport({
      webRtcServer: this.place.server,
      enableUdp: !isTcpOnly,
      enableTcp: true,
      preferUdp: true,
      initialAvailableOutgoingBitrate: firstOutgoingBitrate,
    })
    if (direction === 'send') await transport.setMaxIncomingBitrate(maximumIncomingBitrate)
    const { id, iceParameters, iceCandidates, dtlsParameters } = transport
    const lost = () => this.tell(seat, { type: 'transportLost', transportId: id })
    transport.on('icestatechange', (state) => state === 'disconnected' && lost())
    transport.on('dtlsstatechange', (state) => state === 'failed' && lost())
    share.transports.set(id, { transport, direction })
    transport.observer.on('close', () => share.transports.delete(id))
    return { id, iceParameters, iceCandidates, dtlsParameters } as TransportInfo
  }

  async connectTransport(seat: string, { transportId, dtlsParameters }: RoomRequestInput<'connectTransport'>) {
    await taken(
      this.#transport(seat, transportId).transport.connect({ dtlsParameters: dtlsParameters as types.DtlsParameters }),
    )
    return {}
  }

  async restartIce(seat: string, { transportId }: RoomRequestInput<'restartIce'>) {
    return { iceParameters: await taken(this.#transport(seat, transportId).transport.restartIce()) }
  }

  closeTransport(seat: string, { transportId }: RoomRequestInput<'closeTransport'>) {
    this.#transport(seat, transportId).transport.close()
    return {}
  }

  /** @param isSeen whether others may see it now; otherwise the worker takes in nothing of it until `show`. */
  async produce(
    seat: string,
    { transportId, kind, source, rtpParameters, isPaused = false }: RoomRequestInput<'produce'>,
    isSeen: boolean,
  ): Promise<ProducerInfo> {
    const share = this.#share(seat)
    const { transport, direction } = this.#transport(seat, transportId)
    if (direction !== 'send' || share.producers.size >= maximum.producers) throw new RoomRefused('MEDIA_REFUSED')
    const producer = await taken(
      transport.produce({
        kind,
        rtpParameters: rtpParameters as types.RtpParameters,
        paused: isPaused || !isSeen,
        // Whoever gets a sender's secret asks again at once: the key frame before it could not be opened.
        keyFrameRequestDelay: 100,
      }),
    )
    const sent: Sent = { producer, source, isPausedByOwner: isPaused }
    share.producers.set(producer.id, sent)
    producer.observer.on('close', () => share.producers.delete(producer.id))
    producer.on('score', (scores) => {
      const score = Math.max(0, ...scores.map((one) => one.score))
      this.tell(seat, { type: 'score', of: 'producer', id: producer.id, score })
    })
    return infoOf(seat, sent)
  }

  async pauseProducer(seat: string, { producerId }: { producerId: string }): Promise<ProducerInfo> {
    const sent = this.#sent(seat, producerId)
    sent.isPausedByOwner = true
    await taken(sent.producer.pause())
    return infoOf(seat, sent)
  }

  async resumeProducer(seat: string, { producerId }: { producerId: string }, isSeen: boolean): Promise<ProducerInfo> {
    const sent = this.#sent(seat, producerId)
    sent.isPausedByOwner = false
    if (isSeen) await taken(sent.producer.resume())
    return infoOf(seat, sent)
  }

  closeProducer(seat: string, { producerId }: { producerId: string }): void {
    this.#sent(seat, producerId).producer.close()
  }

  /** Lets what a participant sends come through, or holds it back: admitted, or back in the lobby. */
  async show(seat: string, isSeen: boolean): Promise<void> {
    const share = this.#shares.get(seat)
    if (!share) return
    const work = [...share.producers.values()].map(({ producer, isPausedByOwner }) =>
      isSeen && !isPausedByOwner ? producer.resume() : producer.pause(),
    )
    if (!isSeen) this.#hide(share)
    await Promise.allSettled(work)
  }

  /** Nobody sees this one any longer, and this one sees nobody. */
  #hide(share: Share): void {
    const others = [...this.#shares.values()].flatMap(({ consumers }) => [...consumers.values()])
    for (const consumer of others) if (share.producers.has(consumer.producerId)) consumer.close()
    for (const consumer of [...share.consumers.values()]) consumer.close()
  }

  /** @param seen whose producers this participant may see. */
  async consume(
    seat: string,
    { transportId, producerId, rtpCapabilities }: RoomRequestInput<'consume'>,
    seen: readonly string[],
  ): Promise<ConsumerInfo> {
    const share = this.#share(seat)
    const { transport, direction } = this.#transport(seat, transportId)
    const isThere = seen.some((other) => this.#shares.get(other)?.producers.has(producerId))
    if (!isThere) throw new RoomRefused('NOT_FOUND')
    if (direction !== 'receive' || share.consumers.size >= maximum.consumers) throw new RoomRefused('MEDIA_REFUSED')
    const capabilities = rtpCapabilities as types.RtpCapabilities
    if (!canConsume(this.place.router, producerId, capabilities)) throw new RoomRefused('CANNOT_CONSUME')
    const consumer = await taken(transport.consume({ producerId, rtpCapabilities: capabilities, paused: true }))
    const { id, kind, rtpParameters, type } = consumer
    share.consumers.set(id, consumer)
    consumer.observer.on('close', () => {
      if (share.consumers.delete(id)) this.tell(seat, { type: 'consumerGone', consumerId: id })
    })
    consumer.on('layerschange', (layers) =>
      this.tell(seat, {
        type: 'layers',
        consumerId: id,
        layers: layers ? { spatial: layers.spatialLayer, temporal: layers.temporalLayer ?? null } : null,
      }),
    )
    consumer.on('score', ({ score }) => this.tell(seat, { type: 'score', of: 'consumer', id, score }))
    return { id, producerId, kind, rtpParameters, type, isProducerPaused: consumer.producerPaused } as ConsumerInfo
  }

  async pauseConsumer(seat: string, { consumerId }: { consumerId: string }) {
    await taken(this.#consumer(seat, consumerId).pause())
    return {}
  }

  async resumeConsumer(seat: string, { consumerId }: { consumerId: string }) {
    await taken(this.#consumer(seat, consumerId).resume())
    return {}
  }

  closeConsumer(seat: string, { consumerId }: { consumerId: string }) {
    const consumer = this.#consumer(seat, consumerId)
    this.#shares.get(seat)?.consumers.delete(consumerId)
    consumer.close()
    return {}
  }

  async setLayers(seat: string, { consumerId, spatial, temporal }: RoomRequestInput<'setLayers'>) {
    const layers = { spatialLayer: spatial, ...(temporal !== null && { temporalLayer: temporal }) }
    await taken(this.#consumer(seat, consumerId).setPreferredLayers(layers))
    return {}
  }

  async requestKeyFrame(seat: string, { consumerId }: { consumerId: string }) {
    await taken(this.#consumer(seat, consumerId).requestKeyFrame())
    return {}
  }

  /** Everything of a participant goes; answers which producers went. */
  drop(seat: string): string[] {
    const share = this.#shares.get(seat)
    if (!share) return []
    this.#shares.delete(seat)
    const gone = [...share.producers.keys()]
    share.consumers.clear()
    for (const { transport } of [...share.transports.values()]) transport.close()
    return gone
  }

  close(): void {
    for (const share of this.#shares.values()) share.consumers.clear()
    this.#shares.clear()
    this.place.release()
  }

  #share(seat: string): Share {
    const share = this.#shares.get(seat) ?? { transports: new Map(), producers: new Map(), consumers: new Map() }
    this.#shares.set(seat, share)
    return share
  }

  #transport(seat: string, id: string) {
    return found(this.#shares.get(seat)?.transports.get(id))
  }

  #sent(seat: string, id: string): Sent {
    return found(this.#shares.get(seat)?.producers.get(id))
  }

  #consumer(seat: string, id: string): types.Consumer {
    return found(this.#shares.get(seat)?.consumers.get(id))
  }
}

const infoOf = (participant: string, { producer, source, isPausedByOwner }: Sent): ProducerInfo => ({
  id: producer.id,
  participant,
  kind: producer.kind,
  source,
  isPaused: isPausedByOwner,
})

function found<T>(what: T | undefined): T {
  if (what === undefined) throw new RoomRefused('NOT_FOUND')
  return what
}

/** What the worker does not take was not of the protocol, or the worker has just died. */
async function taken<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch {
    throw new RoomRefused('MEDIA_REFUSED')
  }
}

function canConsume(router: types.Router, producerId: string, rtpCapabilities: types.RtpCapabilities): boolean {
  try {
    return router.canConsume({ producerId, rtpCapabilities })
  } catch {
    return false
  }
}
