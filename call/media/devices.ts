/** Camera, microphone and screen of this computer; what can go wrong with them has a name that the page says in words. */

export type DeviceProblem = 'none' | 'denied' | 'in-use' | 'unplugged' | 'failed'
export type DeviceKind = 'camera' | 'microphone'
export type DeviceState =
  | { readonly state: 'off' }
  | { readonly state: 'starting' }
  | { readonly state: 'on'; readonly track: MediaStreamTrack }
  | { readonly state: 'problem'; readonly problem: DeviceProblem }

export interface DeviceChoice {
  readonly id: string
  readonly label: string
}
export interface DevicesState {
  readonly camera: DeviceState
  readonly microphone: DeviceState
  readonly cameras: readonly DeviceChoice[]
  readonly microphones: readonly DeviceChoice[]
}

/** The names that the Media Capture specification gives to what can go wrong. */
export function problemOf(error: unknown): DeviceProblem {
  const name = typeof error === 'object' && error !== null && 'name' in error ? error.name : ''
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'none'
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied'
  return name === 'NotReadableError' || name === 'AbortError' ? 'in-use' : 'failed'
}

const wanted = {
  camera: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } },
  microphone: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
} as const

type Listener = (kind: DeviceKind) => void

/** This computer's devices: off until asked for; each fails alone, so that who has no camera is still heard. */
export class Devices {
  #state: DevicesState = { camera: { state: 'off' }, microphone: { state: 'off' }, cameras: [], microphones: [] }
  readonly #listeners = new Set<Listener>()
  readonly #chosen = new Map<DeviceKind, string>()
  #turn = { camera: 0, microphone: 0 }
  readonly #changed = () => void this.#plugged()

  get state(): DevicesState {
    return this.#state
  }

  /** Tells which of them changed. */
  onChange(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async turnOn(kind: DeviceKind, deviceId?: string): Promise<void> {
    const turn = ++this.#turn[kind]
    if (deviceId !== undefined) this.#chosen.set(kind, deviceId)
    const media: MediaDevices | undefined = navigator.mediaDevices
    // Browsers offer it on safe pages alone.
    if (!media) return this.#set(kind, { state: 'problem', problem: 'denied' })
    if (this.#state[kind].state !== 'on') this.#set(kind, { state: 'starting' })
    try {
      const track = await this.#open(kind)
      if (turn !== this.#turn[kind]) return track.stop()
      this.#stop(kind)
      track.addEventListener('ended', () => this.#ended(kind, track))
      this.#set(kind, { state: 'on', track })
    } catch (error) {
      if (turn !== this.#turn[kind]) return
      this.#stop(kind)
      this.#set(kind, { state: 'problem', problem: problemOf(error) })
    }
    media.removeEventListener('devicechange', this.#changed)
    media.addEventListener('devicechange', this.#changed)
    await this.#list()
  }

  turnOff(kind: DeviceKind): void {
    this.#turn[kind] += 1
    this.#stop(kind)
    this.#set(kind, { state: 'off' })
  }

  /** Lets go of everything: the lamp beside the camera goes out. */
  close(): void {
    navigator.mediaDevices?.removeEventListener('devicechange', this.#changed)
    this.turnOff('camera')
    this.turnOff('microphone')
    this.#listeners.clear()
  }

  async #open(kind: DeviceKind): Promise<MediaStreamTrack> {
    const chosen = this.#chosen.get(kind)
    const constraints = { ...wanted[kind], ...(chosen ? { deviceId: { ideal: chosen } } : {}) }
    const stream = await navigator.mediaDevices.getUserMedia(
      kind === 'camera' ? { video: constraints } : { audio: constraints },
    )
    const [track] = stream.getTracks()
    if (!track) throw new DOMException('The system gave no track.', 'NotFoundError')
    return track
  }

  /** Nobody asked for it: the device was pulled out, or another program took it. */
  #ended(kind: DeviceKind, track: MediaStreamTrack): void {
    const now = this.#state[kind]
    if (now.state !== 'on' || now.track !== track) return
    this.#set(kind, { state: 'problem', problem: 'unplugged' })
    void this.#list()
  }

  /** What was pulled out and comes back is used again by itself. */
  async #plugged(): Promise<void> {
    await this.#list()
    for (const kind of ['camera', 'microphone'] as const) {
      const now = this.#state[kind]
      const isMissing = now.state === 'problem' && (now.problem === 'unplugged' || now.problem === 'none')
      const isThere = this.#state[kind === 'camera' ? 'cameras' : 'microphones'].length > 0
      if (isMissing && isThere) await this.turnOn(kind)
    }
  }

  async #list(): Promise<void> {
    const all = await navigator.mediaDevices.enumerateDevices().catch(() => [])
    const of = (kind: MediaDeviceKind): DeviceChoice[] =>
      all.filter((one) => one.kind === kind).map(({ deviceId, label }) => ({ id: deviceId, label }))
    this.#state = { ...this.#state, cameras: of('videoinput'), microphones: of('audioinput') }
    for (const listener of this.#listeners) listener('camera')
  }

  #stop(kind: DeviceKind): void {
    const now = this.#state[kind]
    if (now.state === 'on') now.track.stop()
  }

  #set(kind: DeviceKind, state: DeviceState): void {
    this.#state = { ...this.#state, [kind]: state }
    for (const listener of this.#listeners) listener(kind)
  }
}
