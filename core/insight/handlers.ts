import { authorized, type Context } from '../dispatch.js'
import { dayOf } from '../kernel/instant.js'
import { maximumDays, type Period } from './model.js'
import { readMoneyInsight } from './money.js'
import { readPharmacyInsight } from './pharmacy.js'
import { type DayStretch, daysOf, lengthOf } from './rules.js'
import { readVisitInsight } from './visits.js'

const implement = authorized.insight

export const insightHandlers = {
  getVisits: implement.getVisits.handler(({ input, context, errors }) => {
    const days = daysAsked(input, context)
    if (!days) throw errors.PERIOD_UNFIT()
    return context.read((unit) => readVisitInsight(unit, days, input.doctorId ?? null))
  }),

  getMoney: implement.getMoney.handler(({ input, context, errors }) => {
    const days = daysAsked(input, context)
    if (!days) throw errors.PERIOD_UNFIT()
    const { currency, timeZone } = context.clinic
    const place = { currency, timeZone, today: dayOf(context.now(), timeZone) }
    return context.read((unit) => readMoneyInsight(unit, days, input.doctorId ?? null, place))
  }),

  getPharmacy: implement.getPharmacy.handler(({ input, context, errors }) => {
    const days = daysAsked(input, context)
    if (!days) throw errors.PERIOD_UNFIT()
    return context.read((unit) => readPharmacyInsight(unit, days, input.doctorId ?? null))
  }),
}

/** The days of a period; undefined where it is none, or too long. */
function daysAsked({ from, until }: Period, { clinic }: Pick<Context, 'clinic'>): DayStretch[] | undefined {
  const length = lengthOf(from, until)
  return length < 1 || length > maximumDays ? undefined : daysOf(from, until, clinic.timeZone)
}
