import { stepOf, stepStart } from '../../../core/insight/rules.js'
import type { CalendarDate } from '../../../core/kernel/instant.js'

/** Sums of a period's days, gathered so that a chart stays readable: by day, week or month. */
export function stepped<K extends string>(
  days: readonly ({ day: CalendarDate } & Record<K, number>)[],
  keys: readonly K[],
): ({ day: CalendarDate; label: string } & Record<K, number>)[] {
  const step = stepOf(days.length)
  const sums = new Map<CalendarDate, { day: CalendarDate; label: string } & Record<K, number>>()
  for (const one of days) {
    const start = stepStart(one.day, step)
    const zeros = Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>
    const sum = sums.get(start) ?? { day: start, label: shortWords(start), ...zeros }
    for (const key of keys) Object.assign(sum, { [key]: sum[key] + one[key] })
    sums.set(start, sum)
  }
  return [...sums.values()]
}

/** A day as an axis says it; the year stands in the filters above. */
const shortWords = (day: CalendarDate): string =>
  new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric', timeZone: 'UTC' }).format(new Date(day))

export const stepWords = { day: 'by day', week: 'by week', month: 'by month' } as const
