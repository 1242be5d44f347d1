import type { Order } from '../../../core/pharmacy/model.js'
import { useOperationCommand } from '../../client/operations.js'
import { ReasonDialog } from '../../ui/reason-dialog.js'
import { say } from '../../ui/say.js'

/** Asks before an order is canceled. */
export function CancelOrderDialog({ order, onClose }: { order: Order; onClose: () => void }) {
  const isRequest = order.state === 'requested'
  const cancel = useOperationCommand('pharmacy.cancelOrder', {
    onDone: () => {
      say({
        message: isRequest
          ? `The request ${order.code} is withdrawn.`
          : `Order ${order.code} is canceled; its stock is back on the shelf.`,
      })
      onClose()
    },
  })
  if (isRequest)
    return (
      <ReasonDialog
        onClose={onClose}
        title={`Withdraw request ${order.code}?`}
        confirmLabel="Withdraw request"
        keepLabel="Keep waiting"
        missingReason="Say why it is withdrawn."
        command={cancel}
        onConfirm={(reason) => cancel.mutate({ orderId: order.id, reason })}
      >
        Nothing was taken for it. Should the other workstation have confirmed it meanwhile, a pharmacist decides in the
        conflict inbox which of the two counts.
      </ReasonDialog>
    )
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
