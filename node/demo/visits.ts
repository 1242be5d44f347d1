import type * as z from 'zod'
import type { PaymentMethod } from '../../core/billing/model.js'
import type { Vitals } from '../../core/encounters/model.js'
import { addDays, addMinutes, atLocalTime, type CalendarDate, dayOf, type Instant } from '../../core/kernel/instant.js'
import type { Patient } from '../../core/patients/model.js'
import { type Opening, slotMinutes } from './calendar.js'
import type { Complaint, Sig } from './complaints.js'
import type { Matching } from './matching.js'
import { type DemoCoverage, isCoveredOn } from './memberships.js'
import type { Random } from './random.js'

/** What happens to a visit, in this order at the latest; what lies after now has not happened. */
export const visitMoments = [
  'booked',
  'verified',
  'cancelled',
  'arrived',
  'missed',
  'paid',
  'started',
  'measured',
  'noted',
  'diagnosed',
  'prescribed',
  'completed',
  'ordered',
  'orderPaid',
  'dispensed',
  'shipped',
  'handedOver',
] as const
export type VisitMoment = (typeof visitMoments)[number]

/** One visit from the call to the delivery, as it will be played. */
export interface VisitPlan {
  doctor: string
  startsAt: Instant
  patient: Patient
  mode: 'video' | 'in-person'
  symptoms: string
  complaint: Complaint
  /** Against which the visit is verified, in force or not. */
  coverage: DemoCoverage | null
  vitals: Vitals
  sig: Sig | null
  delivery: 'pickup' | 'ship'
  method: z.infer<typeof PaymentMethod>
  reference: string | null
  /** Keys of the payments and the order, so that playing twice would pay once. */
  keys: { payment: string; order: string; orderPayment: string }
  at: Partial<Record<VisitMoment, Instant>>
}

export interface Setting {
  today: CalendarDate
  now: Instant
  timeZone: string
}

/** Plans the visit that fills an opening. */
export function planVisit(random: Random, opening: Opening, matching: Matching, setting: Setting): VisitPlan {
  const { patient, complaint, mode, sig, isNearby } = matching
  const { doctor, startsAt } = opening
  const method = random.weighted(methods)
  const delivery = patient.address === null || random.chance(65) ? 'pickup' : 'ship'
  const coverage =
    matching.coverage && (isCoveredOn(matching.coverage, opening.day) || random.chance(60)) ? matching.coverage : null
  const plan: VisitPlan = {
    doctor,
    startsAt,
    patient,
    mode,
    symptoms: random.pick(complaint.symptoms),
    complaint,
    coverage,
    vitals: measure(random, matching),
    sig,
    delivery,
    method: method.method,
    reference: method.method === 'cash' ? null : random.digits(`${method.prefix}-######`),
    keys: { payment: random.id(), order: random.id(), orderPayment: random.id() },
    at: {},
  }
  const attended = course(random, plan, setting)
  const isFilled = attended.completed !== undefined && sig !== null && isNearby
  const planned = isFilled ? { ...attended, ...aftermath(random, plan, setting) } : attended
  for (const moment of visitMoments) {
    const at = planned[moment]
    // The first moment that has not come yet stops the visit there.
    if (at !== undefined && at <= setting.now) plan.at[moment] = at
    else if (at !== undefined) break
  }
  return plan
}

const methods = [
  { weight: 45, method: 'card', prefix: 'T' },
  { weight: 25, method: 'cash', prefix: '' },
  { weight: 18, method: 'mobile-money', prefix: 'M' },
  { weight: 12, method: 'bank-transfer', prefix: 'B' },
] as const

type Course = Partial<Record<VisitMoment, Instant>>

/** From the call to the end of the visit. */
function course(random: Random, { startsAt, coverage }: VisitPlan, { today, now, timeZone }: Setting): Course {
  const day = dayOf(startsAt, timeZone)
  const calledOn = addDays(day < today ? day : today, -random.int(1, 6))
  const called = atLocalTime(
    calledOn,
    `${random.pick(['09', '10', '11', '13', '14', '15', '16'])}:${random.digits('2#')}`,
    timeZone,
  )
  const booked: Course = { booked: called, ...(coverage && { verified: addMinutes(called, 4) }) }
  const fate = random.int(1, 100)
  const isSoon = startsAt > now && startsAt <= addMinutes(now, slotMinutes)
  const isDue = startsAt <= now && startsAt > addMinutes(now, -slotMinutes)
  if (fate <= 4 && !isSoon && !isDue) return { ...booked, cancelled: addMinutes(called, random.int(20, 200)) }
  if (fate <= 10 && !isDue && startsAt < now) return { ...booked, missed: addMinutes(startsAt, 25) }
  const usual = addMinutes(startsAt, -random.int(3, 20))
  const arrived = isSoon ? addMinutes(now, -random.int(2, 12)) : usual
  const started = addMinutes(startsAt, isDue ? 0 : random.int(0, 2))
  const after = (minutes: number) => addMinutes(started, minutes)
  return {
    ...booked,
    arrived,
    // A few leave without paying: something for billing to collect.
    ...(random.chance(94) && { paid: addMinutes(arrived, 1) }),
    started,
    ...(random.chance(92) && { measured: after(3) }),
    noted: after(8),
    diagnosed: after(11),
    prescribed: after(14),
    // Whoever is in the room now stays until their time is up.
    completed: isDue ? addMinutes(startsAt, slotMinutes) : after(random.int(18, 26)),
  }
}

/** From the pharmacy to the patient's hands. */
function aftermath(random: Random, { startsAt, delivery }: VisitPlan, { timeZone }: Setting): Course {
  if (random.chance(20)) return {}
  const ordered = addMinutes(startsAt, 40 + random.int(0, 20))
  const dispensed = addMinutes(ordered, random.int(15, 90))
  const nextMorning = atLocalTime(addDays(dayOf(startsAt, timeZone), 1), '08:30', timeZone)
  const shipped = addMinutes(nextMorning, random.int(0, 90))
  return {
    ordered,
    orderPaid: addMinutes(ordered, 3),
    dispensed,
    ...(delivery === 'ship' && { shipped }),
    handedOver:
      delivery === 'ship' ? addMinutes(shipped, random.int(26, 60) * 60) : addMinutes(dispensed, random.int(10, 180)),
  }
}

/** What the instruments show: plausible for the age, and for what the person came with. */
function measure(random: Random, { complaint, ageYears }: Matching): Vitals {
  const isChild = ageYears < 13
  const fever = complaint.hasFever ? random.int(10, 24) / 10 : random.int(-4, 4) / 10
  const systolic = complaint.hasHighPressure ? random.int(148, 176) : random.int(104, 132)
  const grown = 50 + Math.min(ageYears, 18) * 6.4
  const heightCm = Math.round(ageYears < 18 ? grown + random.int(-4, 4) : random.int(152, 192))
  const bodyMassIndex = isChild ? random.int(15, 18) : random.int(20, 33)
  return {
    temperatureCelsius: Math.round((36.7 + fever) * 10) / 10,
    pulsePerMinute: (isChild ? 96 : 72) + random.int(-12, 18),
    systolicMmHg: isChild ? null : systolic,
    diastolicMmHg: isChild ? null : Math.round(systolic * 0.62) + random.int(-4, 4),
    respirationsPerMinute: (isChild ? 24 : 15) + random.int(-2, 4),
    oxygenSaturationPercent: random.int(95, 99),
    weightKg: Math.round((bodyMassIndex * heightCm * heightCm) / 1_000) / 10,
    heightCm,
  }
}
