import * as z from 'zod'
import { PaymentMethod } from '../billing/model.js'
import { HumanCode } from '../kernel/code.js'
import { AnyId } from '../kernel/ids.js'
import { CalendarDate, Instant } from '../kernel/instant.js'
import { AmountMinor, Currency, DueMinor } from '../kernel/money.js'
import { line, paragraph } from '../kernel/text.js'
import { Month, UsageResource } from '../usage/model.js'

const Units = z.int().min(0).max(1_000_000_000_000_000)

/** Up to so many units (of what is above the allowance), `priceMinor` for each `per` of them. */
export const Tier = z.strictObject({
  /** Null for the last one. */
  upTo: Units.min(1).nullable(),
  priceMinor: DueMinor,
})
export type Tier = z.infer<typeof Tier>

/** What a resource costs. A price may be below a minor unit for one: it is said for `per` units. */
export const RateItem = z
  .strictObject({
    resource: UsageResource,
    per: z.int().min(1, 'A price is for one unit or more.').max(1_000_000_000_000),
    /** Free each month. */
    allowance: Units,
    tiers: z.array(Tier).min(1, 'Name a price.').max(8, 'At most eight tiers.'),
  })
  .refine(({ tiers }) => tiers.every(({ upTo }, place) => (upTo === null) === (place === tiers.length - 1)), {
    path: ['tiers'],
    message: 'The last tier has no end, and only the last.',
  })
  .refine(({ tiers }) => tiers.every(({ upTo }, place) => upTo === null || upTo > (tiers[place - 1]?.upTo ?? 0)), {
    path: ['tiers'],
    message: 'Each tier ends above the one before it.',
  })
export type RateItem = z.infer<typeof RateItem>

/** What the platform charges for a month. */
export const RateTerms = z.strictObject({
  currency: Currency,
  /** What a month costs at least, before tax. */
  minimumMinor: DueMinor,
  /** What the tax is called: VAT. */
  taxName: line(20),
  /** Hundredths of a percent: 1600 is 16 %. */
  taxBasisPoints: z.int('Whole hundredths of a percent.').min(0).max(10_000, 'A tax is at most 100 %.'),
  /** Days from issue until it is overdue. */
  paymentDays: z.int('Whole days.').min(0).max(180),
  items: z
    .array(RateItem)
    .max(UsageResource.options.length)
    .refine((items) => new Set(items.map(({ resource }) => resource)).size === items.length, {
      message: 'Each resource has one price.',
    }),
})
export type RateTerms = z.infer<typeof RateTerms>

/** The rate card as it stands; version 0 is what MediChain suggests and nobody has saved. */
export const RateCard = RateTerms.extend({
  version: z.int(),
  savedAt: Instant.nullable(),
  savedBy: z.string().nullable(),
})
export type RateCard = z.infer<typeof RateCard>

export const SaveRateCard = RateTerms.extend({ version: z.int() })

/** What one resource, or what is left to the minimum, costs on an invoice. */
export const InvoiceLine = z.object({
  /** Null for what is added to reach the minimum. */
  resource: UsageResource.nullable(),
  quantity: z.int(),
  allowance: z.int(),
  per: z.int(),
  /** The units of each tier that was reached. */
  tiers: z.array(z.object({ quantity: z.int(), priceMinor: z.int() })),
  amountMinor: DueMinor,
})
export type InvoiceLine = z.infer<typeof InvoiceLine>

/** What an invoice says; all of it stands from its issue on. */
export const InvoiceBody = z.object({
  id: AnyId,
  code: HumanCode,
  month: Month,
  stage: z.enum(['draft', 'issued', 'discarded']),
  lines: z.array(InvoiceLine),
  subtotalMinor: DueMinor,
  taxMinor: DueMinor,
  totalMinor: DueMinor,
  /** The card by which it was made, whatever the card says today. */
  card: RateCard,
  draftedAt: Instant,
  draftedBy: z.string(),
  issuedAt: Instant.nullable(),
  issuedBy: z.string().nullable(),
  dueOn: CalendarDate.nullable(),
  version: z.int(),
})
export type InvoiceBody = z.infer<typeof InvoiceBody>

/** What happened to an issued invoice. */
export const InvoiceEntry = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('payment'),
    id: AnyId,
    invoiceId: AnyId,
    amountMinor: DueMinor,
    method: PaymentMethod,
    reference: z.string().nullable(),
    paidOn: CalendarDate,
    at: Instant,
    by: z.string(),
  }),
  z.object({
    kind: z.literal('credit-note'),
    id: AnyId,
    invoiceId: AnyId,
    code: HumanCode,
    amountMinor: DueMinor,
    reason: z.string(),
    at: Instant,
    by: z.string(),
  }),
  z.object({
    kind: z.literal('dispute'),
    id: AnyId,
    invoiceId: AnyId,
    /** The line in question; null for the whole. */
    resource: UsageResource.nullable(),
    reason: z.string(),
    at: Instant,
    by: z.string(),
  }),
  z.object({
    kind: z.literal('answer'),
    id: AnyId,
    invoiceId: AnyId,
    disputeId: AnyId,
    outcome: z.enum(['stands', 'corrected']),
    comment: z.string(),
    at: Instant,
    by: z.string(),
  }),
])
export type InvoiceEntry = z.infer<typeof InvoiceEntry>

export const InvoiceState = z.enum(['draft', 'issued', 'overdue', 'paid', 'credited', 'discarded'])
export type InvoiceState = z.infer<typeof InvoiceState>

/** Where an invoice stands today. */
export const InvoiceStanding = z.object({
  state: InvoiceState,
  paidMinor: DueMinor,
  creditedMinor: DueMinor,
  /** Below zero where more was paid than is owed after a credit note. */
  outstandingMinor: AmountMinor,
  isDisputed: z.boolean(),
})
export type InvoiceStanding = z.infer<typeof InvoiceStanding>

export const InvoiceSummary = InvoiceBody.pick({
  id: true,
  code: true,
  month: true,
  totalMinor: true,
  dueOn: true,
}).extend({
  ...InvoiceStanding.shape,
  currency: Currency,
})
export type InvoiceSummary = z.infer<typeof InvoiceSummary>

export const Invoice = InvoiceBody.extend({
  ...InvoiceStanding.shape,
  clinicName: z.string(),
  entries: z.array(InvoiceEntry),
  /** Usage of the month whose lines came after the invoice was made; no invoice charges it. */
  late: z.array(z.object({ resource: UsageResource, quantity: z.int() })),
})
export type Invoice = z.infer<typeof Invoice>

export const PayInvoice = z.strictObject({
  /** Made once by whoever pays; the same id returns the same invoice and takes nothing again. */
  id: AnyId,
  invoiceId: AnyId,
  /** Null for all that is owed. */
  amountMinor: DueMinor.min(1, 'An amount above nothing.').nullable(),
  method: PaymentMethod,
  reference: line(60).nullable(),
  paidOn: CalendarDate,
})

export const CreditInvoice = z.strictObject({
  id: AnyId,
  invoiceId: AnyId,
  amountMinor: DueMinor.min(1, 'An amount above nothing.'),
  reason: paragraph(500),
})

export const DisputeInvoice = z.strictObject({
  invoiceId: AnyId,
  resource: UsageResource.nullable(),
  reason: paragraph(500),
})

export const AnswerDispute = z.strictObject({
  invoiceId: AnyId,
  disputeId: AnyId,
  outcome: z.enum(['stands', 'corrected']),
  comment: paragraph(500),
})
