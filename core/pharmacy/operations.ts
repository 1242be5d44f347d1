import * as z from 'zod'
import { BatchId, ConsultationId, OrderId, PatientId, PrescriptionId } from '../kernel/ids.js'
import { command, query } from '../kernel/operation.js'
import { pageInput, pageOf } from '../kernel/page.js'
import { line } from '../kernel/text.js'
import {
  Order,
  OrderState,
  OrderSummary,
  PlaceOrder,
  Product,
  ReceiveStock,
  SaveProduct,
  StockSite,
  TransferStock,
} from './model.js'

const ORDER_UNKNOWN = { status: 404, message: 'This order is not known here.' } as const
const PRODUCT_UNKNOWN = { status: 404, message: 'This product is not sold here. Choose one from the list.' } as const
const NOT_NEXT = { status: 409, message: 'The order is not at this step. Look at its timeline.' } as const

const FILL_IN_DOUBT = {
  status: 409,
  message:
    'Its prescription was filled elsewhere too, so it must not be handed out now. It is kept as it is; a pharmacist decides in the conflict inbox which fill stands.',
} as const

const BATCH_UNKNOWN = { status: 404, message: 'This batch is not known here.' } as const
const BELOW_ZERO = {
  status: 409,
  message: 'This would leave less than nothing on the shelf. Count again.',
  data: z.object({ onHand: z.int() }),
} as const
const KEPT_ELSEWHERE = {
  status: 409,
  message:
    'This stock is kept at another workstation, which alone takes from it. Nothing was changed. Do this there, or have it handed over to this one (Pharmacy, Stock, Hand over).',
  data: z.object({ places: z.array(z.string()) }),
} as const

export const pharmacy = {
  listProducts: query('pharmacy:read')
    .route({
      method: 'GET',
      path: '/api/marketplace/pharmacy',
      summary: 'Products with stock, prescription requirement and verification',
    })
    .input(
      z.strictObject({
        text: z.string().max(120).default(''),
        requiresPrescription: z.boolean().optional(),
        isInStock: z.boolean().optional(),
        rxNormCode: z.string().max(10).optional(),
        ...pageInput,
      }),
    )
    .output(pageOf(Product)),
  saveProduct: command('pharmacy:stock')
    .route({
      method: 'POST',
      path: '/api/marketplace/pharmacy',
      successStatus: 201,
      summary: 'Offer a medicine of the formulary',
    })
    .input(SaveProduct)
    .output(Product)
    .errors({
      MEDICINE_UNKNOWN: { status: 404, message: 'This medicine is not in the formulary.' },
      ALREADY_SOLD: { status: 409, message: 'The pharmacy already sells this medicine of this manufacturer.' },
    }),
  placeOrder: command('pharmacy:order')
    .route({
      method: 'POST',
      path: '/api/marketplace/orders',
      successStatus: 201,
      summary:
        'Order medicines; each prescription is verified and filled. What another workstation keeps is asked of it',
    })
    .input(PlaceOrder)
    .output(Order)
    .errors({
      PATIENT_UNKNOWN: { status: 404, message: 'This person is not registered here.' },
      CONSULTATION_UNKNOWN: { status: 404, message: 'This visit is not known here, or belongs to another person.' },
      PRODUCT_UNKNOWN,
      PRESCRIPTION_REQUIRED: {
        status: 409,
        message: 'This medicine needs a prescription.',
        data: z.object({ product: z.string() }),
      },
      PRESCRIPTION_UNKNOWN: { status: 404, message: 'This prescription is not known here.' },
      PRESCRIPTION_NOT_VALID: {
        status: 409,
        message: 'This prescription cannot be filled.',
        data: z.object({ reason: z.string() }),
      },
      PRESCRIPTION_FILLED: {
        status: 409,
        message: 'This prescription has been filled already. It is not filled again.',
        data: z.object({ prescriptionId: PrescriptionId }),
      },
      NOT_PRESCRIBED: {
        status: 409,
        message: 'The prescription is for another medicine, another quantity or another person.',
        data: z.object({ reason: z.string() }),
      },
      OUT_OF_STOCK: {
        status: 409,
        message: 'There is not enough on the shelf.',
        data: z.object({ product: z.string(), available: z.int() }),
      },
      KEPT_ELSEWHERE,
      SEVERAL_SHELVES: {
        status: 409,
        message:
          'The clinic has enough, but on the shelves of several workstations. Nothing was ordered. Make an order for each of them, or have it handed over to one.',
        data: z.object({ places: z.array(z.string()) }),
      },
      COVERAGE_UNKNOWN: { status: 404, message: 'This coverage is not known here, or belongs to another person.' },
      KEY_REUSED: {
        status: 409,
        message: 'This order was sent before with other content. No second order was made. Start a new one.',
      },
    }),
  getOrder: query('pharmacy:read', { disclosesPatient: true, care: 'medication' })
    .route({ method: 'GET', path: '/api/marketplace/orders/{orderId}', summary: 'An order with its tracking timeline' })
    .input(z.strictObject({ orderId: OrderId }))
    .output(Order)
    .errors({ ORDER_UNKNOWN }),
  listOrders: query('pharmacy:read', { disclosesPatient: true, care: 'medication' })
    .route({ method: 'GET', path: '/api/marketplace/orders', summary: 'Orders by state, patient or visit' })
    .input(
      z.strictObject({
        state: OrderState.optional(),
        patientId: PatientId.optional(),
        consultationId: ConsultationId.optional(),
        ...pageInput,
      }),
    )
    .output(pageOf(OrderSummary)),
  dispense: command('pharmacy:dispense')
    .route({
      method: 'POST',
      path: '/api/marketplace/orders/{orderId}/dispense',
      summary: 'The pharmacist has checked and packed the order',
    })
    .input(z.strictObject({ orderId: OrderId }))
    .output(Order)
    .errors({
      ORDER_UNKNOWN,
      NOT_NEXT,
      FILL_IN_DOUBT,
      KEPT_ELSEWHERE,
      BATCH_EXPIRED: {
        status: 409,
        message: 'A batch in this order has expired. Cancel the order and place it again.',
        data: z.object({ batchNumber: z.string() }),
      },
      PAYMENT_DUE: {
        status: 409,
        message: 'The patient’s part is not paid yet.',
        data: z.object({ outstandingMinor: z.int() }),
      },
    }),
  ship: command('pharmacy:dispense')
    .route({ method: 'POST', path: '/api/marketplace/orders/{orderId}/ship', summary: 'The order left the pharmacy' })
    .input(z.strictObject({ orderId: OrderId, carrier: line(60), trackingNumber: line(60) }))
    .output(Order)
    .errors({
      ORDER_UNKNOWN,
      NOT_NEXT,
      FILL_IN_DOUBT,
      NOT_SHIPPED: { status: 409, message: 'This order is picked up at the counter. Hand it over instead.' },
    }),
  handOver: command('pharmacy:dispense')
    .route({
      method: 'POST',
      path: '/api/marketplace/orders/{orderId}/hand-over',
      summary: 'The patient has the medicine',
    })
    .input(z.strictObject({ orderId: OrderId, receivedBy: line(120) }))
    .output(Order)
    .errors({ ORDER_UNKNOWN, NOT_NEXT, FILL_IN_DOUBT }),
  cancelOrder: command('pharmacy:order')
    .route({
      method: 'POST',
      path: '/api/marketplace/orders/{orderId}/cancel',
      summary: 'Cancel an order; the stock returns to the shelf',
    })
    .input(z.strictObject({ orderId: OrderId, reason: line(200) }))
    .output(Order)
    .errors({
      ORDER_UNKNOWN,
      NOT_NEXT,
      ALREADY_PAID: { status: 409, message: 'The patient has paid for this order. Refund it first.' },
    }),
  receiveStock: command('pharmacy:stock')
    .route({
      method: 'POST',
      path: '/api/marketplace/pharmacy/{productId}/stock',
      successStatus: 201,
      summary: 'A delivery from the manufacturer',
    })
    .input(ReceiveStock)
    .output(Product)
    .errors({
      PRODUCT_UNKNOWN,
      EXPIRED: { status: 422, message: 'This batch has expired already; it was not added to the stock.' },
    }),
  adjustStock: command('pharmacy:stock')
    .route({
      method: 'POST',
      path: '/api/marketplace/batches/{batchId}/adjust',
      summary: 'Correct a count, with a reason',
    })
    .input(
      z.strictObject({
        batchId: BatchId,
        change: z
          .int()
          .min(-1_000_000)
          .max(1_000_000)
          .refine((n) => n !== 0, 'A change of nothing is none.'),
        reason: line(200),
      }),
    )
    .output(Product)
    .errors({ BATCH_UNKNOWN, BELOW_ZERO, KEPT_ELSEWHERE }),
  listSites: query('pharmacy:read')
    .route({
      method: 'GET',
      path: '/api/marketplace/sites',
      summary: 'The workstations of the clinic, as places where stock is kept',
    })
    .input(z.strictObject({}))
    .output(z.array(StockSite)),
  transferStock: command('pharmacy:stock')
    .route({
      method: 'POST',
      path: '/api/marketplace/batches/{batchId}/transfer',
      summary: 'Hand a batch, or a part of it, over to another workstation',
    })
    .input(TransferStock)
    .output(Product)
    .errors({
      BATCH_UNKNOWN,
      BELOW_ZERO,
      KEPT_ELSEWHERE,
      SITE_UNKNOWN: {
        status: 404,
        message:
          'This is not a workstation of the clinic, or it was removed. Nothing was handed over. Choose another one.',
      },
      SAME_SITE: { status: 409, message: 'It is on the shelf of this workstation already. Choose another one.' },
    }),
  takeOverStock: command('clinic:manage')
    .route({
      method: 'POST',
      path: '/api/marketplace/batches/{batchId}/take-over',
      summary: 'Take over a batch of a workstation that was removed',
    })
    .input(z.strictObject({ batchId: BatchId }))
    .output(Product)
    .errors({
      BATCH_UNKNOWN,
      SITE_IN_USE: {
        status: 409,
        message:
          'Its workstation still belongs to the clinic, so it was left there. Hand it over from there, or remove that workstation first.',
      },
    }),
}
