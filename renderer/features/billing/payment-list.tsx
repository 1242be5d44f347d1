import { Button, Text } from '@mantine/core'
import { useState } from 'react'
import type { Payment } from '../../../core/billing/model.js'
import { useCan } from '../../app/session.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { MoneyText } from '../../ui/money-text.js'
import { Row, RowList } from '../../ui/row-list.js'
import { Seal } from '../../ui/seal.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { TimeText } from '../../ui/time-text.js'
import { methodWords } from './payment-words.js'
import { ReceiptView } from './receipt-view.js'
import { RefundDialog } from './refund-dialog.js'

/** Payments and refunds of one visit or order, each with its receipt. */
export function PaymentList({ payments }: { payments: readonly Payment[] }) {
  const can = useCan()
  const [shown, setShown] = useState<Payment | null>(null)
  const [refunding, setRefunding] = useState<Payment | null>(null)
  const refunded = new Set(payments.map((payment) => payment.refundOf))
  if (payments.length === 0) return <Text c="dimmed">Nothing has been paid yet.</Text>
  return (
    <>
      <RowList label="Payments">
        {payments.map((payment) => (
          <Row
            key={payment.id}
            align="center"
            title={
              <>
                <MoneyText amountMinor={payment.amountMinor} currency={payment.currency} />
                <Text span>
                  {methodWords[payment.method]}
                  {payment.reference === null ? '' : ` · ${payment.reference}`}
                </Text>
                {payment.refundOf === null ? null : <StatusBadge tone="attention">Refund</StatusBadge>}
                {refunded.has(payment.id) ? <StatusBadge>Given back</StatusBadge> : null}
              </>
            }
            acts={
              <>
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={`Receipt ${payment.code}`}
                  onClick={() => setShown(payment)}
                >
                  Receipt
                </Button>
                {can('billing:write') && payment.refundOf === null && !refunded.has(payment.id) ? (
                  <Button
                    size="compact-sm"
                    variant="subtle"
                    aria-label={`Refund ${payment.code}`}
                    onClick={() => setRefunding(payment)}
                  >
                    Refund
                  </Button>
                ) : null}
              </>
            }
          >
            <Text size="xs" c="dimmed" component="div">
              Receipt {payment.code} · <TimeText at={payment.takenAt} /> · {payment.takenBy}{' '}
              <Seal proof={payment.proof} kind="payment" recordId={payment.id} />
            </Text>
          </Row>
        ))}
      </RowList>
      <FormDrawer
        isOpen={shown !== null}
        onClose={() => setShown(null)}
        title={`Receipt ${shown?.code ?? ''}`}
        size={560}
      >
        {shown === null ? null : <ReceiptView paymentId={shown.id} />}
      </FormDrawer>
      {refunding === null ? null : <RefundDialog payment={refunding} onClose={() => setRefunding(null)} />}
    </>
  )
}
