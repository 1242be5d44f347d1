import type { EntityKind } from '../kernel/entities.js'
import type { PatientId } from '../kernel/ids.js'
import type { Instant } from '../kernel/instant.js'
import type { ConflictKind } from './model.js'

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

interface SlotVisit {
  id: string
  patientId: PatientId
  state: string
}

/**
 * Two visits in one slot. Also where two people decided apart, each for the other visit, so that none is left: then the one
 * that the counting decision keeps must be given its time back.
 */
export function findDoubleBooking(
  slotId: string,
  visits: readonly SlotVisit[],
  decisions: readonly Decided[],
): Finding | null {
  const about = { kind: 'slot', id: slotId } as const
  const found = (sides: string[], patientId: PatientId | null): Finding => ({
    id: conflictIdOf.booking(slotId),
    kind: 'double-booking',
    about,
    patientId,
    sides: sides.sort(),
  })
  const living = visits.filter(({ state }) => state !== 'cancelled')
  if (living.length > 1)
    return found(
      living.map(({ id }) => id),
      living[0]?.patientId ?? null,
    )
  const last = decisions.at(-1)
  const kept = visits.find(({ id }) => id === last?.choice)
  const isUndone =
    living.length === 0 && kept !== undefined && decisions.some(({ choice }) => isVisit(choice) && choice !== kept.id)
  return last && isUndone ? found([...visits.map(({ id }) => id), last.id], kept.patientId) : null

  function isVisit(choice: string): boolean {
    return visits.some(({ id }) => id === choice)
  }
}

/** More orders filled a prescription than it allows. An order that was cancelled does not count. */
export function findOverFilled(
  prescription: { id: string; patientId: PatientId; fillsAllowed: number },
  orders: readonly { id: string; state: string }[],
): Finding | null {
  const { id, patientId, fillsAllowed } = prescription
  const living = orders.filter(({ state }) => state !== 'cancelled')
  if (living.length <= fillsAllowed) return null
  const sides = living.map((order) => order.id).sort()
  return { id: conflictIdOf.overFilled(id), kind: 'over-filled', about: { kind: 'prescription', id }, patientId, sides }
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

/** So far apart that it is no longer the drift of a computer that was off the net for a while. */
const clockToleranceMs = 10 * 60_000

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
