import { Button, Progress, Text } from '@mantine/core'
import { useState } from 'react'
import type { ChainMove, ChainNode } from '../../../core/chain-nodes/model.js'
import { useOperationCommand } from '../../client/operations.js'
import { ConfirmDialog } from '../../ui/confirm-dialog.js'
import { countWords } from '../../ui/count-words.js'
import { Notice } from '../../ui/notice.js'
import classes from './chain-nodes.module.css'
import { nameWithin } from './node-words.js'

/** How far the clinic has moved, what it waits for, and the way back. */
export function MovePart({ move, nodes, account }: { move: ChainMove; nodes: readonly ChainNode[]; account: string }) {
  const [isAsking, setIsAsking] = useState(false)
  const back = useOperationCommand('chainNodes.move', { onDone: () => setIsAsking(false) })
  const { fromId, toId, anchored, total, reason } = move
  const nameOf = (id: string) => {
    const found = nodes.find((node) => node.id === id)
    return found ? nameWithin(found) : 'another node'
  }
  const percent = total === 0 ? 100 : Math.floor((100 * anchored) / total)
  return (
    <section className={classes.move} aria-label="Move">
      <div className={classes.moveHead}>
        <Text fw={600}>The clinic is moving to {nameOf(toId)}</Text>
        <Button variant="default" size="xs" onClick={() => setIsAsking(true)}>
          Go back
        </Button>
      </div>
      <Progress value={percent} aria-label="Anchored on the new chain" />
      <Text size="sm" c="dimmed" role="status">
        {countWords(anchored)} of {countWords(total)} are anchored there, in their old order. Work goes on meanwhile,
        and no seal says more than is true.
      </Text>
      {reason === null ? null : (
        <Notice tone="attention" title="It waits, and goes on by itself.">
          {reason}
          {/fund/i.test(reason) ? (
            <div>
              Ask the steward of the chain to give funds to the clinic’s account,{' '}
              <code className={classes.code}>{account}</code>
            </div>
          ) : null}
        </Notice>
      )}
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        title={`Go back to ${nameOf(fromId)}?`}
        confirmLabel="Go back"
        keepLabel="Go on moving"
        isPending={back.isPending}
        error={back.error}
        onConfirm={() => back.mutate({ id: fromId })}
      >
        Everything is anchored where it was before. What was sent to {nameOf(toId)} stays on that chain: nothing can be
        taken off a chain again. It names no patient.
      </ConfirmDialog>
    </section>
  )
}
