import type { Device, types } from 'mediasoup-client'
import type { MediaSource } from '../../core/kernel/rooms/identity.js'
import type { IceServer } from '../../core/kernel/rooms/media.js'
import type { RoomRequestInput, RoomRequestName, RoomRequestOutput } from '../../core/kernel/rooms/requests.js'
import type { ProducerInfo } from '../../core/kernel/rooms/signals.js'
import { connectionSettings, type FrameWorker, type TransformApi } from '../encryption/transforms.js'
import { type Measured, sampleBetween, type Totals, totalsOf } from '../quality/measure.js'
import type { Step } from '../quality/rules.js'

/** Asks the relay over the line. */
export type Ask = <N extends RoomRequestName>(name: N, input: RoomRequestInput<N>) => Promise<RoomRequestOutput<N>>

export interface MediaLineOptions {
  readonly ask: Ask
  readonly frames: FrameWorker
  readonly api: TransformApi
  readonly device: Device
  readonly iceServers: readonly IceServer[]
  /** A consumer came, went, or was paused. */
  readonly onChange: () => void
  /** The way to the relay is blocked or gone. */
  readonly onTrouble: () => void
}

export interface Received {
  readonly info: ProducerInfo
  readonly consumer: types.Consumer
  /** Whether the relay was asked to send it; everything begins paused there. */
  isPlaying: boolean
}

/** Three sizes of the same picture, of which the relay passes on the one that a line can carry. */
const simulcast = [
  { rid: 'r0', scaleResolutionDownBy: 4, maxBitrate: 110_000, scalabilityMode: 'L1T2' },
  { rid: 'r1', scaleResolutionDownBy: 2, maxBitrate: 330_000, scalabilityMode: 'L1T2' },
  { rid: 'r2', scaleResolutionDownBy: 1, maxBitrate: 1_000_000, scalabilityMode: 'L1T2' },
]
const encodingsOf = (source: MediaSource): types.RtpEncodingParameters[] => {
  if (source === 'camera') return simulcast
  if (source === 'screen') return [{ maxBitrate: 1_500_000, maxFramerate: 12 }]
  return [{ maxBitrate: 28_000 }]
}
const opus = { opusStereo: false, opusDtx: true, opusFec: true, opusMaxAverageBitrate: 24_000 }

/** Sending and receiving transports of one stay, and all that runs over them. Thrown away when the relay's media process changed. */
export class MediaLine {
  readonly #options: MediaLineOptions
  #send: types.Transport | null = null
  #receive: types.Transport | null = null
  readonly #sent = new Map<MediaSource, types.Producer>()
  readonly #received = new Map<string, Received>()
  readonly #coming = new Set<string>()
  /** Producers that ended, perhaps while their consumer was being made. */
  readonly #gone = new Set<string>()
  #totals: Totals | null = null
  #isClosed = false
  #isOpen = false
  #step: Step = 'high'

  constructor(options: MediaLineOptions) {
    this.#options = options
  }

  get received(): ReadonlyMap<string, Received> {
    return this.#received
  }

  /** Whether both transports were made; a line that broke in between leaves half of it. */
  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Makes both transports. Done in the lobby, so that the call begins without it. */
  async open(): Promise<void> {
    const { ask, device, iceServers, api } = this.#options
    const settings = { iceServers: iceServers as RTCIceServer[], additionalSettings: connectionSettings(api) }
    const [send, receive] = await Promise.all([
      ask('createTransport', { direction: 'send' }),
      ask('createTransport', { direction: 'receive' }),
    ])
    if (this.#isClosed) return
    this.#send = device.createSendTransport({ ...(send as types.TransportOptions), ...settings })
    this.#receive = device.createRecvTransport({ ...(receive as types.TransportOptions), ...settings })
    this.#send.on('produce', ({ kind, rtpParameters, appData }, done, failed) => {
      const { source, isPaused } = appData as { source: MediaSource; isPaused: boolean }
      const input = { transportId: send.id, kind, source, isPaused, rtpParameters }
      ask('produce', input as RoomRequestInput<'produce'>).then(({ producerId }) => done({ id: producerId }), failed)
    })
    for (const transport of [this.#send, this.#receive]) {
      transport.on('connect', ({ dtlsParameters }, done, failed) => {
        const input = { transportId: transport.id, dtlsParameters }
        ask('connectTransport', input as RoomRequestInput<'connectTransport'>).then(() => done(), failed)
      })
      transport.on('connectionstatechange', (state) => {
        if (state === 'failed' || state === 'disconnected') this.#options.onTrouble()
      })
    }
    this.#isOpen = true
  }

  /** Sends a track, or puts it in place of the one that this source sent. What is hidden is never shown in between. */
  async produce(source: MediaSource, track: MediaStreamTrack, isPaused = false): Promise<void> {
    const known = this.#sent.get(source)
    if (known) {
      if (isPaused) await this.#pause(known)
      await known.replaceTrack({ track })
      if (!isPaused) await this.#resume(known)
      return
    }
    const kind = track.kind === 'audio' ? 'audio' : 'video'
    const producer = await this.#send?.produce({
      track,
      stopTracks: false,
      disableTrackOnPause: false,
      zeroRtpOnPause: true,
      encodings: encodingsOf(source),
      codecOptions: kind === 'audio' ? opus : { videoGoogleStartBitrate: 600 },
      appData: { source, isPaused },
      onRtpSender: (sender) => this.#options.frames.attach(sender, { does: 'seal', source, kind }),
    })
    if (!producer) return
    if (isPaused) producer.pause()
    this.#sent.set(source, producer)
  }

  async #pause(producer: types.Producer): Promise<void> {
    if (producer.paused) return
    producer.pause()
    await this.#options.ask('pauseProducer', { producerId: producer.id })
  }

  async #resume(producer: types.Producer): Promise<void> {
    if (!producer.paused) return
    producer.resume()
    await this.#options.ask('resumeProducer', { producerId: producer.id })
  }

  async stop(source: MediaSource): Promise<void> {
    const producer = this.#sent.get(source)
    if (!producer) return
    this.#sent.delete(source)
    producer.close()
    await this.#options.ask('closeProducer', { producerId: producer.id })
  }

  /** Takes what somebody sends, paused; `play` begins it once its key is there. */
  async consume(info: ProducerInfo): Promise<void> {
    if (!this.#receive || this.#coming.has(info.id) || this.#find(info.id)) return
    this.#coming.add(info.id)
    // Held and admitted again, somebody sends what they sent before.
    this.#gone.delete(info.id)
    try {
      const { ask, device, frames } = this.#options
      const { recvRtpCapabilities } = device
      const input = { transportId: this.#receive.id, producerId: info.id, rtpCapabilities: recvRtpCapabilities }
      const answer = await ask('consume', input as RoomRequestInput<'consume'>)
      const task = { does: 'open', source: info.source, kind: info.kind, sender: info.participant } as const
      const consumer = await this.#receive.consume({
        id: answer.id,
        producerId: info.id,
        kind: answer.kind,
        rtpParameters: answer.rtpParameters as types.RtpParameters,
        // A stream of its own for each: sound never waits for a picture that a weak line holds up.
        streamId: `${info.participant}-${info.source}`,
        onRtpReceiver: (receiver) => frames.attach(receiver, { ...task, consumerId: answer.id }),
      })
      if (this.#gone.has(info.id) || this.#isClosed) consumer.close()
      else this.#received.set(consumer.id, { info, consumer, isPlaying: false })
    } finally {
      this.#coming.delete(info.id)
    }
    this.#options.onChange()
  }

  /** Lets a consumer run, where the present step has room for it. */
  async play(consumerId: string): Promise<void> {
    const received = this.#received.get(consumerId)
    if (!received || received.isPlaying || !this.#isWanted(received)) return
    received.isPlaying = true
    received.consumer.resume()
    await this.#options.ask('resumeConsumer', { consumerId })
  }

  async requestKeyFrames(sender: string): Promise<void> {
    const theirs = [...this.#received.values()].filter(
      ({ info, isPlaying }) => info.participant === sender && info.kind === 'video' && isPlaying,
    )
    await Promise.all(theirs.map(({ consumer }) => this.#options.ask('requestKeyFrame', { consumerId: consumer.id })))
  }

  /** The producer or the consumer is gone at the relay. */
  drop({ producerId, consumerId }: { producerId?: string; consumerId?: string }): void {
    if (producerId !== undefined) this.#gone.add(producerId)
    for (const [id, { info, consumer }] of this.#received) {
      if (id !== consumerId && info.id !== producerId) continue
      consumer.close()
      this.#received.delete(id)
    }
    this.#options.onChange()
  }

  /** Nothing of the call is shown any more: the doctor put this person back into the lobby. */
  async dropAll(): Promise<void> {
    const ids = [...this.#received.keys()]
    for (const consumerId of ids) this.drop({ consumerId })
    await Promise.allSettled(ids.map((consumerId) => this.#options.ask('closeConsumer', { consumerId })))
  }

  /** What is asked of the relay at this step: a size of the picture, or sound alone. */
  async receiveAt(step: Step): Promise<void> {
    if (step === this.#step) return
    this.#step = step
    const spatial = { high: 2, medium: 1, low: 0, 'audio-only': 0, messages: 0 }[step]
    const { ask } = this.#options
    const acts = [...this.#received].map(async ([consumerId, received]) => {
      const { consumer, info } = received
      const isWanted = this.#isWanted(received)
      if (!isWanted && received.isPlaying) {
        received.isPlaying = false
        consumer.pause()
        await ask('pauseConsumer', { consumerId })
      }
      if (isWanted && info.source === 'camera') await ask('setLayers', { consumerId, spatial, temporal: null })
      if (isWanted) await this.play(consumerId)
    })
    await Promise.allSettled(acts)
  }

  async restartIce(): Promise<void> {
    const both = [this.#send, this.#receive].filter((transport) => transport !== null)
    await Promise.allSettled(
      both.map(async (transport) => {
        // A transport that nothing ever used has no connection to mend.
        if (transport.connectionState === 'new') return
        const { iceParameters } = await this.#options.ask('restartIce', { transportId: transport.id })
        await transport.restartIce({ iceParameters: iceParameters as types.IceParameters })
      }),
    )
  }

  /** Whether all transports that are in use carry anything. */
  get isFlowing(): boolean {
    return [this.#send, this.#receive].every(
      (transport) =>
        !transport || (transport.connectionState !== 'failed' && transport.connectionState !== 'disconnected'),
    )
  }

  async measure(atMs: number): Promise<Measured> {
    const listOf = async (transport: types.Transport | null) =>
      transport && !transport.closed && transport.connectionState !== 'new'
        ? [...(await transport.getStats()).values()]
        : []
    const [sending, receiving] = await Promise.all([listOf(this.#send), listOf(this.#receive)])
    const now = totalsOf(sending, receiving, atMs)
    const measured = sampleBetween(this.#totals, now, this.isFlowing)
    this.#totals = now
    return measured
  }

  /** Closes this side; the relay's is gone already or goes with the seat. */
  close(): void {
    this.#isClosed = true
    for (const { consumer } of this.#received.values()) consumer.close()
    this.#received.clear()
    this.#sent.clear()
    this.#send?.close()
    this.#receive?.close()
    this.#options.onChange()
  }

  #find(producerId: string): Received | undefined {
    return [...this.#received.values()].find(({ info }) => info.id === producerId)
  }

  #isWanted({ info }: Received): boolean {
    if (this.#step === 'messages') return false
    return info.kind === 'audio' || this.#step !== 'audio-only'
  }
}
