import type { StaffId } from '../kernel/ids.js'
import { addDays, dayBounds, type Instant } from '../kernel/instant.js'
import type { Reader } from '../ports/database.js'
import type { MoneyInsight } from './model.js'
import { ageSteps, type DayStretch } from './rules.js'
import * as store from './store.js'

interface Place {
  currency: string
  timeZone: string
  /** The clinic's day now. */
  today: string
}

/** What a period took, and how claims stand. */
export function readMoneyInsight(
  db: Reader,
  days: readonly DayStretch[],
  doctorId: StaffId | null,
  place: Place,
): MoneyInsight {
  const methods = new Map<string, { takenMinor: number; refundedMinor: number }>()
  let hasOtherCurrencies = false
  const daily = days.map((stretch) => {
    const sum = { takenMinor: 0, refundedMinor: 0 }
    for (const { currency, method, takenMinor, refundedMinor } of store.readMoneyDay(db, stretch, doctorId)) {
      if (currency !== place.currency) {
        hasOtherCurrencies = true
        continue
      }
      const ofMethod = methods.get(method) ?? { takenMinor: 0, refundedMinor: 0 }
      methods.set(method, ofMethod)
      for (const one of [sum, ofMethod]) {
        one.takenMinor += takenMinor
        one.refundedMinor += refundedMinor
      }
    }
    return { day: stretch.day, ...sum }
  })
  const period = { startsAt: days[0]?.startsAt ?? '', endsAt: days.at(-1)?.endsAt ?? '' }
  const submitted = store.readSubmittedClaims(db, place.currency, period)
  const denied = submitted.filter(({ state }) => state === 'denied')
  return {
    currency: place.currency,
    hasOtherCurrencies,
    days: daily,
    methods: [...methods].map(([method, sums]) => ({ method, ...sums })).sort((a, b) => b.takenMinor - a.takenMinor),
    takenMinor: daily.reduce((sum, { takenMinor }) => sum + takenMinor, 0),
    refundedMinor: daily.reduce((sum, { refundedMinor }) => sum + refundedMinor, 0),
    ageing: readAgeing(db, place),
    submitted: submitted.reduce((sum, { claims }) => sum + claims, 0),
    denied: denied.reduce((sum, { claims }) => sum + claims, 0),
    denials: denied.map(({ reason, claims, claimedMinor }) => ({ reason: reason ?? '', claims, claimedMinor })),
  }
}

/** Open claims by age in whole days of the clinic's calendar. */
function readAgeing(db: Reader, { currency, timeZone, today }: Place): MoneyInsight['ageing'] {
  /** The last instant that is so many days old. */
  const endOf = (daysAgo: number): Instant =>
    new Date(Date.parse(dayBounds(addDays(today, -daysAgo), timeZone).endsAt) - 1).toISOString()
  return ageSteps.map(({ fromDays, toDays }) => {
    const until = fromDays === 0 ? '~' : endOf(fromDays)
    const after = toDays === null ? '' : endOf(toDays + 1)
    const found = store.readWaitingClaims(db, currency, after, until)
    return { fromDays, toDays, claims: found?.claims ?? 0, claimedMinor: found?.claimedMinor ?? 0 }
  })
}
