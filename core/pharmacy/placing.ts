import type { Context } from '../dispatch.js'
import { readCoverages } from '../insurance/reads.js'
import { canonicalJson } from '../kernel/canonical.js'
import { OrderId, type PrescriptionId } from '../kernel/ids.js'
import { dayOf } from '../kernel/instant.js'
import { accept, type Outcome, refuse } from '../kernel/outcome.js'
import type { Address, Hex32, StaffSignature } from '../ports/chain.js'
import type { Reader } from '../ports/database.js'
import type { WriteUnit } from '../ports/unit.js'
import type { Prescription } from '../prescriptions/model.js'
import { askChain, readEvidence, readPrescription } from '../prescriptions/reads.js'
import { decideFill, type Evidence, type FillRefusal } from '../prescriptions/rules.js'
import { readConsultation } from '../scheduling/reads.js'
import type { Order, OrderLine, PlaceOrder } from './model.js'
import { readOrder } from './reads.js'
import {
  describeOrder,
  type LineRefusal,
  matchLines,
  placedOrder,
  priceLines,
  type ShortOfStock,
  visitOfOrder,
} from './rules.js'
import { readProducts } from './shelf.js'
import { type Making, moveStock } from './stock.js'
import * as store from './store.js'

/** A fill, checked with the chain and signed by whoever places the order, before the transaction. */
export interface PreparedFill {
  evidence: Evidence
  call: { fn: 'fillPrescription'; prescription: Hex32; pharmacy: Address; signed: StaffSignature }
}
export type PreparedFills = ReadonlyMap<PrescriptionId, PreparedFill>

export type OrderRefusal =
  | LineRefusal
  | { code: 'PATIENT_UNKNOWN' | 'CONSULTATION_UNKNOWN' | 'COVERAGE_UNKNOWN' | 'KEY_REUSED' }
  | { code: 'PRESCRIPTION_FILLED'; prescriptionId: PrescriptionId }
  | Exclude<FillRefusal, { code: 'PRESCRIPTION_FILLED' }>
  | (ShortOfStock & { product: string })

/** The order that the same request made before, or a refusal where its key came with another request; undefined where it is new. */
export function findEarlier(db: Reader, input: PlaceOrder): Outcome<OrderId | undefined, { code: 'KEY_REUSED' }> {
  const earlier = store.findByKey(db, input.idempotencyKey)
  if (earlier && earlier.request !== canonicalJson(input)) return refuse({ code: 'KEY_REUSED' })
  return accept(earlier?.id)
}

/** Asks the chain about each prescription of an order, and signs its fill. Prescriptions that are not known are left out. */
export async function prepareFills(context: Context, input: PlaceOrder): Promise<PreparedFills> {
  const ids = new Set(input.lines.flatMap(({ prescriptionId }) => prescriptionId ?? []))
  const found = context.read((unit) =>
    [...ids].flatMap((id) => {
      const prescription = readPrescription(unit, id, context.now())
      return prescription ? { prescription, evidence: readEvidence(unit, prescription, context) } : []
    }),
  )
  return new Map(
    await Promise.all(
      found.map(async ({ prescription, evidence }) => {
        const chain = await askChain(context.chain, prescription.verificationHash)
        return [prescription.id, { evidence: { ...evidence, chain }, call: signFill(context, prescription) }] as const
      }),
    ),
  )
}

function signFill({ keys, signCall }: Context, { verificationHash }: Prescription): PreparedFill['call'] {
  const call = {
    fn: 'fillPrescription',
    prescription: verificationHash as Hex32,
    pharmacy: keys.clinicAddress,
  } as const
  return { ...call, signed: signCall(call) }
}

/** Places an order in the open transaction: order, stock movements, fills and their calls, and what other slices make of it. */
export function placeOrder(
  unit: WriteUnit,
  context: Context,
  input: PlaceOrder,
  fills: PreparedFills,
): Outcome<Order, OrderRefusal> {
  const earlier = findEarlier(unit, input)
  if (!earlier.ok) return earlier
  if (earlier.value !== undefined) return accept(shownOrder(unit, earlier.value))

  const { patientId, consultationId, coverageId } = input
  if (!store.isPatientKnown(unit, patientId)) return refuse({ code: 'PATIENT_UNKNOWN' })
  if (consultationId !== null && readConsultation(unit, consultationId)?.patientId !== patientId)
    return refuse({ code: 'CONSULTATION_UNKNOWN' })
  if (coverageId !== null && !readCoverages(unit, patientId).some(({ id }) => id === coverageId))
    return refuse({ code: 'COVERAGE_UNKNOWN' })

  const at = context.now()
  const today = dayOf(at, context.clinic.timeZone)
  const products = readProducts(
    unit,
    input.lines.map(({ productId }) => productId),
    { today, deviceId: context.deviceId },
  )
  const prescriptions = readPrescriptions(unit, fills, at)
  const matched = matchLines(input.lines, { patientId, products, prescriptions })
  if (!matched.ok) return matched
  const checked = checkFills(prescriptions, fills, context.clinic.timeZone)
  if (!checked.ok) return checked
  const priced = priceLines(input.lines, { products, today })
  if (!priced.ok) return priced

  const id = OrderId.parse(context.newId())
  const by = context.actor.actorName
  const made = { id, code: freeCode(unit, context), currency: context.clinic.currency, at, by }
  const visit = visitOfOrder(consultationId, prescriptions.values())
  const order = placedOrder({ ...input, consultationId: visit }, made, priced.value, checked.value)
  const { idempotencyKey } = input
  store.insertOrder(unit, order, {
    idempotencyKey,
    request: canonicalJson(input),
    description: describeOrder(order.lines),
  })
  recordOrder(unit, context, order)
  moveOrderStock(unit, { ...context, by }, order, 'ordered')
  for (const prescriptionId of prescriptions.keys()) {
    const fill = fills.get(prescriptionId)
    if (!fill) continue
    if (!store.insertFill(unit, { prescriptionId, orderId: id, filledAt: at }))
      return refuse({ code: 'PRESCRIPTION_FILLED', prescriptionId })
    // The order is what the chain's answer is about: of two that fill one prescription it takes one.
    unit.call({ kind: 'order', id, patientId }, fill.call.prescription, fill.call)
  }
  unit.emit({ type: 'orderPlaced', orderId: id, patientId, coverageId, at })
  return accept(writtenOrder(unit, id))
}

/** The prescriptions as they stand now, in the transaction. */
function readPrescriptions(db: Reader, fills: PreparedFills, now: string): Map<PrescriptionId, Prescription> {
  const found = [...fills.keys()].flatMap((id) => readPrescription(db, id, now) ?? [])
  return new Map(found.map((prescription) => [prescription.id, prescription]))
}

/** Whether each prescription may be filled, and how well that is known for all of them. */
function checkFills(
  prescriptions: ReadonlyMap<PrescriptionId, Prescription>,
  fills: PreparedFills,
  timeZone: string,
): Outcome<Order['prescriptionCheck'], OrderRefusal> {
  let check: Order['prescriptionCheck'] = prescriptions.size === 0 ? 'not-needed' : 'chain'
  for (const [prescriptionId, prescription] of prescriptions) {
    const fill = fills.get(prescriptionId)
    if (!fill) return refuse({ code: 'PRESCRIPTION_UNKNOWN' })
    const decision = decideFill(prescription, fill.evidence, timeZone)
    if (!decision.ok)
      return refuse(
        decision.refusal.code === 'PRESCRIPTION_FILLED'
          ? { code: 'PRESCRIPTION_FILLED', prescriptionId }
          : decision.refusal,
      )
    if (decision.value === 'signature') check = 'signature'
  }
  return accept(check)
}

/** Says that a version of an order was written, and writes the newest entry of its timeline. */
export function recordOrder(
  unit: WriteUnit,
  making: Pick<Context, 'newId'>,
  order: Omit<Order, 'proof' | 'fillStanding'> & Partial<Pick<Order, 'proof' | 'fillStanding'>>,
): void {
  const { events, proof: _, fillStanding: _derived, ...body } = order
  const { id: orderId, patientId, version } = order
  unit.recorded({
    kind: 'order',
    id: orderId,
    patientId,
    version,
    body: { ...body, ...store.readAsked(unit, orderId) },
  })
  const event = events.at(-1)
  if (!event) throw new Error('An order has no timeline.')
  const id = making.newId()
  store.insertOrderEvent(unit, id, orderId, event)
  unit.recorded({ kind: 'order-event', id, patientId, version: 1, body: { id, orderId, ...event } })
}

/** Takes what an order needs from the shelf, or puts it back. */
export function moveOrderStock(
  unit: WriteUnit,
  making: Making & { by: string },
  order: Pick<Order, 'id'> & { lines: readonly OrderLine[] },
  reason: 'ordered' | 'returned',
): void {
  for (const { batchId, quantity } of order.lines.flatMap(({ allocations }) => allocations))
    moveStock(unit, making, {
      batchId,
      quantity: reason === 'ordered' ? -quantity : quantity,
      reason,
      orderId: order.id,
      note: null,
      movedBy: making.by,
    })
}

export function writtenOrder(db: Reader, id: OrderId): Order {
  const order = readOrder(db, id)
  if (!order) throw new Error('An order that was just written is not there.')
  return order
}

function shownOrder(unit: WriteUnit, id: OrderId): Order {
  const order = writtenOrder(unit, id)
  unit.seen({ kind: 'order', id, patientId: order.patientId })
  return order
}

function freeCode(db: Reader, context: Context): string {
  let code = context.newCode('O')
  while (store.isCodeTaken(db, code)) code = context.newCode('O')
  return code
}
