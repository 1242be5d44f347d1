import { decodeLivePage } from '../../adapters/oplog/page.js'
import { signWords } from '../../adapters/oplog/signing.js'
import { Backoff } from '../../adapters/relay/backoff.js'
import { RelayClient } from '../../adapters/relay/client.js'
import type { LiveLine } from '../../adapters/relay/live.js'
import { normalizeFingerprint } from '../../adapters/relay/transport.js'
import type { SyncState } from '../../core/ports/sync.js'
import { clockAhead } from '../../core/sync/rules.js'
import { Distrust } from './distrust.js'
import type { SyncParts } from './parts.js'
import { problemOf } from './problems.js'
import { RelaySession, type Wants } from './session.js'
import { quarantine, type RelayState, readRelay, saveSyncedAt, saveUrl } from './state.js'
import { Transfers } from './transfers.js'

const everything: Wants = { directory: true, pull: true, push: true, brought: [] }
const nothing: Wants = { directory: false, pull: false, push: false, brought: [] }
/** So much that came by itself is kept while a round is under way; for more the relay is asked. */
const mostBrought = 32
/** When a device last synced is written down so often at most; it is shown from memory. */
const savedEveryMs = 60_000

interface Session {
  relay: RelayState
  client: RelayClient
  run: RelaySession
  transfers: Transfers
  line: LiveLine | null
}

/** The client with which this device speaks to its relay. */
export function clientOf(
  { secrets }: Pick<SyncParts, 'secrets'>,
  relay: Pick<RelayState, 'url' | 'fingerprint' | 'relayId'>,
) {
  const caller = {
    tenant: secrets.tenantId,
    device: secrets.deviceId,
    sign: (words: string) => signWords(secrets.device.signingKey, words),
  }
  return new RelayClient(relay, relay.relayId, caller)
}

/**
 * Keeps this device and the relay in step: a round at a time, woken by local changes, by the relay's live line and by the clock.
 * A round that fails is tried again, later and later; what it had done stays done.
 */
export class SyncEngine {
  #wants: Wants = { ...everything }
  #state: SyncState
  #session: Session | null = null
  #isStopped = false
  #isLooking = false
  #wake: () => void = () => undefined
  #rounds: (() => void)[] = []
  #savedAtMs = 0
  readonly #backoff: Backoff
  #loop: Promise<void> = Promise.resolve()

  /** @param said called when the state may have changed, or a device asks to be let in. */
  constructor(
    readonly parts: SyncParts,
    readonly said: () => void,
    /** Called when somebody came or went in a room of the tenant, or a message waits there. */
    readonly roomChanged: (room: string) => void = () => undefined,
  ) {
    const { retryFirstMs, retryMaximumMs } = parts.timings
    this.#backoff = new Backoff(retryFirstMs, retryMaximumMs, Math.random)
    const relay = parts.database.read(readRelay)
    this.#state = {
      relay: relay ? 'connecting' : 'not-configured',
      retryAt: null,
      lastSyncedAt: relay?.lastSyncedAt ?? null,
      problem: null,
      clockAheadMs: null,
    }
  }

  /** Begins the rounds. */
  start(): void {
    this.#loop = this.#run()
  }

  state(): SyncState {
    return this.#state
  }

  /** The session with the relay, for what is asked of it besides rounds; undefined where there is none. */
  session(): RelaySession | undefined {
    return this.#open()?.run
  }

  /** Another relay than before, or none. */
  relayChanged(): void {
    void this.#session?.transfers.stop()
    this.#close()
    this.#wants = { ...everything }
    this.#backoff.reset()
    const relay = this.parts.database.read(readRelay) ? 'connecting' : 'not-configured'
    this.#tell({ relay, retryAt: null, lastSyncedAt: null, problem: null })
    this.#wake()
  }

  /** Something was written here. */
  changed(): void {
    this.#wants.push = true
    // While the relay is away, its own clock decides when it is tried again.
    if (this.#state.relay === 'connected') this.#wake()
  }

  /** Does everything at once; resolves when that round has ended, well or not. */
  syncNow(): Promise<void> {
    if (this.#isStopped || !this.parts.database.read(readRelay)) return Promise.resolve()
    this.#wants = { ...everything }
    this.#backoff.reset()
    const done = new Promise<void>((resolve) => this.#rounds.push(resolve))
    this.#wake()
    return done
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    this.#wake()
    const transfers = this.#session?.transfers
    // Lines are cut first: nobody waits for what a slow relay still has to say.
    this.#close()
    await transfers?.stop()
    await this.#loop
    for (const done of this.#rounds.splice(0)) done()
  }

  async #run(): Promise<void> {
    // Whoever opened the file goes on first.
    await new Promise((resolve) => setImmediate(resolve))
    while (!this.#isStopped) {
      const session = this.#open()
      if (!session) {
        await this.#sleep(null)
        continue
      }
      const [wants, waiting] = [this.#wants, this.#rounds.splice(0)]
      this.#wants = { ...nothing }
      let pauseMs: number
      try {
        await session.run.round(wants)
        session.transfers.kick()
        this.#listen(session)
        this.#succeeded()
        pauseMs = this.parts.timings.everyMs
      } catch (error) {
        if (this.#isStopped) break
        pauseMs = this.#failed(error)
        this.#wants = { ...everything }
      }
      for (const done of waiting) done()
      if (!this.#isAnythingWanted() || this.#state.relay !== 'connected') await this.#sleep(pauseMs)
    }
  }

  #isAnythingWanted(): boolean {
    const { directory, pull, push, brought } = this.#wants
    return directory || pull || push || brought.length > 0
  }

  #open() {
    const relay = this.parts.database.read(readRelay)
    if (!relay || this.#isStopped) return null
    if (this.#session && this.#session.relay.relayId === relay.relayId && this.#session.relay.url === relay.url)
      return this.#session
    void this.#session?.transfers.stop()
    this.#close()
    const client = clientOf(this.parts, relay)
    const connected = { ...this.parts, client }
    const transfers = new Transfers(connected, this.said)
    this.#session = { relay, client, transfers, run: new RelaySession(connected), line: null }
    return this.#session
  }

  #close(): void {
    this.#session?.line?.close()
    this.#session?.client.close()
    this.#session = null
  }

  /** Keeps a line open over which the relay wakes us. When it breaks, all is looked at again. */
  #listen(session: Session): void {
    if (session.line) return
    let isOver = false
    const over = () => {
      if (isOver) return
      isOver = true
      session.line = null
      if (this.#session === session && !this.#isStopped) this.#want({ pull: true, directory: true })
    }
    const opening = session.client.live({
      heard: (message) => {
        // What was under way when the line was cut is heard by nobody: the file may be closed.
        if (this.#isStopped || this.#session !== session) return
        if (message.type === 'directory') this.#want({ directory: true, pull: true })
        else if (message.type === 'enrollment') this.said()
        else if (message.type === 'room') this.roomChanged(message.room)
        else if (message.cursor > (this.parts.database.read(readRelay)?.cursor ?? 0)) this.#want({ pull: true })
      },
      brought: (bytes) => {
        const page = decodeLivePage(bytes)
        if (!page || this.#isStopped || this.#session !== session) return
        const brought = [...this.#wants.brought, page]
        this.#want(brought.length > mostBrought ? { pull: true, brought: [] } : { brought })
      },
      closed: over,
    })
    session.line = { close: () => void opening.then((line) => line.close(), over) }
    opening.catch(over)
  }

  #want(wants: Partial<Wants>): void {
    if (this.#isStopped) return
    Object.assign(this.#wants, wants)
    if (this.#state.relay === 'connected') this.#wake()
  }

  #succeeded(): void {
    const now = this.parts.clock.now()
    this.#backoff.reset()
    const clockAheadMs = clockAhead(now, this.#session?.client.heardAt ?? null)
    this.#tell({ relay: 'connected', retryAt: null, lastSyncedAt: now, problem: null, clockAheadMs })
    if (Date.now() - this.#savedAtMs < savedEveryMs) return
    this.#savedAtMs = Date.now()
    this.parts.database.transact((db) => saveSyncedAt(db, now))
  }

  /** Says what went wrong, keeps what was refused apart, and answers when to try again. */
  #failed(error: unknown): number {
    const found = problemOf(error)
    if (error instanceof Distrust) {
      const { device = null, detail = '', bytes = null } = error.about
      const entry = { at: this.parts.clock.now(), reason: error.reason, device, detail, bytes }
      this.parts.database.transact((db) => quarantine(db, entry))
      this.parts.log.info('sync-refused', { reason: error.reason })
    } else if (found.code === 'DEFECT') this.parts.log.defect('sync', error)
    if (found.code === 'UNREACHABLE') this.#look()
    const waitMs = this.#backoff.next(found.waitMs)
    const retryAt = new Date(Date.parse(this.parts.clock.now()) + waitMs).toISOString()
    const { code, message } = found
    this.#tell({ relay: found.relay, retryAt, problem: { code, message } })
    return waitMs
  }

  /** A hub in the clinic may have got another address: it is known again by its certificate, and by nothing else. */
  #look(): void {
    const relay = this.parts.database.read(readRelay)
    if (!relay?.fingerprint || this.#isLooking || !isLocal(relay.url)) return
    this.#isLooking = true
    const wanted = normalizeFingerprint(relay.fingerprint)
    void this.parts
      .findHubs()
      .then((hubs) => {
        const found = hubs.find(({ fingerprint }) => fingerprint && normalizeFingerprint(fingerprint) === wanted)
        if (!found || found.url === relay.url || this.#isStopped) return
        this.parts.database.transact((db) => saveUrl(db, found.url))
        void this.syncNow()
      })
      .finally(() => {
        this.#isLooking = false
      })
  }

  #tell(state: Partial<SyncState>): void {
    this.#state = { ...this.#state, ...state }
    this.said()
  }

  #sleep(ms: number | null): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isStopped) return resolve()
      const timer =
        ms === null
          ? undefined
          : setTimeout(() => {
              Object.assign(this.#wants, everything)
              resolve()
            }, ms)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}

/** An address that a router gives out; others do not move. */
const isLocal = (url: string): boolean =>
  /^https:\/\/(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|127\.|[^/]+\.local[:/])/.test(url)
