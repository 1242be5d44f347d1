import type { ConsultationId, StaffId } from '../kernel/ids.js'
import { addDays, addMinutes, atLocalTime, type CalendarDate, type Instant, minutesBetween } from '../kernel/instant.js'
import { accept, type Outcome, refuse } from '../kernel/outcome.js'
import { dayWords } from '../prescriptions/rules.js'
import type { Jurisdiction } from '../tenancy/model.js'
import type {
  BookConsultation,
  Capability,
  Consultation,
  Doctor,
  DoctorProfile,
  Licence,
  OfferSlots,
  Slot,
  VisitMode,
} from './model.js'

/** The seven days of the week that a day is in, Monday first (ISO 8601). */
export function weekOf(day: CalendarDate): CalendarDate[] {
  const sinceMonday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7
  return [0, 1, 2, 3, 4, 5, 6].map((after) => addDays(day, after - sinceMonday))
}

/** A place as it stands in a sentence: `Kenya`, `the United States (CA)`. Names of countries are the CLDR's English ones. */
export function nameOfPlace(place: Jurisdiction): string {
  const [country = place, part] = place.split('-')
  const name = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' }).of(country) ?? country
  const named = /^(United|Netherlands|Philippines|Bahamas|Gambia|Maldives|Dominican R|Central A)/.test(name)
    ? `the ${name}`
    : name
  return part === undefined ? named : `${named} (${part})`
}

/** Whether a licence counts in a place: it names exactly that place, or as two letters the whole country. */
export const isLicenceFor = (licence: Pick<Licence, 'jurisdiction'>, place: Jurisdiction): boolean =>
  licence.jurisdiction === place || licence.jurisdiction === place.slice(0, 2)

/** Whether a licence counts in a place on a day; `validUntil` is the last day. */
const isLicensed = (licences: readonly Licence[], place: Jurisdiction, day: CalendarDate): boolean =>
  licences.some((licence) => isLicenceFor(licence, place) && licence.validUntil >= day)

/**
 * Whether a doctor may treat by video in a place on a day, and the sentence that says why not. The law of the place where
 * the patient is decides (so the Federation of State Medical Boards, and the EU's directive 2011/24 for its own).
 */
export function checkTelemedicineLicence(
  doctor: Pick<Doctor, 'displayName' | 'licences'>,
  place: Jurisdiction,
  day: CalendarDate,
): Outcome<Licence, { code: 'NOT_LICENSED'; reason: string }> {
  const here = doctor.licences.filter((licence) => isLicenceFor(licence, place))
  const valid = here.filter((licence) => licence.validUntil >= day)
  const licence = valid.find(({ allowsTelemedicine }) => allowsTelemedicine)
  if (licence) return accept(licence)
  const where = nameOfPlace(place)
  const last = here
    .map(({ validUntil }) => validUntil)
    .sort()
    .at(-1)
  const [problem, way] =
    valid.length > 0
      ? [
          `may treat in ${where}, but not by video`,
          'A visit in person can, or a colleague whose license includes video.',
        ]
      : last !== undefined
        ? [
            `is not licensed to treat a patient in ${where} by video on that day: the license ended on ${dayWords(last)}`,
            'An earlier day, or a colleague who is licensed there, can.',
          ]
        : [
            `is not licensed to treat a patient in ${where} by video`,
            'An in-person visit, or a colleague who is licensed there, can.',
          ]
  return refuse({ code: 'NOT_LICENSED', reason: `${doctor.displayName} ${problem}. ${way}` })
}

export type BookingRefusal =
  | { code: 'SLOT_TAKEN' | 'SLOT_PAST' | 'NOT_TELEMEDICINE' }
  | { code: 'NOT_LICENSED'; reason: string }

/** What a booking is decided on besides the request. `place` is where the patient is, `day` the clinic's day of the slot. */
export interface BookingFacts {
  slot: Slot
  doctor: Pick<Doctor, 'displayName' | 'licences'>
  place: Jurisdiction
  day: CalendarDate
  now: Instant
}

/** Whether a visit may take this slot: it is free, lies ahead, and by video the doctor may and can treat the patient there. */
export function decideBooking(mode: VisitMode, facts: BookingFacts): Outcome<null, BookingRefusal> {
  const { slot, doctor, place, day, now } = facts
  if (slot.bookedBy !== null) return refuse({ code: 'SLOT_TAKEN' })
  if (slot.startsAt <= now) return refuse({ code: 'SLOT_PAST' })
  if (mode === 'in-person') return accept(null)
  if (!slot.isTelemedicine) return refuse({ code: 'NOT_TELEMEDICINE' })
  const licence = checkTelemedicineLicence(doctor, place, day)
  return licence.ok ? accept(null) : licence
}

/** The consultation that a booking becomes; the fee is the doctor's of this moment, whatever it is later. */
export function bookedConsultation(
  request: BookConsultation,
  slot: Slot,
  terms: {
    id: ConsultationId
    code: string
    feeMinor: number
    currency: string
    bookedBy: StaffId
    now: Instant
  },
): Consultation {
  const { now, ...rest } = terms
  return {
    ...rest,
    patientId: request.patientId,
    doctorId: slot.doctorId,
    slotId: slot.id,
    startsAt: slot.startsAt,
    endsAt: slot.endsAt,
    mode: request.mode,
    symptoms: request.symptoms,
    state: 'booked',
    bookedAt: now,
    arrivedAt: null,
    startedAt: null,
    completedAt: null,
    cancellationReason: null,
    version: 1,
  }
}

/** The patient is here. */
export function decideCheckIn(visit: Consultation, now: Instant): Outcome<Consultation, { code: 'NOT_BOOKED' }> {
  if (visit.state !== 'booked') return refuse({ code: 'NOT_BOOKED' })
  return accept({ ...visit, state: 'arrived', arrivedAt: now, version: visit.version + 1 })
}

/** Before it begins a visit can be canceled; its slot is free again. */
export function decideCancellation(visit: Consultation, reason: string): Outcome<Consultation, { code: 'TOO_LATE' }> {
  if (visit.state !== 'booked' && visit.state !== 'arrived') return refuse({ code: 'TOO_LATE' })
  return accept({ ...visit, state: 'cancelled', cancellationReason: reason, version: visit.version + 1 })
}

/** A visit that was called off, as it was before; who was here already is here still. */
export const restored = (visit: Consultation): Consultation => ({
  ...visit,
  state: visit.arrivedAt === null ? 'booked' : 'arrived',
  cancellationReason: null,
  version: visit.version + 1,
})

/**
 * What was canceled or marked as missed by mistake takes place after all, unless somebody else has the time by now or the
 * doctor may no longer treat there. A time that has begun is no reason against it: the patient may be at the desk.
 */
export function decideRestoring(
  visit: Consultation,
  { slot, doctor, place, day }: Omit<BookingFacts, 'now'>,
): Outcome<Consultation, { code: 'NOT_CALLED_OFF' | 'SLOT_TAKEN' } | { code: 'NOT_LICENSED'; reason: string }> {
  if (visit.state !== 'cancelled' && visit.state !== 'no-show') return refuse({ code: 'NOT_CALLED_OFF' })
  if (slot.bookedBy !== null && slot.bookedBy !== visit.id) return refuse({ code: 'SLOT_TAKEN' })
  const licence = visit.mode === 'video' ? checkTelemedicineLicence(doctor, place, day) : accept(null)
  return licence.ok ? accept(restored(visit)) : licence
}

/** Nobody has missed a visit before it was to begin. */
export function decideNoShow(
  visit: Consultation,
  now: Instant,
): Outcome<Consultation, { code: 'NOT_BOOKED' | 'NOT_YET' }> {
  if (visit.state !== 'booked') return refuse({ code: 'NOT_BOOKED' })
  if (now < visit.startsAt) return refuse({ code: 'NOT_YET' })
  return accept({ ...visit, state: 'no-show', version: visit.version + 1 })
}

/** The doctor begins, with a patient who was checked in or came straight to the room. */
export function decideStart(visit: Consultation, now: Instant): Outcome<Consultation, { code: 'NOT_READY' }> {
  if (visit.state !== 'booked' && visit.state !== 'arrived') return refuse({ code: 'NOT_READY' })
  return accept({ ...visit, state: 'in-progress', startedAt: now, version: visit.version + 1 })
}

/** The doctor ends what is in progress. */
export function decideCompletion(
  visit: Consultation,
  now: Instant,
): Outcome<Consultation, { code: 'NOT_IN_PROGRESS' }> {
  if (visit.state !== 'in-progress') return refuse({ code: 'NOT_IN_PROGRESS' })
  return accept({ ...visit, state: 'completed', completedAt: now, version: visit.version + 1 })
}

/**
 * The stretches of equal length between two wall-clock times of a day; what is left over at the end is not offered. Each has
 * its full minutes on the day a clock changes too: the day is then a slot's length longer or shorter.
 */
export function stretchesOf(
  offer: Pick<OfferSlots, 'day' | 'from' | 'to' | 'minutesEach'>,
  timeZone: string,
): Outcome<{ startsAt: Instant; endsAt: Instant }[], { code: 'TIMES_REVERSED' | 'TOO_SHORT' }> {
  if (offer.to <= offer.from) return refuse({ code: 'TIMES_REVERSED' })
  const from = atLocalTime(offer.day, offer.from, timeZone)
  const until = atLocalTime(offer.day, offer.to, timeZone)
  const count = Math.floor(minutesBetween(from, until) / offer.minutesEach)
  if (count < 1) return refuse({ code: 'TOO_SHORT' })
  return accept(
    Array.from({ length: count }, (_, index) => ({
      startsAt: addMinutes(from, index * offer.minutesEach),
      endsAt: addMinutes(from, (index + 1) * offer.minutesEach),
    })),
  )
}

/** What the front desk looks for in a doctor; what is not named does not matter. */
export interface DoctorFilter {
  /** Part of a specialty, in any case. */
  specialty?: string | undefined
  /** `en` finds a doctor who speaks `en-GB`. */
  language?: string | undefined
  /** Where a licence must count today. */
  jurisdiction?: Jurisdiction | undefined
  capability?: Capability | undefined
}

/** Whether a doctor is one of those whom the front desk looks for. */
export function isMatch(
  doctor: Pick<Doctor, 'specialty' | 'languages' | 'licences' | 'capabilities'>,
  filter: DoctorFilter,
  today: CalendarDate,
): boolean {
  const { specialty, language, jurisdiction, capability } = filter
  if (specialty !== undefined && !doctor.specialty.toLowerCase().includes(specialty.trim().toLowerCase())) return false
  if (language !== undefined && !doctor.languages.some((tag) => tag === language || tag.startsWith(`${language}-`)))
    return false
  if (jurisdiction !== undefined && !isLicensed(doctor.licences, jurisdiction, today)) return false
  return capability === undefined || doctor.capabilities.includes(capability)
}

/** The regulatory check of a doctor for a place and a day: a sentence for each demand, and whether video is lawful. */
export function checkCompliance(
  doctor: Pick<Doctor, 'displayName' | 'licences' | 'capabilities'>,
  place: Jurisdiction,
  today: CalendarDate,
): Pick<DoctorProfile, 'isCompliant' | 'findings'> {
  const where = nameOfPlace(place)
  const here = doctor.licences.filter((licence) => isLicenceFor(licence, place))
  const valid = here.filter((licence) => licence.validUntil >= today)
  const newest = (licences: Licence[]) => licences.toSorted((a, b) => (a.validUntil < b.validUntil ? 1 : -1)).at(0)
  const licence = newest(valid)
  const ended = newest(here)
  const isByVideo = valid.some(({ allowsTelemedicine }) => allowsTelemedicine)
  const isPrescriber = valid.some(({ allowsPrescribing }) => allowsPrescribing)
  const hasVideo = doctor.capabilities.includes('video')
  return {
    isCompliant: isByVideo && hasVideo,
    findings: [
      {
        isMet: licence !== undefined,
        statement: licence
          ? `Licensed in ${where} until ${dayWords(licence.validUntil)} (${licence.number}).`
          : ended
            ? `The license for ${where} ended on ${dayWords(ended.validUntil)} (${ended.number}).`
            : `No license for ${where} is on record.`,
      },
      {
        isMet: isByVideo,
        statement: isByVideo ? `May treat by video in ${where}.` : `May not treat by video in ${where}.`,
      },
      {
        isMet: isPrescriber,
        statement: isPrescriber ? `May prescribe in ${where}.` : `May not prescribe in ${where}.`,
      },
      {
        isMet: hasVideo,
        statement: hasVideo ? 'Is set up for video visits.' : 'Is not set up for video visits; the profile says so.',
      },
    ],
  }
}
