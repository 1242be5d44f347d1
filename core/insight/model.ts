import * as z from 'zod'
import { StaffId } from '../kernel/ids.js'
import { CalendarDate } from '../kernel/instant.js'

/** At most so many days are looked at once. */
export const maximumDays = 400

/** Days of the clinic's calendar, both included; all doctors where none is named. */
export const Period = z.strictObject({
  from: CalendarDate,
  until: CalendarDate,
  doctorId: StaffId.optional(),
})
export type Period = z.infer<typeof Period>

const VisitCounts = z.object({
  /** All that were booked for then, whatever became of them. */
  booked: z.int(),
  completed: z.int(),
  noShow: z.int(),
  cancelled: z.int(),
  video: z.int(),
})
export type VisitCounts = z.infer<typeof VisitCounts>

/** How long people waited from their arrival to the beginning, in seconds; null where nobody's wait is known. */
export const Waiting = z.object({
  measured: z.int(),
  medianSeconds: z.number().nullable(),
  p90Seconds: z.number().nullable(),
})
export type Waiting = z.infer<typeof Waiting>

export const VisitInsight = z.object({
  days: z.array(VisitCounts.extend({ day: CalendarDate, waiting: Waiting })),
  doctors: z.array(VisitCounts.extend({ doctorId: StaffId, displayName: z.string(), waiting: Waiting })),
  total: VisitCounts.extend({ waiting: Waiting }),
})
export type VisitInsight = z.infer<typeof VisitInsight>

export const MoneyInsight = z.object({
  /** Amounts in other currencies than the clinic's are not in here. */
  currency: z.string(),
  /** Whether payments in other currencies were left out. */
  hasOtherCurrencies: z.boolean(),
  days: z.array(z.object({ day: CalendarDate, takenMinor: z.int(), refundedMinor: z.int() })),
  methods: z.array(z.object({ method: z.string(), takenMinor: z.int(), refundedMinor: z.int() })),
  takenMinor: z.int(),
  refundedMinor: z.int(),
  /** Claims that wait for an answer or for money, as they stand now, by the days since they were submitted. */
  ageing: z.array(z.object({ fromDays: z.int(), toDays: z.int().nullable(), claims: z.int(), claimedMinor: z.int() })),
  /** Claims that were submitted in these days, and how many of them are denied. */
  submitted: z.int(),
  denied: z.int(),
  denials: z.array(z.object({ reason: z.string(), claims: z.int(), claimedMinor: z.int() })),
})
export type MoneyInsight = z.infer<typeof MoneyInsight>

export const PharmacyInsight = z.object({
  medicines: z.array(z.object({ rxNormCode: z.string(), name: z.string(), prescriptions: z.int() })),
  prescriptions: z.int(),
  /** Products that were out of stock at the end of a day. */
  stockOuts: z.array(
    z.object({
      productId: z.string(),
      name: z.string(),
      manufacturer: z.string(),
      days: z.int(),
      isOutNow: z.boolean(),
    }),
  ),
})
export type PharmacyInsight = z.infer<typeof PharmacyInsight>
