import { BatchId, ProductId } from '../kernel/ids.js'
import type { Instant } from '../kernel/instant.js'
import type { WriteUnit } from '../ports/unit.js'
import type { ReceiveStock, SaveProduct } from './model.js'
import * as shelf from './shelf.js'

/** What a new record is made with. */
export interface Making {
  now(): Instant
  newId(): string
}

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

/** Takes a delivery in. More of a batch that is known goes to that batch. */
export function addStock(unit: WriteUnit, making: Making, delivery: ReceiveStock, by: string): BatchId {
  const { productId, batchNumber, expiresOn, quantity } = delivery
  const known = shelf.findBatch(unit, productId, batchNumber, expiresOn)
  const batchId = known ?? BatchId.parse(making.newId())
  if (known === undefined) {
    const batch = { id: batchId, productId, batchNumber, expiresOn, receivedAt: making.now() }
    shelf.insertBatch(unit, batch)
    unit.recorded({ kind: 'stock-batch', id: batchId, patientId: null, version: 1, body: batch })
  }
  moveStock(unit, making, { batchId, quantity, reason: 'received', orderId: null, note: null, movedBy: by })
  return batchId
}

/** Writes one movement of stock. It is nobody's record: that an order took it is said by the order. */
export function moveStock(unit: WriteUnit, making: Making, move: Omit<shelf.StockMovement, 'id' | 'movedAt'>): void {
  const movement = { ...move, id: making.newId(), movedAt: making.now() }
  shelf.insertMovement(unit, movement)
  unit.recorded({ kind: 'stock-movement', id: movement.id, patientId: null, version: 1, body: movement })
}
