import type { KeyObject } from 'node:crypto'
import { verifyingKeyOf } from '../adapters/oplog/signing.js'
import type { Listener, Notice, Reader } from './store/database.js'
import { readDevice } from './store/tenants.js'
import type { Caller } from './tokens.js'

/** A device as it is asked for with every request. */
export interface KnownDevice extends Caller {
  readonly signingKey: string
  readonly key: KeyObject
  readonly isAdministrator: boolean
  readonly isRevoked: boolean
}

/** Far more than a relay serves at once; beyond it the oldest are looked up again. */
const maximumKept = 20_000

/**
 * Certificates by device, kept until their tenant's directory changes. A push looks at the revocation once more inside its
 * transaction; reads may be milliseconds late.
 */
export class Devices implements Listener {
  readonly #kept = new Map<string, KnownDevice>()
  /** Counts changes, so that an answer which was read before one is not kept after it. */
  #changes = 0

  constructor(private readonly database: Reader) {}

  async find({ tenant, device }: Caller): Promise<KnownDevice | undefined> {
    const name = `${tenant}.${device}`
    const kept = this.#kept.get(name)
    if (kept) return kept
    const changes = this.#changes
    const row = await readDevice(this.database, tenant, device)
    if (!row) return undefined
    const { signingKey } = row
    const known = {
      tenant,
      device,
      signingKey,
      key: verifyingKeyOf(signingKey),
      isAdministrator: row.isAdministrator === 1,
      isRevoked: row.revocation !== null,
    }
    if (changes === this.#changes) this.#keep(name, known)
    return known
  }

  heard(notice: Notice): void {
    if (notice.type !== 'directory') return
    this.#changes += 1
    for (const [name, { tenant }] of this.#kept) if (tenant === notice.tenant) this.#kept.delete(name)
  }

  missed(): void {
    this.#changes += 1
    this.#kept.clear()
  }

  #keep(name: string, known: KnownDevice): void {
    const oldest = this.#kept.keys().next().value
    if (this.#kept.size >= maximumKept && oldest !== undefined) this.#kept.delete(oldest)
    this.#kept.set(name, known)
  }
}
