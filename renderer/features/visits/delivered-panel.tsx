import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import type { Visit } from '../../../core/encounters/model.js'
import type { Order } from '../../../core/pharmacy/model.js'
import { AppLink } from '../../app/navigation.js'
import { useCan } from '../../app/session.js'
import { Facts } from '../../ui/facts.js'
import { Section } from '../../ui/page.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { CancelOrderDialog } from '../pharmacy/cancel-order-dialog.js'
import { OrderActButton } from '../pharmacy/order-act-button.js'
import { OrderTimeline } from '../pharmacy/order-timeline.js'
import {
  cancelWords,
  deliveryWords,
  isOpenOrder,
  nextActOf,
  orderStateTones,
  orderStateWords,
} from '../pharmacy/order-words.js'
import { orderOf } from './next-actions.js'

/** How each order reaches the patient. */
export function DeliveredPanel({ visit }: { visit: Visit }) {
  if (visit.orders.length === 0)
    return (
      <Section title="Delivery">
        <Text c="dimmed">Nothing was ordered, so there is nothing to deliver.</Text>
      </Section>
    )
  return visit.orders.map(({ order }) => <DeliverySection key={order.id} visit={visit} order={order} />)
}

function DeliverySection({ visit, order }: { visit: Visit; order: Order }) {
  const can = useCan()
  const [isCanceling, setIsCanceling] = useState(false)
  const act = nextActOf(order)
  const isNext = act !== null && visit.nextAction === act && orderOf(visit, act)?.order.id === order.id
  return (
    <Section
      title={`Delivery of ${order.code}`}
      actions={
        <Group gap="xs">
          <StatusBadge tone={orderStateTones[order.state]}>{orderStateWords[order.state]}</StatusBadge>
          {can('pharmacy:order') && isOpenOrder(order) ? (
            <Button size="xs" variant="subtle" color="red" onClick={() => setIsCanceling(true)}>
              {cancelWords(order)}
            </Button>
          ) : null}
          {isNext ? null : <OrderActButton order={order} patientName={visit.banner.fullName} isPrimary={false} />}
        </Group>
      }
    >
      <Facts
        items={[
          { label: 'Delivery', value: deliveryWords(order) },
          ...(order.trackingNumber === null ? [] : [{ label: 'Tracking number', value: order.trackingNumber }]),
          { label: 'Order', value: <AppLink to={`/pharmacy/orders/${order.id}`}>{order.code}</AppLink> },
        ]}
      />
      <div style={{ marginBlockStart: 16 }}>
        <OrderTimeline order={order} />
      </div>
      {isCanceling ? <CancelOrderDialog order={order} onClose={() => setIsCanceling(false)} /> : null}
    </Section>
  )
}
