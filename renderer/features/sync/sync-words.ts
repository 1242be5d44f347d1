import { dayOf } from '../../../core/kernel/instant.js'
import type { SyncStatus } from '../../../core/sync/model.js'
import { clockTime, dayWords, relativeWords } from '../../ui/time-words.js'
import type { Tone } from '../../ui/tone.js'

/** What time it is, where. */
export interface Moment {
  now: string
  timeZone: string
}

const count = new Intl.NumberFormat('en')

/** 1 change waiting, 3 changes waiting. */
export const waitingWords = (waiting: number): string =>
  waiting === 0 ? 'all sent' : `${count.format(waiting)} ${waiting === 1 ? 'change' : 'changes'} waiting`

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** 40 s, 5 min, 3 hours, 10 years: as exact as it helps. */
export function spanWords(ms: number): string {
  const size = Math.abs(ms)
  const plural = (unit: string, each: number) => {
    const whole = Math.round(size / each)
    return `${count.format(whole)} ${unit}${whole === 1 ? '' : 's'}`
  }
  if (size < 90 * second) return `${Math.max(1, Math.ceil(size / second))} s`
  if (size < 90 * minute) return `${Math.round(size / minute)} min`
  if (size < 2 * day) return plural('hour', hour)
  if (size < 60 * day) return plural('day', day)
  return size < 700 * day ? plural('month', 30.44 * day) : plural('year', 365.25 * day)
}

/** last synced 09:14 today; with the day before today, and after two weeks with how long that is. */
export function lastSyncedWords(at: string | null, { now, timeZone }: Moment): string {
  if (at === null) return 'not synced yet'
  if (dayOf(at, timeZone) === dayOf(now, timeZone)) return `last synced ${clockTime(at, timeZone)}`
  const when = `last synced ${dayWords(at, timeZone, now)}, ${clockTime(at, timeZone)}`
  return Date.parse(now) - Date.parse(at) < 14 * day ? when : `${when}, ${relativeWords(at, now)}`
}

/** Why the relay takes nothing, in two or three words. */
const refusalWords: Readonly<Record<string, string>> = {
  QUOTA: 'the relay is full',
  TOO_MANY: 'the relay is busy',
  UNAVAILABLE: 'the relay is busy',
  TOO_LARGE: 'the relay refuses a change',
  STALE: 'the relay is catching up',
  DEFECT: 'sync failed here',
}

/** When the next attempt comes; null where none is planned. */
export function retryWords(retryAt: string | null, { now }: Moment): string | null {
  if (retryAt === null) return null
  const leftMs = Date.parse(retryAt) - Date.parse(now)
  return leftMs <= 0 ? 'retrying now' : `retrying in ${spanWords(leftMs)}`
}

function standingWords(status: SyncStatus, moment: Moment): string | null {
  const { relay, problem, retryAt } = status
  const retry = retryWords(retryAt, moment)
  const withRetry = (words: string) => (retry === null ? words : `${words}, ${retry}`)
  switch (relay) {
    case 'connecting':
      return 'connecting'
    case 'unreachable':
      return withRetry(refusalWords[problem?.code ?? ''] ?? 'relay unreachable')
    case 'refused':
      return withRetry('the relay is not trusted')
    case 'removed':
      return 'this computer was removed from the clinic'
    default:
      return null
  }
}

/** What the status bar says of sync: what waits, when all was the same last, and what stands in the way. */
export function syncWords(
  status: SyncStatus | undefined,
  isError: boolean,
  moment: Moment,
): { words: string; tone: Tone } {
  if (isError && status === undefined) return { words: 'Sync: state not known', tone: 'neutral' }
  if (status === undefined) return { words: 'Sync …', tone: 'neutral' }
  const clock = clockWords(status.clockAheadMs)
  if (status.relay === 'not-configured') return { words: 'This computer only, no sync set up', tone: 'neutral' }
  const parts = [
    waitingWords(status.waitingOps),
    lastSyncedWords(status.lastSyncedAt, moment),
    standingWords(status, moment),
    status.quarantined === 0
      ? null
      : `${count.format(status.quarantined)} refused, look at ${status.quarantined === 1 ? 'it' : 'them'}`,
    clock,
  ].filter((part) => part !== null)
  const words = parts.join(' · ')
  return { words: words.charAt(0).toUpperCase() + words.slice(1), tone: toneOf(status) }
}

/** Offline is normal and gray; amber is what a person has to look at. */
export function toneOf({ relay, problem, quarantined, clockAheadMs }: SyncStatus): Tone {
  const needsPerson =
    relay === 'refused' || relay === 'removed' || problem?.code === 'QUOTA' || problem?.code === 'TOO_LARGE'
  if (needsPerson || quarantined > 0 || clockAheadMs !== null) return 'attention'
  return relay === 'connected' ? 'done' : 'neutral'
}

/** How far this clock is off; null where it is right. */
export const clockWords = (aheadMs: number | null): string | null =>
  aheadMs === null ? null : `this clock is ${spanWords(aheadMs)} ${aheadMs > 0 ? 'ahead' : 'behind'}`

/** What stands in the way and what to do about it, for the top of the sync page. */
export interface Trouble {
  title: string
  advice: string
}

const advices: Readonly<Record<string, Trouble>> = {
  UNREACHABLE: {
    title: 'The relay cannot be reached',
    advice:
      'Go on working: everything is kept here and is sent by itself when the relay answers again. If it lasts, check this computer’s network and whether the relay runs.',
  },
  QUOTA: {
    title: 'The relay is full',
    advice:
      'Nothing is lost: what waits is kept here. Ask whoever runs the relay for more room; then it is sent by itself.',
  },
  TOO_LARGE: {
    title: 'The relay does not take a change',
    advice:
      'It is larger than the relay allows. It is kept here, with all that comes after it. Tell whoever runs the relay.',
  },
  TOO_MANY: { title: 'The relay is busy', advice: 'What waits is kept here and sent by itself in a moment.' },
  UNAVAILABLE: { title: 'The relay is busy', advice: 'What waits is kept here and sent by itself in a moment.' },
  IMPOSTOR: {
    title: 'Somebody else answers at the relay’s address',
    advice:
      'It shows another certificate than the one that this clinic trusts, so nothing was sent to it. If the relay was set up anew, an administrator enters its new address and certificate under Workstations; otherwise tell whoever runs the relay.',
  },
  DEVICE_REMOVED: {
    title: 'This computer was removed from the clinic',
    advice:
      'It keeps what it has and gets nothing new, and what is written here reaches nobody. An administrator can let it in again under Workstations.',
  },
  UNKNOWN_TENANT: {
    title: 'The relay does not know this clinic',
    advice:
      'It may have been set up anew. Everything is kept here. An administrator connects the clinic again under Workstations.',
  },
  NOT_ADMITTED: {
    title: 'The relay does not admit this clinic',
    advice: 'Ask whoever runs the relay. What waits is kept here.',
  },
  DEFECT: {
    title: 'Something went wrong in MediChain while syncing',
    advice: 'What waits is kept and tried again. If it stays so, start MediChain anew and tell whoever looks after it.',
  },
}

/** Null where all is well, or the state needs no words besides its name. */
export function troubleOf({ relay, problem }: Pick<SyncStatus, 'relay' | 'problem'>): Trouble | null {
  if (problem === null) return null
  const known = advices[problem.code]
  if (known) return known
  return relay === 'refused'
    ? { title: 'The relay is not trusted', advice: problem.message }
    : { title: 'The relay did not do it', advice: problem.message }
}

/** What the clock's difference means and what to do. */
export const clockAdvice = (aheadMs: number): Trouble => ({
  title: `This computer’s clock is ${spanWords(aheadMs)} ${aheadMs > 0 ? 'ahead of' : 'behind'} the relay’s`,
  advice:
    'One of the two is wrong, in the time or in its time zone. Set this computer’s date, time and zone right, or tell whoever runs the relay. The order of changes is kept all the same; new records carry this clock’s time.',
})
