import type { MediaSource } from '../../core/kernel/rooms/identity.js'
import { frameFormat } from '../../core/kernel/rooms/key-words.js'
import { frameKey } from './keys.js'
import { clearLength, type FrameShape, ivOf, joined, ReplayWindow, readTrailer, writeTrailer } from './rules.js'

/** Sealing and opening of frames; runs in the worker, and in Node for the tests. */

export interface CallSecrets {
  readonly room: string
  readonly roomSecret: string
}

interface SealingKey {
  readonly key: CryptoKey
  counter: number
}

/** Seals what this page sends. One key for each source and epoch, whose counter no other frame ever takes. */
export class FrameSealer {
  #epoch: number | null = null
  #secret: string | null = null
  #keys = new Map<MediaSource, Promise<SealingKey>>()

  constructor(
    private readonly call: CallSecrets,
    private readonly self: string,
  ) {}

  /** From now on under this secret. The same one again changes nothing, so that its counters go on. */
  install(epoch: number, secret: string): void {
    if (secret === this.#secret) return
    this.#epoch = epoch
    this.#secret = secret
    this.#keys = new Map()
  }

  /** The sealed frame, or null where there is no key yet: nothing goes out unsealed. */
  async seal(
    source: MediaSource,
    shape: FrameShape,
    frame: Uint8Array<ArrayBuffer>,
  ): Promise<Uint8Array<ArrayBuffer> | null> {
    const epoch = this.#epoch
    const secret = this.#secret
    if (epoch === null || secret === null) return null
    let coming = this.#keys.get(source)
    if (!coming) {
      const of = { ...this.call, sender: this.self, epoch, source }
      coming = frameKey(of, secret, 'seal').then((key) => ({ key, counter: 0 }))
      this.#keys.set(source, coming)
    }
    const sealing = await coming
    const counter = sealing.counter
    sealing.counter += 1
    const clear = clearLength(shape, frame.length)
    const head = frame.subarray(0, clear)
    const trailer = writeTrailer({ epoch, counter, clear })
    const algorithm = { name: 'AES-GCM', iv: ivOf(counter), additionalData: joined(head, trailer) }
    const sealed = await crypto.subtle.encrypt(algorithm, sealing.key, frame.subarray(clear))
    return joined(head, new Uint8Array(sealed), trailer)
  }
}

export type Opened =
  | { readonly frame: Uint8Array<ArrayBuffer> }
  /** `no-key`: none came for its epoch yet. `wrong-key`: it does not open. `replayed`: seen before. `not-sealed`: no frame of ours. */
  | { readonly problem: 'no-key' | 'wrong-key' | 'replayed' | 'not-sealed' }

interface OpeningKey {
  readonly key: Promise<CryptoKey>
  readonly seen: ReplayWindow
}

/** Keys of this many epochs of each sender are kept: frames under the one before may still be under way. */
const keptEpochs = 2

/** Opens what others send. */
export class FrameOpener {
  readonly #secrets = new Map<string, Map<number, string>>()
  readonly #keys = new Map<string, OpeningKey>()

  constructor(private readonly call: CallSecrets) {}

  /** A sender's secret of an epoch. Older ones but the last are forgotten. */
  install(sender: string, epoch: number, secret: string): void {
    const secrets = this.#secrets.get(sender) ?? new Map<number, string>()
    if (secrets.get(epoch) !== secret) this.#forgetKeys(sender, epoch)
    secrets.set(epoch, secret)
    for (const old of [...secrets.keys()].sort((a, b) => b - a).slice(keptEpochs)) {
      secrets.delete(old)
      this.#forgetKeys(sender, old)
    }
    this.#secrets.set(sender, secrets)
  }

  /** Whoever left is not believed any longer. */
  forget(sender: string): void {
    for (const epoch of this.#secrets.get(sender)?.keys() ?? []) this.#forgetKeys(sender, epoch)
    this.#secrets.delete(sender)
  }

  async open(sender: string, source: MediaSource, frame: Uint8Array<ArrayBuffer>): Promise<Opened> {
    const trailer = readTrailer(frame)
    if (!trailer) return { problem: 'not-sealed' }
    const opening = this.#key(sender, source, trailer.epoch)
    if (!opening) return { problem: 'no-key' }
    if (!opening.seen.isFresh(trailer.counter)) return { problem: 'replayed' }
    const end = frame.length - frameFormat.trailerBytes
    const head = frame.subarray(0, trailer.clear)
    const algorithm = {
      name: 'AES-GCM',
      iv: ivOf(trailer.counter),
      additionalData: joined(head, frame.subarray(end)),
    }
    try {
      const plain = await crypto.subtle.decrypt(algorithm, await opening.key, frame.subarray(trailer.clear, end))
      if (!opening.seen.isFresh(trailer.counter)) return { problem: 'replayed' }
      opening.seen.note(trailer.counter)
      return { frame: joined(head, new Uint8Array(plain)) }
    } catch {
      return { problem: 'wrong-key' }
    }
  }

  #key(sender: string, source: MediaSource, epoch: number): OpeningKey | null {
    const secret = this.#secrets.get(sender)?.get(epoch)
    if (secret === undefined) return null
    const name = `${sender} ${epoch} ${source}`
    const known = this.#keys.get(name)
    if (known) return known
    const made = { key: frameKey({ ...this.call, sender, epoch, source }, secret, 'open'), seen: new ReplayWindow() }
    this.#keys.set(name, made)
    return made
  }

  #forgetKeys(sender: string, epoch: number): void {
    for (const name of this.#keys.keys()) if (name.startsWith(`${sender} ${epoch} `)) this.#keys.delete(name)
  }
}
