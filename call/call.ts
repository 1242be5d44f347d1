import { Device } from 'mediasoup-client'
import type { ParticipantCard } from '../core/kernel/rooms/sealing.js'
import type { ProducerInfo, RoomEvent } from '../core/kernel/rooms/signals.js'
import { newMessageId, newParticipantKeyPair } from './encryption/keys.js'
import { FrameWorker, type TransformApi, transformApi } from './encryption/transforms.js'
import type { Readability } from './encryption/worker-messages.js'
import { RoomLine } from './line/room-line.js'
import { Devices } from './media/devices.js'
import { type Ask, MediaLine } from './media/media-line.js'
import { People } from './people.js'
import { type Adaptation, adapted, firstAdaptation, lineQuality } from './quality/rules.js'
import type { CallEnd, CallState } from './state.js'

export interface CallOptions {
  /** `wss://RELAY/v1/rooms/ROOM/socket` */
  readonly socketUrl: string
  readonly room: string
  readonly key: string
  readonly token: string
  readonly card: ParticipantCard
  /** Camera and microphone that were tried before; the call takes them over. */
  readonly devices?: Devices
}

type Heard = Parameters<ConstructorParameters<typeof RoomLine>[0]['onEvent']>[0]
type Welcome = Extract<RoomEvent, { type: 'welcome' }>

const sampleMs = 1_000
const reportMs = 5_000

/** One person's stay in a consultation's room, from the lobby to the end. A screen subscribes to `state`. */
export class Call {
  readonly devices: Devices
  readonly #options: CallOptions
  readonly #line: RoomLine
  readonly #people: Promise<People>
  readonly #listeners = new Set<() => void>()
  #state: CallState
  #api: TransformApi | null = transformApi()
  #frames: FrameWorker | null = null
  #media: MediaLine | null = null
  #mediaGeneration = -1
  #epoch = -1
  #card: ParticipantCard
  #screen: MediaStreamTrack | null = null
  #adaptation: Adaptation = firstAdaptation
  readonly #readability = new Map<string, Readability>()
  readonly #timers: ReturnType<typeof setInterval>[] = []
  /** Events are taken in one after the other, as they were said. */
  #turn: Promise<void> = Promise.resolve()

  constructor(options: CallOptions) {
    this.#options = options
    this.#card = options.card
    this.devices = options.devices ?? new Devices()
    this.#state = { ...beginning, devices: this.devices.state }
    const ask: Ask = (name, input) => this.#line.ask(name, input)
    this.#people = newParticipantKeyPair().then(
      (keys) => new People({ room: options.room, roomSecret: options.key, keys, ask }),
    )
    this.#line = new RoomLine({
      url: options.socketUrl,
      token: options.token,
      introduce: () => this.#introduce(),
      onEvent: (event) => this.#then(() => this.#hear(event)),
      onState: (line) => this.#lineIs(line),
      onRefused: (refusal) => this.#finish({ why: 'refused', refusal }),
    })
    this.devices.onChange((kind) => {
      this.#set({ devices: this.devices.state })
      this.#then(() => this.#send(kind))
    })
  }

  get state(): CallState {
    return this.#state
  }

  /** For React's `useSyncExternalStore` and everybody else who shows the state. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** This tab's right to read and leave stored messages at the relay. */
  get session(): string | null {
    return this.#line.session
  }

  /** Goes to the room's door. */
  start(): void {
    if (this.#api === null) {
      this.#finish({ why: 'no-encryption' })
      return
    }
    this.#line.open()
    this.#timers.push(setInterval(() => void this.#sample(), sampleMs))
    this.#timers.push(setInterval(() => this.#report(), reportMs))
    globalThis.addEventListener?.('pagehide', this.#leaving)
  }

  readonly #leaving = () => void this.#line.ask('leave', {}).catch(() => undefined)

  /** Goes for good. */
  async leave(): Promise<void> {
    await this.#line.ask('leave', {}).catch(() => undefined)
    this.#finish({ why: 'left' })
  }

  /** The doctor's: ends the call for everybody; the visit goes on. */
  async endForAll(): Promise<void> {
    await this.#line.ask('endCall', {})
    this.#finish({ why: 'call-ended' })
  }

  admit = (participant: string) => this.#line.ask('admit', { participant })
  hold = (participant: string) => this.#line.ask('hold', { participant })
  remove = (participant: string) => this.#line.ask('remove', { participant })

  /** Says anew who this is: consent given, symptoms written, another language. */
  async setCard(card: ParticipantCard): Promise<void> {
    this.#card = card
    const people = await this.#people
    await this.#line.ask('setCard', { card: await people.sealCard(card) }).catch(() => undefined)
  }

  setMuted(isMuted: boolean): void {
    this.#set({ isMuted })
    this.#then(() => this.#send('microphone'))
  }

  setCameraHidden(isCameraHidden: boolean): void {
    this.#set({ isCameraHidden })
    this.#then(() => this.#send('camera'))
  }

  /** @throws where the person or the system does not let the screen be shown. */
  async shareScreen(): Promise<void> {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 12 } }, audio: false })
    const [track] = stream.getVideoTracks()
    if (!track) return
    track.addEventListener('ended', () => this.stopSharing())
    this.#screen = track
    await this.#media?.produce('screen', track)
    this.#set({ isSharingScreen: true })
  }

  stopSharing(): void {
    this.#screen?.stop()
    this.#screen = null
    this.#set({ isSharingScreen: false })
    this.#then(async () => this.#media?.stop('screen'))
  }

  async say(text: string): Promise<void> {
    const line = { v: 1, id: newMessageId(), text, at: Date.now() } as const
    const mine = { ...line, from: this.#state.self ?? '', isMine: true, delivered: 0 }
    this.#set({ chat: [...this.#state.chat, mine] })
    const delivered = await (await this.#people).say(line)
    this.#set({ chat: this.#state.chat.map((entry) => (entry.id === line.id ? { ...entry, delivered } : entry)) })
  }

  async #introduce() {
    const people = await this.#people
    return { publicKey: people.publicKey, card: await people.sealCard(this.#card) }
  }

  async #hear(event: Heard): Promise<void> {
    switch (event.type) {
      case 'welcome':
        return this.#welcomed(event)
      case 'lobby':
        return this.#set({ lobby: event.lobby })
      case 'moved':
        this.#set({ seat: event.state })
        if (event.state !== 'admitted') return this.#media?.dropAll()
        this.#takeAll(event.producers)
        return
      case 'participants':
        return this.#peopleAre(event.participants, event.epoch)
      case 'producer':
        this.#takeAll([event.producer])
        return
      case 'producerGone':
        return this.#media?.drop({ producerId: event.producerId })
      case 'consumerGone':
        return this.#media?.drop({ consumerId: event.consumerId })
      case 'passed':
        return this.#passed(event)
      case 'transportLost':
        return this.#media?.restartIce()
      case 'mediaRestarted':
        this.#mediaGeneration = event.mediaGeneration
        return this.#rebuild()
      case 'messages':
        return this.#set({ lastMessageSeq: event.lastSeq })
      case 'callEnded':
        return this.#finish({ why: 'call-ended' })
    }
  }

  async #welcomed(welcome: Welcome): Promise<void> {
    const { room, key } = this.#options
    if (this.#state.self !== welcome.self || !this.#frames) {
      this.#frames?.close()
      this.#frames = new FrameWorker(
        this.#api ?? 'encoded-streams',
        { roomSecret: key, room },
        welcome.self,
        (id, how) => {
          this.#readability.set(id, how)
          this.#showSeen()
        },
      )
      this.#media?.close()
      this.#media = null
    }
    this.#welcome = welcome
    this.#set({ self: welcome.self, seat: welcome.state, lobby: welcome.lobby, lostSince: null })
    await this.#peopleAre(welcome.participants, welcome.epoch)
    const isKept =
      this.#media?.isOpen === true && welcome.isMediaKept && welcome.mediaGeneration === this.#mediaGeneration
    this.#mediaGeneration = welcome.mediaGeneration
    if (isKept) {
      await this.#media?.restartIce()
      await Promise.all([this.#send('microphone'), this.#send('camera')])
    } else await this.#rebuild()
    if (welcome.state === 'admitted') this.#takeAll(welcome.producers)
  }
  #welcome: Welcome | null = null

  /** Transports, what we send, and (from the relay's next words) what we receive: all new. */
  async #rebuild(): Promise<void> {
    const welcome = this.#welcome
    if (!welcome || !this.#frames || !this.#api) return
    this.#media?.close()
    this.#readability.clear()
    const device = new Device()
    await device.load({
      routerRtpCapabilities: welcome.rtpCapabilities as Parameters<Device['load']>[0]['routerRtpCapabilities'],
    })
    this.#media = new MediaLine({
      ask: (name, input) => this.#line.ask(name, input),
      frames: this.#frames,
      api: this.#api,
      device,
      iceServers: welcome.iceServers,
      onChange: () => this.#showSeen(),
      onTrouble: () => this.#then(async () => this.#media?.restartIce()),
    })
    await this.#media.open()
    await Promise.all([this.#send('microphone'), this.#send('camera')])
    if (this.#screen) await this.#media.produce('screen', this.#screen)
    await this.#media.receiveAt(this.#adaptation.step)
  }

  /** Sends what the device shows now, pauses it, or stops it. */
  async #send(kind: 'camera' | 'microphone'): Promise<void> {
    const { isMuted, isCameraHidden } = this.#state
    const { step } = this.#adaptation
    const device = this.devices.state[kind]
    const isStill = kind === 'camera' ? isCameraHidden || step === 'audio-only' : isMuted
    if (device.state !== 'on') return this.#media?.stop(kind)
    await this.#media?.produce(kind, device.track, isStill || step === 'messages')
  }

  async #peopleAre(participants: Welcome['participants'], epoch: number): Promise<void> {
    const people = await this.#people
    const frames = this.#frames
    const { self } = this.#state
    if (!frames || self === null) return
    await people.set(self, participants, frames)
    this.#set({ people: people.persons, safetyCode: await people.safetyCode() })
    this.#epoch = epoch
    // Not awaited: what others send can be taken meanwhile, and the relay's answers come over the same line.
    void people.ratchet(epoch, frames).catch(() => undefined)
  }

  /** Not awaited: keys that come meanwhile must not wait for a connection that is being made. */
  #takeAll(producers: readonly ProducerInfo[]): void {
    for (const producer of producers) void this.#take(producer).catch(() => undefined)
  }

  async #take(info: ProducerInfo): Promise<void> {
    const media = this.#media
    if (!media || info.participant === this.#state.self) return
    this.#paused.set(info.id, info.isPaused)
    await media.consume(info)
    const people = await this.#people
    if (people.canRead(info.participant)) await this.#playAll(info.participant)
    // Where no key comes the frames are looked at all the same, so that the screen says what is wrong.
    else setTimeout(() => void this.#playAll(info.participant).catch(() => undefined), keyPatienceMs)
    this.#showSeen()
  }
  readonly #paused = new Map<string, boolean>()

  async #playAll(participant: string): Promise<void> {
    const theirs = [...(this.#media?.received ?? [])].filter(([, { info }]) => info.participant === participant)
    await Promise.allSettled(theirs.map(([id]) => this.#media?.play(id)))
  }

  async #passed({ from, about, payload }: Extract<RoomEvent, { type: 'passed' }>): Promise<void> {
    const people = await this.#people
    if (about === 'chat') {
      const line = await people.hearChat(from, payload)
      if (!line || this.#state.chat.some(({ id }) => id === line.id)) return
      const { id, text, at } = line
      return this.#set({ chat: [...this.#state.chat, { id, text, at, from, isMine: false, delivered: 1 }] })
    }
    if (about !== 'key' || !this.#frames) return
    const wasKnown = people.canRead(from)
    if (!(await people.hearSecret(from, payload, this.#frames))) return
    await this.#playAll(from)
    if (!wasKnown) await this.#media?.requestKeyFrames(from).catch(() => undefined)
  }

  async #sample(): Promise<void> {
    const media = this.#media
    if (!media || this.#state.seat !== 'admitted') return
    const measured = await media.measure(Date.now()).catch(() => null)
    if (!measured) return
    const isFlowing = measured.isFlowing && this.#state.line === 'open'
    const sample = { ...measured, isFlowing }
    const before = this.#adaptation.step
    this.#adaptation = adapted(this.#adaptation, sample)
    this.#measured = measured
    const { step } = this.#adaptation
    const quality = lineQuality(this.#adaptation, sample)
    const { roundTripMs, framesDecoded } = measured
    this.#set({ step, quality, roundTripMs, framesDecoded })
    if (step === before) return
    this.#then(async () => {
      await Promise.all([this.#send('camera'), this.#send('microphone'), media.receiveAt(step)])
    })
  }
  #measured: Awaited<ReturnType<MediaLine['measure']>> | null = null

  /** Also the pulse of the line: an answer that stays out says that it is dead. */
  #report(): void {
    if (this.#state.line !== 'open') return
    const {
      roundTripMs = null,
      lossPercent = null,
      sentKbps = null,
      receivedKbps = null,
      framesDecoded = null,
    } = this.#measured ?? {}
    const { step } = this.#adaptation
    const report = { step, roundTripMs, lossPercent, sentKbps, receivedKbps, framesDecoded }
    this.#line.ask('report', report).catch(() => undefined)
  }

  #lineIs(line: CallState['line']): void {
    const lostSince =
      line === 'lost' ? (this.#state.lostSince ?? Date.now()) : line === 'open' ? null : this.#state.lostSince
    this.#set({ line, lostSince })
    // Closed by the relay without a refusal: the doctor ended the call.
    if (line === 'closed') this.#finish({ why: 'call-ended' })
  }

  #finish(end: CallEnd): void {
    if (this.#state.end !== null) return
    for (const timer of this.#timers) clearInterval(timer)
    globalThis.removeEventListener?.('pagehide', this.#leaving)
    this.#set({ end })
    this.#screen?.stop()
    this.#media?.close()
    this.#frames?.close()
    this.devices.close()
    this.#line.close()
  }

  #showSeen(): void {
    const seen = [...(this.#media?.received ?? [])].map(([consumerId, { info, consumer }]) => ({
      consumerId,
      participant: info.participant,
      source: info.source,
      kind: info.kind,
      track: consumer.track,
      isPaused: this.#paused.get(info.id) ?? info.isPaused,
      readability: this.#readability.get(consumerId) ?? null,
    }))
    this.#set({ seen })
  }

  /** A lost line or a refusal in the middle is mended by what the relay says next, not by who asked. */
  #then(act: () => Promise<unknown> | undefined | undefined): void {
    this.#turn = this.#turn
      .then(async () => {
        if (this.#state.end === null) await act()
      })
      .catch(() => undefined)
  }

  #set(change: Partial<CallState>): void {
    this.#state = { ...this.#state, ...change }
    for (const listener of this.#listeners) listener()
  }
}

/** How long frames of somebody wait for their key before they are looked at without. */
const keyPatienceMs = 2_500

const beginning: Omit<CallState, 'devices'> = {
  line: 'connecting',
  lostSince: null,
  end: null,
  self: null,
  seat: 'waiting',
  people: [],
  seen: [],
  lobby: { place: null, expectedWaitMinutes: null },
  isSharingScreen: false,
  isMuted: false,
  isCameraHidden: false,
  step: 'high',
  quality: 'good',
  roundTripMs: null,
  framesDecoded: 0,
  chat: [],
  safetyCode: null,
  lastMessageSeq: 0,
}
