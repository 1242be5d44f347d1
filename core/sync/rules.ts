import type { Instant } from '../kernel/instant.js'

/**
 * A hybrid logical clock's reading: the wall clock's milliseconds and a counter for events of the same millisecond, as text
 * that sorts in time's order: `2026-11-21T09:30:00.000Z#0004`. Kulkarni et al., "Logical Physical Clocks" (2014).
 */
export type Hlc = string

/** The reading after `last` when the wall clock shows `now`: it never goes back, even where the wall clock does. */
export function nextHlc(last: Hlc | null, now: Instant): Hlc {
  if (last === null) return `${now}#0000`
  const [wall = now, counter = '0'] = last.split('#')
  if (now > wall) return `${now}#0000`
  const count = Number.parseInt(counter, 36) + 1
  if (count < 36 ** 4) return `${wall}#${count.toString(36).padStart(4, '0')}`
  return `${new Date(Date.parse(wall) + 1).toISOString()}#0000`
}

/** The size to which a sealed body is padded, so that its length tells little: the next of 256, 512, 1024 … bytes. */
export function bucketOf(bytes: number): number {
  let size = 256
  while (size < bytes) size *= 2
  return size
}

/** So far apart that it is no longer the drift of a computer that was off the net for a while. */
export const clockToleranceMs = 10 * 60_000

/**
 * How far this clock is ahead of what a relay's showed just now, in milliseconds; null where that is no more than drift, or the
 * relay said nothing that can be read. A hint for a person: a relay can lie about it, and nothing rests on it.
 */
export function clockAhead(now: Instant, heard: string | null): number | null {
  const aheadMs = heard === null ? Number.NaN : Date.parse(now) - Date.parse(heard)
  return Math.abs(aheadMs) > clockToleranceMs ? aheadMs : null
}
