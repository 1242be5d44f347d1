import type { Order } from '../../../core/pharmacy/model.js'
import { useOperationCommand } from '../../client/operations.js'
import { ReasonDialog } from '../../ui/reason-dialog.js'
import { say } from '../../ui/say.js'

/** What is asked and said: a request gives nothing back, an order returns its stock. */
function wordsFor({ state, code, lines }: Order) {
  if (state === 'requested')
    return {
      title: `Withdraw request ${code}?`,
      confirmLabel: 'Withdraw request',
      keepLabel: 'Keep waiting',
      missingReason: 'Say why it is withdrawn.',
      consequence:
        'Nothing was taken for it. Should the other workstation have confirmed it meanwhile, a pharmacist decides in the conflict inbox which of the two counts.',
      done: `The request ${code} is withdrawn.`,
    }
  const isPrescribed = lines.some(({ prescriptionId }) => prescriptionId !== null)
  return {
    title: `Cancel order ${code}?`,
    confirmLabel: 'Cancel order',
    keepLabel: 'Keep order',
    missingReason: 'Say why it is canceled.',
    consequence: isPrescribed
      ? 'The stock returns to the shelf. The prescription’s fill stays used, here and on the chain: for the same medicine the doctor issues a new prescription.'
      : 'The stock returns to the shelf.',
    done: `Order ${code} is canceled; its stock is back on the shelf.`,
  }
}

/** Asks before an order is canceled. */
export function CancelOrderDialog({ order, onClose }: { order: Order; onClose: () => void }) {
  const { consequence, done, ...words } = wordsFor(order)
  const cancel = useOperationCommand('pharmacy.cancelOrder', {
    onDone: () => {
      say({ message: done })
      onClose()
    },
  })
  return (
    <ReasonDialog
      {...words}
      onClose={onClose}
      command={cancel}
      onConfirm={(reason) => cancel.mutate({ orderId: order.id, reason })}
    >
      {consequence}
    </ReasonDialog>
  )
}
