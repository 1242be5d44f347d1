import type { CalendarDate } from '../kernel/instant.js'
import type { FillRefusal } from '../prescriptions/rules.js'
import type { Order, StockBatch } from './model.js'
import { advanced, type OrderStep } from './order-rules.js'
import { isExpired, type LineRefusal, type OrderRecord, type ShortOfStock } from './rules.js'

/** An order that is asked of another workstation: nothing is taken, filled or owed for it yet. */
export function requestedOrder(order: OrderRecord, keptAt: string): OrderRecord {
  const events = order.events.map((event) => ({ ...event, state: 'requested' as const, note: `Asked of ${keptAt}` }))
  return { ...order, state: 'requested', events }
}

/** What speaks of a record that has not come to the workstation that is asked. It waits for it. */
interface NotHereYet {
  code: 'PATIENT_UNKNOWN' | 'CONSULTATION_UNKNOWN' | 'COVERAGE_UNKNOWN' | 'PRODUCT_UNKNOWN' | 'PRESCRIPTION_UNKNOWN'
}
const unknowns: ReadonlySet<string> = new Set<NotHereYet['code']>([
  'PATIENT_UNKNOWN',
  'CONSULTATION_UNKNOWN',
  'COVERAGE_UNKNOWN',
  'PRODUCT_UNKNOWN',
  'PRESCRIPTION_UNKNOWN',
])

/** Whether a request is refused only because something that it names has not come here. */
export const mayComeYet = <T extends { code: string }>(refusal: T): refusal is T & NotHereYet =>
  unknowns.has(refusal.code)

/** Why the workstation that keeps the stock does not give it. */
export type AnswerRefusal = FillRefusal | Exclude<LineRefusal, NotHereYet> | (ShortOfStock & { product: string })

/** What a request is granted with: the prices, the batches and the check of the prescriptions of now. */
export type Granted = Pick<Order, 'lines' | 'prescriptionCheck'>

/** The next version of a request that is granted. */
export const grantedOrder = (order: Order, step: OrderStep, { lines, prescriptionCheck }: Granted): Order => ({
  ...advanced(order, 'placed', step),
  lines,
  prescriptionCheck,
  totalMinor: lines.reduce((sum, { totalMinor }) => sum + totalMinor, 0),
  placedAt: step.at,
})

/** The next version of a request that is not granted. */
export const declinedOrder = (order: Order, step: OrderStep): Order => advanced(order, 'declined', step)

/** Batches on this shelf that are there and may not be used any more. */
export const expiredOf = (batches: readonly StockBatch[], today: CalendarDate): string[] =>
  batches
    .filter(({ isKeptHere, onHand, expiresOn }) => isKeptHere && onHand > 0 && isExpired(expiresOn, today))
    .map(({ batchNumber }) => batchNumber)

/** Why a request was declined, as a sentence for whoever asked. @param expired batches of the product that are past their date */
export function reasonOf(refusal: AnswerRefusal, expired: readonly string[]): string {
  switch (refusal.code) {
    case 'OUT_OF_STOCK': {
      const { product, available } = refusal
      const left = available === 0 ? 'None is left' : `Only ${available} are left`
      if (expired.length === 0) return `There is not enough ${product} on the shelf. ${left}.`
      return `There is not enough ${product} that has not expired. ${left}; batch ${expired.join(', ')} is past its date.`
    }
    case 'KEPT_ELSEWHERE':
      return `There is not enough ${refusal.product} on this shelf any more. ${refusal.places.join(' and ')} has some.`
    case 'PRESCRIPTION_FILLED':
      return 'The prescription has been filled already. For more of it the doctor issues a new one.'
    case 'PRESCRIPTION_NOT_VALID':
    case 'NOT_PRESCRIBED':
      return refusal.reason
    case 'PRESCRIPTION_REQUIRED':
      return `${refusal.product} needs a prescription.`
  }
}

/** When an answer is written: never before what it answers, whatever the two workstations' clocks say. */
export const answeredAt = (order: Pick<Order, 'events'>, now: string): string =>
  [now, ...order.events.map(({ at }) => at)].sort().at(-1) ?? now
