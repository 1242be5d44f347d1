import type { ChainNode, ChainNodes } from '../../../core/chain-nodes/model.js'
import { useOperationCommand } from '../../client/operations.js'
import { ConfirmDialog } from '../../ui/confirm-dialog.js'
import { Points } from '../../ui/points.js'
import { say } from '../../ui/say.js'
import classes from './chain-nodes.module.css'
import { nameWithin } from './node-words.js'

interface MoveDialogProps {
  node: ChainNode
  nodes: ChainNodes
  onClose: () => void
}

/** What moving does, before it is done. */
export function MoveDialog({ node, nodes: { account }, onClose }: MoveDialogProps) {
  const { id, kind } = node
  const name = nameWithin(node)
  const move = useOperationCommand('chainNodes.move', {
    onDone: () => {
      say({ tone: 'done', message: `The clinic is moving to ${name}.` })
      onClose()
    },
  })
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={`Move the clinic to ${name}?`}
      confirmLabel="Move the clinic"
      keepLabel="Stay here"
      isPending={move.isPending}
      error={move.error}
      onConfirm={() => move.mutate({ id })}
    >
      <Points>
        <li>Everything is anchored there again, in its old order. Work goes on meanwhile.</li>
        <li>Each seal says where its record is anchored, and no more than that.</li>
        <li>You can go back until it is done, and move again afterwards.</li>
        {kind === 'consortium' ? (
          <li>
            The clinic’s account pays there. Its steward gives it funds: <code className={classes.code}>{account}</code>
          </li>
        ) : null}
      </Points>
    </ConfirmDialog>
  )
}

interface RemoveDialogProps {
  node: ChainNode
  onClose: () => void
  onRemoved: () => void
}

/** What goes with a node that is removed. */
export function RemoveDialog({ node: { id, name, kind }, onClose, onRemoved }: RemoveDialogProps) {
  const remove = useOperationCommand('chainNodes.remove', {
    onDone: () => {
      say({ tone: 'done', message: `${name} was removed.` })
      onRemoved()
    },
  })
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={`Remove ${name}?`}
      confirmLabel="Remove node"
      keepLabel="Keep it"
      isDanger
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ id })}
    >
      {kind === 'process'
        ? 'Its process ends, and all its blocks are deleted. None of the clinic’s records is anchored there now.'
        : 'Its address and its credential are deleted. The node itself is somebody else’s and goes on.'}
    </ConfirmDialog>
  )
}
