import type { CallSecrets } from './frames.js'
import type { FromWorker, Readability, ToWorker, TransformTask } from './worker-messages.js'

/** How this browser lets frames be sealed, or null where it does not: then there is no call. */
export type TransformApi = 'script-transform' | 'encoded-streams'

declare const RTCRtpScriptTransform: undefined | (new (worker: Worker, options: unknown) => unknown)
interface Streams {
  createEncodedStreams?: () => { readable: ReadableStream; writable: WritableStream }
}
type Endpoint = Streams & { transform?: unknown }

export function transformApi(): TransformApi | null {
  if (typeof RTCRtpScriptTransform !== 'undefined') return 'script-transform'
  const isOffered = typeof RTCRtpSender !== 'undefined' && 'createEncodedStreams' in RTCRtpSender.prototype
  return isOffered ? 'encoded-streams' : null
}

/** What a peer connection must be told when it is made. */
export const connectionSettings = (api: TransformApi): Partial<RTCConfiguration> =>
  api === 'encoded-streams' ? ({ encodedInsertableStreams: true } as Partial<RTCConfiguration>) : {}

/** The worker that seals and opens; one for a page's stay in a room. */
export class FrameWorker {
  readonly #worker: Worker
  readonly #api: TransformApi

  /** @param onReadability hears for each consumer when its frames begin or cease to open. */
  constructor(
    api: TransformApi,
    call: CallSecrets,
    self: string,
    onReadability: (consumerId: string, readability: Readability) => void,
  ) {
    this.#api = api
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
    this.#worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) =>
      onReadability(data.consumerId, data.readability),
    )
    this.#say({ type: 'begin', call, self })
  }

  sealUnder(epoch: number, secret: string): void {
    this.#say({ type: 'seal-under', epoch, secret })
  }

  openUnder(sender: string, epoch: number, secret: string): void {
    this.#say({ type: 'open-under', sender, epoch, secret })
  }

  forget(sender: string): void {
    this.#say({ type: 'forget', sender })
  }

  /** Puts the worker between a sender or receiver and its line; before the first frame, so in mediasoup-client's callbacks. */
  attach(endpoint: RTCRtpSender | RTCRtpReceiver, task: TransformTask): void {
    const target = endpoint as unknown as Endpoint
    if (this.#api === 'script-transform' && RTCRtpScriptTransform) {
      target.transform = new RTCRtpScriptTransform(this.#worker, task)
      return
    }
    // A transceiver that is used again keeps its streams, and may ask for them once.
    const streams = target.createEncodedStreams?.()
    if (!streams) throw new Error('This browser cannot seal pictures.')
    const { readable, writable } = streams
    this.#worker.postMessage({ type: 'streams', task, readable, writable } satisfies ToWorker, [readable, writable])
  }

  close(): void {
    this.#worker.terminate()
  }

  #say(message: ToWorker): void {
    this.#worker.postMessage(message)
  }
}
