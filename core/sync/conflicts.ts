import type { EntityKind } from '../kernel/entities.js'
import type { PatientId } from '../kernel/ids.js'
import type { Instant } from '../kernel/instant.js'
import type { ConflictKind } from './model.js'
import { clockToleranceMs } from './rules.js'

/** A conflict as the records show it: what stands against each other, and of whom. */
export interface Finding {
  id: string
  kind: ConflictKind
  about: { kind: EntityKind | 'device'; id: string }
  patientId: PatientId | null
  /** Sorted, so that every device says the same. */
  sides: string[]
}

/** A decision that was made, as far as finding looks at it. Lists of them are in hybrid time, the one that counts last. */
export interface Decided {
  id: string
  sides: readonly string[]
  choice: string
}

export const conflictIdOf = {
  versions: (kind: EntityKind, id: string) => `versions.${kind}.${id}`,
  booking: (slotId: string) => `double-booking.${slotId}`,
  overFilled: (prescriptionId: string) => `over-filled.${prescriptionId}`,
  doubleClaim: (payableId: string) => `double-claim.${payableId}`,
  sameAllergy: (a: string, b: string) => `same-allergy.${[a, b].sort().join('.')}`,
  samePerson: (a: string, b: string) => `same-person.${[a, b].sort().join('.')}`,
  negativeStock: (batchId: string) => `negative-stock.${batchId}`,
  clock: (device: string) => `clock.${device}`,
} as const

/** Whether a person has decided about all that stands against each other; what came later is asked about again. */
export const isCovered = (sides: readonly string[], decisions: readonly Decided[]): boolean =>
  decisions.some((decision) => sides.every((side) => decision.sides.includes(side)))

/** Versions of a clinical statement that were made apart. @param heads the ops that wait for a person. */
export const findVersions = (
  kind: EntityKind,
  id: string,
  patientId: PatientId | null,
  heads: readonly string[],
): Finding | null =>
  heads.length < 2
    ? null
    : {
        id: conflictIdOf.versions(kind, id),
        kind: 'versions',
        about: { kind, id },
        patientId,
        sides: [...heads].sort(),
      }

/** One of several things of which only so many can stand. */
interface Candidate {
  id: string
  isLiving: boolean
}

/**
 * The sides of a question of which of several stands; null where there is none. Also where two people decided apart, each for
 * another one, so that none is left: then the one that the counting decision keeps must be given its place back.
 */
function contested(
  candidates: readonly Candidate[],
  decisions: readonly Decided[],
  allowed: number,
): { sides: string[]; kept: string | null } | null {
  const living = candidates.filter(({ isLiving }) => isLiving).map(({ id }) => id)
  if (living.length > allowed) return { sides: living.sort(), kept: null }
  const last = decisions.at(-1)
  const isCandidate = (choice: string) => candidates.some(({ id }) => id === choice)
  if (!last || living.length > 0 || !isCandidate(last.choice)) return null
  // What the last one saw of the others it settled.
  const isUndone = decisions.some(
    ({ id, choice }) => choice !== last.choice && isCandidate(choice) && !last.sides.includes(id),
  )
  const sides = [...candidates, ...decisions].map(({ id }) => id).sort()
  return isUndone ? { sides, kept: last.choice } : null
}

/** Two visits in one slot. */
export function findDoubleBooking(
  slotId: string,
  visits: readonly { id: string; patientId: PatientId; state: string }[],
  decisions: readonly Decided[],
): Finding | null {
  const candidates = visits.map(({ id, state }) => ({ id, isLiving: state !== 'cancelled' }))
  const found = contested(candidates, decisions, 1)
  if (!found) return null
  const { sides, kept } = found
  const shown = visits.find(({ id, state }) => (kept === null ? state !== 'cancelled' : id === kept))
  const about = { kind: 'slot', id: slotId } as const
  return { id: conflictIdOf.booking(slotId), kind: 'double-booking', about, patientId: shown?.patientId ?? null, sides }
}

/** More orders filled a prescription than it allows. An order that was canceled does not count. */
export function findOverFilled(
  prescription: { id: string; patientId: PatientId; fillsAllowed: number },
  orders: readonly { id: string; state: string }[],
  decisions: readonly Decided[],
): Finding | null {
  const { id, patientId, fillsAllowed } = prescription
  const candidates = orders.map((order) => ({ id: order.id, isLiving: order.state !== 'cancelled' }))
  const found = contested(candidates, decisions, fillsAllowed)
  if (!found) return null
  const about = { kind: 'prescription', id } as const
  return { id: conflictIdOf.overFilled(id), kind: 'over-filled', about, patientId, sides: found.sides }
}

/** A claim that asks, or asked, the payer for money: a draft never went out, and what was denied asks for nothing. */
const isAsking = (state: string): boolean => state !== 'draft' && state !== 'denied'

/** One visit or order was claimed by two workstations, each of which did not know of the other's claim. */
export function findDoubleClaim(
  payable: { kind: 'consultation' | 'order'; id: string },
  claims: readonly { id: string; patientId: PatientId; state: string }[],
  decisions: readonly Decided[],
): Finding | null {
  const found = contested(
    claims.filter(({ state }) => state !== 'draft').map(({ id, state }) => ({ id, isLiving: isAsking(state) })),
    decisions,
    1,
  )
  const patientId = claims[0]?.patientId ?? null
  return (
    found && {
      id: conflictIdOf.doubleClaim(payable.id),
      kind: 'double-claim',
      about: payable,
      patientId,
      sides: found.sides,
    }
  )
}

/** One allergy of a person stands on the list twice: two people wrote it down apart, perhaps differently. */
export function findSameAllergy(
  patientId: PatientId,
  [one, other]: readonly [Candidate, Candidate],
  decisions: readonly Decided[],
): Finding | null {
  const found = contested([one, other], decisions, 1)
  const id = one.id < other.id ? one.id : other.id
  return (
    found && {
      id: conflictIdOf.sameAllergy(one.id, other.id),
      kind: 'same-allergy',
      about: { kind: 'allergy', id },
      patientId,
      sides: found.sides,
    }
  )
}

/** Two records that are likely of one person. */
export function findSamePerson(a: PatientId, b: PatientId): Finding {
  const sides = [a, b].sort()
  return {
    id: conflictIdOf.samePerson(a, b),
    kind: 'same-person',
    about: { kind: 'patient', id: sides[0] ?? a },
    patientId: a < b ? a : b,
    sides,
  }
}

/** More was taken from a batch than it held. */
export const findNegativeStock = (batchId: string, onHand: number): Finding | null =>
  onHand >= 0
    ? null
    : {
        id: conflictIdOf.negativeStock(batchId),
        kind: 'negative-stock',
        about: { kind: 'stock-batch', id: batchId },
        patientId: null,
        sides: [batchId, String(onHand)].sort(),
      }

/** A device whose clock is ahead of this one's; or this one's is behind. The hybrid clock keeps the order all the same. */
export function findClock(device: string, at: Instant, now: Instant): Finding | null {
  if (Date.parse(at) - Date.parse(now) <= clockToleranceMs) return null
  const about = { kind: 'device', id: device } as const
  return {
    id: conflictIdOf.clock(device),
    kind: 'clock',
    about,
    patientId: null,
    sides: [device, now.slice(0, 10)].sort(),
  }
}
