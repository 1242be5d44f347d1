import type { Plan } from '../../core/insurance/model.js'
import { addDays, addMinutes, atLocalTime, type CalendarDate, type Instant } from '../../core/kernel/instant.js'
import type { Patient, RecordAllergy } from '../../core/patients/model.js'
import { demoPlans } from '../../resources/reference-data.js'
import { isNext, isRunning, makeRosters, type Opening, openingsOf, type Roster, workDays } from './calendar.js'
import { type Candidate, candidateOf, match } from './matching.js'
import { type DemoCoverage, makeCoverage } from './memberships.js'
import { PeopleMaker } from './people.js'
import { Random } from './random.js'
import { type DemoProduct, stockShelf } from './shelf.js'
import { substances } from './substances.js'
import { planVisit, type VisitPlan } from './visits.js'

export interface DemoInput {
  today: CalendarDate
  timeZone: string
  seed: number
  /** Where the clinic is; patients who name no other place are there. */
  jurisdiction?: string
  /** How far today has come; a quarter to eleven where it is not said. */
  now?: Instant
  /** 2,000 where it is not said. Fewer people make fewer visits. */
  patients?: number
}

/** Everything that the demo clinic holds, before anything is written. The same input gives the same data. */
export interface DemoData {
  today: CalendarDate
  now: Instant
  timeZone: string
  /** The day on which the clinic's file begins. */
  foundedOn: CalendarDate
  patients: Patient[]
  allergies: RecordAllergy[]
  coverages: DemoCoverage[]
  plans: readonly Plan[]
  products: DemoProduct[]
  rosters: Roster[]
  visits: VisitPlan[]
}

/** The seed of the demo clinic that everybody sees. */
export const demoSeed = 20_261_121

export function generateDemo(input: DemoInput): DemoData {
  const { today, timeZone, seed, jurisdiction = 'US-CA', patients: count = 2_000 } = input
  const now = input.now ?? atLocalTime(today, '10:45', timeZone)
  const random = new Random(seed)
  const people = new PeopleMaker(random, today)
  const patients = Array.from({ length: count }, () => people.next())
  const allergies = patients.flatMap((patient) => makeAllergies(random, patient))
  const coverages = patients.flatMap((patient) => makeCoverage(random, patient, demoPlans, today) ?? [])
  const products = stockShelf(random, today)
  const rosters = makeRosters(today, now, timeZone)
  const candidates = gather(patients, allergies, coverages, today)
  const openings = rosters.flatMap((roster) => openingsOf(roster, timeZone))
  const setting = { today, now, timeZone }
  const visits = chooseOpenings(random, openings, { today, now, count }).flatMap(({ opening, isComing }) => {
    const pool = isComing ? candidates.again : candidates.once
    // Whoever comes this week comes once, so that nobody holds the same medicine twice.
    const found = takeFitting(random, pool, (candidate) => match(random, opening, candidate, jurisdiction))
    return found ? [planVisit(random, opening, found, setting)] : []
  })
  visits.sort((a, b) => (a.startsAt + a.doctor < b.startsAt + b.doctor ? -1 : 1))
  leaveToDispense(visits)
  return {
    ...setting,
    foundedOn: addDays(today, -210),
    patients,
    allergies,
    coverages,
    plans: demoPlans,
    products,
    rosters,
    visits,
  }
}

/** The pharmacist's queue is never empty, whatever the hour: the last orders wait to be dispensed. */
function leaveToDispense(visits: readonly VisitPlan[], atLeast = 3): void {
  const ordered = visits.flatMap(({ at }) => (at.ordered === undefined ? [] : [{ at, ordered: at.ordered }]))
  ordered.sort((a, b) => (a.ordered < b.ordered ? 1 : -1))
  for (const { at } of ordered.slice(0, atLeast)) {
    delete at.dispensed
    delete at.shipped
    delete at.handedOver
  }
}

/** One person in four has an allergy that is known; a few have two. */
function makeAllergies(random: Random, patient: Patient): RecordAllergy[] {
  if (!random.chance(25)) return []
  const first = random.weighted(substances)
  const second = random.chance(20) ? random.weighted(substances) : first
  return [...new Set([first, second])].map(({ weight: _weight, ...said }) => ({ ...said, patientId: patient.id }))
}

function gather(
  patients: readonly Patient[],
  allergies: readonly RecordAllergy[],
  coverages: readonly DemoCoverage[],
  today: CalendarDate,
): { once: Candidate[]; again: Candidate[] } {
  const substancesOf = new Map<string, RecordAllergy[]>()
  for (const allergy of allergies)
    substancesOf.set(allergy.patientId, [...(substancesOf.get(allergy.patientId) ?? []), allergy])
  const coverageOf = new Map(coverages.map((coverage) => [coverage.patientId, coverage]))
  const all = patients.map((patient) => {
    const said = (substancesOf.get(patient.id) ?? []).map(({ substance }) => substance)
    return candidateOf(patient, said, coverageOf.get(patient.id) ?? null, today)
  })
  return { once: all, again: [...all] }
}

/** Which openings are filled: about half of the past, most of today, a third of what comes; fewer where people are few. */
function chooseOpenings(
  random: Random,
  openings: readonly Opening[],
  { today, now, count }: { today: CalendarDate; now: Instant; count: number },
): { opening: Opening; isComing: boolean }[] {
  const { past, coming } = workDays(today)
  const open = random.shuffled(openings)
  const ofToday = open.filter(({ day }) => day === today)
  // The lobby is never empty: of what runs now and of what comes next, some is filled before the rest of the day.
  const urgent = [
    ...ofToday.filter((opening) => isRunning(opening, now)).slice(0, 3),
    ...ofToday.filter((opening) => isNext(opening, now)).slice(0, 4),
  ]
  const ordered = [...urgent, ...ofToday.filter((opening) => !isRunning(opening, now) && !isNext(opening, now))]
  const share = (most: number, percent: number) => Math.min(most, Math.ceil((count * percent) / 100))
  const pick = (list: readonly Opening[], size: number, isComing: boolean) =>
    list.slice(0, size).map((opening) => ({ opening, isComing }))
  return [
    ...pick(ordered, share(42, 20), false),
    ...pick(
      open.filter(({ day }) => past.includes(day)),
      share(150, 40),
      false,
    ),
    ...pick(
      open.filter(({ day, startsAt }) => coming.includes(day) && startsAt > addMinutes(now, 60)),
      share(120, 30),
      true,
    ),
  ]
}

/** Takes the first of some at random who fits out of the pool. */
function takeFitting<T, R>(random: Random, pool: T[], matchOf: (one: T) => R | null): R | null {
  for (let tries = 0; tries < 120 && pool.length > 0; tries += 1) {
    const place = random.int(0, pool.length - 1)
    const one = pool[place]
    const fitted = one === undefined ? null : matchOf(one)
    if (fitted === null) continue
    pool.splice(place, 1)
    return fitted
  }
  return null
}
