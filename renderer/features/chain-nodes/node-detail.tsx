import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { ChainNode, ChainNodeLogLine, ChainNodes } from '../../../core/chain-nodes/model.js'
import { decideMove, decideRemoval, decideWish, mayBeChecked } from '../../../core/chain-nodes/rules.js'
import { useOperationCommand, useOperationQuery } from '../../client/operations.js'
import { bytesText } from '../../ui/bytes-text.js'
import { countWords } from '../../ui/count-words.js'
import { ErrorState } from '../../ui/error-state.js'
import { Facts } from '../../ui/facts.js'
import { Notice } from '../../ui/notice.js'
import { QueryView } from '../../ui/query-view.js'
import { say } from '../../ui/say.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { TimeText } from '../../ui/time-text.js'
import classes from './chain-nodes.module.css'
import { MoveDialog, RemoveDialog } from './node-dialogs.js'
import { kindWords, latencyText, statusWords } from './node-words.js'

interface NodeDetailProps {
  node: ChainNode
  nodes: ChainNodes
  onRemoved: () => void
}

/** One node: how it is, what it did, and all that can be done with it as it stands. */
export function NodeDetail({ node, nodes, onRemoved }: NodeDetailProps) {
  const { id, status, reason } = node
  const isTrouble = status === 'failed' || status === 'degraded'
  return (
    <Stack gap="md">
      {reason === null || !isTrouble ? null : (
        <Notice tone={status === 'failed' ? 'danger' : 'attention'} title={reason} />
      )}
      <Facts
        items={[
          {
            label: 'State',
            value: <StatusBadge tone={statusWords[status].tone}>{statusWords[status].word}</StatusBadge>,
          },
          ...(reason === null || isTrouble ? [] : [{ label: 'Why', value: reason }]),
          { label: 'What it is', value: kindWords[node.kind] },
          ...(node.endpoint === null ? [] : [{ label: 'Address', value: <code>{node.endpoint}</code> }]),
          ...(node.kind === 'consortium'
            ? [{ label: 'Credential', value: node.hasCredential ? 'Kept in the encrypted file' : 'None' }]
            : []),
          { label: 'Chain id', value: node.chainId ?? 'Not known' },
          { label: 'Block', value: node.blockNumber === null ? 'Not known' : countWords(node.blockNumber) },
          { label: 'Answers in', value: latencyText(node.latencyMs) ?? 'Not known' },
          ...(node.peers === null ? [] : [{ label: 'Peers', value: countWords(node.peers) }]),
          ...(node.kind === 'consortium'
            ? []
            : [{ label: 'On disk', value: node.diskBytes === null ? 'Nothing' : bytesText(node.diskBytes) }]),
          {
            label: 'First block',
            value: node.genesisHash === null ? 'Not known' : <code className={classes.code}>{node.genesisHash}</code>,
          },
          ...(node.accounts.length === 0
            ? []
            : [
                {
                  label: 'Accounts with funds',
                  value: <code className={classes.code}>{node.accounts.join(' ')}</code>,
                },
              ]),
          {
            label: 'Looked at',
            value: node.checkedAt === null ? 'Not yet' : <TimeText at={node.checkedAt} isRelative />,
          },
        ]}
      />
      <Acts node={node} nodes={nodes} onRemoved={onRemoved} />
      <section aria-label="History">
        <Text fw={600}>History</Text>
        {node.history.length === 0 ? (
          <Text size="sm" c="dimmed">
            Nothing has happened to it yet.
          </Text>
        ) : (
          <ul className={classes.lines}>
            {node.history.map((change) => (
              <li key={`${change.at} ${change.status} ${change.reason}`}>
                <span className={classes.when}>
                  <TimeText at={change.at} />
                </span>
                <span>
                  {statusWords[change.status].word}
                  {change.reason === null ? '' : `: ${change.reason}`}
                </span>
              </li>
            ))}
          </ul>
        )}
      </section>
      <NodeLog id={id} />
    </Stack>
  )
}

function Acts({ node, nodes, onRemoved }: NodeDetailProps) {
  const { id, name } = node
  const [asked, setAsked] = useState<'move' | 'remove' | null>(null)
  const check = useOperationCommand('chainNodes.check', {
    onDone: (found) => say({ tone: 'done', message: `${name}: ${statusWords[found.status].word.toLowerCase()}.` }),
  })
  const stop = useOperationCommand('chainNodes.updateStatus')
  const start = useOperationCommand('chainNodes.updateStatus')
  const commands = [check, stop, start]
  const failed = commands.find(({ isError }) => isError)
  const isBusy = commands.some(({ isPending }) => isPending)
  const home = nodes.items.find(({ isHome }) => isHome)
  const use = { isInUse: node.isHome || id === nodes.move?.fromId }
  const mayStop = decideWish(node, 'stopped', use).ok
  const mayStart = decideWish(node, 'running', use).ok
  const mayRetry = decideWish(node, 'provisioning', use).ok
  const mayMove = nodes.move === null && decideMove(node, { homeId: home?.id ?? '', fromId: null }).ok
  return (
    <>
      {failed?.error ? <ErrorState error={failed.error} /> : null}
      <Group gap="xs">
        {mayRetry ? (
          <Button loading={start.isPending} onClick={() => start.mutate({ id, status: 'provisioning' })}>
            Try again
          </Button>
        ) : null}
        {mayStart ? (
          <Button loading={start.isPending} onClick={() => start.mutate({ id, status: 'running' })}>
            Start
          </Button>
        ) : null}
        {mayMove ? (
          <Button disabled={isBusy} onClick={() => setAsked('move')}>
            Move the clinic here
          </Button>
        ) : null}
        {mayBeChecked(node) ? (
          <Button variant="default" disabled={isBusy} loading={check.isPending} onClick={() => check.mutate({ id })}>
            Check now
          </Button>
        ) : null}
        {mayStop ? (
          <Button
            variant="default"
            disabled={isBusy}
            loading={stop.isPending}
            onClick={() => stop.mutate({ id, status: 'stopped' })}
          >
            Stop
          </Button>
        ) : null}
        {decideRemoval(node, use).ok ? (
          <Button variant="subtle" color="red" disabled={isBusy} onClick={() => setAsked('remove')}>
            Remove
          </Button>
        ) : null}
      </Group>
      {asked === 'move' ? <MoveDialog node={node} nodes={nodes} onClose={() => setAsked(null)} /> : null}
      {asked === 'remove' ? <RemoveDialog node={node} onClose={() => setAsked(null)} onRemoved={onRemoved} /> : null}
    </>
  )
}

function NodeLog({ id }: { id: string }) {
  const [isOpen, setIsOpen] = useState(false)
  const log = useOperationQuery('chainNodes.readLog', { id }, { isEnabled: isOpen })
  return (
    <section aria-label="Log">
      <Group justify="space-between">
        <Text fw={600}>Log</Text>
        <Button size="xs" variant="default" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          {isOpen ? 'Hide log' : 'Show log'}
        </Button>
      </Group>
      {isOpen ? (
        <QueryView query={log}>
          {({ items }) =>
            items.length === 0 ? (
              <Text size="sm" c="dimmed">
                It has written nothing yet.
              </Text>
            ) : (
              <ol className={classes.lines}>
                {numbered(items).map(({ key, at, text }) => (
                  <li key={key}>
                    <span className={classes.when}>
                      <TimeText at={at} />
                    </span>
                    <span>{text}</span>
                  </li>
                ))}
              </ol>
            )
          }
        </QueryView>
      ) : null}
    </section>
  )
}

/** Lines have no name of their own; the oldest that is shown is the first. */
const numbered = (lines: readonly ChainNodeLogLine[]) =>
  lines.map((line, index) => ({ ...line, key: lines.length - index }))
