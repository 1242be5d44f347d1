import { narrowTo } from '../access/reads.js'
import { readProof } from '../anchoring/reads.js'
import { authorized, type Context } from '../dispatch.js'
import type { ProductId } from '../kernel/ids.js'
import { dayOf } from '../kernel/instant.js'
import { toPage } from '../kernel/page.js'
import type { Reader } from '../ports/database.js'
import type { WriteUnit } from '../ports/unit.js'
import { readMedicine } from '../prescriptions/reads.js'
import { prepareFills } from './checking.js'
import { addProduct, addStock, moveStock } from './intake.js'
import type { Order, Product } from './model.js'
import {
  decideCancelOrder,
  decideDispense,
  decideHandOver,
  decideShip,
  maySupply,
  type OrderStep,
} from './order-rules.js'
import { findEarlier, moveOrderStock, placeOrder, recordOrder, writtenOrder } from './placing.js'
import { readOrder } from './reads.js'
import { isExpired } from './rules.js'
import * as shelf from './shelf.js'
import { decideTransfer, mayTakeOver } from './site-rules.js'
import * as sites from './sites.js'
import * as store from './store.js'
import { takeOverStock, transferStock } from './transfers.js'

const implement = authorized.pharmacy

export const pharmacyHandlers = {
  listProducts: implement.listProducts.handler(({ input, context }) =>
    context.read((unit) => {
      const { limit, cursor, ...filter } = input
      const page = { after: cursor, limit: limit + 1 }
      const found = shelf.listProducts(unit, filter, { ...page, ...standpoint(context) })
      return toPage(found, limit, ({ id }) => id)
    }),
  ),

  saveProduct: implement.saveProduct.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      if (!readMedicine(unit, input.rxNormCode)) throw errors.MEDICINE_UNKNOWN()
      if (shelf.isSold(unit, input.rxNormCode, input.manufacturer)) throw errors.ALREADY_SOLD()
      return writtenProduct(unit, addProduct(unit, context, input, context.clinic.currency), context)
    }),
  ),

  placeOrder: implement.placeOrder.handler(async ({ input, context, errors }) => {
    const isNew = context.read((unit) => {
      const earlier = findEarlier(unit, input)
      return earlier.ok && earlier.value === undefined
    })
    const fills = isNew ? await prepareFills(context, input) : new Map()
    return context.transact((unit) => {
      const placed = placeOrder(unit, context, input, fills)
      if (placed.ok) return placed.value
      const { refusal } = placed
      switch (refusal.code) {
        case 'PRESCRIPTION_REQUIRED':
          throw errors.PRESCRIPTION_REQUIRED({ data: { product: refusal.product } })
        case 'NOT_PRESCRIBED':
          throw errors.NOT_PRESCRIBED({ data: { reason: refusal.reason } })
        case 'PRESCRIPTION_NOT_VALID':
          throw errors.PRESCRIPTION_NOT_VALID({ data: { reason: refusal.reason } })
        case 'PRESCRIPTION_FILLED':
          throw errors.PRESCRIPTION_FILLED({ data: { prescriptionId: refusal.prescriptionId } })
        case 'OUT_OF_STOCK':
          throw errors.OUT_OF_STOCK({ data: { product: refusal.product, available: refusal.available } })
        case 'KEPT_ELSEWHERE':
        case 'SEVERAL_SHELVES':
          throw errors[refusal.code]({ data: { places: refusal.places } })
        default:
          throw errors[refusal.code]()
      }
    })
  }),

  getOrder: implement.getOrder.handler(({ input, context, errors }) =>
    context.read((unit) => {
      const order = readOrder(unit, input.orderId)
      if (!order) throw errors.ORDER_UNKNOWN()
      unit.seen({ kind: 'order', id: order.id, patientId: order.patientId })
      return order
    }),
  ),

  listOrders: implement.listOrders.handler(({ input, context }) =>
    context.read((unit) => {
      const { limit, cursor, ...filter } = input
      const care = narrowTo(context.actor.staff, 'medication', context.now())
      const page = toPage(
        store.listOrders(unit, { ...filter, care }, { after: cursor, limit: limit + 1 }),
        limit,
        ({ id }) => id,
      )
      for (const { id, patientId } of page.items) unit.seen({ kind: 'order', id, patientId })
      return { ...page, items: page.items.map((order) => ({ ...order, proof: readProof(unit, 'order', order.id) })) }
    }),
  ),

  dispense: implement.dispense.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const order = readOrder(unit, input.orderId)
      if (!order) throw errors.ORDER_UNKNOWN()
      if (!maySupply(order.fillStanding)) throw errors.FILL_IN_DOUBT()
      const places = sites.readPlacesElsewhere(unit, order, context.deviceId)
      if (places.length > 0) throw errors.KEPT_ELSEWHERE({ data: { places } })
      const { outstandingMinor } = store.readDue(unit, order)
      const decision = decideDispense(order, step(context, null), { today: today(context), outstandingMinor })
      if (decision.ok) {
        const { id, patientId } = order
        const { actorName: dispensedBy } = context.actor
        const body = { orderId: id, lines: order.lines, dispensedAt: context.now(), dispensedBy }
        unit.recorded({ kind: 'dispense', id, patientId, version: 1, body })
        return advance(unit, context, decision.value)
      }
      const { refusal } = decision
      if (refusal.code === 'BATCH_EXPIRED') throw errors.BATCH_EXPIRED({ data: { batchNumber: refusal.batchNumber } })
      if (refusal.code === 'PAYMENT_DUE')
        throw errors.PAYMENT_DUE({ data: { outstandingMinor: refusal.outstandingMinor } })
      throw errors.NOT_NEXT()
    }),
  ),

  ship: implement.ship.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const { carrier, trackingNumber } = input
      const order = readOrder(unit, input.orderId)
      if (!order) throw errors.ORDER_UNKNOWN()
      if (!maySupply(order.fillStanding)) throw errors.FILL_IN_DOUBT()
      const decision = decideShip(order, step(context, `${carrier}, ${trackingNumber}`), trackingNumber)
      if (!decision.ok) throw errors[decision.refusal.code]()
      return advance(unit, context, decision.value)
    }),
  ),

  handOver: implement.handOver.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const order = readOrder(unit, input.orderId)
      if (!order) throw errors.ORDER_UNKNOWN()
      // What is with the carrier already is no longer ours to hold back.
      if (order.state !== 'shipped' && !maySupply(order.fillStanding)) throw errors.FILL_IN_DOUBT()
      const decision = decideHandOver(order, step(context, `Received by ${input.receivedBy}`))
      if (!decision.ok) throw errors[decision.refusal.code]()
      advance(unit, context, decision.value)
      const { id: orderId, patientId, consultationId } = order
      unit.emit({ type: 'orderDelivered', orderId, patientId, consultationId, at: context.now() })
      return writtenOrder(unit, orderId)
    }),
  ),

  cancelOrder: implement.cancelOrder.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const order = readOrder(unit, input.orderId)
      if (!order) throw errors.ORDER_UNKNOWN()
      const decision = decideCancelOrder(order, step(context, input.reason), store.readDue(unit, order).paidMinor)
      if (!decision.ok) throw errors[decision.refusal.code]()
      moveOrderStock(unit, { ...context, by: context.actor.actorName }, order, 'returned')
      return advance(unit, context, decision.value)
    }),
  ),

  receiveStock: implement.receiveStock.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      if (isExpired(input.expiresOn, today(context))) throw errors.EXPIRED()
      if (!readProduct(unit, input.productId, context)) throw errors.PRODUCT_UNKNOWN()
      addStock(unit, context, input, context.actor.actorName)
      return writtenProduct(unit, input.productId, context)
    }),
  ),

  adjustStock: implement.adjustStock.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const { batchId, change: quantity, reason: note } = input
      const stock = shelf.readLine(unit, batchId, context.deviceId)
      if (!stock) throw errors.BATCH_UNKNOWN()
      if (!stock.isKeptHere) throw errors.KEPT_ELSEWHERE({ data: { places: [stock.keptAt] } })
      if (stock.onHand + quantity < 0) throw errors.BELOW_ZERO({ data: { onHand: stock.onHand } })
      const movedBy = context.actor.actorName
      moveStock(unit, context, { batchId, quantity, reason: 'adjusted', orderId: null, note, movedBy })
      return writtenProduct(unit, stock.productId, context)
    }),
  ),

  listSites: implement.listSites.handler(({ context }) =>
    context.read((unit) => sites.listSites(unit, context.deviceId)),
  ),

  transferStock: implement.transferStock.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const line = shelf.readLine(unit, input.batchId, context.deviceId)
      if (!line) throw errors.BATCH_UNKNOWN()
      const decision = decideTransfer(line, input, sites.listSites(unit, context.deviceId))
      if (decision.ok) {
        transferStock(unit, context, line, input, context.actor.actorName)
        return writtenProduct(unit, line.productId, context)
      }
      const { refusal } = decision
      if (refusal.code === 'KEPT_ELSEWHERE') throw errors.KEPT_ELSEWHERE({ data: { places: [line.keptAt] } })
      if (refusal.code === 'BELOW_ZERO') throw errors.BELOW_ZERO({ data: { onHand: line.onHand } })
      throw errors[refusal.code]()
    }),
  ),

  takeOverStock: implement.takeOverStock.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const line = shelf.readLine(unit, input.batchId, context.deviceId)
      if (!line) throw errors.BATCH_UNKNOWN()
      if (!mayTakeOver(line)) throw errors.SITE_IN_USE()
      takeOverStock(unit, context, line, context.actor.actorName)
      return writtenProduct(unit, line.productId, context)
    }),
  ),
}

const today = (context: Context): string => dayOf(context.now(), context.clinic.timeZone)

const standpoint = (context: Context): shelf.Standpoint => ({ today: today(context), deviceId: context.deviceId })

const step = (context: Context, note: string | null): OrderStep => ({
  at: context.now(),
  by: context.actor.actorName,
  note,
})

/** Writes the next version of an order. */
function advance(unit: WriteUnit, context: Context, order: Order): Order {
  store.replaceOrder(unit, order)
  recordOrder(unit, context, order)
  return writtenOrder(unit, order.id)
}

const readProduct = (db: Reader, id: ProductId, context: Context): Product | undefined =>
  shelf.readProducts(db, [id], standpoint(context)).get(id)

function writtenProduct(db: Reader, id: ProductId, context: Context): Product {
  const product = readProduct(db, id, context)
  if (!product) throw new Error('A product that was just written is not there.')
  return product
}
