import type * as z from 'zod'
import { type OpenRoom, RoomState, RoomStates } from '../../core/kernel/rooms/clinic.js'
import { type PostMessage, StoredMessages } from '../../core/kernel/rooms/messages.js'
import {
  BlobState,
  Challenge,
  challengeWords,
  EnrollmentAnswer,
  type EnrollmentRequest,
  type FoundTenant,
  type Invite,
  PushReceipt,
  type RecoverTenant,
  Recovery,
  RelayInfo,
  RelayRefusal,
  type Revocation,
  SealedInvite,
  SnapshotHead,
  TenantDirectory,
  Token,
  WaitingEnrollments,
} from '../../core/sync/protocol.js'
import { type LiveEars, type LiveLine, openLive } from './live.js'
import { RelayImpostor, RelayRefused, RelayUnreachable } from './refusals.js'
import { type Answer, type Ask, type RelayAddress, Transport } from './transport.js'

/** Who calls: a device of a tenant, proving its key to this relay alone. */
export interface Caller {
  tenant: string
  device: string
  sign(words: string): string
}

/** A page of the tenant's log as the relay gave it: unchecked. */
export interface PulledPage {
  bytes: Uint8Array
  /** The tenant's newest cursor, and up to which the page goes, as the relay says. */
  cursor: number
  reached: number
}

/** The sync protocol's client (docs/adr/0008), typed. What a relay says is parsed and bounded, and believed by nobody. */
export class RelayClient {
  readonly #transport: Transport
  #heardAt: string | null = null
  #token: { text: string; endsAtMs: number } | undefined

  /**
   * @param relay the id that the relay must have: what is signed for it is worth nothing elsewhere.
   * @param caller null before there is a device: founding, enrolling, recovering.
   */
  constructor(
    readonly address: RelayAddress,
    readonly relay: string | null,
    readonly caller: Caller | null,
  ) {
    this.#transport = new Transport(address)
  }

  /** What the relay's clock showed with its last answer, as HTTP says it. */
  get heardAt(): string | null {
    return this.#heardAt
  }

  info(): Promise<z.infer<typeof RelayInfo>> {
    return this.#json(RelayInfo, { method: 'GET', path: '/v1/relay' })
  }

  async found(founding: z.input<typeof FoundTenant>): Promise<void> {
    await this.#ask({ method: 'POST', path: '/v1/tenants', body: founding })
  }

  async requestEnrollment(request: EnrollmentRequest): Promise<void> {
    await this.#ask({ method: 'POST', path: '/v1/enrollments', body: request })
  }

  /** The administrator's answer; undefined while nobody gave one. */
  async enrollmentAnswer(inviteId: string): Promise<EnrollmentAnswer | undefined> {
    const answer = await this.#ask({ method: 'GET', path: `/v1/enrollments/${inviteId}` })
    return answer.status === 204 ? undefined : parsed(EnrollmentAnswer, answer)
  }

  recovery(recoveryKey: string): Promise<z.infer<typeof Recovery>> {
    return this.#json(Recovery, { method: 'GET', path: `/v1/recovery/${recoveryKey}` })
  }

  async recoverTenant(request: z.infer<typeof RecoverTenant>): Promise<void> {
    await this.#ask({ method: 'POST', path: '/v1/recover', body: request })
  }

  push(batch: Uint8Array): Promise<PushReceipt> {
    return this.#json(PushReceipt, { method: 'POST', path: '/v1/batches', body: batch }, true)
  }

  /** @param isOwnWanted whether the device's own batches are wanted too: after it was restored from a backup. */
  async pull(after: number, isOwnWanted: boolean): Promise<PulledPage> {
    const path = `/v1/batches?after=${after}&own=${isOwnWanted ? 1 : 0}`
    const { body, headers } = await this.#asDevice({ method: 'GET', path, timeoutMs: 60_000 })
    const number = (name: string) => {
      const value = Number(headers[name])
      if (!Number.isSafeInteger(value) || value < 0) throw new RelayUnreachable(`The relay’s ${name} is no number.`)
      return value
    }
    return { bytes: body, cursor: number('x-cursor'), reached: number('x-reached') }
  }

  directory(): Promise<TenantDirectory> {
    return this.#json(TenantDirectory, { method: 'GET', path: '/v1/directory' }, true)
  }

  async invite(invite: z.input<typeof Invite>): Promise<void> {
    await this.#asDevice({ method: 'POST', path: '/v1/invites', body: invite })
  }

  async sealedInvite(inviteId: string): Promise<string> {
    return (await this.#json(SealedInvite, { method: 'GET', path: `/v1/invites/${inviteId}` })).sealed
  }

  async waitingEnrollments(): Promise<EnrollmentRequest[]> {
    return (await this.#json(WaitingEnrollments, { method: 'GET', path: '/v1/enrollments' }, true)).enrollments
  }

  async answerEnrollment(inviteId: string, answer: EnrollmentAnswer): Promise<void> {
    await this.#asDevice({ method: 'POST', path: `/v1/enrollments/${inviteId}/answer`, body: answer })
  }

  async revoke(revocation: Revocation): Promise<void> {
    await this.#asDevice({ method: 'POST', path: '/v1/revocations', body: revocation })
  }

  async replaceRecovery(recoveryKey: string, sealedRecovery: string): Promise<void> {
    await this.#asDevice({ method: 'PUT', path: '/v1/recovery', body: { recoveryKey, sealedRecovery } })
  }

  blobState(hash: string): Promise<z.infer<typeof BlobState>> {
    return this.#json(BlobState, { method: 'GET', path: `/v1/blobs/${hash}` }, true)
  }

  async putChunk(hash: string, index: number, bytes: Uint8Array): Promise<void> {
    await this.#asDevice({ method: 'PUT', path: `/v1/blobs/${hash}/chunks/${index}`, body: bytes })
  }

  async completeBlob(hash: string, size: { bytes: number; chunks: number }): Promise<void> {
    await this.#asDevice({ method: 'POST', path: `/v1/blobs/${hash}`, body: size, timeoutMs: 120_000 })
  }

  async getChunk(hash: string, index: number): Promise<Uint8Array> {
    return (await this.#asDevice({ method: 'GET', path: `/v1/blobs/${hash}/chunks/${index}`, timeoutMs: 60_000 })).body
  }

  async putSnapshot(head: z.infer<typeof SnapshotHead>): Promise<void> {
    await this.#asDevice({ method: 'PUT', path: '/v1/snapshot', body: head })
  }

  /** The newest snapshot's head; undefined where there is none. */
  async snapshot(): Promise<z.infer<typeof SnapshotHead> | undefined> {
    try {
      return await this.#json(SnapshotHead, { method: 'GET', path: '/v1/snapshot' }, true)
    } catch (error) {
      if (error instanceof RelayRefused && error.code === 'NOT_FOUND') return undefined
      throw error
    }
  }

  openRoom(room: string, wish: z.output<typeof OpenRoom>): Promise<RoomState> {
    return this.#json(RoomState, { method: 'PUT', path: `/v1/rooms/${room}`, body: wish }, true)
  }

  room(room: string): Promise<RoomState> {
    return this.#json(RoomState, { method: 'GET', path: `/v1/rooms/${room}` }, true)
  }

  /** The clinic's rooms that are open, or were within the last day. */
  async rooms(): Promise<RoomState[]> {
    return (await this.#json(RoomStates, { method: 'GET', path: '/v1/rooms' }, true)).rooms
  }

  closeRoom(room: string): Promise<RoomState> {
    return this.#json(RoomState, { method: 'POST', path: `/v1/rooms/${room}/close`, body: {} }, true)
  }

  roomMessages(room: string, after: number): Promise<z.infer<typeof StoredMessages>> {
    const path = `/v1/rooms/${room}/clinic-messages?after=${after}`
    return this.#json(StoredMessages, { method: 'GET', path, timeoutMs: 60_000 }, true)
  }

  async postRoomMessage(room: string, message: z.infer<typeof PostMessage>): Promise<void> {
    await this.#asDevice({ method: 'POST', path: `/v1/rooms/${room}/clinic-messages`, body: message })
  }

  /** Opens the line over which the relay says that something is new. It closes once, and is opened again by the caller. */
  async live(ears: LiveEars): Promise<LiveLine> {
    return openLive(this.#transport, await this.#tokenText(), ears)
  }

  close(): void {
    this.#transport.close()
  }

  async #json<T>(schema: z.ZodType<T>, ask: Ask, isAsDevice = false): Promise<T> {
    return parsed(schema, await (isAsDevice ? this.#asDevice(ask) : this.#ask(ask)))
  }

  /** Asks with a token, and once more with a new one where the relay does not take it any longer. */
  async #asDevice(ask: Ask): Promise<Answer> {
    try {
      return await this.#ask({ ...ask, token: await this.#tokenText() })
    } catch (error) {
      if (!(error instanceof RelayRefused) || error.code !== 'UNAUTHORIZED' || !this.#token) throw error
      this.#token = undefined
      return await this.#ask({ ...ask, token: await this.#tokenText() })
    }
  }

  async #tokenText(): Promise<string> {
    // A minute early, so that it does not end on its way.
    if (this.#token && Date.now() < this.#token.endsAtMs - 60_000) return this.#token.text
    if (!this.caller || this.relay === null) throw new Error('Nobody is there to prove who they are.')
    const info = await this.info()
    if (info.relay !== this.relay) throw new RelayImpostor('Another relay answers at this address.')
    const { tenant, device } = this.caller
    const { nonce } = await this.#json(Challenge, { method: 'POST', path: '/v1/challenge', body: {} })
    const signature = this.caller.sign(challengeWords(this.relay, tenant, device, nonce))
    const ask: Ask = { method: 'POST', path: '/v1/token', body: { tenant, device, nonce, signature } }
    const { token, expiresInSeconds } = await this.#json(Token, ask)
    this.#token = { text: token, endsAtMs: Date.now() + expiresInSeconds * 1000 }
    return token
  }

  async #ask(ask: Ask): Promise<Answer> {
    const answer = await this.#transport.ask(ask)
    this.#heardAt = answer.headers.date ?? null
    if (answer.status >= 200 && answer.status < 300) return answer
    throw refusalOf(answer)
  }
}

function refusalOf(answer: Answer): RelayRefused | RelayUnreachable {
  const said = RelayRefusal.safeParse(jsonOf(answer))
  if (!said.success) return new RelayUnreachable(`The relay answers ${answer.status} in words that are not its own.`)
  const header = Number(answer.headers['retry-after'])
  const retryAfterSeconds = said.data.retryAfterSeconds ?? (header >= 0 ? header : undefined)
  return new RelayRefused({ ...said.data, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) })
}

function parsed<T>(schema: z.ZodType<T>, answer: Answer): T {
  const said = schema.safeParse(jsonOf(answer))
  if (!said.success) throw new RelayUnreachable('The relay’s answer is not one of the protocol.')
  return said.data
}

function jsonOf({ body }: Answer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined
  }
}
