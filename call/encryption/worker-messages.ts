import type { MediaSource } from '../../core/kernel/rooms/identity.js'
import type { CallSecrets } from './frames.js'

/** What the page and its encryption worker say to each other. */

/** What one transform does: seals a source of ours, or opens one of somebody else's. */
export type TransformTask =
  | { readonly does: 'seal'; readonly source: MediaSource; readonly kind: 'audio' | 'video' }
  | {
      readonly does: 'open'
      readonly source: MediaSource
      readonly kind: 'audio' | 'video'
      readonly sender: string
      readonly consumerId: string
    }

export type ToWorker =
  | { readonly type: 'begin'; readonly call: CallSecrets; readonly self: string }
  | { readonly type: 'seal-under'; readonly epoch: number; readonly secret: string }
  | { readonly type: 'open-under'; readonly sender: string; readonly epoch: number; readonly secret: string }
  | { readonly type: 'forget'; readonly sender: string }
  /** For browsers whose senders and receivers hand out streams; the others start a transform by `RTCRtpScriptTransform`. */
  | {
      readonly type: 'streams'
      readonly task: TransformTask
      readonly readable: ReadableStream
      readonly writable: WritableStream
    }

/** How opening goes for one consumer; said when it changes. */
export type Readability = 'readable' | 'no-key' | 'wrong-key' | 'not-sealed'
export type FromWorker = {
  readonly type: 'readability'
  readonly consumerId: string
  readonly readability: Readability
}
