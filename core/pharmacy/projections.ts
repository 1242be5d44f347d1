import { contentOf, type Projections } from '../ports/projection.js'
import { putRow } from '../ports/put-row.js'
import type { Order, OrderEvent } from './model.js'
import { describeOrder, type OrderRecord, wasPlaced } from './rules.js'
import type { BatchRecord, ProductRecord, StockMovement } from './shelf.js'
import type { Takeover } from './site-rules.js'
import type { Asked, OrderRequest } from './store.js'

export const pharmacyProjections = {
  product(db, record) {
    const product = contentOf<ProductRecord>(record)
    putRow(db, 'products', ['id'], {
      id: product.id,
      rx_norm_code: product.rxNormCode,
      manufacturer: product.manufacturer,
      unit_price_minor: product.unitPriceMinor,
      currency: product.currency,
      reorder_level: product.reorderLevel,
      version: record.version,
    })
  },

  'stock-batch'(db, record) {
    const batch = contentOf<BatchRecord>(record)
    putRow(db, 'stock_batches', ['id'], {
      id: batch.id,
      product_id: batch.productId,
      batch_number: batch.batchNumber,
      expires_on: batch.expiresOn,
      received_at: batch.receivedAt,
      site: batch.site,
      split_from: batch.splitFrom,
    })
  },

  'stock-takeover'(db, record) {
    const takeover = contentOf<Takeover & { at: string; by: string }>(record)
    putRow(db, 'stock_takeovers', ['id'], {
      id: takeover.id,
      batch_id: takeover.batchId,
      from_site: takeover.from,
      to_site: takeover.to,
      at: takeover.at,
      by_name: takeover.by,
    })
  },

  'stock-movement'(db, record) {
    const movement = contentOf<StockMovement>(record)
    putRow(db, 'stock_movements', ['id'], {
      id: movement.id,
      batch_id: movement.batchId,
      quantity: movement.quantity,
      reason: movement.reason,
      order_id: movement.orderId,
      note: movement.note,
      moved_at: movement.movedAt,
      moved_by: movement.movedBy,
    })
  },

  // An order that was placed uses up a fill of each prescription that it names; a fill too many is left so, for a person to decide.
  order(db, record) {
    const order = contentOf<Omit<OrderRecord, 'events'> & Asked>(record)
    putRow(db, 'orders', ['id'], {
      id: order.id,
      code: order.code,
      idempotency_key: order.idempotencyKey,
      request: order.request,
      patient_id: order.patientId,
      consultation_id: order.consultationId,
      lines: JSON.stringify(order.lines),
      description: describeOrder(order.lines),
      total_minor: order.totalMinor,
      currency: order.currency,
      delivery: JSON.stringify(order.delivery),
      state: order.state,
      prescription_check: order.prescriptionCheck,
      tracking_number: order.trackingNumber,
      placed_at: order.placedAt,
      version: record.version,
    })
    // A request that was taken back may have been placed meanwhile, by the workstation that was asked: then the fill is used.
    const states = [...(record.earlier ?? []), record].map((state) => contentOf<Pick<Order, 'lines'>>(state))
    if (!states.some(({ lines }) => wasPlaced(lines))) return
    for (const prescriptionId of new Set(order.lines.flatMap((line) => line.prescriptionId ?? [])))
      putRow(db, 'prescription_fills', ['prescription_id', 'order_id'], {
        prescription_id: prescriptionId,
        order_id: order.id,
        filled_at: order.placedAt,
      })
  },

  'order-event'(db, record) {
    const event = contentOf<OrderEvent & { id: string; orderId: string }>(record)
    putRow(db, 'order_events', ['id'], {
      id: event.id,
      order_id: event.orderId,
      state: event.state,
      at: event.at,
      by: event.by,
      note: event.note,
    })
  },

  'order-request'(db, record) {
    const request = contentOf<OrderRequest>(record)
    putRow(db, 'order_requests', ['order_id'], {
      order_id: request.orderId,
      asked_of: request.askedOf,
      asked_by: request.askedBy,
      fills: JSON.stringify(request.fills),
    })
  },
} satisfies Projections
