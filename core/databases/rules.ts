import { accept, type Outcome, refuse } from '../kernel/outcome.js'
import type { SecureDatabase, SecureDatabaseStatus, WantedStatus } from './model.js'

/** From each state to those that may follow it. Nothing follows `shredded`. */
const following: Readonly<Record<SecureDatabaseStatus, readonly SecureDatabaseStatus[]>> = {
  encrypting: ['ready', 'failed'],
  ready: ['suspended', 'rotating', 'shredded'],
  suspended: ['ready', 'shredded'],
  rotating: ['ready'],
  failed: ['encrypting', 'shredded'],
  shredded: [],
}

/** Whether a database in one state may come into another. */
export const mayFollow = (from: SecureDatabaseStatus, to: SecureDatabaseStatus): boolean => following[from].includes(to)

/** Only a database that is ready is opened: for a check, a backup or a restore. */
export const mayBeOpened = (status: SecureDatabaseStatus): boolean => status === 'ready'

export type StatusRefusal = 'NOT_POSSIBLE_NOW' | 'NAME_NOT_CONFIRMED'

/** Whether a person's wish is possible. Destroying a key takes the database's name, typed. */
export function decideStatus(
  database: Pick<SecureDatabase, 'name' | 'status'>,
  wanted: WantedStatus,
  confirmation: string | undefined,
): Outcome<WantedStatus, StatusRefusal> {
  const isByItself = database.status === 'encrypting' || database.status === 'rotating'
  if (isByItself || !mayFollow(database.status, wanted)) return refuse('NOT_POSSIBLE_NOW')
  if (wanted === 'shredded' && confirmation?.trim() !== database.name) return refuse('NAME_NOT_CONFIRMED')
  return accept(wanted)
}

/** What a database is once the program that worked on it ended half way. */
export function afterInterruption(
  status: SecureDatabaseStatus,
  isKeyThere: boolean,
): { status: SecureDatabaseStatus; reason: string } | null {
  if (status === 'encrypting')
    return { status: 'failed', reason: 'MediChain ended while it was being made. Nothing of it is left; try again.' }
  if (status === 'failed' || status === 'shredded') return null
  if (!isKeyThere) return { status: 'shredded', reason: 'Its key is not there any more: nothing can read the file.' }
  if (status === 'rotating')
    return { status: 'ready', reason: 'MediChain ended while it was written anew. All of it is there, under one key.' }
  return null
}

const dayMs = 86_400_000

/** How much it grew between the first and the last day that was looked at. */
export function growthOf(sizes: readonly { day: string; bytes: number }[]): SecureDatabase['growth'] {
  const [first, last] = [sizes[0], sizes.at(-1)]
  if (!first || !last || first.day === last.day) return null
  return { bytes: last.bytes - first.bytes, days: Math.round((Date.parse(last.day) - Date.parse(first.day)) / dayMs) }
}
