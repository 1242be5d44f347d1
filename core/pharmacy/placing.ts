import type { Context } from '../dispatch.js'
import { canonicalJson } from '../kernel/canonical.js'
import { OrderId } from '../kernel/ids.js'
import { accept, type Outcome, refuse } from '../kernel/outcome.js'
import type { Reader } from '../ports/database.js'
import type { WriteUnit } from '../ports/unit.js'
import { type CheckedOrder, type CheckRefusal, checkOrder, type PreparedFills } from './checking.js'
import type { Order, OrderLine, PlaceOrder } from './model.js'
import { readOrder } from './reads.js'
import { requestedOrder } from './request-rules.js'
import {
  describeOrder,
  findShelf,
  type NoShelf,
  type OrderRecord,
  placedOrder,
  quotedLine,
  visitOfOrder,
} from './rules.js'
import { type Making, moveStock } from './stock.js'
import * as store from './store.js'

export type OrderRefusal = CheckRefusal | NoShelf | { code: 'KEY_REUSED' }

/** The order that the same request made before, or a refusal where its key came with another request; undefined where it is new. */
export function findEarlier(db: Reader, input: PlaceOrder): Outcome<OrderId | undefined, { code: 'KEY_REUSED' }> {
  const earlier = store.findByKey(db, input.idempotencyKey)
  if (earlier && earlier.request !== canonicalJson(input)) return refuse({ code: 'KEY_REUSED' })
  return accept(earlier?.id)
}

/**
 * Places an order in the open transaction: order, stock movements, fills and their calls, and what other slices make of it. What
 * another workstation keeps is asked of it, and nothing else happens yet.
 */
export function placeOrder(
  unit: WriteUnit,
  context: Context,
  input: PlaceOrder,
  fills: PreparedFills,
): Outcome<Order, OrderRefusal> {
  const earlier = findEarlier(unit, input)
  if (!earlier.ok) return earlier
  if (earlier.value !== undefined) return accept(shownOrder(unit, earlier.value))
  const checked = checkOrder(unit, context, input, fills)
  if (!checked.ok) return checked
  const shelf = findShelf(input.lines, checked.value)
  if (!shelf.ok) return shelf
  const { place } = shelf.value
  const lines = place === 'here' ? shelf.value.lines : quote(input.lines, checked.value)
  const order = newOrder(unit, context, input, checked.value, lines)
  const id = order.id
  if (shelf.value.place === 'elsewhere') {
    writeOrder(unit, context, requestedOrder(order, shelf.value.keptAt), input)
    const asked = { orderId: id, askedOf: shelf.value.siteId, askedBy: context.actor.staff.id }
    const request = { ...asked, fills: [...fills.values()].map(({ call }) => call) }
    store.insertRequest(unit, request)
    unit.recorded({ kind: 'order-request', id, patientId: order.patientId, version: 1, body: request })
    return accept(writtenOrder(unit, id))
  }
  writeOrder(unit, context, order, input)
  moveOrderStock(unit, { ...context, by: context.actor.actorName }, order, 'ordered')
  const filled = takeFills(unit, order, fills)
  if (!filled.ok) return filled
  const { patientId } = order
  unit.emit({ type: 'orderPlaced', orderId: id, patientId, coverageId: input.coverageId, at: order.placedAt })
  return accept(writtenOrder(unit, id))
}

/** Lines as they are asked for: at today's prices, with nothing taken for them. */
const quote = (lines: PlaceOrder['lines'], { products }: CheckedOrder): OrderLine[] =>
  lines.flatMap((line) => {
    const product = products.get(line.productId)
    return product ? [quotedLine(line, product)] : []
  })

function newOrder(
  db: Reader,
  context: Context,
  input: PlaceOrder,
  { prescriptions, prescriptionCheck }: CheckedOrder,
  lines: OrderLine[],
): OrderRecord {
  const { currency } = context.clinic
  const made = { currency, at: context.now(), by: context.actor.actorName }
  const id = OrderId.parse(context.newId())
  const consultationId = visitOfOrder(input.consultationId, prescriptions.values())
  return placedOrder(
    { ...input, consultationId },
    { ...made, id, code: freeCode(db, context) },
    lines,
    prescriptionCheck,
  )
}

function writeOrder(unit: WriteUnit, context: Context, order: OrderRecord, input: PlaceOrder): void {
  const { idempotencyKey } = input
  const description = describeOrder(order.lines)
  store.insertOrder(unit, order, { idempotencyKey, request: canonicalJson(input), description })
  recordOrder(unit, context, order)
}

/** Uses up a fill of each prescription, and asks the chain for it. */
export function takeFills(
  unit: WriteUnit,
  { id, patientId, placedAt: filledAt }: Pick<Order, 'id' | 'patientId' | 'placedAt'>,
  fills: ReadonlyMap<store.Fill['prescriptionId'], { call: store.FillCall }>,
): Outcome<null, { code: 'PRESCRIPTION_FILLED'; prescriptionId: store.Fill['prescriptionId'] }> {
  for (const [prescriptionId, { call }] of fills) {
    if (!store.insertFill(unit, { prescriptionId, orderId: id, filledAt }))
      return refuse({ code: 'PRESCRIPTION_FILLED', prescriptionId })
    // The order is what the chain's answer is about: of two that fill one prescription it takes one.
    unit.call({ kind: 'order', id, patientId }, call.prescription, call)
  }
  return accept(null)
}

/** Says that a version of an order was written, and writes the newest entry of its timeline. */
export function recordOrder(
  unit: WriteUnit,
  making: Pick<Context, 'newId'>,
  order: OrderRecord & Partial<Pick<Order, 'proof' | 'fillStanding' | 'askedOf'>>,
): void {
  const { events, proof: _, fillStanding: _standing, askedOf: _asked, ...body } = order
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
