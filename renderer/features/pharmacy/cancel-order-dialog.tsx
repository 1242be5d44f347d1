import type { Order } from '../../../core/pharmacy/model.js'
import { useOperationCommand } from '../../client/operations.js'
import { ReasonDialog } from '../../ui/reason-dialog.js'
import { say } from '../../ui/say.js'

/** Asks before an order is canceled. */
export function CancelOrderDialog({ order, onClose }: { order: Order; onClose: () => void }) {
  const cancel = useOperationCommand('pharmacy.cancelOrder', {
    onDone: () => {
      say({ message: `Order ${order.code} is canceled; its stock is back on the shelf.` })
      onClose()
    },
  })
  const isPrescribed = order.lines.some(({ prescriptionId }) => prescriptionId !== null)
  return (
    <ReasonDialog
      onClose={onClose}
      title={`Cancel order ${order.code}?`}
      confirmLabel="Cancel order"
      keepLabel="Keep order"
      missingReason="Say why it is canceled."
      command={cancel}
      onConfirm={(reason) => cancel.mutate({ orderId: order.id, reason })}
    >
      The stock returns to the shelf.
      {isPrescribed &&
        ' The prescription’s fill stays used, here and on the chain: for the same medicine the doctor issues a new prescription.'}
    </ReasonDialog>
  )
}
