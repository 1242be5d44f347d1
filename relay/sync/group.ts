interface Waiting<Item, Outcome> {
  readonly item: Item
  readonly weight: number
  resolve(outcome: Outcome): void
  reject(error: unknown): void
}

/**
 * Group commit: what arrives together, and what arrives while a transaction is under way, shares the next one. Each caller is
 * answered after the durable commit of its own group. One group at a time keeps the order and lets groups grow with the load.
 */
export class Group<Item, Outcome> {
  readonly #waiting: Waiting<Item, Outcome>[] = []
  #work: Promise<void> | null = null
  #weight = 0

  /**
   * @param commit answers one outcome per item, in order, once all are durable.
   * @param maximumWeight what one group may weigh.
   */
  constructor(
    private readonly commit: (items: readonly Item[]) => Promise<readonly Outcome[]>,
    private readonly maximumWeight: number,
  ) {}

  /** What waits or is being committed, in the items' own weight. */
  get weight(): number {
    return this.#weight
  }

  add(item: Item, weight: number): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.#weight += weight
      this.#waiting.push({ item, weight, resolve, reject })
      this.#work ??= this.#run()
    })
  }

  /** Resolves when nothing waits any more. */
  async drained(): Promise<void> {
    while (this.#work) await this.#work
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      // The other requests that this turn of the event loop has already read join in.
      await new Promise((resolve) => setImmediate(resolve))
      const group = this.#take()
      await this.#commit(group)
      for (const { weight } of group) this.#weight -= weight
    }
    this.#work = null
  }

  #take(): Waiting<Item, Outcome>[] {
    let [count, weight] = [0, 0]
    for (const next of this.#waiting) {
      if (count > 0 && weight + next.weight > this.maximumWeight) break
      weight += next.weight
      count += 1
    }
    return this.#waiting.splice(0, count)
  }

  async #commit(group: readonly Waiting<Item, Outcome>[]): Promise<void> {
    try {
      const outcomes = await this.commit(group.map(({ item }) => item))
      for (const [index, { resolve, reject }] of group.entries()) {
        const outcome = outcomes[index]
        if (outcome === undefined) reject(new Error('The commit answered fewer outcomes than items.'))
        else resolve(outcome)
      }
    } catch (error) {
      // One item alone must not take the others with it.
      if (group.length > 1) for (const one of group) await this.#commit([one])
      else for (const { reject } of group) reject(error)
    }
  }
}
