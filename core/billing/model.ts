import * as z from 'zod'
import { HumanCode } from '../kernel/code.js'
import { AnyId, ConsultationId, OrderId, PatientId, PaymentId } from '../kernel/ids.js'
import { Instant } from '../kernel/instant.js'
import { AmountMinor, Currency, DueMinor } from '../kernel/money.js'
import { Proof } from '../kernel/proof.js'
import { line } from '../kernel/text.js'

/** What can be paid for: a visit or a medicine order. */
export const Payable = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('consultation'), id: ConsultationId }),
  z.strictObject({ kind: z.literal('order'), id: OrderId }),
])
export type Payable = z.infer<typeof Payable>

export const PaymentMethod = z.enum(['cash', 'card', 'mobile-money', 'bank-transfer'])
export type PaymentMethod = z.infer<typeof PaymentMethod>

export const TakePayment = z.strictObject({
  /** Made once by whoever asks; the same key with the same content returns the first payment again. */
  idempotencyKey: AnyId,
  payable: Payable,
  amountMinor: DueMinor.min(1, 'An amount above nothing.'),
  currency: Currency,
  method: PaymentMethod,
  /** The terminal's or the mobile network's reference; never a card number. */
  reference: line(60).nullable(),
})
export type TakePayment = z.infer<typeof TakePayment>

/** A payment at the desk, and the receipt for it. Append-only: a refund is a payment of its own, below zero. */
export const Payment = z.object({
  id: PaymentId,
  /** The receipt's number. */
  code: HumanCode,
  patientId: PatientId,
  payable: Payable,
  amountMinor: AmountMinor,
  currency: Currency,
  method: PaymentMethod,
  /** The terminal's or the mobile network's reference; of a refund, its reason. */
  reference: z.string().nullable(),
  /** The payment that this one gives back. */
  refundOf: PaymentId.nullable(),
  takenAt: Instant,
  takenBy: z.string(),
  proof: Proof,
})
export type Payment = z.infer<typeof Payment>

/** What is owed for one visit or order, by whom, and what has been paid. */
export const Charge = z.object({
  payable: Payable,
  code: z.string(),
  description: z.string(),
  totalMinor: DueMinor,
  payerOwesMinor: DueMinor,
  patientOwesMinor: DueMinor,
  patientPaidMinor: z.int(),
  outstandingMinor: z.int(),
  currency: Currency,
})
export type Charge = z.infer<typeof Charge>

/** A receipt as it is printed. */
export const Receipt = z.object({
  payment: Payment,
  charge: Charge,
  clinicName: z.string(),
  patientName: z.string(),
  patientCode: HumanCode,
})
export type Receipt = z.infer<typeof Receipt>

/** One day at the till. */
export const DaySheet = z.object({
  day: z.string(),
  payments: z.array(Payment.extend({ patientName: z.string() })),
  totals: z.array(z.object({ method: PaymentMethod, currency: Currency, amountMinor: z.int(), count: z.int() })),
})
export type DaySheet = z.infer<typeof DaySheet>
