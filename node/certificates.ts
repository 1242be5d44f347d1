import { lookAtCertificate } from '../adapters/relay/transport.js'
import type { SqlcipherDatabase } from '../adapters/sqlcipher/database.js'
import { readNodeSecrets, readNodes } from '../core/chain-nodes/store.js'
import type { Hub } from '../core/devices/model.js'
import { addMinutes, type Instant } from '../core/kernel/instant.js'
import type { KnownCertificate } from '../core/monitoring/rules.js'
import { readConnections } from '../core/payers/reads.js'
import type { Clock } from '../core/ports/clock.js'
import type { Reader } from '../core/ports/database.js'
import { putRow } from '../core/ports/put-row.js'
import { readRelay } from './sync/state.js'

/** A server that this workstation speaks to, or that others reach here. */
interface Server {
  of: string
  url: string
}

/** A certificate that was read is read again after half a day; a server that did not answer is asked again after an hour. */
const again = { knownMinutes: 720, silentMinutes: 60 }

/** Every server whose certificate matters: the clinic's relay, the one that runs here, payers, nodes of a consortium. */
function serversOf(db: Reader, hub: Hub): Server[] {
  const relay = readRelay(db)
  const nodes = readNodes(db).filter(({ kind, status }) => kind === 'consortium' && status !== 'stopped')
  return [
    ...(relay ? [{ of: 'the relay', url: relay.url }] : []),
    ...(hub.url === null ? [] : [{ of: 'the relay of this workstation', url: hub.url }]),
    ...readConnections(db).flatMap(({ payerName, server }) =>
      server ? [{ of: `the payer ${payerName}`, url: server.baseUrl }] : [],
    ),
    ...nodes.flatMap(({ id, name }) => {
      const { endpoint } = readNodeSecrets(db, id)
      return endpoint === null ? [] : [{ of: `the node ${name}`, url: endpoint }]
    }),
  ].filter(({ url }) => url.startsWith('https:'))
}

/** Until when the certificates of servers hold, read by a handshake now and then: nothing is sent, and nothing is waited for. */
export class Certificates {
  readonly #lookedAt = new Map<string, { at: Instant; hasAnswered: boolean }>()
  #isLooking = false
  #isClosed = false

  constructor(
    readonly database: SqlcipherDatabase,
    readonly hub: () => Hub,
    readonly clock: Clock,
  ) {}

  /** Those of the servers that are connected now, as far as one has ever answered. */
  known(): KnownCertificate[] {
    const ends = new Map(
      this.database
        .rows<{ url: string; endsAt: Instant }>('SELECT url, ends_at AS endsAt FROM certificates_seen')
        .map(({ url, endsAt }) => [url, endsAt]),
    )
    return this.#servers().flatMap(({ of, url }) => {
      const endsAt = ends.get(url)
      return endsAt === undefined ? [] : [{ of, endsAt }]
    })
  }

  /** Reads what was not read lately. Whether a server answers at all is said by what uses it. */
  async look(): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    try {
      const now = this.clock.now()
      const urls = [...new Set(this.#servers().map(({ url }) => url))]
      await Promise.all(urls.filter((url) => this.#isDue(url, now)).map((url) => this.#read(url, now)))
    } finally {
      this.#isLooking = false
    }
  }

  /** What is still being read is not kept. */
  close(): void {
    this.#isClosed = true
  }

  #servers(): Server[] {
    return this.database.read((db) => serversOf(db, this.hub()))
  }

  #isDue(url: string, now: Instant): boolean {
    const last = this.#lookedAt.get(url)
    return !last || now >= addMinutes(last.at, last.hasAnswered ? again.knownMinutes : again.silentMinutes)
  }

  async #read(url: string, now: Instant): Promise<void> {
    const shown = await lookAtCertificate(url).catch(() => null)
    if (this.#isClosed) return
    this.#lookedAt.set(url, { at: now, hasAnswered: shown !== null })
    if (shown) this.database.transact((db) => putRow(db, 'certificates_seen', ['url'], { url, ends_at: shown.endsAt }))
  }
}
