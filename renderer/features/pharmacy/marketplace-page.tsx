import { Button, SegmentedControl, Switch, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconPill, IconSearch, IconShoppingCart } from '@tabler/icons-react'
import { useState } from 'react'
import type { Product } from '../../../core/pharmacy/model.js'
import { useChosenColumns } from '../../app/chosen-columns.js'
import { useGo, useSearchParams } from '../../app/navigation.js'
import { useCan } from '../../app/session.js'
import { useOperationPages } from '../../client/operations.js'
import { countWords } from '../../ui/count-words.js'
import { type Column, DataTable } from '../../ui/data-table.js'
import { EmptyState } from '../../ui/empty-state.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { ListDetail } from '../../ui/list-detail.js'
import { MoneyText } from '../../ui/money-text.js'
import { Page } from '../../ui/page.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { OfferMedicineForm } from './offer-medicine-form.js'
import { OrderForAnyone } from './order-for-anyone.js'
import classes from './pharmacy.module.css'
import { PharmacyTabs } from './pharmacy-tabs.js'
import { furtherColumns, namingColumns } from './product-columns.js'
import { ProductDetail } from './product-detail.js'

const allColumns: readonly Column<Product>[] = [
  ...namingColumns,
  {
    key: 'rx',
    header: 'Prescription',
    width: '112px',
    cell: ({ requiresPrescription }) => (requiresPrescription ? <StatusBadge>Needed</StatusBadge> : 'Not needed'),
  },
  {
    key: 'verified',
    header: 'Verification',
    width: '116px',
    cell: ({ verification }) => (
      <StatusBadge tone={verification.isVerified ? 'done' : 'attention'}>
        {verification.isVerified ? 'Verified' : 'Not verified'}
      </StatusBadge>
    ),
  },
  {
    key: 'stock',
    header: 'In stock',
    width: '84px',
    align: 'end',
    cell: ({ available }) => countWords(available),
    sortBy: ({ available }) => available,
  },
  {
    key: 'price',
    header: 'Each',
    width: '92px',
    align: 'end',
    cell: ({ unitPriceMinor, currency }) => <MoneyText amountMinor={unitPriceMinor} currency={currency} />,
    sortBy: ({ unitPriceMinor }) => unitPriceMinor,
  },
  ...furtherColumns,
]

/** What still fits beside an open product. */
const besideDetail: ReadonlySet<string> = new Set(['name', 'stock', 'price'])

/** What the pharmacy sells: who made it, what is on the shelf, and whether it is verified. */
export function MarketplacePage() {
  const can = useCan()
  const go = useGo()
  const asked = useSearchParams()
  const [text, setText] = useState('')
  const [wanted] = useDebouncedValue(text.trim(), 90)
  const [need, setNeed] = useState('any')
  const [isInStock, setIsInStock] = useState(false)
  const [openId, setOpenId] = useState<string | null>(null)
  const { columns, chooser } = useChosenColumns('products', allColumns)
  const products = useOperationPages(
    'pharmacy.listProducts',
    {
      text: wanted,
      limit: 100,
      ...(need === 'any' ? {} : { requiresPrescription: need === 'needed' }),
      ...(isInStock ? { isInStock } : {}),
    },
    { keepsFormer: true },
  )
  const open = products.items.find((product) => product.id === openId)
  const back = () => go('/pharmacy', { isReplacing: true })
  return (
    <Page
      title="Pharmacy"
      width="full"
      actions={
        <>
          {can('pharmacy:stock') ? (
            <Button variant="default" onClick={() => go('/pharmacy?offer=1')}>
              Offer a medicine
            </Button>
          ) : null}
          {can('pharmacy:order') ? (
            <Button leftSection={<IconShoppingCart size={16} />} onClick={() => go('/pharmacy?order=1')}>
              Order for a patient
            </Button>
          ) : null}
        </>
      }
    >
      <PharmacyTabs current="/pharmacy" />
      <div className={classes.bar}>
        <TextInput
          aria-label="Find a medicine"
          placeholder="Medicine or manufacturer"
          leftSection={<IconSearch size={16} />}
          style={{ flex: '1 1 240px' }}
          maxLength={120}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <SegmentedControl
          aria-label="Prescription"
          data={[
            { value: 'any', label: 'All' },
            { value: 'needed', label: 'On prescription' },
            { value: 'free', label: 'Without' },
          ]}
          value={need}
          onChange={setNeed}
        />
        <Switch label="In stock" checked={isInStock} onChange={(event) => setIsInStock(event.currentTarget.checked)} />
        {chooser}
      </div>
      <ListDetail
        list={
          <DataTable
            label="Products"
            columns={open === undefined ? columns : columns.filter(({ key }) => besideDetail.has(key))}
            source={products}
            rowKey={(product) => product.id}
            onOpen={(product) => setOpenId(product.id)}
            selectedKey={openId ?? undefined}
            empty={
              <EmptyState icon={<IconPill size={22} />} title="No medicine fits">
                Try fewer letters or another filter. What the pharmacy does not sell yet can be offered from the
                formulary.
              </EmptyState>
            }
          />
        }
        detail={open === undefined ? null : <ProductDetail product={open} onClose={() => setOpenId(null)} />}
      />
      <FormDrawer
        isOpen={asked.offer !== undefined && can('pharmacy:stock')}
        onClose={back}
        title="Offer a medicine of the formulary"
      >
        <OfferMedicineForm onDone={back} />
      </FormDrawer>
      <FormDrawer
        isOpen={asked.order !== undefined && can('pharmacy:order')}
        onClose={back}
        title="Order medicine"
        size={680}
      >
        <OrderForAnyone onPlaced={(order) => go(`/pharmacy/orders/${order.id}`)} onClose={back} />
      </FormDrawer>
    </Page>
  )
}
