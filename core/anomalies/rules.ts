import type { PatientId } from '../kernel/ids.js'
import type { CalendarDate, Instant } from '../kernel/instant.js'
import { farAbove, median } from '../kernel/statistics.js'
import { foldText } from '../kernel/text.js'
import type { UsageResource } from '../usage/model.js'
import type { Anomaly, AnomalyKind } from './model.js'

/** Somebody opened one patient's record. */
export interface Look {
  actorId: string
  actorName: string
  patientId: PatientId
  /** The hour of the clinic's day, 0 to 23. */
  hour: number
  /** Whether the patient had a visit, an order, a claim or a payment within 30 days, or was registered then. */
  isRelated: boolean
  /** The patient was marked as very important then. */
  isImportant: boolean
  /** Whether the look has its reason in the person's work, as the access rules see it; asked of important patients alone. */
  hasReason: boolean
}

/** What somebody usually does, a number for each of their working days before. */
export interface Usual {
  patients: number[]
  strangers: number[]
}

/** What is known of one day, and of the days before it. */
export interface DayFacts {
  day: CalendarDate
  looks: readonly Look[]
  usual: ReadonlyMap<string, Usual>
  /** Looks of the days before, by hour. */
  usualHours: readonly number[]
  /** Names of the staff, and of the patients who were looked at. */
  staff: readonly { id: string; name: string }[]
  patientNames: ReadonlyMap<PatientId, string>
  /** Controlled medicines that a doctor prescribed on this day, and on each working day before. */
  controlled: readonly { doctorId: string; doctorName: string; today: number; before: readonly number[] }[]
  /** Patients with controlled medicines from several doctors within seven days. */
  prescribers: readonly { patientId: PatientId; doctors: number }[]
  claims: readonly { id: string; code: string; likeCode: string; patientId: PatientId }[]
  emergencies: readonly { staffId: string; staffName: string; within7Days: number }[]
  failures: readonly { name: string; count: number }[]
  clockJumps: readonly { seq: number; minutesBack: number; at: Instant }[]
  /** What this workstation used of each resource on this day, and on each day before on which it used any. */
  usage: readonly { resource: UsageResource; workstation: string; today: number; before: readonly number[] }[]
}

export type Finding = Pick<Anomaly, 'kind' | 'subject' | 'day' | 'actorId' | 'actorName' | 'patientId' | 'sentence'>

const leastPatients = 20
const leastStrangers = 5
const leastControlled = 5
const leastFailures = 5
const leastEmergencies = 3
const leastPrescribers = 3
/** An hour in which fewer than one look in two hundred falls is one in which nobody works. */
const oddHourShare = 0.005
const leastHourHistory = 500
const leastOddLooks = 3

/** Everything unusual of a day, each said in a sentence. Pure: the same facts give the same findings. */
export function findAnomalies(facts: DayFacts): Finding[] {
  return [
    ...findAccess(facts),
    ...findNames(facts),
    ...findCuriosity(facts),
    ...findPrescribing(facts),
    ...facts.claims.map(({ id, code, likeCode, patientId }) =>
      finding(facts, 'repeated-claim', id, {
        patientId,
        sentence: `Claim ${code} asks the same amount of the same coverage for the same diagnoses as ${likeCode}, for the same day.`,
      }),
    ),
    ...facts.emergencies
      .filter(({ within7Days }) => within7Days >= leastEmergencies)
      .map(({ staffId, staffName, within7Days }) =>
        finding(facts, 'repeated-emergency-access', staffId, {
          actorId: staffId,
          actorName: staffName,
          sentence: `${staffName} opened ${within7Days} records by emergency access within seven days.`,
        }),
      ),
    ...facts.failures
      .filter(({ count }) => count >= leastFailures)
      .map(({ name, count }) =>
        finding(facts, 'failed-sign-ins', name, {
          actorName: name,
          sentence: `${count} tries to sign in as ${name} failed on this day.`,
        }),
      ),
    ...facts.clockJumps.map(({ seq, minutesBack }) =>
      finding(facts, 'clock-jump', `entry ${seq}`, {
        sentence: `The clock of this workstation went back ${Math.round(minutesBack)} minutes before entry ${seq} of the audit log.`,
      }),
    ),
    ...findSpikes(facts),
  ]
}

function finding(
  { day }: DayFacts,
  kind: AnomalyKind,
  subject: string,
  said: Partial<Finding> & { sentence: string },
): Finding {
  return { kind, subject, day, actorId: null, actorName: null, patientId: null, ...said }
}

/** How many records somebody opened, whose, and when. */
function findAccess(facts: DayFacts): Finding[] {
  return [...byActor(facts.looks)].flatMap(([actorId, looks]) => {
    const actorName = looks[0]?.actorName ?? ''
    const who = { actorId, actorName }
    const usual = facts.usual.get(actorId) ?? { patients: [], strangers: [] }
    const patients = distinct(looks)
    const strangers = distinct(looks.filter(({ isRelated }) => !isRelated))
    const found: Finding[] = []
    const usualPatients = farAbove(patients, usual.patients, leastPatients)
    if (usualPatients !== null)
      found.push(
        finding(facts, 'many-records', actorId, {
          ...who,
          sentence: `${actorName} opened the records of ${patients} patients; usually it is ${usualPatients} a day.`,
        }),
      )
    const usualStrangers = farAbove(strangers, usual.strangers, leastStrangers)
    if (usualStrangers !== null)
      found.push(
        finding(facts, 'no-care-relation', actorId, {
          ...who,
          sentence: `${actorName} opened the records of ${strangers} patients who had no visit, order, claim or payment within 30 days; usually it is ${usualStrangers} a day.`,
        }),
      )
    const odd = looks.filter(({ hour }) => isOddHour(facts.usualHours, hour))
    if (distinct(odd) >= leastOddLooks) {
      const hours = [...new Set(odd.map(({ hour }) => hour))].sort((a, b) => a - b)
      found.push(
        finding(facts, 'odd-hour', actorId, {
          ...who,
          sentence: `${actorName} opened the records of ${distinct(odd)} patients at ${hours.map((hour) => `${String(hour).padStart(2, '0')}:00`).join(', ')}, when hardly anybody works here.`,
        }),
      )
    }
    return found
  })
}

/** A look at one's own record, or at that of somebody with a colleague's name. */
function findNames(facts: DayFacts): Finding[] {
  const staff = new Map(facts.staff.map(({ id, name }) => [foldText(name), id]))
  const pairs = new Map(facts.looks.map((look) => [`${look.actorId} ${look.patientId}`, look]))
  return [...pairs].flatMap(([subject, { actorId, actorName, patientId, isRelated }]) => {
    const named = staff.get(foldText(facts.patientNames.get(patientId) ?? ''))
    if (named === undefined) return []
    const who = { actorId, actorName, patientId }
    if (named === actorId)
      return [
        finding(facts, 'own-record', subject, {
          ...who,
          sentence: `${actorName} opened the record of a patient of the same name.`,
        }),
      ]
    // A colleague who is treated here now is looked at by those who treat them.
    if (isRelated) return []
    return [
      finding(facts, 'colleague-record', subject, {
        ...who,
        sentence: `${actorName} opened the record of a patient with the name of a colleague, who had no visit, order, claim or payment within 30 days.`,
      }),
    ]
  })
}

/** Who looked at a very important patient without a reason in their work: each of them, once a day. */
function findCuriosity(facts: DayFacts): Finding[] {
  const curious = facts.looks.filter(({ isImportant, hasReason }) => isImportant && !hasReason)
  const found = new Map(curious.map((look) => [`${look.actorId} ${look.patientId}`, look]))
  return [...found].map(([subject, { actorId, actorName, patientId }]) =>
    finding(facts, 'important-patient', subject, {
      ...{ actorId, actorName, patientId },
      sentence: `${actorName} opened the record of a very important patient whom they do not care for.`,
    }),
  )
}

/** What each resource is called and counted in, and below how much of it nothing is unusual. */
const metered: Readonly<Record<UsageResource, { words: string; size: number; least: number }>> = {
  compute: { words: 'minutes of processor time', size: 60_000, least: 30 },
  storage: { words: 'megabyte hours of records', size: 1, least: 1_000 },
  network: { words: 'megabytes of traffic with relays', size: 1_000_000, least: 20 },
  chain: { words: 'transactions', size: 1, least: 50 },
  video: { words: 'minutes of video', size: 1, least: 90 },
  messages: { words: 'messages', size: 1, least: 40 },
}

function findSpikes(facts: DayFacts): Finding[] {
  return facts.usage.flatMap(({ resource, workstation, today, before }) => {
    const { words, size, least } = metered[resource]
    const used = today / size
    const usual = farAbove(used, workingDays(before.map((quantity) => quantity / size)), least)
    if (usual === null) return []
    return [
      finding(facts, 'usage-spike', `${resource} ${workstation}`, {
        sentence: `This workstation used ${Math.round(used)} ${words}; usually it is ${Math.round(usual)} a day.`,
      }),
    ]
  })
}

/** Days on which hardly anything was used, as at a weekend, say nothing of what is usual when people work. */
function workingDays(amounts: readonly number[]): number[] {
  const middle = median(amounts) ?? 0
  return amounts.filter((amount) => amount >= middle / 3)
}

function findPrescribing(facts: DayFacts): Finding[] {
  const doctors = facts.controlled.flatMap(({ doctorId, doctorName, today, before }) => {
    const usual = farAbove(today, before, leastControlled)
    if (usual === null) return []
    return [
      finding(facts, 'controlled-prescribing', doctorId, {
        actorId: doctorId,
        actorName: doctorName,
        sentence: `${doctorName} prescribed controlled medicines ${today} times; usually it is ${usual} a day.`,
      }),
    ]
  })
  const patients = facts.prescribers
    .filter((one) => one.doctors >= leastPrescribers)
    .map(({ patientId, doctors: count }) =>
      finding(facts, 'several-prescribers', patientId, {
        patientId,
        sentence: `A patient got controlled medicines from ${count} doctors within seven days.`,
      }),
    )
  return [...doctors, ...patients]
}

function isOddHour(usualHours: readonly number[], hour: number): boolean {
  const all = usualHours.reduce((sum, count) => sum + count, 0)
  return all >= leastHourHistory && (usualHours[hour] ?? 0) < all * oddHourShare
}

function byActor(looks: readonly Look[]): Map<string, Look[]> {
  const actors = new Map<string, Look[]>()
  for (const look of looks) {
    const own = actors.get(look.actorId)
    if (own) own.push(look)
    else actors.set(look.actorId, [look])
  }
  return actors
}

/** How many patients these are. */
export const distinct = (looks: readonly Pick<Look, 'patientId'>[]): number =>
  new Set(looks.map(({ patientId }) => patientId)).size
