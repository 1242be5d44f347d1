import type { Instant } from '../kernel/instant.js'
import type { WriteUnit } from '../ports/unit.js'
import * as shelf from './shelf.js'

/** What a new record is made with. */
export interface Making {
  now(): Instant
  newId(): string
}

/** Writes one movement of stock. It is nobody's record: that an order took it is said by the order. */
export function moveStock(unit: WriteUnit, making: Making, move: Omit<shelf.StockMovement, 'id' | 'movedAt'>): void {
  const movement = { ...move, id: making.newId(), movedAt: making.now() }
  shelf.insertMovement(unit, movement)
  unit.recorded({ kind: 'stock-movement', id: movement.id, patientId: null, version: 1, body: movement })
}

/** Writes a new line of stock; what is on hand of it its movements say. */
export function addLine(unit: WriteUnit, batch: shelf.BatchRecord): void {
  shelf.insertBatch(unit, batch)
  unit.recorded({ kind: 'stock-batch', id: batch.id, patientId: null, version: 1, body: batch })
}
