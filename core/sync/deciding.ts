import type { Context } from '../dispatch.js'
import { reviveClaim, withdrawClaim } from '../insurance/intake.js'
import { readClaim } from '../insurance/reads.js'
import { BatchId, ClaimId, ConsultationId, OrderId } from '../kernel/ids.js'
import { retireAllergy, reviveAllergy } from '../patients/intake.js'
import { readAllergy } from '../patients/reads.js'
import { followOrder, moveStock, reviveOrder, voidOrder } from '../pharmacy/intake.js'
import { readOrder } from '../pharmacy/reads.js'
import { derivedId, derivedIds } from '../ports/derived-ids.js'
import type { Commitment } from '../ports/keys.js'
import { deciding, type WriteUnit } from '../ports/unit.js'
import { changeVisit } from '../scheduling/intake.js'
import { readConsultation } from '../scheduling/reads.js'
import { decideCancellation, restored } from '../scheduling/rules.js'
import { recordDecision } from './intake.js'
import type { Decision } from './model.js'
import { readOnHand } from './sides.js'
import type { KeptConflict } from './store.js'

/** A decision with its author's signature over a commitment to it, where it is about a patient. */
export interface SignedDecision {
  decision: Decision
  commitment: Commitment
}

export function makeDecision(
  context: Context,
  conflict: KeptConflict,
  said: { choice: string; note: string | null },
): SignedDecision {
  const decision: Decision = {
    id: context.newId(),
    conflictId: conflict.id,
    kind: conflict.kind,
    sides: conflict.sides,
    choice: said.choice,
    note: said.note,
    decidedAt: context.now(),
    decidedBy: context.actor.actorName,
    signer: context.signer,
  }
  return { decision, commitment: context.keys.commit('conflict-decision', decision.id, 1, decision) }
}

/** Does what was chosen, and writes down who chose it: first the deed, so that the decision is later in hybrid time. */
export function carryOut(unit: WriteUnit, context: Context, conflict: KeptConflict, signed: SignedDecision): void {
  const { decision, commitment } = signed
  switch (conflict.kind) {
    case 'versions':
      takeVersion(unit, context, conflict, decision.choice)
      break
    case 'double-booking':
      if (decision.choice !== 'both') keepBooking(deciding(unit), conflict, decision.choice)
      break
    case 'over-filled':
      if (decision.choice !== 'both') keepFill(unit, context, conflict, decision.choice)
      break
    case 'double-claim':
      if (decision.choice !== 'both') keepClaim(deciding(unit), context, conflict, decision.choice)
      break
    case 'same-allergy':
      if (decision.choice !== 'both') keepAllergy(deciding(unit), context, conflict, decision.choice)
      break
    case 'negative-stock':
      if (decision.choice === 'level') levelStock(deciding(unit), context, conflict)
      break
  }
  recordDecision(unit, decision, conflict.patientId, commitment)
  if (conflict.patientId === null) return
  const call = {
    fn: 'addRecord',
    patient: context.keys.patientAddress(conflict.patientId),
    recordHash: commitment.commitment,
    // The UTC day alone, as for every record on the chain: the minute would tell when somebody was here.
    timestamp: Date.parse(decision.decidedAt.slice(0, 10)) / 1000,
  } as const
  const about = { kind: 'conflict-decision', id: decision.id, patientId: conflict.patientId } as const
  unit.call(about, commitment.commitment, { ...call, signed: context.signCall(call) })
}

function takeVersion(unit: WriteUnit, context: Context, conflict: KeptConflict, opId: string): void {
  const { aboutKind: kind, aboutId: id, patientId } = conflict
  if (kind === 'device') throw new Error('A device has no versions.')
  const chosen = context.journal.versionsOf(kind, id).find((version) => version.opId === opId)
  if (!chosen) throw new Error('A version that was just shown is not there.')
  unit.chosen({ kind, id, patientId, body: chosen.body })
  if (kind !== 'order') return
  const stock = { now: context.now, newId: derivedIds(context.keys, `order:${id}:${opId}`) }
  followOrder(deciding(unit), stock, OrderId.parse(id), context.actor.actorName)
}

/** The visit that was chosen has the time, also where somebody else's decision had canceled it; the others give way. */
function keepBooking(unit: WriteUnit, { sides }: KeptConflict, choice: string): void {
  for (const side of sides) {
    const visit = readConsultation(unit, ConsultationId.parse(side))
    if (!visit) continue
    if (side === choice && visit.state === 'cancelled') changeVisit(unit, restored(visit))
    if (side === choice) continue
    const cancelled = decideCancellation(visit, 'The time was booked twice.')
    if (cancelled.ok) changeVisit(unit, cancelled.value)
  }
}

/** The order that was chosen stands; the others go back to the shelf, or to a person where the patient has the medicine already. */
function keepFill(unit: WriteUnit, context: Context, { aboutId, sides }: KeptConflict, choice: string): void {
  const making = { now: context.now, newId: context.newId, by: context.actor.actorName }
  for (const side of sides) {
    const order = readOrder(unit, OrderId.parse(side))
    if (!order) continue
    const { id, code, patientId, consultationId, version } = order
    const stock = { now: context.now, newId: derivedIds(context.keys, `fill:${id}:${version}`) }
    if (id === choice) reviveOrder(deciding(unit), making, stock, id)
    else if (order.state !== 'cancelled' && !voidOrder(deciding(unit), making, stock, id))
      unit.emit({
        type: 'fillTooMany',
        orderCode: code,
        prescriptionId: aboutId,
        patientId,
        consultationId,
        at: context.now(),
      })
  }
}

function keepClaim(unit: WriteUnit, context: Context, { sides }: KeptConflict, choice: string): void {
  const { clinic, keys, now, newId, newCode } = context
  const desk = { clinic, keys, now, newId, newCode, by: context.actor.actorName }
  for (const side of sides) {
    const claim = readClaim(unit, ClaimId.parse(side))
    if (!claim) continue
    const benefits = { newId: derivedIds(context.keys, `claim:${claim.id}:${claim.version}`) }
    if (claim.id === choice) reviveClaim(unit, desk, claim.id)
    else withdrawClaim(unit, desk, benefits, claim.id)
  }
}

function keepAllergy(unit: WriteUnit, context: Context, { sides }: KeptConflict, choice: string): void {
  const by = context.actor.actorName
  for (const side of sides) {
    const allergy = readAllergy(unit, side)
    if (allergy?.isActive === (side === choice) || !allergy) continue
    if (side === choice) reviveAllergy(unit, context.now(), allergy, by)
    else retireAllergy(unit, context.now(), allergy, by)
  }
}

/** Sets a batch to nothing. The movement's id is derived from what it levels, so that two who do it apart do it once. */
function levelStock(unit: WriteUnit, context: Context, { aboutId }: KeptConflict): void {
  const onHand = readOnHand(unit, aboutId)
  const count = unit.rows('SELECT 1 FROM stock_movements WHERE batch_id = $aboutId', { aboutId }).length
  const id = derivedId(context.keys, 'stock-level', `${aboutId}:${onHand}:${count}`)
  moveStock(
    unit,
    { now: context.now, newId: () => id },
    {
      batchId: BatchId.parse(aboutId),
      quantity: -onHand,
      reason: 'adjusted',
      orderId: null,
      note: 'More was taken than the batch held.',
      movedBy: context.actor.actorName,
    },
  )
}
