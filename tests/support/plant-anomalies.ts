import type { AnomalyKind } from '../../core/anomalies/model.js'
import { type DayFacts, distinct, type Look, type Usual } from '../../core/anomalies/rules.js'
import { PatientId } from '../../core/kernel/ids.js'
import { addDays } from '../../core/kernel/instant.js'
import { Random } from '../../node/demo/random.js'
import { resources, spikeOf, usageFacts, usualUsage, workstation } from './plant-usage.js'

/** A case that was planted on purpose. */
export interface Planted {
  kind: AnomalyKind
  subject: string
  day: string
}

interface Worker {
  id: string
  name: string
  /** Records a day, usually. */
  pace: number
  /** Of a hundred looks, so many at somebody without a visit, order, claim or payment about then. */
  strangersPercent: number
  controlled: number
}

const workers: readonly Worker[] = [
  ...[40, 48, 35, 55].map((pace, index) => worker(`desk${index}`, pace, 6, 0)),
  ...[16, 20, 24, 18, 12].map((pace, index) => worker(`doctor${index}`, pace, 2, 2 + index)),
  ...[32, 38].map((pace, index) => worker(`pharmacist${index}`, pace, 3, 0)),
  worker('billing0', 30, 8, 0),
]

function worker(id: string, pace: number, strangersPercent: number, controlled: number): Worker {
  return { id, name: `Member ${id}`, pace, strangersPercent, controlled }
}

const patientOf = (n: number) => PatientId.parse(`p${String(n).padStart(21, '0')}`)
const historyDays = 28

/** Patients who have a colleague's name. */
const namesakes = new Map(workers.map(({ name }, index) => [patientOf(900_000 + index), name]))

/** Patients who are marked as very important, and come now and then. */
const important = Array.from({ length: 5 }, (_, n) => patientOf(950_000 + n))
const usually = { isImportant: false, hasReason: true }

/**
 * Days of a clinic of twelve people as the audit log shows them: busy and quiet days, absences, late evenings, colleagues who are patients
 * here. From the 29th day on every kind of misuse is planted now and then, some of it hardly more than a busy day.
 */
export function* clinicDays(seed: number, days: number): Generator<{ facts: DayFacts; planted: Planted[] }> {
  const random = new Random(seed)
  // Of its own, so that what is planted here and what is planted there do not move each other.
  const other = new Random(seed + 1)
  const past: { looks: Look[]; controlled: Map<string, number> }[] = []
  const used: ReturnType<typeof usualUsage>[] = []
  for (let n = 0; n < days + historyDays; n += 1) {
    const day = addDays('2026-01-05', n)
    const weekday = n % 7
    const planted: Planted[] = []
    const present = workers.filter(() => weekday < 5 && random.chance(93))
    // Monday is busy, and so is now and then another day.
    const busy = weekday === 0 ? 1.3 : random.chance(8) ? 1.5 : 1
    const looks = present.flatMap((one) => usualLooks(random, one, busy))
    const controlled = new Map(
      present.filter((one) => one.controlled > 0).map((one) => [one.id, random.int(0, one.controlled * 2)]),
    )
    looks.push(...importantLooks(other, present))
    const usage = usualUsage(other, n)
    const facts: DayFacts = {
      ...{ day, looks, prescribers: [], claims: [], emergencies: [], failures: [], clockJumps: [], controlled: [] },
      ...usualOf(past.slice(-historyDays)),
      staff: workers,
      patientNames: namesakes,
      usage: usageFacts(usage, used.slice(-historyDays)),
    }
    if (n >= historyDays && present.length > 0) {
      const once = plant(random, facts, present, controlled, past.slice(-historyDays), planted)
      yield { facts: plantMore(other, once, present, planted), planted }
    }
    past.push({ looks: [...looks], controlled })
    used.push(usage)
  }
}

function usualLooks(random: Random, { id, name, pace, strangersPercent }: Worker, busy: number): Look[] {
  const count = Math.round(pace * busy * (random.int(70, 130) / 100))
  return Array.from({ length: count }, () => {
    // Now and then a colleague is a patient; they have a visit then.
    const isColleague = random.chance(0.3)
    return {
      ...{ actorId: id, actorName: name },
      patientId: isColleague
        ? patientOf(900_000 + random.int(0, workers.length - 1))
        : patientOf(random.int(0, 20_000)),
      hour: random.chance(0.2) ? random.int(19, 21) : random.chance(3) ? 18 : random.int(8, 17),
      isRelated: isColleague || !random.chance(strangersPercent),
      ...usually,
    }
  }).filter(({ patientId }) => namesakes.get(patientId) !== name)
}

function usualOf(past: readonly { looks: readonly Look[] }[]) {
  const usual = new Map<string, Usual>()
  const usualHours = new Array<number>(24).fill(0)
  for (const { looks } of past) {
    for (const { hour } of looks) usualHours[hour] = (usualHours[hour] ?? 0) + 1
    for (const { id } of workers) {
      const own = looks.filter(({ actorId }) => actorId === id)
      if (own.length === 0) continue
      const known = usual.get(id) ?? { patients: [], strangers: [] }
      usual.set(id, known)
      known.patients.push(distinct(own))
      known.strangers.push(distinct(own.filter(({ isRelated }) => !isRelated)))
    }
  }
  return { usual, usualHours }
}

/** Adds each kind of misuse with one chance in ten. */
function plant(
  random: Random,
  facts: DayFacts,
  present: readonly Worker[],
  controlled: Map<string, number>,
  past: readonly { controlled: ReadonlyMap<string, number> }[],
  planted: Planted[],
): DayFacts {
  const { day } = facts
  const looks = [...facts.looks]
  const say = (kind: AnomalyKind, subject: string) => planted.push({ kind, subject, day })
  const look = (who: Worker, patientId: PatientId, hour: number, isRelated: boolean) =>
    looks.push({ actorId: who.id, actorName: who.name, patientId, hour, isRelated, ...usually })
  const strangers = (from: number, count: number) => Array.from({ length: count }, (_, n) => patientOf(from + n))
  if (random.chance(10)) {
    const who = random.pick(present)
    // From hardly more than a busy day to four times as much.
    for (const patientId of strangers(500_000, Math.round((who.pace * random.int(15, 40)) / 10)))
      look(who, patientId, 11, true)
    say('many-records', who.id)
  }
  if (random.chance(10)) {
    const who = random.pick(present)
    for (const patientId of strangers(600_000, random.int(8, 25))) look(who, patientId, 12, false)
    say('no-care-relation', who.id)
  }
  if (random.chance(10)) {
    const who = random.pick(present)
    for (const patientId of strangers(700_000, random.int(2, 8))) look(who, patientId, random.int(0, 4), true)
    say('odd-hour', who.id)
  }
  if (random.chance(10)) {
    const who = random.pick(present)
    const [own] = [...namesakes].find(([, name]) => name === who.name) ?? []
    if (own) {
      look(who, own, 10, random.chance(50))
      say('own-record', `${who.id} ${own}`)
    }
  }
  if (random.chance(10)) {
    const who = random.pick(present)
    const [other] = random.pick([...namesakes].filter(([, name]) => name !== who.name))
    if (!looks.some(({ actorId, patientId }) => actorId === who.id && patientId === other)) {
      look(who, other, 10, false)
      say('colleague-record', `${who.id} ${other}`)
    }
  }
  const doctors = present.filter((one) => one.controlled > 0)
  if (random.chance(10) && doctors.length > 0) {
    const who = random.pick(doctors)
    controlled.set(who.id, who.controlled * random.int(4, 8) + 6)
    say('controlled-prescribing', who.id)
  }
  return {
    ...facts,
    looks,
    controlled: workers.flatMap(({ id, name }) => {
      const today = controlled.get(id)
      if (today === undefined) return []
      const before = past.flatMap((one) => one.controlled.get(id) ?? [])
      return [{ doctorId: id, doctorName: name, today, before }]
    }),
  }
}

/** A very important patient comes on one day in five, and those who have to do with them look. */
function importantLooks(random: Random, present: readonly Worker[]): Look[] {
  if (present.length === 0 || !random.chance(20)) return []
  const patientId = random.pick(important)
  return Array.from({ length: random.int(1, 5) }, () => {
    const { id, name } = random.pick(present)
    const who = { actorId: id, actorName: name }
    return { ...who, patientId, hour: random.int(9, 16), isRelated: true, isImportant: true, hasReason: true }
  })
}

/** Adds curiosity about very important patients and spikes of usage, each with one chance in ten. */
function plantMore(random: Random, facts: DayFacts, present: readonly Worker[], planted: Planted[]): DayFacts {
  const { day } = facts
  const looks = [...facts.looks]
  let { usage } = facts
  if (random.chance(10)) {
    const { id, name } = random.pick(present)
    const patientId = random.pick(important)
    const who = { actorId: id, actorName: name, patientId }
    looks.push({ ...who, hour: 14, isRelated: random.chance(50), isImportant: true, hasReason: false })
    planted.push({ kind: 'important-patient', subject: `${id} ${patientId}`, day })
  }
  if (random.chance(10)) {
    const resource = random.pick(resources)
    const spike = spikeOf(random, resource)
    usage = usage.map((one) => (one.resource === resource ? { ...one, today: Math.max(one.today, spike) } : one))
    planted.push({ kind: 'usage-spike', subject: `${resource} ${workstation}`, day })
  }
  return { ...facts, looks, usage }
}
