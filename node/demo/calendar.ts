import { Temporal } from 'temporal-polyfill'
import { addDays, addMinutes, type CalendarDate, type Instant } from '../../core/kernel/instant.js'
import { stretchesOf } from '../../core/scheduling/rules.js'
import { doctors } from './clinic.js'

export const slotMinutes = 30

/** A doctor's time on a day, offered in slots. Times are HH:MM on the clinic's clock. */
export interface Roster {
  /** The doctor's login name. */
  doctor: string
  day: CalendarDate
  from: string
  to: string
  isTelemedicine: boolean
}

/** A slot that the rosters offer; what offers it for real gives it its id. */
export interface Opening {
  doctor: string
  day: CalendarDate
  startsAt: Instant
  isTelemedicine: boolean
}

/** Two weeks of work around today: five weekdays before it, the day itself, five weekdays after it. */
export function workDays(today: CalendarDate): { past: CalendarDate[]; coming: CalendarDate[] } {
  return { past: fiveFrom(today, -1).reverse(), coming: fiveFrom(today, 1) }
}

function fiveFrom(today: CalendarDate, step: 1 | -1): CalendarDate[] {
  const days: CalendarDate[] = []
  for (let day = addDays(today, step); days.length < 5; day = addDays(day, step))
    if (Temporal.PlainDate.from(day).dayOfWeek <= 5) days.push(day)
  return days
}

/** When the doctors see patients. A demo is shown at any hour: today the clinic is also open for three hours around now. */
export function makeRosters(today: CalendarDate, now: Instant, timeZone: string): Roster[] {
  const { past, coming } = workDays(today)
  const regular = [
    { from: '09:00', to: '12:00' },
    { from: '13:00', to: '17:00' },
  ]
  return [...past, today, ...coming].flatMap((day, dayNumber) =>
    doctors.flatMap(({ loginName: doctor }, doctorNumber) =>
      (day === today ? hoursAround(now, timeZone) : regular).map(({ from, to }) => {
        // Each doctor keeps one afternoon in three for visits in person.
        const isTelemedicine = from < '12:00' || (dayNumber + doctorNumber) % 3 !== 0
        return { doctor, day, from, to, isTelemedicine: day === today || isTelemedicine }
      }),
    ),
  )
}

function hoursAround(now: Instant, timeZone: string): { from: string; to: string }[] {
  const local = Temporal.Instant.from(now).toZonedDateTimeISO(timeZone)
  const nowMinute = local.hour * 60 + local.minute
  const isRegular = (minute: number) => (minute >= 540 && minute < 720) || (minute >= 780 && minute < 1020)
  const runs: { from: number; to: number }[] = []
  for (let minute = 0; minute + slotMinutes < 1440; minute += slotMinutes) {
    if (!isRegular(minute) && Math.abs(minute - nowMinute) > 180) continue
    const last = runs.at(-1)
    if (last?.to === minute) last.to += slotMinutes
    else runs.push({ from: minute, to: minute + slotMinutes })
  }
  return runs.map(({ from, to }) => ({ from: wallClock(from), to: wallClock(to) }))
}

const wallClock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** The slots of a roster. */
export function openingsOf({ doctor, day, from, to, isTelemedicine }: Roster, timeZone: string): Opening[] {
  const stretches = stretchesOf({ day, from, to, minutesEach: slotMinutes }, timeZone)
  return stretches.ok ? stretches.value.map(({ startsAt }) => ({ doctor, day, startsAt, isTelemedicine })) : []
}

/** Whether somebody is in this slot now. */
export const isRunning = ({ startsAt }: Opening, now: Instant): boolean =>
  startsAt <= now && addMinutes(startsAt, slotMinutes) > now

/** Whether this slot begins so soon that its patient sits in the lobby. */
export const isNext = ({ startsAt }: Opening, now: Instant): boolean =>
  startsAt > now && startsAt <= addMinutes(now, slotMinutes)
