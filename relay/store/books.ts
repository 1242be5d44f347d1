import type { BatchHead, PushReceipt, RelayRefusal } from '../../core/sync/protocol.js'
import { type DeviceStanding, decidePush, type Quotas, type TenantStanding } from '../sync/rules.js'
import type { Reader, RelayDatabase, TenantAppend, Value } from './database.js'
import { rowsOf, standingsOf } from './standings.js'

/** A batch whose signature and ops were checked. */
export interface Push {
  readonly head: BatchHead
  readonly bytes: Uint8Array
}

export type PushOutcome =
  | { readonly isAccepted: true; readonly receipt: PushReceipt }
  | { readonly isAccepted: false; readonly refusal: RelayRefusal }

/** What pushes are decided on: a tenant's log and where its devices stand, at one version. */
interface Book {
  readonly version: number
  readonly log: TenantStanding
  readonly standings: ReadonlyMap<string, DeviceStanding>
}

interface Draft {
  readonly append: TenantAppend | null
  readonly book: Book
  readonly outcomes: readonly PushOutcome[]
}

const maximumKept = 2_000
const unknownDevice: RelayRefusal = { code: 'UNAUTHORIZED', message: 'This device is not known here.' }
const busy: RelayRefusal = {
  code: 'UNAVAILABLE',
  message: 'The relay is busy. It goes on by itself.',
  retryAfterSeconds: 1,
}

/**
 * Appends pushes. The last known book of a tenant is kept, so that a push is one statement: it is written only if the book
 * is still at the version that it was decided on, whichever process wrote last. A refusal is never said from a kept book, only
 * from one that was read for it.
 */
export class Books {
  readonly #kept = new Map<string, Book>()

  constructor(private readonly database: RelayDatabase) {}

  /** Answers in the order of the pushes, once all that was accepted is durable. */
  async append(pushes: readonly Push[], quotas: Quotas, nowMs: number): Promise<PushOutcome[]> {
    const outcomes: PushOutcome[] = []
    let waiting = byTenant(pushes)
    for (let attempt = 0; waiting.size > 0 && attempt < 4; attempt += 1)
      waiting = await this.#attempt(waiting, outcomes, attempt, quotas, nowMs)
    for (const [tenant, places] of waiting) await this.#appendAlone(tenant, places, outcomes, quotas, nowMs)
    return outcomes
  }

  /** Answers the tenants whose books went on meanwhile. */
  async #attempt(
    waiting: ReadonlyMap<string, Place[]>,
    outcomes: PushOutcome[],
    attempt: number,
    quotas: Quotas,
    nowMs: number,
  ): Promise<Map<string, Place[]>> {
    const drafts = await Promise.all(
      [...waiting].map(async ([tenant, places]) => {
        const kept = attempt === 0 ? this.#kept.get(tenant) : undefined
        const first = kept && draft(kept, tenant, places, quotas, nowMs)
        const isSure = first?.outcomes.every(({ isAccepted }) => isAccepted)
        return { tenant, places, draft: isSure ? first : await this.#draftAnew(tenant, places, quotas, nowMs) }
      }),
    )
    const appends = drafts.flatMap(({ draft }) => draft?.append ?? [])
    const results = await this.#write(appends)
    const again = new Map<string, Place[]>()
    for (const { tenant, places, draft } of drafts) {
      const isWritten = draft?.append ? results[appends.indexOf(draft.append)] === true : true
      if (!isWritten) again.set(tenant, places)
      else if (draft) this.#keep(tenant, draft.book)
      if (isWritten) settle(places, draft, outcomes)
    }
    return again
  }

  /** Others write as often as we do: take the tenant's log for ourselves. */
  async #appendAlone(tenant: string, places: Place[], outcomes: PushOutcome[], quotas: Quotas, nowMs: number) {
    this.#kept.delete(tenant)
    const done = await this.database.transact(async (tx) => {
      const book = await readBook(tx, tenant, tx.forUpdate)
      const drafted = book && draft(book, tenant, places, quotas, nowMs)
      const isWritten = drafted?.append ? await tx.append(drafted.append) : true
      return { drafted, isWritten }
    })
    if (done.isWritten) settle(places, done.drafted, outcomes)
    else for (const { index } of places) outcomes[index] = { isAccepted: false, refusal: busy }
  }

  async #draftAnew(tenant: string, places: readonly Place[], quotas: Quotas, nowMs: number) {
    this.#kept.delete(tenant)
    const book = await readBook(this.database, tenant, '')
    return book && draft(book, tenant, places, quotas, nowMs)
  }

  async #write(appends: readonly TenantAppend[]): Promise<boolean[]> {
    if (appends.length === 0) return []
    try {
      return await this.database.append(appends)
    } catch (error) {
      // Whether it was written is not known: the books are read again.
      for (const { tenant } of appends) this.#kept.delete(tenant)
      throw error
    }
  }

  #keep(tenant: string, book: Book): void {
    const oldest = this.#kept.keys().next().value
    if (this.#kept.size >= maximumKept && oldest !== undefined) this.#kept.delete(oldest)
    this.#kept.set(tenant, book)
  }
}

interface Place {
  readonly index: number
  readonly push: Push
}

function byTenant(pushes: readonly Push[]): Map<string, Place[]> {
  const tenants = new Map<string, Place[]>()
  for (const [index, push] of pushes.entries()) {
    const places = tenants.get(push.head.tenant) ?? []
    tenants.set(push.head.tenant, places)
    places.push({ index, push })
  }
  return tenants
}

/** The log first: standings that are newer than it belong to a version that its statement will not find. */
async function readBook(db: Reader, tenant: string, lock: string): Promise<Book | undefined> {
  const row = await db.row<TenantStanding & { version: number }>(
    `SELECT version, cursor, stored_bytes AS "storedBytes" FROM tenant_logs WHERE tenant = $tenant ${lock}`,
    { tenant },
  )
  if (!row) return undefined
  const { version, ...log } = row
  return { version, log, standings: await standingsOf(db, tenant, undefined) }
}

function draft(book: Book, tenant: string, places: readonly Place[], quotas: Quotas, nowMs: number): Draft {
  let { log } = book
  const standings = new Map(book.standings)
  const changed = new Set<string>()
  const batches: Value[][] = []
  const outcomes = places.map(({ push: { head, bytes } }): PushOutcome => {
    const standing = standings.get(head.device)
    if (!standing) return { isAccepted: false, refusal: unknownDevice }
    const decision = decidePush(head, bytes.length, standing, log, quotas, nowMs)
    if (!decision.isAccepted) return decision
    log = decision.tenant
    const { seq, hash } = decision.device
    standings.set(head.device, decision.device)
    changed.add(head.device)
    batches.push([tenant, log.cursor, head.device, head.fromSeq, head.count, hash, bytes.length, nowMs, bytes])
    return { isAccepted: true, receipt: { cursor: log.cursor, head: { seq, hash } } }
  })
  if (batches.length === 0) return { append: null, book, outcomes }
  const [author] = changed
  const append: TenantAppend = {
    tenant,
    version: book.version,
    ...log,
    heads: rowsOf(tenant, [...changed], standings),
    batches,
    notice: { type: 'cursor', tenant, cursor: log.cursor, device: changed.size === 1 ? (author ?? null) : null },
  }
  return { append, book: { version: book.version + 1, log, standings }, outcomes }
}

function settle(places: readonly Place[], drafted: Draft | undefined, outcomes: PushOutcome[]): void {
  for (const [at, { index }] of places.entries())
    outcomes[index] = drafted?.outcomes[at] ?? { isAccepted: false, refusal: unknownDevice }
}
