import { frameFormat } from '../../core/kernel/rooms/key-words.js'

/** The layout of sealed frames and what a receiver takes: no keys, no clock. The words are in `core/kernel/rooms/sealing`. */

/** The last counter of a key; a new epoch comes long before (at 60 frames a second in nine billion years). */
const lastCounter = 2 ** 48 - 1
const { trailerBytes, tagBytes, version, clearBytes } = frameFormat
/** Room for the smallest sealed frame: an empty ciphertext, its tag and the trailer. */
const smallestBytes = tagBytes + trailerBytes

export type FrameShape = 'video-key' | 'video-delta' | 'audio'

/** How much of a frame stays readable; never more than it has. */
export function clearLength(shape: FrameShape, frameLength: number): number {
  const wanted = { 'video-key': clearBytes.videoKey, 'video-delta': clearBytes.videoDelta, audio: clearBytes.audio }
  return Math.min(wanted[shape], frameLength)
}

export interface Trailer {
  epoch: number
  counter: number
  clear: number
}

/** @throws {RangeError} where the counter is used up: nothing is ever sealed twice under one number. */
export function writeTrailer({ epoch, counter, clear }: Trailer): Uint8Array<ArrayBuffer> {
  if (!Number.isInteger(counter) || counter < 0 || counter > lastCounter)
    throw new RangeError('This key has sealed all the frames that it may.')
  const bytes = new Uint8Array(trailerBytes)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, epoch)
  view.setBigUint64(4, BigInt(counter))
  view.setUint8(12, clear)
  view.setUint8(13, version)
  return bytes
}

/** What the end of a sealed frame says, or null where it is none of this format. */
export function readTrailer(frame: Uint8Array): Trailer | null {
  if (frame.length < smallestBytes) return null
  const view = new DataView(frame.buffer, frame.byteOffset + frame.length - trailerBytes, trailerBytes)
  const counter = view.getBigUint64(4)
  const clear = view.getUint8(12)
  if (view.getUint8(13) !== version || counter > BigInt(lastCounter) || clear > frame.length - smallestBytes)
    return null
  return { epoch: view.getUint32(0), counter: Number(counter), clear }
}

/** Four zero bytes and the counter: one number, one nonce. */
export function ivOf(counter: number): Uint8Array<ArrayBuffer> {
  const iv = new Uint8Array(12)
  new DataView(iv.buffer).setBigUint64(4, BigInt(counter))
  return iv
}

/** Pieces one after the other. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** How far behind the highest counter a frame may come: layers and lost packets bring them out of order. */
export const replayWindow = 1_024

/** The counters of one key that were seen. */
export class ReplayWindow {
  #highest = -1
  /** Each counter has one place, which only a counter that left the window had before. */
  readonly #seen = new Float64Array(replayWindow).fill(-1)

  /** Whether a frame of this number is new. Asked before it is opened, noted only after it proved to be genuine. */
  isFresh(counter: number): boolean {
    return counter > this.#highest - replayWindow && this.#seen[counter % replayWindow] !== counter
  }

  note(counter: number): void {
    this.#seen[counter % replayWindow] = counter
    if (counter > this.#highest) this.#highest = counter
  }
}
