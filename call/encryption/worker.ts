import { FrameOpener, FrameSealer, type Opened } from './frames.js'
import type { FrameShape } from './rules.js'
import type { FromWorker, Readability, ToWorker, TransformTask } from './worker-messages.js'

/** Runs beside the page: every frame passes here, and none leaves or comes in unsealed. */

/** What of an encoded frame is used, of both APIs; audio has no `type`. */
interface EncodedFrame {
  data: ArrayBuffer
  readonly type?: 'key' | 'delta' | 'empty'
}

interface Scope {
  postMessage(message: FromWorker): void
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null
  onrtctransform: ((event: RtcTransformEvent) => void) | null
}
interface RtcTransformEvent {
  readonly transformer: {
    readonly readable: ReadableStream
    readonly writable: WritableStream
    readonly options: TransformTask
  }
}
const scope = globalThis as unknown as Scope

let sealer: FrameSealer | null = null
let opener: FrameOpener | null = null

/** A frame under an epoch whose secret is still under way waits for it, so that a change of keys costs no picture. */
const patienceMs = 1_500
/** Opening fails so often in a row before it is said: a single damaged frame is nothing. */
const failuresToSay = 4
let keysCame = () => {}
let keysComing = new Promise<void>((resolve) => {
  keysCame = resolve
})

function keyArrived(): void {
  keysCame()
  keysComing = new Promise((resolve) => {
    keysCame = resolve
  })
}

const shapeOf = (task: TransformTask, frame: EncodedFrame): FrameShape =>
  task.kind === 'audio' ? 'audio' : frame.type === 'key' ? 'video-key' : 'video-delta'

function sealing(task: TransformTask): Transformer<EncodedFrame, EncodedFrame> {
  return {
    async transform(frame, controller) {
      const sealed = await sealer?.seal(task.source, shapeOf(task, frame), new Uint8Array(frame.data))
      if (!sealed) return
      frame.data = sealed.buffer
      controller.enqueue(frame)
    },
  }
}

function opening(task: Extract<TransformTask, { does: 'open' }>): Transformer<EncodedFrame, EncodedFrame> {
  let said: Readability | null = null
  let failures = 0
  let hasWaited = false
  const say = (readability: Readability) => {
    if (said === readability) return
    said = readability
    scope.postMessage({ type: 'readability', consumerId: task.consumerId, readability })
  }
  const open = async (data: Uint8Array<ArrayBuffer>): Promise<Opened> =>
    opener ? opener.open(task.sender, task.source, data) : { problem: 'no-key' }
  return {
    async transform(frame, controller) {
      const data = new Uint8Array(frame.data)
      // Chromium sends empty frames while a track is muted.
      if (data.length === 0) return
      let opened = await open(data)
      if ('problem' in opened && opened.problem === 'no-key' && !hasWaited) {
        const until = performance.now() + patienceMs
        while ('problem' in opened && opened.problem === 'no-key' && performance.now() < until) {
          await Promise.race([keysComing, new Promise((resolve) => setTimeout(resolve, patienceMs))])
          opened = await open(data)
        }
        hasWaited = true
      }
      if ('frame' in opened) {
        failures = 0
        hasWaited = false
        say('readable')
        frame.data = opened.frame.buffer
        controller.enqueue(frame)
        return
      }
      if (opened.problem === 'replayed') return
      failures += 1
      if (failures >= failuresToSay) say(opened.problem)
    },
  }
}

function run(task: TransformTask, readable: ReadableStream, writable: WritableStream): void {
  const transform = new TransformStream(task.does === 'seal' ? sealing(task) : opening(task))
  // Streams end with their track: nothing is left to do then.
  readable
    .pipeThrough(transform)
    .pipeTo(writable)
    .catch(() => undefined)
}

scope.onrtctransform = ({ transformer }) => run(transformer.options, transformer.readable, transformer.writable)
scope.onmessage = ({ data }) => {
  switch (data.type) {
    case 'begin':
      sealer = new FrameSealer(data.call, data.self)
      opener = new FrameOpener(data.call)
      return
    case 'seal-under':
      return sealer?.install(data.epoch, data.secret)
    case 'open-under':
      opener?.install(data.sender, data.epoch, data.secret)
      return keyArrived()
    case 'forget':
      return opener?.forget(data.sender)
    case 'streams':
      return run(data.task, data.readable, data.writable)
  }
}
