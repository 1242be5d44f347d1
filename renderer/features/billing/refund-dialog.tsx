import { Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Payment } from '../../../core/billing/model.js'
import { formatMoney } from '../../../core/kernel/money.js'
import { useOperationCommand } from '../../client/operations.js'
import { ConfirmDialog } from '../../ui/confirm-dialog.js'
import { say } from '../../ui/say.js'
import { methodWords } from './payment-words.js'

/** Asks before money goes back; the payment and the refund both stay on record. */
export function RefundDialog({ payment, onClose }: { payment: Payment; onClose: () => void }) {
  const [reason, setReason] = useState('')
  const [isReasonMissing, setIsReasonMissing] = useState(false)
  const amount = formatMoney(payment.amountMinor, payment.currency)
  const refund = useOperationCommand('billing.refundPayment', {
    onDone: (given) => {
      say({ tone: 'done', message: `${amount} given back, receipt ${given.code}.` })
      onClose()
    },
  })
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={`Give ${amount} of receipt ${payment.code} back?`}
      confirmLabel="Refund payment"
      keepLabel="Keep payment"
      isDanger
      isPending={refund.isPending}
      error={refund.error}
      onConfirm={() => {
        if (reason.trim() === '') setIsReasonMissing(true)
        else refund.mutate({ paymentId: payment.id, reason })
      }}
    >
      <Text mb="sm">
        It was taken by {methodWords[payment.method].toLowerCase()}; give it back the same way. A refund cannot be taken
        back.
      </Text>
      <TextInput
        label="Reason"
        maxLength={200}
        value={reason}
        error={isReasonMissing && reason.trim() === '' ? 'Say why the money goes back.' : null}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ConfirmDialog>
  )
}
