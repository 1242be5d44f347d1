/**
 * How many bytes of bodies the process takes in at once. Beyond it devices are asked to come back in a second, instead of the
 * process growing; one tenant alone never takes all of it.
 */
export class Room {
  #total = 0
  readonly #tenants = new Map<string, number>()

  constructor(private readonly limits: { readonly total: number; readonly tenant: number }) {}

  /** Answers how to give it back, or null when there is none. Whoever comes first gets room for anything. */
  take(tenant: string, bytes: number): (() => void) | null {
    const before = this.#tenants.get(tenant) ?? 0
    const isRoom = this.#total + bytes <= this.limits.total && before + bytes <= this.limits.tenant
    if (!isRoom && this.#total > 0) return null
    this.#add(tenant, bytes)
    return () => this.#add(tenant, -bytes)
  }

  #add(tenant: string, bytes: number): void {
    this.#total += bytes
    const now = (this.#tenants.get(tenant) ?? 0) + bytes
    if (now > 0) this.#tenants.set(tenant, now)
    else this.#tenants.delete(tenant)
  }
}
