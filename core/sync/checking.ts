import { mergePolicyOf } from '../kernel/entities.js'
import type { PatientId } from '../kernel/ids.js'
import type { Patient } from '../patients/model.js'
import { readSameBirthOrNumber } from '../patients/reads.js'
import { duplicateScore, likelyDuplicateScore } from '../patients/rules.js'
import type { OrderLine } from '../pharmacy/model.js'
import type { ConflictCheck, Touched } from '../ports/conflict-check.js'
import type { Reader, Writer } from '../ports/database.js'
import {
  conflictIdOf,
  type Finding,
  findClock,
  findDoubleBooking,
  findNegativeStock,
  findOverFilled,
  findSamePerson,
  findVersions,
} from './conflicts.js'
import type { Decision } from './model.js'
import * as store from './store.js'

/** Looks at what a transaction changed, each slot, prescription and batch once. */
export const findConflicts: ConflictCheck = (db, touched, clocks, now) => {
  const found = new Map<string, () => Finding | null>()
  let pairs: readonly store.KeptConflict[] | undefined
  const taken = () => {
    pairs ??= store.listOpenOf(db, 'same-person')
    return pairs
  }
  for (const record of touched) placesToLook(db, record, found, taken)
  for (const { device, at } of clocks) found.set(conflictIdOf.clock(device), () => findClock(device, at, now))
  let isOther = false
  for (const [id, look] of found) isOther = store.settle(db, id, look(), now) || isOther
  return isOther
}

function placesToLook(
  db: Writer,
  record: Touched,
  found: Map<string, () => Finding | null>,
  taken: () => readonly store.KeptConflict[],
): void {
  const { kind, id, patientId, conflict, body } = record
  if (mergePolicyOf(kind) === 'versions')
    found.set(conflictIdOf.versions(kind, id), () => findVersions(kind, id, patientId, conflict))
  switch (kind) {
    case 'consultation':
      lookAtSlot(String(body.slotId))
      return
    case 'order':
      for (const { prescriptionId } of (body.lines ?? []) as unknown as OrderLine[])
        if (prescriptionId !== null)
          found.set(conflictIdOf.overFilled(prescriptionId), () => overFilled(db, prescriptionId))
      return
    case 'stock-movement': {
      const batchId = String(body.batchId)
      found.set(conflictIdOf.negativeStock(batchId), () => findNegativeStock(batchId, readOnHand(db, batchId)))
      return
    }
    case 'patient':
      for (const [pair, look] of pairsOf(db, record, taken())) found.set(pair, look)
      return
    case 'conflict-decision': {
      const { kind: decided, conflictId } = body as unknown as Decision
      const known = store.readConflict(db, conflictId)
      if (decided === 'double-booking') lookAtSlot(conflictId.slice(conflictId.indexOf('.') + 1))
      else if (known && !found.has(conflictId)) found.set(conflictId, () => asKnown(known))
    }
  }

  function lookAtSlot(slotId: string): void {
    const conflictId = conflictIdOf.booking(slotId)
    found.set(conflictId, () =>
      findDoubleBooking(slotId, readVisitsOfSlot(db, slotId), store.readDecisions(db, conflictId)),
    )
  }
}

/** What was found before, looked at again because somebody decided. */
const asKnown = ({ id, kind, aboutKind, aboutId, patientId, sides, isOpen }: store.KeptConflict): Finding | null =>
  isOpen ? { id, kind, about: { kind: aboutKind, id: aboutId }, patientId, sides } : null

/**
 * A person who came from another device, beside everybody whom they may be; at a correction also those whom they were taken
 * for. Whoever registers or corrects somebody here was asked already.
 */
function pairsOf(
  db: Reader,
  { id, body, isReceived }: Touched,
  allTaken: readonly store.KeptConflict[],
): [string, () => Finding | null][] {
  const person = body as unknown as Patient
  const taken = allTaken.filter(({ sides }) => sides.includes(id))
  const alike = isReceived
    ? readSameBirthOrNumber(db, person).filter((other) => duplicateScore(person, other) >= likelyDuplicateScore)
    : readStillAlike(db, person, taken)
  const pairs = new Map<string, () => Finding | null>(taken.map((conflict) => [conflict.id, () => null]))
  for (const other of alike) pairs.set(conflictIdOf.samePerson(id, other.id), () => findSamePerson(person.id, other.id))
  return [...pairs]
}

function readStillAlike(db: Reader, person: Patient, taken: readonly store.KeptConflict[]): Patient[] {
  if (taken.length === 0) return []
  return readSameBirthOrNumber(db, person).filter(
    (other) =>
      duplicateScore(person, other) >= likelyDuplicateScore && taken.some(({ sides }) => sides.includes(other.id)),
  )
}

function overFilled(db: Reader, prescriptionId: string): Finding | null {
  const prescription = db.row<{ id: string; patientId: PatientId; fillsAllowed: number }>(
    'SELECT id, patient_id AS patientId, fills_allowed AS fillsAllowed FROM prescriptions WHERE id = $prescriptionId',
    { prescriptionId },
  )
  const orders = db.rows<{ id: string; state: string }>(
    `SELECT o.id, o.state FROM prescription_fills f JOIN orders o ON o.id = f.order_id
      WHERE f.prescription_id = $prescriptionId`,
    { prescriptionId },
  )
  return prescription ? findOverFilled(prescription, orders) : null
}

const readVisitsOfSlot = (db: Reader, slotId: string) =>
  db.rows<{ id: string; patientId: PatientId; state: string }>(
    'SELECT id, patient_id AS patientId, state FROM consultations WHERE slot_id = $slotId ORDER BY booked_at, id',
    { slotId },
  )

const readOnHand = (db: Reader, batchId: string): number =>
  db.row<{ onHand: number }>(
    'SELECT coalesce(sum(quantity), 0) AS onHand FROM stock_movements WHERE batch_id = $batchId',
    { batchId },
  )?.onHand ?? 0
