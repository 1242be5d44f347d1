import type { WorkstationEvent } from '../events/model.js'

/** Fires once when nobody listens any more; an AbortSignal is one. */
export interface StopSignal {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void): void
}

/** Tells the doors that something changed. */
export interface Notices {
  publish(event: WorkstationEvent): void
  /** Yields events until the signal fires; what comes while nobody reads is merged, not queued without end. */
  subscribe(signal: StopSignal | undefined): AsyncGenerator<WorkstationEvent, void>
}
