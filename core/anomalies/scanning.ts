import { Temporal } from 'temporal-polyfill'
import { hasOwnVisit, readMarks } from '../access/reads.js'
import { hasReasonToLook, heldAt } from '../access/rules.js'
import type { PatientId } from '../kernel/ids.js'
import { addDays, type CalendarDate, dayBounds, dayOf, type Instant } from '../kernel/instant.js'
import type { Role } from '../kernel/roles.js'
import type { Reader } from '../ports/database.js'
import type { Act, Journal } from '../ports/journal.js'
import type { UsageResource } from '../usage/model.js'
import { readUsageOf } from '../usage/reads.js'
import { type DayFacts, distinct, findAnomalies, type Look, type Usual } from './rules.js'
import * as store from './store.js'

/** So many days before say what is usual. */
const historyDays = 28
/** So many days around a look may hold the reason for it. */
const relationDays = 30

export interface ScanTools {
  journal: Journal
  /** In whose name: nobody's but the machine's. */
  act: Act
  /** Whose audit log and usage these are: this workstation's. */
  deviceId: string
  now(): Instant
  newId(): string
}

/**
 * Looks at a day, and writes down what is unusual and was not found before. What this workstation's audit log says is all that is
 * looked at: each workstation finds its own.
 * @returns how much was found that is new.
 */
export function scanDay(tools: ScanTools, day: CalendarDate, timeZone: string): number {
  const { journal, act, deviceId, now, newId } = tools
  const facts = journal.read(act, (unit) => gatherFacts(unit, day, { timeZone, deviceId }))
  const found = findAnomalies(facts)
  const news = journal.read(act, (unit) => found.filter((one) => !store.isFound(unit, one)))
  if (news.length === 0) return 0
  journal.transact(act, (unit) => {
    for (const one of news) {
      const unreviewed = { outcome: null, comment: null, reviewedAt: null, reviewedBy: null }
      store.saveAnomaly(unit, { ...one, ...unreviewed, id: newId(), foundAt: now(), version: 1 })
    }
  })
  return news.length
}

const between = (from: CalendarDate, until: CalendarDate, timeZone: string) => ({
  startsAt: dayBounds(from, timeZone).startsAt,
  endsAt: dayBounds(until, timeZone).endsAt,
})

/** Of which workstation, and by which clock its days are told. */
interface Where {
  timeZone: string
  deviceId: string
}

function gatherFacts(db: Reader, day: CalendarDate, where: Where): DayFacts {
  const { timeZone } = where
  const today = dayBounds(day, timeZone)
  const week = between(addDays(day, -6), day, timeZone)
  const usual = new Map<string, Usual>()
  const usualHours = new Array<number>(24).fill(0)
  const controlledBefore = new Map<string, number[]>()
  for (let back = 1; back <= historyDays; back += 1) {
    const before = addDays(day, -back)
    const stretch = dayBounds(before, timeZone)
    for (const { hour } of gatherUsual(db, before, timeZone, usual)) usualHours[hour] = (usualHours[hour] ?? 0) + 1
    for (const { doctorId, count } of store.readControlled(db, stretch))
      controlledBefore.set(doctorId, [...(controlledBefore.get(doctorId) ?? []), count])
  }
  const staff = store.readStaff(db)
  const looks = withImportance(db, readDay(db, day, timeZone), staff)
  const names = new Map(staff.map(({ id, name }) => [id, name]))
  const patients = new Set(looks.map(({ patientId }) => patientId))
  return {
    day,
    looks,
    usual,
    usualHours,
    staff,
    patientNames: new Map([...patients].map((id): [PatientId, string] => [id, store.readPatientName(db, id) ?? ''])),
    controlled: store.readControlled(db, today).map(({ doctorId, count }) => ({
      doctorId,
      doctorName: names.get(doctorId) ?? '',
      today: count,
      before: controlledBefore.get(doctorId) ?? [],
    })),
    prescribers: store.readPrescribers(db, week),
    claims: store.readRepeatedClaims(db, today),
    emergencies: store.readEmergencies(db, week),
    failures: store.readFailures(db, today),
    clockJumps: store.readClockJumps(db, today),
    usage: gatherUsage(db, day, where),
  }
}

/** A look before it is known whether its patient is somebody special. */
type PlainLook = Omit<Look, 'isImportant' | 'hasReason'> & { at: Instant }

/** Says of each look whether the patient was marked as very important then, and whether that person had a reason. */
function withImportance(
  db: Reader,
  looks: readonly PlainLook[],
  staff: readonly { id: string; roles: readonly Role[] }[],
): Look[] {
  const marks = new Map(readMarks(db).map((mark) => [mark.patientId, mark]))
  const rolesOf = new Map(staff.map(({ id, roles }) => [id, roles]))
  return looks.map(({ at, ...look }) => {
    const mark = marks.get(look.patientId)
    if (!mark || !heldAt(mark, at)) return { ...look, isImportant: false, hasReason: true }
    const { actorId, patientId, isRelated } = look
    const roles = rolesOf.get(actorId) ?? []
    const hasReason = hasReasonToLook({ roles, hasOwnVisit: hasOwnVisit(db, actorId, patientId), isRelated })
    return { ...look, isImportant: true, hasReason }
  })
}

function gatherUsage(db: Reader, day: CalendarDate, { timeZone, deviceId }: Where): DayFacts['usage'] {
  const { startsAt, endsAt } = between(addDays(day, -historyDays), day, timeZone)
  const days = new Map<UsageResource, Map<CalendarDate, number>>()
  for (const { hour, resource, quantity } of readUsageOf(db, deviceId, { from: startsAt, until: endsAt })) {
    const known = days.get(resource) ?? new Map<CalendarDate, number>()
    days.set(resource, known)
    const on = dayOf(hour, timeZone)
    known.set(on, (known.get(on) ?? 0) + quantity)
  }
  return [...days].map(([resource, known]) => {
    const { [day]: today = 0, ...before } = Object.fromEntries(known)
    return { resource, workstation: deviceId, today, before: Object.values(before) }
  })
}

/** Adds one day to what is usual; days on which somebody opened nothing are not working days. */
function gatherUsual(db: Reader, day: CalendarDate, timeZone: string, usual: Map<string, Usual>): PlainLook[] {
  const looks = readDay(db, day, timeZone)
  for (const actorId of new Set(looks.map((look) => look.actorId))) {
    const own = looks.filter((look) => look.actorId === actorId)
    const known = usual.get(actorId) ?? { patients: [], strangers: [] }
    usual.set(actorId, known)
    known.patients.push(distinct(own))
    known.strangers.push(distinct(own.filter(({ isRelated }) => !isRelated)))
  }
  return looks
}

function readDay(db: Reader, day: CalendarDate, timeZone: string): PlainLook[] {
  const around = between(addDays(day, -relationDays), addDays(day, relationDays), timeZone)
  const relations = new Map<PatientId, boolean>()
  const relationOf = (patientId: PatientId) => {
    const known = relations.get(patientId) ?? store.isRelated(db, patientId, around)
    relations.set(patientId, known)
    return known
  }
  return store.readLooks(db, dayBounds(day, timeZone)).map(({ at, actorId, actorName, patientId }) => ({
    ...{ at, actorId, actorName, patientId },
    hour: Temporal.Instant.from(at).toZonedDateTimeISO(timeZone).hour,
    isRelated: relationOf(patientId),
  }))
}
