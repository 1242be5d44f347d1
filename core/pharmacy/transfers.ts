import { BatchId } from '../kernel/ids.js'
import type { WriteUnit } from '../ports/unit.js'
import type { TransferStock } from './model.js'
import { insertTakeover, type StockLine } from './shelf.js'
import { addLine, type Making, moveStock } from './stock.js'

/**
 * Hands a line, or a part of it, over: what leaves this shelf is a line of its own at the other workstation, so that a line has
 * one owner as long as it lives, and what comes back of an order returns to where it was taken from. The two movements cancel
 * each other out: the clinic has as much as before.
 */
export function transferStock(
  unit: WriteUnit,
  making: Making,
  line: StockLine,
  { to, quantity }: Pick<TransferStock, 'to' | 'quantity'>,
  by: string,
): BatchId {
  const { productId, batchNumber, expiresOn, receivedAt } = line
  const id = BatchId.parse(making.newId())
  addLine(unit, { id, productId, batchNumber, expiresOn, receivedAt, site: to, splitFrom: line.id })
  const move = { reason: 'transferred', orderId: null, note: null, movedBy: by } as const
  moveStock(unit, making, { ...move, batchId: line.id, quantity: -quantity })
  moveStock(unit, making, { ...move, batchId: id, quantity })
  return id
}

/** Makes this workstation the owner of a line whose workstation was removed. Nothing moves: its movements stay what they are. */
export function takeOverStock(
  unit: WriteUnit,
  making: Making & { deviceId: string },
  line: StockLine,
  by: string,
): void {
  const id = making.newId()
  const body = { id, batchId: line.id, from: line.siteId, to: making.deviceId, at: making.now(), by }
  insertTakeover(unit, body)
  unit.recorded({ kind: 'stock-takeover', id, patientId: null, version: 1, body })
}
