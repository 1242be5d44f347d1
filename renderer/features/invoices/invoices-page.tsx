import { Button, Stack, Text, TextInput } from '@mantine/core'
import { IconFileInvoice, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import * as z from 'zod'
import type { InvoiceSummary } from '../../../core/invoices/model.js'
import { Month } from '../../../core/usage/model.js'
import { addMonths } from '../../../core/usage/rules.js'
import { useGo, useSearchParams } from '../../app/navigation.js'
import { useCan } from '../../app/session.js'
import { useOperationPages } from '../../client/operations.js'
import { useToday } from '../../ui/clinic-context.js'
import { type Column, DataTable } from '../../ui/data-table.js'
import { EmptyState } from '../../ui/empty-state.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { ListDetail } from '../../ui/list-detail.js'
import { MoneyText } from '../../ui/money-text.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { Page } from '../../ui/page.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { DateText } from '../../ui/time-text.js'
import { monthWords } from '../usage/usage-words.js'
import { InvoiceDetail } from './invoice-detail.js'
import { stateWords } from './invoice-words.js'

const columns: readonly Column<InvoiceSummary>[] = [
  { key: 'code', header: 'Invoice', width: '110px', cell: ({ code }) => code },
  { key: 'month', header: 'Month', cell: ({ month }) => monthWords(month), sortBy: ({ month }) => month },
  {
    key: 'state',
    header: 'State',
    width: '190px',
    cell: ({ state, isDisputed }) => (
      <>
        <StatusBadge tone={stateWords[state].tone}>{stateWords[state].word}</StatusBadge>{' '}
        {isDisputed ? <StatusBadge tone="attention">Disputed</StatusBadge> : null}
      </>
    ),
    sortBy: ({ state }) => state,
  },
  {
    key: 'due',
    header: 'Due',
    width: '130px',
    cell: ({ dueOn }) => (dueOn === null ? '–' : <DateText date={dueOn} />),
  },
  {
    key: 'total',
    header: 'Total',
    width: '120px',
    align: 'end',
    cell: ({ totalMinor, currency }) => <MoneyText amountMinor={totalMinor} currency={currency} />,
    sortBy: ({ totalMinor }) => totalMinor,
  },
  {
    key: 'left',
    header: 'Left to pay',
    width: '120px',
    align: 'end',
    cell: ({ outstandingMinor, currency, state }) =>
      state === 'draft' ? '–' : <MoneyText amountMinor={Math.max(0, outstandingMinor)} currency={currency} />,
  },
]
/** What still fits beside an open invoice. */
const besideDetail: ReadonlySet<string> = new Set(['month', 'state', 'total'])

/** What the platform charges the clinic, month by month. */
export function InvoicesPage() {
  const go = useGo()
  const can = useCan()('clinic:manage')
  const { invoice: openId } = useSearchParams()
  const [isDrafting, setIsDrafting] = useState(false)
  const invoices = useOperationPages('invoices.list', { limit: 100 })
  const open = (id: string | null) => go(id === null ? '/invoices' : `/invoices?invoice=${id}`, { isReplacing: true })
  return (
    <Page
      title="Invoices"
      width="full"
      actions={
        <>
          <Button variant="default" onClick={() => go('/invoices/rate-card')}>
            Rate card
          </Button>
          {can ? (
            <Button
              variant={openId === undefined ? 'filled' : 'default'}
              leftSection={<IconPlus size={16} />}
              onClick={() => setIsDrafting(true)}
            >
              Draft invoice
            </Button>
          ) : null}
        </>
      }
    >
      <ListDetail
        list={
          <DataTable
            label="Invoices"
            columns={openId === undefined ? columns : columns.filter(({ key }) => besideDetail.has(key))}
            source={invoices}
            rowKey={({ id }) => id}
            onOpen={({ id }) => open(id)}
            selectedKey={openId}
            empty={
              <EmptyState icon={<IconFileInvoice size={22} />} title="No invoices yet">
                When a month is over, its invoice is drafted from what was metered.
              </EmptyState>
            }
          />
        }
        detail={
          openId === undefined ? null : <InvoiceDetail key={openId} invoiceId={openId} onClose={() => open(null)} />
        }
      />
      <FormDrawer isOpen={isDrafting} onClose={() => setIsDrafting(false)} title="Draft an invoice">
        <DraftForm
          onDone={(id) => {
            setIsDrafting(false)
            if (id !== null) open(id)
          }}
        />
      </FormDrawer>
    </Page>
  )
}

const DraftInvoice = z.strictObject({ month: Month })

function DraftForm({ onDone }: { onDone: (id: string | null) => void }) {
  const lastMonth = addMonths(useToday().slice(0, 7), -1)
  const state = useOperationForm({
    path: 'invoices.create',
    schema: DraftInvoice,
    initial: { month: lastMonth },
    onDone: ({ id }) => onDone(id),
  })
  return (
    <OperationFields state={state} submitLabel="Draft invoice" onCancel={() => onDone(null)}>
      <Stack gap="xs">
        <TextInput label="Month" type="month" max={lastMonth} {...state.form.getInputProps('month')} />
        <Text size="sm" c="dimmed">
          From the usage of that month, by the rate card as it stands. Look through the draft before you issue it.
        </Text>
      </Stack>
    </OperationFields>
  )
}
