import type { OrderState } from '../../../core/pharmacy/model.js'
import { useOperationPages } from '../../client/operations.js'
import { countWords } from '../../ui/count-words.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { TimeText } from '../../ui/time-text.js'
import { WorkList } from './work-list.js'

/** Orders that wait to be checked and packed. */
export function OrdersToDispense() {
  return <Orders state="placed" title="To verify and dispense" empty="No order waits to be dispensed." />
}

/** Packed orders that wait for the patient or the carrier. */
export function OrdersToHandOver() {
  return <Orders state="dispensed" title="To hand over or ship" empty="No packed order waits." />
}

function Orders({ state, title, empty }: { state: OrderState; title: string; empty: string }) {
  const orders = useOperationPages('pharmacy.listOrders', { state, limit: 50 })
  return (
    <WorkList
      title={title}
      empty={empty}
      isPending={orders.isPending}
      error={orders.error}
      onRetry={() => void orders.refetch()}
      items={orders.items.map((order) => ({
        key: order.id,
        to: `/pharmacy/orders/${order.id}`,
        title: `${order.code} · ${order.patientName}`,
        detail: order.description,
        end: <TimeText at={order.placedAt} show="day" />,
      }))}
    />
  )
}

/** Products that have fallen to their reorder level. */
export function LowStock() {
  const products = useOperationPages('pharmacy.listProducts', { limit: 500 })
  const low = products.items
    .filter((product) => product.available <= product.reorderLevel)
    .sort((a, b) => a.available - b.available)
  return (
    <WorkList
      title="Low stock"
      empty="Everything is above its reorder level."
      isPending={products.isPending}
      error={products.error}
      onRetry={() => void products.refetch()}
      items={low.map((product) => ({
        key: product.id,
        to: '/pharmacy/stock',
        title: product.name,
        detail: `${product.manufacturer} · reorder at ${countWords(product.reorderLevel)}`,
        end: (
          <StatusBadge tone={product.available === 0 ? 'danger' : 'attention'}>
            {product.available === 0 ? 'None left' : `${countWords(product.available)} left`}
          </StatusBadge>
        ),
      }))}
    />
  )
}
