import { Temporal } from 'temporal-polyfill'
import * as z from 'zod'

/** UTC, to the millisecond, as `Date.toISOString` writes it: 2026-11-21T09:30:00.000Z. Sorts as text. */
export const Instant = z.iso.datetime({ precision: 3 })
export type Instant = z.infer<typeof Instant>

/** A day of the calendar, without a zone: 1984-02-29. */
export const CalendarDate = z.iso.date()
export type CalendarDate = z.infer<typeof CalendarDate>

/** An IANA time zone that this machine knows: Africa/Nairobi. */
export const TimeZone = z.string().min(1).max(64).refine(isTimeZone, 'Choose a time zone from the list.')

function isTimeZone(name: string): boolean {
  try {
    Temporal.Now.instant().toZonedDateTimeISO(name)
    return true
  } catch {
    return false
  }
}

/** The instant that lies so many minutes after another (before it, if negative). */
export function addMinutes(instant: Instant, minutes: number): Instant {
  return new Date(Date.parse(instant) + minutes * 60_000).toISOString()
}

/** Minutes from one instant to another, negative if the second is earlier. */
export function minutesBetween(from: Instant, to: Instant): number {
  return (Date.parse(to) - Date.parse(from)) / 60_000
}

/** The first and the last-plus-one instant of a day in a clinic's zone: 23, 24 or 25 hours apart. */
export function dayBounds(day: CalendarDate, timeZone: string): { startsAt: Instant; endsAt: Instant } {
  const date = Temporal.PlainDate.from(day)
  return { startsAt: startOfDay(date, timeZone), endsAt: startOfDay(date.add({ days: 1 }), timeZone) }
}

function startOfDay(date: Temporal.PlainDate, timeZone: string): Instant {
  return new Date(date.toZonedDateTime(timeZone).epochMilliseconds).toISOString()
}

/**
 * The clinic's calendar day at an instant. Every save and every list asks for it, nearly always for the day that was asked for
 * last, so that one is kept with its bounds: Temporal takes longer than a search of the index.
 */
export function dayOf(instant: Instant, timeZone: string): CalendarDate {
  const time = Date.parse(instant)
  if (timeZone === lastDay.timeZone && time >= lastDay.starts && time < lastDay.ends) return lastDay.day
  const at = Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(timeZone)
  const day = at.toPlainDate()
  const [starts = 0, ends = 0] = [day, day.add({ days: 1 })].map(
    (date) => date.toZonedDateTime(timeZone).epochMilliseconds,
  )
  // A day on which clocks are set back over midnight has an hour of the day before in it.
  if (ends - starts === wholeDayMs) lastDay = { timeZone, day: day.toString(), starts, ends }
  return day.toString()
}
const wholeDayMs = 86_400_000
let lastDay = { timeZone: '', day: '', starts: 0, ends: 0 }

/** What a clock in a zone shows at an instant, as minutes after midnight. */
export function minuteOfDay(instant: Instant, timeZone: string): number {
  const { hour, minute } = Temporal.Instant.fromEpochMilliseconds(Date.parse(instant)).toZonedDateTimeISO(timeZone)
  return hour * 60 + minute
}

/** A wall-clock time of a day in a zone as an instant; `time` is HH:MM. A time that a clock change skips moves forward. */
export function atLocalTime(day: CalendarDate, time: string, timeZone: string): Instant {
  const local = Temporal.PlainDate.from(day).toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(time) })
  return new Date(local.epochMilliseconds).toISOString()
}

/** The day that lies so many days after another. */
export function addDays(day: CalendarDate, days: number): CalendarDate {
  return Temporal.PlainDate.from(day).add({ days }).toString()
}

/** Whole years from birth to a day: a person's age as people say it. */
export function yearsBetween(birth: CalendarDate, day: CalendarDate): number {
  return Temporal.PlainDate.from(birth).until(Temporal.PlainDate.from(day), { largestUnit: 'year' }).years
}
