import type { Order } from '../../../core/pharmacy/model.js'
import { Timeline } from '../../ui/timeline.js'
import { orderStateTones, orderStateWords } from './order-words.js'

/** Where an order is, and where it has been. */
export function OrderTimeline({ order }: { order: Order }) {
  return (
    <Timeline
      label={`Tracking of order ${order.code}`}
      events={order.events.map(({ state, ...event }) => ({
        ...event,
        title: orderStateWords[state],
        tone: orderStateTones[state],
      }))}
    />
  )
}
