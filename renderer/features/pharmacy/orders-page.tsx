import { Group, SegmentedControl } from '@mantine/core'
import { IconPackage } from '@tabler/icons-react'
import { OrderState, type OrderSummary } from '../../../core/pharmacy/model.js'
import { useChosenColumns } from '../../app/chosen-columns.js'
import { useGo, useSearchParams } from '../../app/navigation.js'
import { useCan } from '../../app/session.js'
import { useOperationPages } from '../../client/operations.js'
import { type Column, DataTable } from '../../ui/data-table.js'
import { EmptyState } from '../../ui/empty-state.js'
import { MoneyText } from '../../ui/money-text.js'
import { Page } from '../../ui/page.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { TimeText } from '../../ui/time-text.js'
import { orderStateTones, orderStateWords } from './order-words.js'
import { PharmacyTabs } from './pharmacy-tabs.js'

const allColumns: readonly Column<OrderSummary>[] = [
  {
    key: 'placed',
    header: 'Placed',
    width: '170px',
    cell: ({ placedAt }) => <TimeText at={placedAt} />,
    sortBy: ({ placedAt }) => placedAt,
  },
  {
    key: 'patient',
    header: 'Patient',
    width: '20%',
    isEssential: true,
    cell: (o) => o.patientName,
    sortBy: (o) => o.patientName,
  },
  { key: 'what', header: 'Medicine', cell: ({ description }) => description },
  {
    key: 'delivery',
    header: 'Delivery',
    width: '92px',
    cell: ({ delivery }) => (delivery.kind === 'pickup' ? 'Pick up' : 'Ship'),
  },
  {
    key: 'state',
    header: 'State',
    width: '112px',
    cell: ({ state }) => <StatusBadge tone={orderStateTones[state]}>{orderStateWords[state]}</StatusBadge>,
  },
  {
    key: 'total',
    header: 'Total',
    width: '104px',
    align: 'end',
    cell: ({ totalMinor, currency }) => <MoneyText amountMinor={totalMinor} currency={currency} />,
    sortBy: ({ totalMinor }) => totalMinor,
  },
  { key: 'code', header: 'Code', width: '104px', cell: ({ code }) => code },
]

const choices = [
  { value: 'placed', label: 'To dispense' },
  { value: 'dispensed', label: 'To ship or hand over' },
  { value: 'shipped', label: 'On the way' },
  { value: 'delivered', label: 'Delivered' },
  { value: 'requested', label: 'Requested' },
  { value: 'declined', label: 'Declined' },
  { value: 'cancelled', label: 'Canceled' },
  { value: 'all', label: 'All' },
]

/** The pharmacy's queue: what to dispense, what to ship, what is on the way. */
export function OrdersPage() {
  const asked = useSearchParams()
  const can = useCan()
  const go = useGo()
  const fallback = can('pharmacy:dispense') ? 'placed' : 'all'
  const view = choices.some(({ value }) => value === asked.state) ? (asked.state ?? fallback) : fallback
  const state = OrderState.safeParse(view).data
  const { columns, chooser } = useChosenColumns('orders', allColumns)
  const orders = useOperationPages(
    'pharmacy.listOrders',
    { limit: 100, ...(state === undefined ? {} : { state }) },
    { keepsFormer: true },
  )
  return (
    <Page title="Pharmacy" width="full">
      <PharmacyTabs current="/pharmacy/orders" />
      <Group>
        <SegmentedControl
          aria-label="Orders to show"
          data={choices}
          value={view}
          onChange={(next) => go(`/pharmacy/orders?state=${next}`, { isReplacing: true })}
        />
        {chooser}
      </Group>
      <DataTable
        label="Orders"
        columns={columns}
        source={orders}
        rowKey={({ id }) => id}
        onOpen={({ id }) => go(`/pharmacy/orders/${id}`)}
        empty={
          <EmptyState
            icon={<IconPackage size={22} />}
            title={view === 'placed' ? 'Nothing waits to be dispensed' : 'No such orders'}
          >
            Orders come from visits, or from the marketplace for a patient at the counter.
          </EmptyState>
        }
      />
    </Page>
  )
}
