import { BatchId, type OrderId, ProductId } from '../kernel/ids.js'
import type { WriteUnit } from '../ports/unit.js'
import type { Order, ReceiveStock, SaveProduct } from './model.js'
import { decideRevive, decideVoid } from './order-rules.js'
import { moveOrderStock, recordOrder } from './placing.js'
import { readOrder } from './reads.js'
import { takenFor } from './rules.js'
import * as shelf from './shelf.js'
import { addLine, type Making, moveStock } from './stock.js'
import * as store from './store.js'
import { takeOverStock } from './transfers.js'

export { type Making, moveStock } from './stock.js'

/** Offers a medicine of the formulary, priced in the clinic's currency; nothing of it is on the shelf yet. */
export function addProduct(
  unit: WriteUnit,
  making: Pick<Making, 'newId'>,
  offer: SaveProduct,
  currency: string,
): ProductId {
  const product = { ...offer, id: ProductId.parse(making.newId()), currency, version: 1 }
  shelf.insertProduct(unit, product)
  unit.recorded({ kind: 'product', id: product.id, patientId: null, version: 1, body: product })
  return product.id
}

/** Takes a delivery onto a workstation's shelf. More of a batch that is known there goes to that batch. */
export function addStock(
  unit: WriteUnit,
  making: Making & { deviceId: string },
  delivery: ReceiveStock,
  by: string,
): BatchId {
  const { productId, batchNumber, expiresOn, quantity } = delivery
  const known = shelf.findBatch(unit, making.deviceId, { productId, batchNumber, expiresOn })
  const batchId = known ?? BatchId.parse(making.newId())
  if (known === undefined) {
    const site = making.deviceId
    addLine(unit, { id: batchId, productId, batchNumber, expiresOn, receivedAt: making.now(), site, splitFrom: null })
  }
  moveStock(unit, making, { batchId, quantity, reason: 'received', orderId: null, note: null, movedBy: by })
  return batchId
}

/** Makes this workstation the owner of every line of stock: the clinic was brought here, and no other workstation came along. */
export function takeOverShelves(unit: WriteUnit, making: Making & { deviceId: string }, by: string): void {
  for (const { id } of unit.rows<{ id: BatchId }>('SELECT id FROM stock_batches ORDER BY id')) {
    const line = shelf.readLine(unit, id, making.deviceId)
    if (line && !line.isKeptHere) takeOverStock(unit, making, line, by)
  }
}

/**
 * Takes an order back because another fill of its prescription stands: its stock returns to the shelf.
 * @param making gives ids that are derived from the order, so that two who decide the same apart move the stock once.
 * @returns false, having written nothing, where it has left the counter already.
 */
export function voidOrder(unit: WriteUnit, making: Making & { by: string }, stock: Making, id: OrderId): boolean {
  const order = readOrder(unit, id)
  const step = { at: making.now(), by: making.by, note: 'Taken back: another fill of the prescription stands.' }
  const decision = order && decideVoid(order, step)
  if (!decision?.ok) return false
  moveOrderStock(unit, { ...stock, by: making.by }, decision.value, 'returned')
  replace(unit, making, decision.value)
  return true
}

/** Lets an order stand that was taken back: it is placed again, and takes its stock again. */
export function reviveOrder(unit: WriteUnit, making: Making & { by: string }, stock: Making, id: OrderId): void {
  const order = readOrder(unit, id)
  const step = { at: making.now(), by: making.by, note: 'It stands after all: somebody chose this fill.' }
  const decision = order && decideRevive(order, step)
  if (!decision?.ok) return
  moveOrderStock(unit, { ...stock, by: making.by }, decision.value, 'ordered')
  replace(unit, making, decision.value)
}

/**
 * Moves the stock to where it belongs as an order stands after somebody chose one of its versions: taken for one that stands,
 * on the shelf for one that does not. @param stock gives ids that are derived from the choice
 */
export function followOrder(unit: WriteUnit, stock: Making, id: OrderId, movedBy: string): void {
  const order = readOrder(unit, id)
  if (!order) return
  const taken = new Map(store.readTaken(unit, id).map(({ batchId, quantity }) => [batchId, quantity]))
  const wanted = order.state === 'cancelled' || order.state === 'declined' ? [] : takenFor(order.lines)
  const goals = new Map([...[...taken.keys()].map((batchId) => [batchId, 0] as const), ...wanted])
  for (const [batchId, goal] of goals) {
    const quantity = (taken.get(batchId) ?? 0) - goal
    if (quantity === 0) continue
    const reason = quantity > 0 ? 'returned' : 'ordered'
    moveStock(unit, stock, { batchId, quantity, reason, orderId: id, note: null, movedBy })
  }
}

function replace(unit: WriteUnit, making: Making, order: Order): void {
  store.replaceOrder(unit, order)
  recordOrder(unit, making, order)
}
