import type { Instant } from '../kernel/instant.js'
import type { Level, ServiceName } from './model.js'

/** How a service was found at one look. */
export interface Reading {
  level: Level
  reason: string | null
}

/** What is said of a service, and what the last looks would say instead. */
export interface Health extends Reading {
  since: Instant
  /** A level that was found since, so many times in a row; null where the last look agreed. */
  candidate: { level: Level; times: number } | null
}

/** So many looks in a row must agree before it is said that a service is worse, or better. */
const looksToWorsen = 2
const looksToMend = 3
const severity: Readonly<Record<Level, number>> = { off: 0, running: 0, degraded: 1, failed: 2 }

/** What is known of a service after the first look at it. */
export const firstHealth = (reading: Reading, now: Instant): Health => ({ ...reading, since: now, candidate: null })

/**
 * What is said of a service after one more look. A service that flickers keeps what is said of it; one that stays otherwise changes it
 * once, and that change is what people are told of.
 */
export function step(health: Health, reading: Reading, now: Instant): { health: Health; isChanged: boolean } {
  if (reading.level === health.level)
    return { health: { ...health, reason: reading.reason, candidate: null }, isChanged: false }
  const times = health.candidate?.level === reading.level ? health.candidate.times + 1 : 1
  const needed = severity[reading.level] > severity[health.level] ? looksToWorsen : looksToMend
  if (times < needed) return { health: { ...health, candidate: { level: reading.level, times } }, isChanged: false }
  return { health: firstHealth(reading, now), isChanged: true }
}

/** Whether people are told of a change: that something began to need them, or does no more. Never for what is only turned off. */
export const isWorthTelling = (before: Level, after: Level): boolean => severity[before] !== severity[after]

const gigabyte = 1_000_000_000

/** What free space says. */
export function readDisk(freeBytes: number): Reading {
  const free = `${(freeBytes / gigabyte).toFixed(1)} GB are free on the disk of the records.`
  if (freeBytes < 0.2 * gigabyte) return { level: 'failed', reason: free }
  return freeBytes < 2 * gigabyte ? { level: 'degraded', reason: free } : { level: 'running', reason: null }
}

/** What a clock says that is behind what was written already. */
export function readClock(now: Instant, lastWritten: Instant | null): Reading {
  const behind = lastWritten === null ? 0 : (Date.parse(lastWritten) - Date.parse(now)) / 60_000
  if (behind < 5) return { level: 'running', reason: null }
  return { level: 'failed', reason: `The clock is ${Math.round(behind)} minutes behind what was written already.` }
}

/** A printer as the system lists it. */
export interface Printer {
  name: string
  /** It was stopped, or stopped itself, and takes jobs without printing them. */
  isStopped: boolean
}

/** So long a printer that is not found any more is missed; after that it was taken away on purpose. */
export const missedDays = 7

/** What the system's printers say, beside those that were there lately. */
export function readPrinters(present: readonly Printer[], lately: readonly string[]): Reading {
  const gone = lately.filter((name) => !present.some((printer) => printer.name === name))
  const stopped = present.filter(({ isStopped }) => isStopped).map(({ name }) => name)
  const sentences = [
    ...gone.map((name) => `The printer ${name} is not found any more.`),
    ...stopped.map((name) => `The printer ${name} is stopped.`),
  ]
  if (sentences.length > 0) return { level: 'degraded', reason: sentences.join(' ') }
  return present.length === 0
    ? { level: 'off', reason: 'No printer is set up on this computer.' }
    : { level: 'running', reason: null }
}

/** Until when a server's certificate holds. */
export interface KnownCertificate {
  /** Whose: the relay, the payer Baobab Mutual. */
  of: string
  endsAt: Instant
}

const certificateDays = { soon: 30, now: 7 }

/** What the certificates of the servers say that are spoken to: that one ends soon is said in time to have it renewed. */
export function readCertificates(known: readonly KnownCertificate[], now: Instant): Reading {
  if (known.length === 0) return { level: 'off', reason: 'No server with a certificate is connected.' }
  const ending = known
    .map(({ of, endsAt }) => ({ of, days: Math.floor((Date.parse(endsAt) - Date.parse(now)) / 86_400_000) }))
    .filter(({ days }) => days <= certificateDays.soon)
    .sort((a, b) => a.days - b.days)
  const [first] = ending
  if (!first) return { level: 'running', reason: null }
  const reason = ending.map(({ of, days }) => `The certificate of ${of} ${endWords(days)}.`).join(' ')
  return { level: first.days <= certificateDays.now ? 'failed' : 'degraded', reason }
}

const endWords = (days: number): string =>
  days < 0 ? 'has ended' : days === 0 ? 'ends today' : days === 1 ? 'ends tomorrow' : `ends in ${days} days`

/** What to do about a service that needs somebody. */
export const advice: Readonly<Record<ServiceName, string>> = {
  database: 'Stop working here and restore the last backup; see the operator guide.',
  disk: 'Free some space, or move the data folder to a larger disk.',
  clock: 'Set the clock of this computer, and let the system keep it.',
  chain: 'Work goes on and proofs wait. Restart MediChain; if it stays, save a support bundle.',
  sync: 'Work goes on and changes wait. Look at the Sync page.',
  relay: 'Other workstations cannot sync through this one. Look at the Sync page.',
  payer: 'Claims wait and go out by themselves. Call the payer if it stays.',
  certificate:
    'Whoever runs that server renews it. A relay whose certificate was pinned is then connected anew on the Sync page.',
  printer:
    'Switch it on, and look at its cable and at the system’s printer settings. Paper can be saved as PDF meanwhile.',
}
