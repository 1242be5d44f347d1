import { Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Order } from '../../../core/pharmacy/model.js'
import { useOperationCommand } from '../../client/operations.js'
import { ConfirmDialog } from '../../ui/confirm-dialog.js'
import { say } from '../../ui/say.js'

/** Asks before an order is cancelled. */
export function CancelOrderDialog({ order, onClose }: { order: Order; onClose: () => void }) {
  const [reason, setReason] = useState('')
  const [isReasonMissing, setIsReasonMissing] = useState(false)
  const cancel = useOperationCommand('pharmacy.cancelOrder', {
    onDone: () => {
      say({ message: `Order ${order.code} is cancelled; its stock is back on the shelf.` })
      onClose()
    },
  })
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={`Cancel order ${order.code}?`}
      confirmLabel="Cancel order"
      keepLabel="Keep order"
      isDanger
      isPending={cancel.isPending}
      error={cancel.error}
      onConfirm={() => {
        if (reason.trim() === '') setIsReasonMissing(true)
        else cancel.mutate({ orderId: order.id, reason })
      }}
    >
      <Text mb="sm">The stock returns to the shelf, and the prescription can be filled by another order.</Text>
      <TextInput
        label="Reason"
        maxLength={200}
        value={reason}
        error={isReasonMissing && reason.trim() === '' ? 'Say why it is cancelled.' : null}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ConfirmDialog>
  )
}
