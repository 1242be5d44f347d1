import { Group, SegmentedControl } from '@mantine/core'
import { IconPackage } from '@tabler/icons-react'
import { useState } from 'react'
import { addDays } from '../../../core/kernel/instant.js'
import type { Product } from '../../../core/pharmacy/model.js'
import { useChosenColumns } from '../../app/chosen-columns.js'
import { useOperationPages } from '../../client/operations.js'
import { useToday } from '../../ui/clinic-context.js'
import { countWords } from '../../ui/count-words.js'
import { type Column, DataTable } from '../../ui/data-table.js'
import { EmptyState } from '../../ui/empty-state.js'
import { ListDetail } from '../../ui/list-detail.js'
import { Page } from '../../ui/page.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { DateText } from '../../ui/time-text.js'
import { expiringWithinDays } from './batch-table.js'
import { PharmacyTabs } from './pharmacy-tabs.js'
import { furtherColumns, namingColumns } from './product-columns.js'
import { ProductDetail } from './product-detail.js'

/** The first day on which something of a product that is on the shelf expires. */
const firstExpiry = (product: Product): string | null =>
  product.batches
    .filter((batch) => batch.onHand > 0)
    .map((batch) => batch.expiresOn)
    .sort()[0] ?? null

const allColumns: readonly Column<Product>[] = [
  ...namingColumns,
  {
    key: 'expiry',
    header: 'First expiry',
    width: '128px',
    cell: (product) => {
      const date = firstExpiry(product)
      return date === null ? 'Nothing on hand' : <DateText date={date} />
    },
    sortBy: firstExpiry,
  },
  { key: 'batches', header: 'Batches', width: '84px', align: 'end', cell: ({ batches }) => batches.length },
  {
    key: 'level',
    header: 'Reorder at',
    width: '96px',
    align: 'end',
    cell: ({ reorderLevel }) => countWords(reorderLevel),
    sortBy: ({ reorderLevel }) => reorderLevel,
  },
  {
    key: 'stock',
    header: 'Usable',
    width: '116px',
    align: 'end',
    cell: ({ available, reorderLevel }) =>
      available < reorderLevel ? (
        <StatusBadge tone="attention">{countWords(available)} · low</StatusBadge>
      ) : (
        countWords(available)
      ),
    sortBy: ({ available }) => available,
  },
  ...furtherColumns,
]

/** What still fits beside an open product. */
const besideDetail: ReadonlySet<string> = new Set(['name', 'expiry', 'stock'])

/** What is on the shelf: what runs low and what expires comes first, when asked for. */
export function StockPage() {
  const today = useToday()
  const [view, setView] = useState('all')
  const [openId, setOpenId] = useState<string | null>(null)
  // The whole range, in one page: a clinic's pharmacy holds some hundred products.
  const { columns, chooser } = useChosenColumns('stock', allColumns)
  const products = useOperationPages('pharmacy.listProducts', { limit: 500 })
  const soon = addDays(today, expiringWithinDays)
  const items = products.items.filter((product) => {
    if (view === 'low') return product.available < product.reorderLevel
    const expiry = firstExpiry(product)
    return view === 'all' || (expiry !== null && expiry <= soon)
  })
  const open = products.items.find((product) => product.id === openId)
  return (
    <Page title="Pharmacy" width="full">
      <PharmacyTabs current="/pharmacy/stock" />
      <Group>
        <SegmentedControl
          aria-label="Stock to show"
          data={[
            { value: 'all', label: 'All' },
            { value: 'low', label: 'Low' },
            { value: 'expiring', label: 'Expiring or expired' },
          ]}
          value={view}
          onChange={setView}
        />
        {chooser}
      </Group>
      <ListDetail
        list={
          <DataTable
            label="Stock"
            columns={open === undefined ? columns : columns.filter(({ key }) => besideDetail.has(key))}
            source={{ ...products, items }}
            rowKey={(product) => product.id}
            onOpen={(product) => setOpenId(product.id)}
            selectedKey={openId ?? undefined}
            empty={
              <EmptyState icon={<IconPackage size={22} />} title={emptyTitles[view as keyof typeof emptyTitles]}>
                Stock is received and counted batch by batch, so that every dispensed medicine can be traced.
              </EmptyState>
            }
          />
        }
        detail={open === undefined ? null : <ProductDetail product={open} onClose={() => setOpenId(null)} />}
      />
    </Page>
  )
}

const emptyTitles = {
  all: 'Nothing is sold yet',
  low: 'Nothing runs low',
  expiring: `Nothing expires within ${expiringWithinDays} days`,
} as const
