import type * as z from 'zod'
import { ChatLine, ParticipantCard, SenderSecret } from '../core/kernel/rooms/sealing.js'
import type { Participant } from '../core/kernel/rooms/signals.js'
import { cardKey, newSecret, type ParticipantKeyPair, pairKey } from './encryption/keys.js'
import { safetyCode } from './encryption/safety-code.js'
import { openWords, sealWords } from './encryption/sealed-words.js'
import type { FrameWorker } from './encryption/transforms.js'
import type { Ask } from './media/media-line.js'
import type { Person } from './state.js'

export interface PeopleOptions {
  readonly room: string
  readonly roomSecret: string
  readonly keys: ParticipantKeyPair
  readonly ask: Ask
}

/** A new secret that somebody did not get by then is used all the same: they ask for a key frame when it comes. */
const deliveryMs = 2_000

/** Who is in the room, what they may read of us, and what we may read of them. */
export class People {
  readonly #options: PeopleOptions
  #all: readonly Participant[] = []
  #persons: readonly Person[] = []
  #self: string | null = null
  #mine: { epoch: number; secret: string } | null = null
  /** Who has our present secret, under which public key. */
  readonly #holders = new Map<string, string>()
  /** Senders whose secret came and opened. */
  readonly #known = new Map<string, string>()

  constructor(options: PeopleOptions) {
    this.#options = options
  }

  get publicKey(): string {
    return this.#options.keys.publicKey
  }

  get persons(): readonly Person[] {
    return this.#persons
  }

  find(id: string): Participant | undefined {
    return this.#all.find((one) => one.id === id)
  }

  /** Whether the secret of this sender is here, so that its frames can be opened. */
  canRead(id: string): boolean {
    const publicKey = this.find(id)?.publicKey
    return publicKey !== undefined && this.#known.get(id) === publicKey
  }

  async sealCard(card: ParticipantCard): Promise<string> {
    const { room, roomSecret } = this.#options
    return sealWords(await cardKey(room, roomSecret), room, card)
  }

  /** Takes over who is there now. */
  async set(self: string, all: readonly Participant[], frames: FrameWorker | null): Promise<void> {
    const { room, roomSecret } = this.#options
    const key = await cardKey(room, roomSecret)
    const persons = await Promise.all(
      all.map(async ({ publicKey: _, card, ...person }) => ({
        ...person,
        card: await openWords(key, room, card, ParticipantCard),
      })),
    )
    for (const { id, state } of this.#all)
      if (state === 'admitted' && !all.some((one) => one.id === id && one.state === 'admitted')) {
        frames?.forget(id)
        this.#known.delete(id)
      }
    for (const id of this.#holders.keys())
      if (!all.some((one) => one.id === id && one.isConnected)) this.#holders.delete(id)
    this.#self = self
    this.#all = all
    this.#persons = persons
  }

  /** The code that all who are in the call read alike, or null before there are two. */
  async safetyCode(): Promise<string | null> {
    const { room, roomSecret } = this.#options
    const inCall = this.#all.filter(({ state }) => state === 'admitted')
    return inCall.length < 2 ? null : safetyCode(room, roomSecret, inCall)
  }

  /** Seals under a new secret from this epoch on, after the others were given it. Those who came back get the present one. */
  async ratchet(epoch: number, frames: FrameWorker): Promise<void> {
    const isNew = this.#mine === null || epoch !== this.#mine.epoch
    if (isNew) {
      this.#mine = { epoch, secret: newSecret() }
      this.#holders.clear()
    }
    const mine = this.#mine
    if (!mine) return
    await Promise.race([this.#giveOut(mine), new Promise((resolve) => setTimeout(resolve, deliveryMs))])
    // Another change may have come meanwhile, whose secret is the one to use.
    if (isNew && this.#mine === mine) frames.sealUnder(mine.epoch, mine.secret)
  }

  async #giveOut(mine: { epoch: number; secret: string }): Promise<void> {
    const { room, ask } = this.#options
    const self = this.find(this.#self ?? '')
    if (self?.state !== 'admitted') return
    const missing = this.#all.filter(
      ({ id, state, isConnected, publicKey }) =>
        id !== self.id && state === 'admitted' && isConnected && this.#holders.get(id) !== publicKey,
    )
    await Promise.allSettled(
      missing.map(async ({ id, publicKey }) => {
        this.#holders.set(id, publicKey)
        const key = await pairKey({ ...this.#options, mine: this.#options.keys }, publicKey, 'to')
        const words = { v: 1, ...mine } satisfies z.infer<typeof SenderSecret>
        const payload = await sealWords(key, room, words)
        const { delivered } = await ask('pass', { to: id, about: 'key', payload }).catch(() => ({ delivered: 0 }))
        if (delivered === 0) this.#holders.delete(id)
      }),
    )
  }

  /** Somebody's secret came. @returns whether it opened; where not, it was sealed with the key of another link. */
  async hearSecret(from: string, payload: string, frames: FrameWorker): Promise<boolean> {
    const sender = this.find(from)
    if (!sender) return false
    const said = await this.#open(sender.publicKey, payload, SenderSecret)
    if (!said) return false
    frames.openUnder(from, said.epoch, said.secret)
    this.#known.set(from, sender.publicKey)
    return true
  }

  hearChat(from: string, payload: string): Promise<z.infer<typeof ChatLine> | null> {
    const sender = this.find(from)
    return sender ? this.#open(sender.publicKey, payload, ChatLine) : Promise.resolve(null)
  }

  /** Says something to everybody who may hear it. @returns how many did. */
  async say(line: z.infer<typeof ChatLine>): Promise<number> {
    const { room, ask } = this.#options
    const others = this.#all.filter(
      ({ id, state, isConnected }) => id !== this.#self && state !== 'removed' && isConnected,
    )
    const delivered = await Promise.all(
      others.map(async ({ id, publicKey }) => {
        const key = await pairKey({ ...this.#options, mine: this.#options.keys }, publicKey, 'to')
        const answer = ask('pass', { to: id, about: 'chat', payload: await sealWords(key, room, line) })
        return answer.then(({ delivered: heard }) => heard).catch(() => 0)
      }),
    )
    return delivered.reduce((sum, heard) => sum + heard, 0)
  }

  async #open<T>(publicKey: string, payload: string, schema: z.ZodType<T>): Promise<T | null> {
    const key = await pairKey({ ...this.#options, mine: this.#options.keys }, publicKey, 'from')
    return openWords(key, this.#options.room, payload, schema)
  }
}
