import type { Claim } from '../insurance/model.js'
import { mergePolicyOf } from '../kernel/entities.js'
import type { PatientId } from '../kernel/ids.js'
import { foldText } from '../kernel/text.js'
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
  findDoubleClaim,
  findNegativeStock,
  findOverFilled,
  findSameAllergy,
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
  for (const record of lastOfEach(touched)) placesToLook(db, record, found, taken)
  for (const { device, at } of clocks) found.set(conflictIdOf.clock(device), () => findClock(device, at, now))
  let isOther = false
  for (const [id, look] of found) isOther = store.settle(db, id, look(), now) || isOther
  return isOther
}

/** Each record once, as it stands now: what a transaction wrote of it in between asks for nothing. */
const lastOfEach = (touched: readonly Touched[]): Touched[] => [
  ...new Map(touched.map((record) => [`${record.kind} ${record.id}`, record])).values(),
]

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
    case 'claim': {
      const payable = (body as unknown as Claim).payable
      found.set(conflictIdOf.doubleClaim(payable.id), () => doubleClaim(db, payable))
      return
    }
    case 'allergy':
      for (const other of readAllergyTwins(db, id))
        found.set(conflictIdOf.sameAllergy(id, other), () => sameAllergy(db, id, other))
      return
    case 'conflict-decision':
      lookAgain(body as unknown as Decision)
  }

  function lookAgain({ kind: decided, conflictId }: Decision): void {
    const [about = '', other = ''] = conflictId.slice(conflictId.indexOf('.') + 1).split('.')
    if (decided === 'double-booking') lookAtSlot(about)
    else if (decided === 'over-filled') found.set(conflictId, () => overFilled(db, about))
    else if (decided === 'same-allergy') found.set(conflictId, () => sameAllergy(db, about, other))
    else if (decided === 'double-claim') found.set(conflictId, () => doubleClaimOf(db, about))
    else {
      const known = store.readConflict(db, conflictId)
      if (known && !found.has(conflictId)) found.set(conflictId, () => asKnown(known))
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
 * A person beside everybody whom they may be, and beside those whom they were taken for. It does not matter where they were
 * registered: every workstation asks the same, and where somebody said at registering that they are two, that is a decision.
 */
function pairsOf(
  db: Reader,
  { id, body }: Touched,
  allTaken: readonly store.KeptConflict[],
): [string, () => Finding | null][] {
  const person = body as unknown as Patient
  const taken = allTaken.filter(({ sides }) => sides.includes(id))
  const alike = readSameBirthOrNumber(db, person).filter(
    (other) => duplicateScore(person, other) >= likelyDuplicateScore,
  )
  const pairs = new Map<string, () => Finding | null>(taken.map((conflict) => [conflict.id, () => null]))
  for (const other of alike) pairs.set(conflictIdOf.samePerson(id, other.id), () => findSamePerson(person.id, other.id))
  return [...pairs]
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
  const decisions = store.readDecisions(db, conflictIdOf.overFilled(prescriptionId))
  return prescription ? findOverFilled(prescription, orders, decisions) : null
}

function doubleClaim(db: Reader, payable: Claim['payable']): Finding | null {
  const claims = db.rows<{ id: string; patientId: PatientId; state: string }>(
    'SELECT id, patient_id AS patientId, state FROM claims WHERE payable_kind = $kind AND payable_id = $id ORDER BY id',
    { kind: payable.kind, id: payable.id },
  )
  return findDoubleClaim(payable, claims, store.readDecisions(db, conflictIdOf.doubleClaim(payable.id)))
}

function doubleClaimOf(db: Reader, payableId: string): Finding | null {
  const row = db.row<{ kind: Claim['payable']['kind'] }>(
    'SELECT payable_kind AS kind FROM claims WHERE payable_id = $payableId LIMIT 1',
    { payableId },
  )
  return row ? doubleClaim(db, { kind: row.kind, id: payableId } as Claim['payable']) : null
}

interface AllergyNow {
  id: string
  patientId: PatientId
  substance: string
  isActive: number
}

const newestAllergies = `SELECT a.id, a.patient_id AS patientId, a.substance, a.is_active AS isActive FROM allergies a
  WHERE a.version = (SELECT max(version) FROM allergies WHERE id = a.id)`

const readAllergyNow = (db: Reader, id: string): AllergyNow | undefined =>
  db.row<AllergyNow>(`${newestAllergies} AND a.id = $id`, { id })

/** The other entries of the person's list that name the same substance. */
function readAllergyTwins(db: Reader, id: string): string[] {
  const one = readAllergyNow(db, id)
  if (!one) return []
  return db
    .rows<AllergyNow>(`${newestAllergies} AND a.patient_id = $patientId AND a.id <> $id`, {
      patientId: one.patientId,
      id,
    })
    .filter(({ substance }) => foldText(substance) === foldText(one.substance))
    .map((other) => other.id)
}

function sameAllergy(db: Reader, oneId: string, otherId: string): Finding | null {
  const [one, other] = [readAllergyNow(db, oneId), readAllergyNow(db, otherId)]
  if (!one || !other) return null
  const sides = [one, other].map(({ id, isActive }) => ({ id, isLiving: isActive === 1 }))
  const [a, b] = sides
  if (!a || !b) return null
  return findSameAllergy(one.patientId, [a, b], store.readDecisions(db, conflictIdOf.sameAllergy(oneId, otherId)))
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
