import { accept, type Outcome, refuse } from '../kernel/outcome.js'
import type { Role } from '../kernel/roles.js'
import type { RoomState, RoomStay } from '../kernel/rooms/clinic.js'
import type { RoomRole } from '../kernel/rooms/identity.js'
import type { Consultation, ConsultationState } from '../scheduling/model.js'
import type { CallQuality, CallRecord, CallRoom, LobbyEntry, StaffRole } from './model.js'

/** Decisions about calls: no clock, no relay, no randomness. */

/** States in which people may still come together. After the visit ended there is nobody to speak to. */
const open: ReadonlySet<ConsultationState> = new Set<ConsultationState>(['booked', 'arrived', 'in-progress'])

export type NotJoinable =
  | { code: 'NOT_BY_VIDEO' }
  | { code: 'VISIT_OVER' }
  | { code: 'NOT_THE_DOCTOR' }
  | { code: 'NOT_YOUR_ROLE' }

/** Whether a visit's call may be entered at all. */
export function decideCall({ mode, state }: Pick<Consultation, 'mode' | 'state'>): Outcome<null, NotJoinable> {
  if (mode !== 'video') return refuse({ code: 'NOT_BY_VIDEO' })
  return open.has(state) ? accept(null) : refuse({ code: 'VISIT_OVER' })
}

/** As what somebody of the staff comes in. Only the visit's own doctor is its doctor; the front desk is beside the patient, or helps. */
export function decideRole(
  visit: Pick<Consultation, 'mode' | 'state' | 'doctorId'>,
  who: { id: string; roles: readonly Role[] },
  wished: StaffRole | undefined,
): Outcome<StaffRole, NotJoinable> {
  const call = decideCall(visit)
  if (!call.ok) return call
  const isDoctor = who.roles.includes('doctor')
  const role = wished ?? (isDoctor ? 'doctor' : 'front-desk')
  if (role === 'doctor') return visit.doctorId === who.id ? accept(role) : refuse({ code: 'NOT_THE_DOCTOR' })
  return isDoctor && !who.roles.includes('front-desk') && role === 'front-desk'
    ? refuse({ code: 'NOT_YOUR_ROLE' })
    : accept(role)
}

/** Two workstations that were apart may each have opened a room: all take the first, so that one link is enough. */
export const roomOf = (rooms: readonly CallRoom[]): CallRoom | undefined =>
  [...rooms].sort((a, b) => a.openedAt.localeCompare(b.openedAt) || a.id.localeCompare(b.id))[0]

/** A patient's link is good until some hours after the visit should end: visits run late. */
const linkHoursAfterEnd = 6
/** Until when a patient’s link is good: some hours past the end of the visit, or past now where that is later. */
export function linkEnd({ endsAt }: Pick<Consultation, 'endsAt'>, now: string): string {
  const hours = (from: string) => Date.parse(from) + linkHoursAfterEnd * 3_600_000
  return new Date(Math.max(hours(endsAt), hours(now))).toISOString()
}

/** Good: nobody had to go below a small picture, and sound was whole. Null where nobody reported. */
export function qualityOf(stays: readonly RoomStay[]): CallQuality | null {
  const reported = stays.filter(({ reports }) => reports > 0)
  if (reported.length === 0) return null
  const worst = Math.max(
    ...reported.map(({ lowestStep, lossPercent, roundTripMs }) => {
      if (lowestStep === 'messages' || lowestStep === 'audio-only' || (lossPercent ?? 0) > 8) return 2
      return lowestStep === 'low' || (lossPercent ?? 0) > 2 || (roundTripMs ?? 0) > 400 ? 1 : 0
    }),
  )
  return (['good', 'fair', 'poor'] as const)[worst] ?? null
}

/**
 * What a call was, from the relay's account of who was in it when; null where nobody was. Stays that are still open end now.
 * @param after stays that began before are part of an earlier record
 */
export function summarizeCall(
  stays: readonly RoomStay[],
  { after, now }: { after: number; now: number },
): Omit<CallRecord, 'id' | 'consultationId' | 'recordedBy'> | null {
  const meant = stays.filter(({ admittedAt }) => admittedAt >= after)
  const [first] = meant
  if (!first) return null
  const endOf = ({ leftAt, admittedAt }: RoomStay) => Math.max(admittedAt, leftAt ?? now)
  const instant = (ms: number) => new Date(ms).toISOString()
  const startedAt = Math.min(...meant.map(({ admittedAt }) => admittedAt))
  const endedAt = Math.max(...meant.map(endOf))
  const people = new Map<string, RoomStay[]>()
  for (const stay of meant) people.set(stay.participant, [...(people.get(stay.participant) ?? []), stay])
  const togetherMs = meant.reduce((sum, stay) => sum + endOf(stay) - stay.admittedAt, 0)
  return {
    startedAt: instant(startedAt),
    endedAt: instant(endedAt),
    durationSeconds: Math.round((endedAt - startedAt) / 1_000),
    participantMinutes: Math.ceil(togetherMs / 60_000),
    participants: [...people.values()].flatMap((own) => {
      const [one] = own
      if (!one) return []
      const worst = own.reduce((a, b) => ((b.lossPercent ?? 0) > (a.lossPercent ?? 0) ? b : a))
      return {
        role: one.role,
        from: instant(Math.min(...own.map(({ admittedAt }) => admittedAt))),
        until: instant(Math.max(...own.map(endOf))),
        connectionLosses: own.reduce((sum, { losses }) => sum + losses, 0),
        roundTripMs: worst.roundTripMs,
        lossPercent: worst.lossPercent,
        lowestStep: worst.lowestStep,
      }
    }),
    connectionLosses: meant.reduce((sum, { losses }) => sum + losses, 0),
    quality: qualityOf(meant),
  }
}

/** Whoever was in a call writes it down when they leave; where nobody does, it is written after this. */
const unwrittenMs = 60_000

/** Whether a call that nobody wrote down is over: all have left, and for a while. `never` where there is nothing to write. */
export function isCallOver(
  stays: readonly RoomStay[],
  { after, now }: { after: number; now: number },
): 'never' | 'not-yet' | 'over' {
  const meant = stays.filter(({ admittedAt }) => admittedAt >= after)
  if (meant.length === 0) return 'never'
  return meant.every(({ leftAt }) => leftAt !== null && now - leftAt >= unwrittenMs) ? 'over' : 'not-yet'
}

/** Where the patient of a visit is. `held` and `waiting` count while the line stands; whoever is gone is absent. */
export function lobbyOf(
  state: RoomState | undefined,
): Pick<LobbyEntry, 'patient' | 'waitingSince' | 'isDoctorIn' | 'isCompanionIn'> {
  const connected = (role: RoomRole) => state?.participants.find((one) => one.role === role && one.isConnected)
  const patient = connected('patient')
  const place = patient?.state === 'admitted' ? 'in-call' : patient?.state === 'removed' ? 'absent' : patient?.state
  return {
    patient: state ? (place ?? 'absent') : 'not-invited',
    waitingSince: patient && patient.state !== 'admitted' ? new Date(patient.since).toISOString() : null,
    isDoctorIn: connected('doctor') !== undefined,
    isCompanionIn: connected('companion') !== undefined,
  }
}

/**
 * What the lobby tells a patient who waits: how many of the doctor's visits come before, and how long those take. A visit that has
 * not reached its time waits at least until then.
 * @param before the doctor's visits of the day that are there or in progress, without this one
 */
export function placeOf(
  visit: Pick<Consultation, 'startsAt'>,
  before: readonly Pick<Consultation, 'startsAt' | 'endsAt' | 'state'>[],
  now: string,
): { place: number; expectedWaitMinutes: number } {
  const earlier = before.filter(({ state, startsAt }) => state === 'in-progress' || startsAt < visit.startsAt)
  const minutes = (from: string, until: string) => Math.max(0, (Date.parse(until) - Date.parse(from)) / 60_000)
  const work = earlier.reduce((sum, { startsAt, endsAt, state }) => {
    const whole = minutes(startsAt, endsAt)
    return sum + (state === 'in-progress' ? Math.max(whole / 4, minutes(now, endsAt)) : whole)
  }, 0)
  const wait = Math.max(work, minutes(now, visit.startsAt))
  return { place: earlier.length, expectedWaitMinutes: Math.min(1_440, Math.round(wait)) }
}
