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

/** The clinic's calendar day at an instant. */
export function dayOf(instant: Instant, timeZone: string): CalendarDate {
  // Reading the text is most of what Temporal takes for this, and every save and every list asks for it.
  return Temporal.Instant.fromEpochMilliseconds(Date.parse(instant))
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toString()
}

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
