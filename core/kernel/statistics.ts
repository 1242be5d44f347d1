/** The middle value; null of none. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2
}

/** The median distance from the median: how far values usually lie from the usual, whatever a few of them do. */
export function medianDeviation(values: readonly number[]): number | null {
  const middle = median(values)
  return middle === null ? null : median(values.map((value) => Math.abs(value - middle)))
}

/** Fewer days than these say nothing of what is usual. */
export const leastHistory = 7
/** How many deviations away is unusual; 1.4826 makes the median deviation comparable to a standard deviation. */
const deviations = 6
const toStandard = 1.4826

/**
 * Whether a value lies far above what is usual. A tenth of the median, and one and a half, is the least deviation that counts: whoever does
 * the same number each day may once do one more.
 * @returns the usual value where it does; null where it does not, or where nothing is known of the usual.
 */
export function farAbove(value: number, history: readonly number[], least: number): number | null {
  if (history.length < leastHistory || value < least) return null
  const usual = median(history) ?? 0
  const spread = Math.max((medianDeviation(history) ?? 0) * toStandard, usual * 0.1, 1.5)
  return value > usual + deviations * spread ? usual : null
}
