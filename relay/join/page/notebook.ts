import type { z } from 'zod'
import { messageKey, newMessageId } from '../../../call/encryption/keys.js'
import { openWords, sealWords } from '../../../call/encryption/sealed-words.js'
import type { Photo } from '../../../call/media/photo.js'
import { StoredMessages } from '../../../core/kernel/rooms/messages.js'
import { MessageContent } from '../../../core/kernel/rooms/sealing.js'

export interface NotebookEntry {
  readonly id: string
  readonly isMine: boolean
  readonly text: string
  readonly photos: readonly Photo[]
  readonly isSent: boolean
}

interface Options {
  readonly room: string
  readonly key: string
  /** The right to read and write; null before the relay let this page in. */
  readonly session: () => string | null
}

/** A message that could not be sent waits so long for the next try. */
const againMs = 3_000

/** Messages that wait at the relay (store and forward). Sealed before they leave; kept in this page's memory alone. */
export class Notebook {
  #entries: readonly NotebookEntry[] = []
  #after = 0
  readonly #waiting: { messageId: string; payload: string }[] = []
  readonly #listeners = new Set<() => void>()
  #isSending = false

  constructor(private readonly options: Options) {}

  get entries(): readonly NotebookEntry[] {
    return this.#entries
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Seals and keeps what was written until the relay has it. */
  async write(text: string, photos: Photo[]): Promise<void> {
    const { room, key } = this.options
    const content: z.infer<typeof MessageContent> = { v: 1, text, photos }
    const messageId = newMessageId()
    this.#set([...this.#entries, { id: messageId, isMine: true, text, photos, isSent: false }])
    this.#waiting.push({ messageId, payload: await sealWords(await messageKey(room, key), room, content) })
    await this.#send()
  }

  /** There is a line again: what waits goes out, what waits at the relay comes in. */
  async comeOnline(lastSeq: number): Promise<void> {
    await this.#send()
    if (lastSeq > this.#after) await this.#read().catch(() => undefined)
  }

  async #send(): Promise<void> {
    if (this.#isSending) return
    this.#isSending = true
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const answer = await this.#call('POST', '', next)
      if (!answer?.ok) {
        setTimeout(() => void this.#send(), againMs)
        break
      }
      const { messageId } = next
      this.#waiting.shift()
      this.#set(this.#entries.map((entry) => (entry.id === messageId ? { ...entry, isSent: true } : entry)))
    }
    this.#isSending = false
  }

  async #read(): Promise<void> {
    const { room, key } = this.options
    const answer = await this.#call('GET', `?after=${this.#after}`)
    if (!answer?.ok) return
    const { messages, isMore } = StoredMessages.parse(await answer.json())
    const opening = await messageKey(room, key)
    for (const { seq, messageId, payload } of messages) {
      this.#after = seq
      if (this.#entries.some(({ id }) => id === messageId)) continue
      const content = await openWords(opening, room, payload, MessageContent)
      if (content === null) continue
      const { text, photos } = content
      this.#set([...this.#entries, { id: messageId, isMine: false, text, photos, isSent: true }])
    }
    if (isMore) await this.#read()
  }

  async #call(method: 'GET' | 'POST', query: string, body?: object): Promise<Response | null> {
    const session = this.options.session()
    if (session === null) return null
    return fetch(`/v1/rooms/${this.options.room}/messages${query}`, {
      method,
      headers: { authorization: `Session ${session}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
      cache: 'no-store',
      credentials: 'omit',
    }).catch(() => null)
  }

  #set(entries: readonly NotebookEntry[]): void {
    this.#entries = entries
    for (const listener of this.#listeners) listener()
  }
}
