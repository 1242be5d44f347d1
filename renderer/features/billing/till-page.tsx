import { Button } from '@mantine/core'
import { IconCash } from '@tabler/icons-react'
import { useState } from 'react'
import type { DaySheet } from '../../../core/billing/model.js'
import { useGo, useSearchParams } from '../../app/navigation.js'
import { useOperationQuery } from '../../client/operations.js'
import { useToday } from '../../ui/clinic-context.js'
import { type Column, DataTable } from '../../ui/data-table.js'
import { DayStepper, dayAsked } from '../../ui/day-stepper.js'
import { EmptyState } from '../../ui/empty-state.js'
import { ListDetail } from '../../ui/list-detail.js'
import { MoneyText } from '../../ui/money-text.js'
import { Page } from '../../ui/page.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { TimeText } from '../../ui/time-text.js'
import { dateWords } from '../../ui/time-words.js'
import { DayTotals } from './day-totals.js'
import { methodWords } from './payment-words.js'
import { TillPayment } from './till-payment.js'

type DayPayment = DaySheet['payments'][number]

const columns: readonly Column<DayPayment>[] = [
  {
    key: 'time',
    header: 'Time',
    width: '100px',
    cell: (payment) => <TimeText at={payment.takenAt} show="time" />,
    sortBy: (payment) => payment.takenAt,
  },
  { key: 'patient', header: 'Patient', cell: ({ patientName }) => patientName, sortBy: (p) => p.patientName },
  { key: 'code', header: 'Receipt', width: '104px', cell: ({ code }) => code },
  {
    key: 'method',
    header: 'Method',
    width: '124px',
    cell: ({ method }) => methodWords[method],
    sortBy: (p) => p.method,
  },
  {
    key: 'kind',
    header: 'For',
    width: '92px',
    cell: ({ payable, refundOf }) =>
      refundOf === null ? (
        payable.kind === 'order' ? (
          'Order'
        ) : (
          'Visit'
        )
      ) : (
        <StatusBadge tone="attention">Refund</StatusBadge>
      ),
  },
  {
    key: 'amount',
    header: 'Amount',
    width: '124px',
    align: 'end',
    cell: ({ amountMinor, currency }) => <MoneyText amountMinor={amountMinor} currency={currency} />,
    sortBy: ({ amountMinor }) => amountMinor,
  },
]

/** What still fits beside an open receipt. */
const besideDetail: ReadonlySet<string> = new Set(['time', 'patient', 'method', 'amount'])

/** A day at the till: what came in by each method, each payment, and its receipt. */
export function TillPage() {
  const asked = useSearchParams()
  const today = useToday()
  const go = useGo()
  const day = dayAsked(asked.day, today)
  const [openId, setOpenId] = useState<string | null>(null)
  const sheet = useOperationQuery('billing.getDaySheet', { day }, { keepsFormer: true })
  const open = sheet.data?.payments.find((payment) => payment.id === openId) ?? null
  const goToDay = (next: string) => go(`/till?day=${next}`, { isReplacing: true })
  return (
    <Page
      title="Till"
      subtitle={dateWords(day, 'long')}
      width="full"
      actions={
        <>
          <DayStepper day={day} onChange={goToDay} />
          {day === today ? null : (
            <Button variant="default" onClick={() => goToDay(today)}>
              Today
            </Button>
          )}
        </>
      }
    >
      <DayTotals sheet={sheet.data} />
      <ListDetail
        list={
          <DataTable
            label="Payments of the day"
            columns={open === null ? columns : columns.filter(({ key }) => besideDetail.has(key))}
            source={{ ...sheet, items: sheet.data?.payments ?? [] }}
            rowKey={(payment) => payment.id}
            onOpen={(payment) => setOpenId(payment.id)}
            selectedKey={openId ?? undefined}
            empty={
              <EmptyState icon={<IconCash size={22} />} title="No payments on this day">
                Payments are taken on the visit or the order that they are for, and are summed up here.
              </EmptyState>
            }
          />
        }
        detail={
          open === null ? null : (
            <TillPayment payment={open} payments={sheet.data?.payments ?? []} onClose={() => setOpenId(null)} />
          )
        }
      />
    </Page>
  )
}
