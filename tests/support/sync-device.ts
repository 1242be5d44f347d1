import { createHmac, type KeyObject, randomBytes } from 'node:crypto'
import WebSocket from 'ws'
import { hashSealedOp, type SealedOp, sealBatch } from '../../adapters/oplog/batch.js'
import { decodeLivePage, decodePage, type PagedBatch } from '../../adapters/oplog/page.js'
import { newSigningKey, publicKeyOf, signWords } from '../../adapters/oplog/signing.js'
import {
  certificateWords,
  challengeWords,
  type DeviceCertificate,
  enrollmentWords,
  LiveMessage,
  PushReceipt,
  RelayInfo,
  RelayRefusal,
  type Revocation,
  revocationWords,
  Token,
  type WrappedKeys,
} from '../../core/sync/protocol.js'

export const newId = (): string => randomBytes(16).toString('base64url')
export const zeros = '0'.repeat(64)

/** What came back: a body, or a refusal in the protocol's words. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly bytes: Uint8Array
  json(): unknown
  /** The refusal's code, or OK. */
  readonly code: string
}

/** A device of the tests: it speaks the protocol and keeps its log in memory; its ops are random bytes. */
export class SyncDevice {
  readonly id = newId()
  readonly key: KeyObject = newSigningKey().key
  readonly signingKey = publicKeyOf(this.key)
  readonly boxKey = randomBytes(32).toString('base64url')
  readonly ops: SealedOp[] = []
  token = ''

  constructor(
    public url: string,
    readonly tenant: string,
  ) {}

  get head(): string {
    return this.hashAt(this.ops.length)
  }

  hashAt(seq: number): string {
    const op = this.ops[seq - 1]
    return op ? Buffer.from(hashSealedOp(op)).toString('hex') : zeros
  }

  certify(whom: SyncDevice, isAdministrator: boolean): DeviceCertificate {
    const unsigned = {
      v: 1 as const,
      tenant: whom.tenant,
      device: whom.id,
      sealedName: 'sealed',
      signingKey: whom.signingKey,
      boxKey: whom.boxKey,
      isAdministrator,
      enrolledAt: new Date().toISOString(),
      signedBy: this.id,
    }
    return { ...unsigned, signature: signWords(this.key, certificateWords(unsigned)) }
  }

  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const isBytes = body instanceof Uint8Array
    const type = isBytes ? 'application/octet-stream' : 'application/json'
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(this.token && { authorization: `Bearer ${this.token}` }),
        ...(body !== undefined && { 'content-type': type }),
        ...headers,
      },
      ...(body !== undefined && { body: isBytes ? Buffer.from(body) : JSON.stringify(body) }),
    })
    const bytes = new Uint8Array(await response.arrayBuffer())
    const json = (): unknown => JSON.parse(Buffer.from(bytes).toString())
    const code = response.ok ? 'OK' : RelayRefusal.parse(json()).code
    return { status: response.status, headers: response.headers, bytes, json, code }
  }

  async found(recovery: KeyObject = newSigningKey().key, admission: string | null = null): Promise<Answer> {
    const body = {
      certificate: this.certify(this, true),
      admission,
      recoveryKey: publicKeyOf(recovery),
      sealedRecovery: 'sealed keys',
    }
    return this.call('POST', '/v1/tenants', body)
  }

  async tokenRequest(nonce?: string) {
    const { relay } = RelayInfo.parse((await this.call('GET', '/v1/relay')).json())
    const given = nonce ?? ((await this.call('POST', '/v1/challenge')).json() as { nonce: string }).nonce
    const signature = signWords(this.key, challengeWords(relay, this.tenant, this.id, given))
    return { tenant: this.tenant, device: this.id, nonce: given, signature }
  }

  async signIn(): Promise<Answer> {
    const answer = await this.call('POST', '/v1/token', await this.tokenRequest())
    if (answer.code === 'OK') this.token = Token.parse(answer.json()).token
    return answer
  }

  /** Writes ops into the device's log. */
  write(count: number, bodyBytes = 300): void {
    for (let made = 0; made < count; made += 1) {
      const header = {
        v: 1,
        tenant: this.tenant,
        epoch: 1,
        device: this.id,
        seq: this.ops.length + 1,
        prevHash: this.head,
        opId: newId(),
        hlc: `${Date.now()}`.padStart(24, '0'),
      }
      this.ops.push({ header: Buffer.from(JSON.stringify(header)), body: randomBytes(bodyBytes) })
    }
  }

  batch(fromSeq: number, count: number): Uint8Array {
    const place = { tenant: this.tenant, device: this.id, fromSeq, prevHash: this.hashAt(fromSeq - 1) }
    return sealBatch(this.key, place, this.ops.slice(fromSeq - 1, fromSeq - 1 + count)).bytes
  }

  push(bytes: Uint8Array): Promise<Answer> {
    return this.call('POST', '/v1/batches', bytes)
  }

  /** Writes and pushes at once. */
  async send(count = 1, bodyBytes = 300): Promise<PushReceipt> {
    const from = this.ops.length + 1
    this.write(count, bodyBytes)
    const answer = await this.push(this.batch(from, count))
    return PushReceipt.parse(answer.json())
  }

  async pull(after = 0, query = ''): Promise<{ entries: PagedBatch[]; cursor: number; reached: number }> {
    const { bytes, headers } = await this.call('GET', `/v1/batches?after=${after}${query}`)
    const number = (name: string) => Number(headers.get(name))
    return { entries: decodePage(bytes), cursor: number('x-cursor'), reached: number('x-reached') }
  }

  keysFor(whom: SyncDevice, epoch: number): WrappedKeys {
    return { device: whom.id, epoch, ephemeral: randomBytes(32).toString('base64url'), sealed: 'sealed' }
  }

  revocation(whom: SyncDevice, epoch: number, staying: readonly SyncDevice[]): Revocation {
    const unsigned = {
      v: 1 as const,
      tenant: this.tenant,
      device: whom.id,
      lastSeq: whom.ops.length,
      epoch,
      keys: staying.map((device) => this.keysFor(device, epoch)),
      signedBy: this.id,
    }
    return { ...unsigned, signature: signWords(this.key, revocationWords(unsigned)) }
  }

  enrollmentRequest(inviteId: string, secret: string) {
    const unsigned = {
      tenant: this.tenant,
      inviteId,
      device: this.id,
      signingKey: this.signingKey,
      boxKey: this.boxKey,
      sealedName: 'sealed',
    }
    return { ...unsigned, mac: macOf(secret, enrollmentWords(unsigned)) }
  }

  enrollmentAnswer(whom: SyncDevice, secret: string, epoch = 1, isAdministrator = false) {
    const unsigned = {
      certificate: this.certify(whom, isAdministrator),
      keys: [this.keysFor(whom, epoch)],
      administratorKey: this.signingKey,
    }
    return { ...unsigned, mac: macOf(secret, JSON.stringify(unsigned)) }
  }

  /** A second device of the same tenant, enrolled and signed in. */
  async enroll(isAdministrator = false, epoch = 1): Promise<SyncDevice> {
    const device = new SyncDevice(this.url, this.tenant)
    const [inviteId, secret] = [newId(), newId()]
    await this.call('POST', '/v1/invites', { inviteId })
    await device.call('POST', '/v1/enrollments', device.enrollmentRequest(inviteId, secret))
    const answer = this.enrollmentAnswer(device, secret, epoch, isAdministrator)
    await this.call('POST', `/v1/enrollments/${inviteId}/answer`, answer)
    await device.signIn()
    return device
  }

  listen(): LiveEar {
    return new LiveEar(`${this.url.replace('http', 'ws')}/v1/live`, this.token)
  }
}

/** A tenant with its first device, signed in. */
export async function foundClinic(url: string): Promise<SyncDevice> {
  const device = new SyncDevice(url, newId())
  const answer = await device.found()
  if (answer.code !== 'OK') throw new Error(`Founding was refused: ${answer.code}`)
  await device.signIn()
  return device
}

const macOf = (secret: string, words: string): string => createHmac('sha256', secret).update(words).digest('base64url')

/** A waiting device's WebSocket. */
export class LiveEar {
  /** What was heard; batches that were brought count as the news that they are there. */
  readonly messages: LiveMessage[] = []
  readonly brought: { after: number; entries: PagedBatch[] }[] = []
  readonly closed: Promise<number>
  readonly #socket: WebSocket
  readonly #waiting: (() => void)[] = []

  constructor(url: string, token: string) {
    this.#socket = new WebSocket(url, { headers: { authorization: `Bearer ${token}` } })
    this.#socket.on('message', (data: Buffer, isBinary) => {
      const page = isBinary ? decodeLivePage(data) : undefined
      if (page) {
        const entries = decodePage(page.bytes)
        this.brought.push({ after: page.after, entries })
        this.messages.push({ type: 'cursor', cursor: entries.at(-1)?.cursor ?? 0 })
      } else this.messages.push(LiveMessage.parse(JSON.parse(String(data))))
      for (const wake of this.#waiting.splice(0)) wake()
    })
    this.#socket.on('error', () => undefined)
    this.closed = new Promise((resolve) => this.#socket.on('close', resolve))
  }

  /** The first message, past or to come, that is meant. */
  async hears(isMeant: (message: LiveMessage) => boolean): Promise<LiveMessage> {
    for (;;) {
      const found = this.messages.find(isMeant)
      if (found) return found
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  close(): void {
    this.#socket.close()
  }
}
