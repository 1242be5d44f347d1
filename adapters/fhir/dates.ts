import { CalendarDate } from '../../core/kernel/instant.js'
import { type JsonObject, objectAt, textAt } from './json.js'

/** A FHIR date or dateTime as far as it is known: the whole day, or only its year and month. */
export type FhirDate = { day: CalendarDate } | { partial: string } | undefined

export function readDate(text: string | undefined): FhirDate {
  if (text === undefined) return undefined
  if (/^\d{4}(-\d{2})?$/.test(text)) return { partial: text }
  const day = CalendarDate.safeParse(text.slice(0, 10))
  return day.success && /^(T|$)/.test(text.slice(10)) ? { day: day.data } : undefined
}

/** The first day that a date can mean. */
export function firstDay(text: string | undefined): CalendarDate | null {
  const date = readDate(text)
  if (!date) return null
  return 'day' in date ? date.day : valid(`${date.partial.padEnd(7, '-01')}-01`)
}

/** The last day that a date can mean. */
export function lastDay(text: string | undefined): CalendarDate | null {
  const date = readDate(text)
  if (!date) return null
  if ('day' in date) return date.day
  const month = date.partial.length === 4 ? `${date.partial}-12` : date.partial
  return ['31', '30', '29', '28'].map((day) => valid(`${month}-${day}`)).find((day) => day !== null) ?? null
}

function valid(day: string): CalendarDate | null {
  const parsed = CalendarDate.safeParse(day)
  return parsed.success ? parsed.data : null
}

/** Whether the period of an element has ended before a day. */
export function isPast(element: JsonObject, today: CalendarDate): boolean {
  const period = objectAt(element, 'period')
  const end = period && lastDay(textAt(period, 'end'))
  return typeof end === 'string' && end < today
}
