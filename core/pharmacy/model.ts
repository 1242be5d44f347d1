import * as z from 'zod'
import { HumanCode } from '../kernel/code.js'
import {
  AnyId,
  BatchId,
  ConsultationId,
  CoverageId,
  OrderId,
  PatientId,
  PrescriptionId,
  ProductId,
} from '../kernel/ids.js'
import { CalendarDate, Instant } from '../kernel/instant.js'
import { DueMinor } from '../kernel/money.js'
import { Proof } from '../kernel/proof.js'
import { line } from '../kernel/text.js'
import { Address } from '../patients/model.js'
import { RxNormCode } from '../prescriptions/model.js'

/** One delivery of a product from its manufacturer. What is on hand is the sum of its movements. */
export const StockBatch = z.object({
  id: BatchId,
  batchNumber: z.string(),
  expiresOn: CalendarDate,
  onHand: z.int(),
  /** The workstation whose shelf it is on: it alone takes from it. */
  siteId: AnyId,
  /** Where that stands, as people named it. */
  keptAt: z.string(),
  isKeptHere: z.boolean(),
  /** Its workstation was removed from the clinic, so that an administrator may take it over. */
  isSiteRemoved: z.boolean(),
})
export type StockBatch = z.infer<typeof StockBatch>

/** Something the pharmacy sells. */
export const Product = z.object({
  id: ProductId,
  rxNormCode: z.string(),
  name: z.string(),
  manufacturer: z.string(),
  isBrand: z.boolean(),
  isControlled: z.boolean(),
  requiresPrescription: z.boolean(),
  /** The price of one unit (tablet, milliliter, device). */
  unitPriceMinor: DueMinor,
  currency: z.string(),
  /** Usable stock: batches that have not expired. */
  available: z.int(),
  /** What of it is on this workstation's shelf. */
  availableHere: z.int(),
  reorderLevel: z.int(),
  batches: z.array(StockBatch),
  /** Whether each batch on the shelf has a number, an expiry date and a manufacturer on record, and why not. */
  verification: z.object({ isVerified: z.boolean(), statement: z.string() }),
})
export type Product = z.infer<typeof Product>

export const Delivery = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('pickup') }),
  z.strictObject({ kind: z.literal('ship'), address: Address }),
])
export type Delivery = z.infer<typeof Delivery>

export const OrderLineRequest = z.strictObject({
  productId: ProductId,
  quantity: z.int().min(1).max(10_000),
  prescriptionId: PrescriptionId.nullable(),
})
export type OrderLineRequest = z.infer<typeof OrderLineRequest>

export const PlaceOrder = z.strictObject({
  /** Made once by whoever asks; the same key returns the first order again. */
  idempotencyKey: AnyId,
  patientId: PatientId,
  consultationId: ConsultationId.nullable(),
  lines: z.array(OrderLineRequest).min(1, 'Put at least one medicine into the order.').max(20),
  delivery: Delivery,
  /** Verified at once against this coverage, where one is named. */
  coverageId: CoverageId.nullable(),
})
export type PlaceOrder = z.infer<typeof PlaceOrder>

export const OrderLine = z.object({
  productId: ProductId,
  name: z.string(),
  isBrand: z.boolean(),
  quantity: z.int(),
  unitPriceMinor: DueMinor,
  totalMinor: DueMinor,
  prescriptionId: PrescriptionId.nullable(),
  /** From which batches, first to expire first; empty while it is requested, and where it was declined. */
  allocations: z.array(
    z.object({ batchId: BatchId, batchNumber: z.string(), expiresOn: CalendarDate, quantity: z.int() }),
  ),
})
export type OrderLine = z.infer<typeof OrderLine>

/**
 * placed → dispensed → shipped → delivered, or (pickup) dispensed → delivered; canceled before it is dispensed. What another
 * workstation keeps is requested first: that one makes it placed or declined.
 */
export const OrderState = z.enum(['requested', 'declined', 'placed', 'dispensed', 'shipped', 'delivered', 'cancelled'])
export type OrderState = z.infer<typeof OrderState>

/**
 * Whether the fills of an order stand: `provisional` until the chain has taken them; `contested` where the prescription was filled
 * more often than it allows and a person has to say which fill stands; `void` where it is not this one. What is only requested
 * fills nothing: `not-needed`.
 */
export const FillStanding = z.enum(['not-needed', 'provisional', 'confirmed', 'contested', 'void'])
export type FillStanding = z.infer<typeof FillStanding>

export const OrderEvent = z.object({ state: OrderState, at: Instant, by: z.string(), note: z.string().nullable() })
export type OrderEvent = z.infer<typeof OrderEvent>

export const Order = z.object({
  id: OrderId,
  code: HumanCode,
  patientId: PatientId,
  consultationId: ConsultationId.nullable(),
  lines: z.array(OrderLine),
  totalMinor: DueMinor,
  currency: z.string(),
  delivery: Delivery,
  state: OrderState,
  /** `chain`: the chain confirmed each prescription; `signature`: only its signature could be checked, the fill is provisional. */
  prescriptionCheck: z.enum(['not-needed', 'signature', 'chain']),
  fillStanding: FillStanding,
  /** The workstation that was asked for it, where it is not on the shelf of the one that ordered. */
  askedOf: AnyId.nullable(),
  trackingNumber: z.string().nullable(),
  events: z.array(OrderEvent),
  /** When it was placed; until then, when it was asked for. */
  placedAt: Instant,
  version: z.int(),
  proof: Proof,
})
export type Order = z.infer<typeof Order>
export const OrderSummary = Order.omit({ lines: true, events: true, fillStanding: true }).extend({
  patientName: z.string(),
  patientCode: HumanCode,
  description: z.string(),
})
export type OrderSummary = z.infer<typeof OrderSummary>

export const ReceiveStock = z.strictObject({
  productId: ProductId,
  batchNumber: line(40),
  expiresOn: CalendarDate,
  quantity: z.int().min(1).max(1_000_000),
})
export type ReceiveStock = z.infer<typeof ReceiveStock>

/** A workstation of the clinic, as a place where stock is kept. */
export const StockSite = z.object({ id: AnyId, name: z.string(), isHere: z.boolean(), isRemoved: z.boolean() })
export type StockSite = z.infer<typeof StockSite>

export const TransferStock = z.strictObject({
  batchId: BatchId,
  /** The workstation that it is handed over to. */
  to: AnyId,
  quantity: z.int().min(1).max(1_000_000),
})
export type TransferStock = z.infer<typeof TransferStock>

export const SaveProduct = z.strictObject({
  rxNormCode: RxNormCode,
  manufacturer: line(80),
  /** At most so much that the largest order is still an amount of money. */
  unitPriceMinor: DueMinor.max(5_000_000),
  reorderLevel: z.int().min(0).max(100_000),
})
export type SaveProduct = z.infer<typeof SaveProduct>
