import type { CalendarDate, Instant } from '../../core/kernel/instant.js'
import { minutesBetween } from '../../core/kernel/instant.js'

/** 9:30 AM, in the clinic's zone. */
export function clockTime(instant: Instant, timeZone: string): string {
  return new Intl.DateTimeFormat(undefined, { timeZone, hour: 'numeric', minute: '2-digit' }).format(new Date(instant))
}

/** Sat, Nov 21, in the clinic's zone; with the year where it is another one. */
export function dayWords(instant: Instant, timeZone: string, now: Instant = new Date().toISOString()): string {
  return new Intl.DateTimeFormat(undefined, {
    timeZone,
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    ...(instant.slice(0, 4) === now.slice(0, 4) ? {} : { year: 'numeric' }),
  }).format(new Date(instant))
}

/** Nov 21, 2026: a calendar day without a zone, as dates of birth and expiry are. */
export function dateWords(date: CalendarDate, weekday: 'short' | 'long' | undefined = undefined): string {
  return new Intl.DateTimeFormat(undefined, {
    timeZone: 'UTC',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    ...(weekday === undefined ? {} : { weekday }),
  }).format(new Date(`${date}T00:00:00Z`))
}

const steps = [
  { unit: 'minute', minutes: 1 },
  { unit: 'hour', minutes: 60 },
  { unit: 'day', minutes: 1_440 },
  { unit: 'month', minutes: 43_800 },
  { unit: 'year', minutes: 525_600 },
] as const

/** in 2 hours, 3 days ago; now within a minute. */
export function relativeWords(instant: Instant, now: Instant): string {
  const minutes = minutesBetween(now, instant)
  const step = steps.findLast(({ minutes: size }) => Math.abs(minutes) >= size)
  if (step === undefined) return 'now'
  const format = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' })
  // Rounded, 20 months would read as 2 years.
  const count = minutes / step.minutes
  return format.format(step.minutes > 40_000 ? Math.trunc(count) : Math.round(count), step.unit)
}
