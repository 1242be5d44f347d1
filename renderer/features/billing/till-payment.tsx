import { Button, Group, Stack } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useState } from 'react'
import type { Payment } from '../../../core/billing/model.js'
import { AppLink } from '../../app/navigation.js'
import { useCan } from '../../app/session.js'
import { Seal } from '../../ui/seal.js'
import { ReceiptView } from './receipt-view.js'
import { RefundDialog } from './refund-dialog.js'

interface TillPaymentProps {
  payment: Payment
  /** The day's payments, to know what was given back. */
  payments: readonly Payment[]
  onClose: () => void
}

/** One payment of the day: its receipt, the way to what it was for, and its refund. */
export function TillPayment({ payment, payments, onClose }: TillPaymentProps) {
  const can = useCan()
  const [isRefunding, setIsRefunding] = useState(false)
  const isRefundable =
    can('billing:write') && payment.refundOf === null && !payments.some((other) => other.refundOf === payment.id)
  const isOrder = payment.payable.kind === 'order'
  return (
    <Stack gap="md" p="md">
      <Group gap="xs">
        <Seal proof={payment.proof} kind="payment" recordId={payment.id} />
        {can(isOrder ? 'pharmacy:read' : 'encounters:read') ? (
          <AppLink to={`${isOrder ? '/pharmacy/orders' : '/visits'}/${payment.payable.id}`}>
            {isOrder ? 'Open the order' : 'Open the visit'}
          </AppLink>
        ) : null}
        <Group gap="xs" ms="auto">
          {isRefundable ? (
            <Button size="xs" variant="default" onClick={() => setIsRefunding(true)}>
              Refund
            </Button>
          ) : null}
          <Button size="xs" variant="subtle" leftSection={<IconX size={14} />} onClick={onClose}>
            Close
          </Button>
        </Group>
      </Group>
      <ReceiptView paymentId={payment.id} />
      {isRefunding ? <RefundDialog payment={payment} onClose={() => setIsRefunding(false)} /> : null}
    </Stack>
  )
}
