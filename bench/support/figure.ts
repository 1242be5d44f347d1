/** What one row of the table says: a figure of ours, what it is held against, and whether it reaches its goal. */
export interface Figure {
  id: string
  /** What was measured, in words. */
  title: string
  /** The goal, in words. */
  goal: string
  unit: 'ms' | 'MB' | 'ops/s' | 'frames/s' | 'consumers'
  /** What ours is held against, measured in the same run; null where the goal is a plain number. */
  floor: Series | null
  ours: Series
  /** What the goal speaks of: a ratio or a difference, one for each round. */
  measured: { name: string; unit: '×' | 'ms' | 'MB' | 'frames/s' | 'consumers'; rounds: number[] }
  limit: { atMost: number } | { atLeast: number }
  /** What was asserted before any time counted. */
  checked: string[]
  notes: string[]
}

/** One number a round. */
export interface Series {
  name: string
  rounds: number[]
}

export const median = (values: readonly number[]): number => percentile(values, 50)

/** The value below which so many percent of the values lie, between neighbors where needed. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (percent / 100) * (sorted.length - 1)
  const below = sorted[Math.floor(at)] ?? Number.NaN
  const above = sorted[Math.ceil(at)] ?? below
  return below + (above - below) * (at - Math.floor(at))
}

/** Ours by floor, round by round: the machine's mood is the same in both. */
export const ratios = (ours: readonly number[], floor: readonly number[]): number[] =>
  ours.map((value, round) => value / (floor[round] ?? Number.NaN))

export function isMet({ measured, limit }: Pick<Figure, 'measured' | 'limit'>): boolean {
  const value = median(measured.rounds)
  return 'atMost' in limit ? value <= limit.atMost : value >= limit.atLeast
}

/** Milliseconds that a piece of work took. */
export async function timed(work: () => unknown): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

/** A wrong answer makes every time worthless. */
export function check(isSo: boolean, what: string): asserts isSo {
  if (!isSo) throw new Error(`Not so: ${what}`)
}
