import type { FillStanding, Order, OrderState } from '../../../core/pharmacy/model.js'
import type { Tone } from '../../ui/tone.js'

export const orderStateWords = {
  requested: 'Requested',
  declined: 'Declined',
  placed: 'Placed',
  dispensed: 'Dispensed',
  shipped: 'Shipped',
  delivered: 'Delivered',
  cancelled: 'Canceled',
} as const satisfies Record<OrderState, string>

export const orderStateTones = {
  requested: 'accent',
  declined: 'attention',
  placed: 'accent',
  dispensed: 'accent',
  shipped: 'accent',
  delivered: 'done',
  cancelled: 'neutral',
} as const satisfies Record<OrderState, Tone>

export const prescriptionCheckWords = {
  'not-needed': 'No prescription needed',
  signature: 'Prescription signature checked; the chain will confirm',
  chain: 'Prescription confirmed by the chain',
} as const satisfies Record<Order['prescriptionCheck'], string>

/** Whether what is dispensed on a prescription stands; provisional until the chain or a person has decided. */
export const fillWords = {
  'not-needed': null,
  provisional: 'The fill is provisional until the chain has taken it.',
  confirmed: 'The fill stands.',
  contested:
    'Its prescription was filled elsewhere too. Do not hand it out: a pharmacist decides in the conflict inbox which fill stands.',
  void: 'The fill does not stand: another one of this prescription does. Do not hand it out.',
} as const satisfies Record<FillStanding, string | null>

export type OrderAct = 'dispense' | 'ship' | 'hand-over'

/** What the pharmacy does next with an order; null at its end. */
export function nextActOf(order: Pick<Order, 'state' | 'delivery'>): OrderAct | null {
  if (order.state === 'placed') return 'dispense'
  if (order.state === 'dispensed') return order.delivery.kind === 'ship' ? 'ship' : 'hand-over'
  return order.state === 'shipped' ? 'hand-over' : null
}

/** Whether it can still be called off: nothing of it has left the shelf. */
export const isOpenOrder = ({ state }: Pick<Order, 'state'>): boolean => state === 'placed' || state === 'requested'

/** Whether somebody pays for it, or will: a request is only a question, and what was called off is nobody's to pay. */
export const isBinding = ({ state }: Pick<Order, 'state'>): boolean =>
  state !== 'requested' && state !== 'declined' && state !== 'cancelled'

/** What calling it off is called. */
export const cancelWords = ({ state }: Pick<Order, 'state'>): string =>
  state === 'requested' ? 'Withdraw request' : 'Cancel order'

/** How an order reaches the patient. */
export const deliveryWords = (order: Pick<Order, 'delivery'>): string => {
  if (order.delivery.kind === 'pickup') return 'Picked up at the counter'
  const { line, postalCode, city } = order.delivery.address
  return `Shipped to ${[line, [postalCode, city].filter(Boolean).join(' ')].filter(Boolean).join(', ') || 'the patient'}`
}
