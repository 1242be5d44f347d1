import { Temporal } from 'temporal-polyfill'
import type { CalendarDate, Instant } from '../kernel/instant.js'
import { dayBounds } from '../kernel/instant.js'
import type { VisitCounts, Waiting } from './model.js'

/** A day with its first instant and the first of the next one. */
export interface DayStretch {
  day: CalendarDate
  startsAt: Instant
  endsAt: Instant
}

/** The days of a period in a clinic's zone, in order; none where it ends before it begins. */
export function daysOf(from: CalendarDate, until: CalendarDate, timeZone: string): DayStretch[] {
  const last = Temporal.PlainDate.from(until)
  const days: DayStretch[] = []
  for (let day = Temporal.PlainDate.from(from); Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 }))
    days.push({ day: day.toString(), ...dayBounds(day.toString(), timeZone) })
  return days
}

/** How many days a period has; zero or less where it ends before it begins. */
export const lengthOf = (from: CalendarDate, until: CalendarDate): number =>
  Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(until), { largestUnit: 'day' }).days + 1

/** The value that so many percent of the values do not exceed (nearest rank); null of none. `sorted` ascends. */
export function nearestRank(sorted: ArrayLike<number>, percent: number): number | null {
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? null
}

/** What waits come to. A negative one is two clocks that disagreed, and measures nothing. */
export function waitingOf(seconds: Int32Array): Waiting {
  const sorted = seconds.toSorted()
  const firstKnown = sorted.findIndex((one) => one >= 0)
  const waits = firstKnown === -1 ? sorted.subarray(0, 0) : sorted.subarray(firstKnown)
  return { measured: waits.length, medianSeconds: nearestRank(waits, 50), p90Seconds: nearestRank(waits, 90) }
}

export const noVisits: VisitCounts = { booked: 0, completed: 0, noShow: 0, cancelled: 0, video: 0 }

/** Two counts as one. */
export const addCounts = (a: VisitCounts, b: VisitCounts): VisitCounts => ({
  booked: a.booked + b.booked,
  completed: a.completed + b.completed,
  noShow: a.noShow + b.noShow,
  cancelled: a.cancelled + b.cancelled,
  video: a.video + b.video,
})

/** Of the visits whose patient should have come and that were not canceled, the part whose patient did not; null of none. */
export function noShowShare({ completed, noShow }: Pick<VisitCounts, 'completed' | 'noShow'>): number | null {
  return completed + noShow === 0 ? null : noShow / (completed + noShow)
}

/** How old claims are, in the steps in which billing offices look at them. */
export const ageSteps = [
  { fromDays: 0, toDays: 30 },
  { fromDays: 31, toDays: 60 },
  { fromDays: 61, toDays: 90 },
  { fromDays: 91, toDays: null },
] as const

/** On how many of the days a product was out of stock at their end. A day before its first delivery does not count. */
export function stockOutDays(opening: number | null, changes: readonly number[]): { days: number; isOut: boolean } {
  let onHand = opening ?? 0
  let isKnown = opening !== null
  let days = 0
  for (const change of changes) {
    if (change !== 0) isKnown = true
    onHand += change
    if (isKnown && onHand <= 0) days += 1
  }
  return { days, isOut: isKnown && onHand <= 0 }
}

/** How charts gather days: each by itself up to two months, then weeks, then months. */
export function stepOf(days: number): 'day' | 'week' | 'month' {
  return days <= 62 ? 'day' : days <= 190 ? 'week' : 'month'
}

/** The first day of the step in which a day lies; weeks begin on Monday. */
export function stepStart(day: CalendarDate, step: 'day' | 'week' | 'month'): CalendarDate {
  const date = Temporal.PlainDate.from(day)
  if (step === 'month') return date.with({ day: 1 }).toString()
  return step === 'week' ? date.subtract({ days: date.dayOfWeek - 1 }).toString() : day
}
