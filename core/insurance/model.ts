import * as z from 'zod'
import { Payable } from '../billing/model.js'
import { HumanCode } from '../kernel/code.js'
import { ClaimId, ConsultationId, CoverageId, PatientId, VerificationId } from '../kernel/ids.js'
import { CalendarDate, Instant } from '../kernel/instant.js'
import { Currency, DueMinor } from '../kernel/money.js'
import { Proof } from '../kernel/proof.js'
import { line } from '../kernel/text.js'

export const Percent = z.int().min(0).max(100)

/** What a plan is asked to pay for. */
export const ServiceCategory = z.enum(['office-visit', 'specialist-visit', 'generic-medicine', 'brand-medicine'])
export type ServiceCategory = z.infer<typeof ServiceCategory>

/** How a plan shares the cost of one category: a copay in place of coinsurance, or coinsurance after the deductible. */
export const CategoryBenefit = z.object({
  category: ServiceCategory,
  isCovered: z.boolean(),
  /** A fixed part that the patient pays; null where coinsurance applies. */
  copayMinor: DueMinor.nullable(),
  /** The patient's share in percent, where no copay applies. */
  coinsurancePercent: Percent,
  /** Whether the deductible must be met first. A copay usually applies from the first visit. */
  deductibleApplies: z.boolean(),
})
export type CategoryBenefit = z.infer<typeof CategoryBenefit>

/** A benefit plan, as payers describe them. All amounts are for one benefit year, the calendar year. */
export const Plan = z.object({
  id: z.string().min(1).max(40),
  name: z.string(),
  payerName: z.string(),
  currency: Currency,
  deductibleMinor: DueMinor,
  /** Null where the plan knows no maximum. */
  outOfPocketMaxMinor: DueMinor.nullable(),
  /** Null where visits are not counted. */
  visitLimit: z.int().min(1).nullable(),
  benefits: z.array(CategoryBenefit),
  notes: z.string(),
})
export type Plan = z.infer<typeof Plan>

/** A plan as the clinic's administrator describes it, each category once. */
export const SavePlan = z.strictObject({
  id: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z0-9][A-Z0-9-]{1,39}$/, 'A plan’s code has letters, digits and dashes.'),
  name: line(80),
  payerName: line(80),
  currency: Currency,
  deductibleMinor: DueMinor,
  outOfPocketMaxMinor: DueMinor.min(1).nullable(),
  visitLimit: z.int().min(1).max(1_000).nullable(),
  benefits: z
    .array(z.strictObject(CategoryBenefit.shape))
    .min(1)
    .max(4)
    .refine((all) => new Set(all.map(({ category }) => category)).size === all.length, 'Describe each category once.'),
  notes: z.string().trim().max(500),
})

export const Relationship = z.enum(['self', 'spouse', 'child', 'parent', 'other'])

/** A person's membership in a plan (FHIR Coverage). */
export const Coverage = z.object({
  id: CoverageId,
  patientId: PatientId,
  planId: z.string(),
  planName: z.string(),
  payerName: z.string(),
  memberNumber: z.string(),
  relationship: Relationship,
  validFrom: CalendarDate,
  /** The last day, inclusive; null where no end is known. */
  validUntil: CalendarDate.nullable(),
  version: z.int(),
})
export type Coverage = z.infer<typeof Coverage>

export const AddCoverage = z.strictObject({
  patientId: PatientId,
  planId: z.string().min(1).max(40),
  memberNumber: line(40),
  relationship: Relationship.default('self'),
  validFrom: CalendarDate,
  validUntil: CalendarDate.nullable(),
})
export type AddCoverage = z.infer<typeof AddCoverage>

/** What a member has used of a plan in a benefit year: the sum of what claims recorded. */
export const BenefitUse = z.object({ deductibleMetMinor: z.int(), outOfPocketMinor: z.int(), visits: z.int() })
export type BenefitUse = z.infer<typeof BenefitUse>

/** One charge put to a plan. */
export const ServiceLine = z.object({ category: ServiceCategory, description: z.string(), amountMinor: DueMinor })
export type ServiceLine = z.infer<typeof ServiceLine>

/** What the plan engine decided for one line, and each part of the patient's share. They add up: patient + payer = amount. */
export const LineDecision = ServiceLine.extend({
  isCovered: z.boolean(),
  deductibleMinor: DueMinor,
  copayMinor: DueMinor,
  coinsuranceMinor: DueMinor,
  patientOwesMinor: DueMinor,
  payerOwesMinor: DueMinor,
})
export type LineDecision = z.infer<typeof LineDecision>

/** Why something is or is not covered. */
export const CoverageReason = z.enum([
  'covered',
  'no-coverage',
  'not-started',
  'ended',
  'category-not-covered',
  'visit-limit-reached',
  'currency-differs',
])
export type CoverageReason = z.infer<typeof CoverageReason>

/** The answer to "what will this cost me?", kept as it was given: later claims are compared with it. */
export const Verification = z.object({
  id: VerificationId,
  patientId: PatientId,
  payable: Payable,
  coverageId: CoverageId.nullable(),
  planName: z.string().nullable(),
  isCovered: z.boolean(),
  reason: CoverageReason,
  /** The reason as a sentence for the patient. */
  explanation: z.string(),
  lines: z.array(LineDecision),
  totalMinor: DueMinor,
  copayMinor: DueMinor,
  /** The patient's coinsurance rate, where one applies. */
  coinsurancePercent: Percent,
  /** The payer's part of the total, in whole percent. */
  coveragePercent: Percent,
  /** What was left of the year's deductible before this service. */
  deductibleLeftMinor: DueMinor,
  patientOwesMinor: DueMinor,
  payerOwesMinor: DueMinor,
  currency: Currency,
  verifiedAt: Instant,
  verifiedBy: z.string(),
  proof: Proof,
})
export type Verification = z.infer<typeof Verification>

/** draft → submitted → accepted → settled; or denied, and then submitted again. */
export const ClaimState = z.enum(['draft', 'submitted', 'accepted', 'denied', 'settled'])
export type ClaimState = z.infer<typeof ClaimState>

export const ClaimEvent = z.object({ state: ClaimState, at: Instant, by: z.string(), note: z.string().nullable() })
export type ClaimEvent = z.infer<typeof ClaimEvent>

/** The payer's part of a visit or an order, asked for. */
export const Claim = z.object({
  id: ClaimId,
  code: HumanCode,
  patientId: PatientId,
  coverageId: CoverageId,
  verificationId: VerificationId,
  payable: Payable,
  consultationId: ConsultationId.nullable(),
  planName: z.string(),
  payerName: z.string(),
  diagnosisCodes: z.array(z.string()),
  lines: z.array(LineDecision),
  totalMinor: DueMinor,
  patientOwesMinor: DueMinor,
  claimedMinor: DueMinor,
  /** What the payer paid; 0 until settled. */
  paidMinor: DueMinor,
  currency: Currency,
  state: ClaimState,
  denialReason: z.string().nullable(),
  events: z.array(ClaimEvent),
  submittedAt: Instant.nullable(),
  version: z.int(),
  proof: Proof,
})
export type Claim = z.infer<typeof Claim>
export const ClaimSummary = Claim.omit({ lines: true, events: true }).extend({
  patientName: z.string(),
  patientCode: HumanCode,
})
export type ClaimSummary = z.infer<typeof ClaimSummary>
