import fc from 'fast-check'

/** A link of a device's log, as any relay sees it. */
export interface Link {
  device: string
  seq: number
  /** Names the op and all before it. */
  hash: string
  prev: string
}

/** A workstation as a scenario drives it: the pure model, or one on a real file. */
export interface Workstation<L extends Link> {
  readonly id: string
  /** Writes a version of a record, on top of what is shown here. */
  edit(record: number, field: number, value: number): void
  /** Chooses between versions, where there is something to choose. */
  decide(record: number, side: number): void
  /** A device's log as far as it is known here. */
  log(device: string): readonly L[]
  /** Takes ops in whatever order they come; refuses what does not continue a log. */
  receive(links: readonly L[]): void
  /** Takes the own log in as it was sent, and hangs what was written since an old backup on top of it. */
  rehang(sent: readonly L[], from: number): void
  setClock(skewMs: number): void
  /** Ends, and begins again with what is on disk. */
  restart(): void
  backUp(): void
  /** Goes back to the last backup, if there is one. */
  restore(): void
  /** What everything comes to, as text. */
  state(): string
  /** Faults of its own bookkeeping: an op that was applied twice, rows that are not what the ops say. */
  check(): void
  close(): void
}

/** What the relay has acknowledged: one log a device, append-only. */
class Relay<L extends Link> {
  readonly #logs = new Map<string, L[]>()

  log(device: string): readonly L[] {
    return this.#logs.get(device) ?? []
  }

  all(): L[] {
    return [...this.#logs.values()].flat()
  }

  /** @returns false where the ops do not continue what is here. */
  push(links: readonly L[]): boolean {
    for (const link of links) {
      const log = this.#logs.get(link.device) ?? []
      const head = log.at(-1)
      if (link.seq !== log.length + 1 || (head !== undefined && link.prev !== head.hash)) return false
      this.#logs.set(link.device, [...log, link])
    }
    return true
  }
}

const verbs = [
  ...['edit', 'edit', 'edit', 'edit', 'decide', 'push', 'push', 'push', 'pull', 'pull', 'pull', 'pull'],
  ...['clock', 'restart', 'back-up', 'restore'],
] as const

/** One thing that happens. What is not named by a step does not happen: whoever is not pulled to is cut off. */
export type Step = { verb: (typeof verbs)[number]; who: number; a: number; b: number; c: number }

const step = fc.record({
  verb: fc.constantFrom(...verbs),
  who: fc.nat(4),
  a: fc.nat(7),
  b: fc.nat(7),
  c: fc.nat(7),
})

/** Two to five workstations and what happens to them. */
export const scenarios = (maxLength: number) =>
  fc.record({ size: fc.integer({ min: 2, max: 5 }), steps: fc.array(step, { minLength: 4, maxLength, size: 'max' }) })

const yearMs = 365 * 86_400_000
const skews = [0, 1_000, -1_000, 5 * 60_000, -3_600_000, 7 * 3_600_000, 10 * yearMs, -10 * yearMs]

/**
 * Plays a scenario, then lets everybody meet, and says what is wrong: workstations that do not agree, ops that were
 * acknowledged and are not everywhere.
 */
export function play<L extends Link>(
  steps: readonly Step[],
  fleet: readonly Workstation<L>[],
  equal: (states: string[]) => void,
): void {
  const relay = new Relay<L>()
  for (const { verb, who, a, b, c } of steps) {
    const one = fleet[who % fleet.length]
    if (!one) continue
    if (verb === 'edit') one.edit(a, b, c)
    else if (verb === 'decide') one.decide(a, b)
    else if (verb === 'push') push(relay, one, 1 + a)
    else if (verb === 'pull') pull(relay, one, fleet, { a, b, c })
    else if (verb === 'clock') one.setClock(skews[a] ?? 0)
    else if (verb === 'restart') one.restart()
    else if (verb === 'back-up') one.backUp()
    else one.restore()
    one.check()
  }
  for (let round = 0; round < 2; round += 1)
    for (const one of fleet) {
      pull(relay, one, fleet, null)
      push(relay, one, Number.MAX_SAFE_INTEGER)
    }
  for (const one of fleet) pull(relay, one, fleet, null)
  for (const one of fleet) one.check()
  equal(fleet.map((one) => one.state()))
  const everything = relay.all()
  for (const one of fleet)
    for (const { device, seq, hash } of everything)
      if (one.log(device)[seq - 1]?.hash !== hash) throw new Error(`${one.id} lost op ${seq} of ${device}.`)
  for (const one of fleet)
    if (one.log(one.id).length !== relay.log(one.id).length) throw new Error(`${one.id} kept changes to itself.`)
}

/** Sends what the relay has not; first takes back what it has of the own log, where an old backup was restored. */
function push<L extends Link>(relay: Relay<L>, one: Workstation<L>, count: number): void {
  reclaim(relay, one)
  const { length } = relay.log(one.id)
  if (!relay.push(one.log(one.id).slice(length, length + count))) throw new Error('A log does not continue.')
}

function reclaim<L extends Link>(relay: Relay<L>, one: Workstation<L>): void {
  const sent = relay.log(one.id)
  const own = one.log(one.id)
  const index = sent.findIndex(({ hash }, at) => own[at]?.hash !== hash)
  if (index < 0) return
  if (index >= own.length) one.receive(sent.slice(index))
  else one.rehang(sent.slice(index), index + 1)
}

/** Brings ops: in pieces, twice, of one device before another's, in the wrong order. All of them where nothing is said. */
function pull<L extends Link>(
  relay: Relay<L>,
  one: Workstation<L>,
  fleet: readonly Workstation<L>[],
  how: { a: number; b: number; c: number } | null,
): void {
  reclaim(relay, one)
  const others = fleet.filter(({ id }) => id !== one.id).map(({ id }) => id)
  if (how === null) {
    one.receive(others.flatMap((id) => relay.log(id).slice(one.log(id).length)))
    return
  }
  const { a, b, c } = how
  const turned = [...others.slice(a % others.length), ...others.slice(0, a % others.length)]
  const news = turned.flatMap((id, index) => {
    const known = one.log(id).length
    // Of some devices much, of some nothing; of some what was known already comes again.
    const from = Math.max(0, known - (c % 3))
    return relay.log(id).slice(from, known + ((b + index) % 5))
  })
  one.receive(c === 7 ? [...news].reverse() : news)
}
