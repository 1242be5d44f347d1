import type { CalendarDate } from '../kernel/instant.js'
import { accept, type Outcome, refuse } from '../kernel/outcome.js'
import type { FillStanding, Order, OrderEvent, OrderState } from './model.js'
import { isExpired, wasPlaced } from './rules.js'

/** A step of an order: who, when, and what there is to say. */
export type OrderStep = Omit<OrderEvent, 'state'>
export type NotNext = { code: 'NOT_NEXT' }

/** The pharmacist has checked and packed it: what is in it has not expired, and the patient's part is paid. */
export function decideDispense(
  order: Order,
  step: OrderStep,
  facts: { today: CalendarDate; outstandingMinor: number },
): Outcome<
  Order,
  NotNext | { code: 'BATCH_EXPIRED'; batchNumber: string } | { code: 'PAYMENT_DUE'; outstandingMinor: number }
> {
  if (order.state !== 'placed') return refuse({ code: 'NOT_NEXT' })
  const { today, outstandingMinor } = facts
  const expired = order.lines.flatMap(({ allocations }) => allocations).find((a) => isExpired(a.expiresOn, today))
  if (expired) return refuse({ code: 'BATCH_EXPIRED', batchNumber: expired.batchNumber })
  if (outstandingMinor > 0) return refuse({ code: 'PAYMENT_DUE', outstandingMinor })
  return accept(advanced(order, 'dispensed', step))
}

/** It left the pharmacy with a carrier. */
export function decideShip(
  order: Order,
  step: OrderStep,
  trackingNumber: string,
): Outcome<Order, NotNext | { code: 'NOT_SHIPPED' }> {
  if (order.delivery.kind !== 'ship') return refuse({ code: 'NOT_SHIPPED' })
  if (order.state !== 'dispensed') return refuse({ code: 'NOT_NEXT' })
  return accept({ ...advanced(order, 'shipped', step), trackingNumber })
}

/** The patient has it: from the counter once it is dispensed, or from the carrier once it is shipped. */
export function decideHandOver(order: Order, step: OrderStep): Outcome<Order, NotNext> {
  const before: OrderState = order.delivery.kind === 'ship' ? 'shipped' : 'dispensed'
  return order.state === before ? accept(advanced(order, 'delivered', step)) : refuse({ code: 'NOT_NEXT' })
}

/**
 * Before it is dispensed an order can be canceled; its stock returns to the shelf. One that is only asked for took none. A fill that it made of a prescription stays
 * used, because the chain cannot take a fill back: for the same medicine the doctor issues a new prescription.
 */
export function decideCancelOrder(
  order: Order,
  step: OrderStep,
  paidMinor: number,
): Outcome<Order, NotNext | { code: 'ALREADY_PAID' }> {
  if (order.state !== 'placed' && order.state !== 'requested') return refuse({ code: 'NOT_NEXT' })
  return paidMinor > 0 ? refuse({ code: 'ALREADY_PAID' }) : accept(advanced(order, 'cancelled', step))
}

/** Another fill of the prescription stands, so this one does not: what has not left the counter goes back to the shelf. */
export function decideVoid(order: Order, step: OrderStep): Outcome<Order, NotNext> {
  const isHere = order.state === 'placed' || order.state === 'dispensed'
  return isHere ? accept(advanced(order, 'cancelled', step)) : refuse({ code: 'NOT_NEXT' })
}

/** An order that was taken back stands after all: it is dispensed anew, with all that is checked then. */
export function decideRevive(order: Order, step: OrderStep): Outcome<Order, NotNext> {
  const isBack = order.state === 'cancelled' && wasPlaced(order.lines)
  return isBack ? accept(advanced(order, 'placed', step)) : refuse({ code: 'NOT_NEXT' })
}

/** What is known of an order's fills. */
export interface FillFacts {
  hasPrescription: boolean
  state: OrderState
  /** Whether its prescription was filled more often than it allows and nobody has decided yet. */
  isContested: boolean
  /** What a person decided about it: this one, another one, or that all stand. */
  decided: 'this' | 'other' | 'both' | null
  /** The chain's answers to its fills; empty where none was asked for. */
  onChain: readonly { state: 'waiting' | 'anchored' | 'refused'; problem: string | null }[]
}

/**
 * Whether what an order dispenses stands. A person's decision says more than the chain, whose answer says more than the check
 * at the counter. Until one of them has spoken the fill is provisional.
 */
export function fillStandingOf({ hasPrescription, state, isContested, decided, onChain }: FillFacts): FillStanding {
  if (!hasPrescription || state === 'requested' || state === 'declined') return 'not-needed'
  if (state === 'cancelled' || decided === 'other') return 'void'
  if (isContested) return 'contested'
  if (decided !== null) return 'confirmed'
  if (onChain.some(({ state, problem }) => state === 'refused' && problem === 'AlreadyFilled')) return 'void'
  return onChain.length > 0 && onChain.every(({ state }) => state === 'anchored') ? 'confirmed' : 'provisional'
}

/** Whether an order may leave the counter, as its fills stand: a provisional one may, that is what offline work is for. */
export const maySupply = (standing: FillStanding): boolean => standing !== 'void' && standing !== 'contested'

export function advanced(order: Order, state: OrderState, step: OrderStep): Order {
  return { ...order, state, version: order.version + 1, events: [...order.events, { state, ...step }] }
}
