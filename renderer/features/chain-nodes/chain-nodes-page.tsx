import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { ChainNode } from '../../../core/chain-nodes/model.js'
import { useOperationQuery } from '../../client/operations.js'
import { bytesText } from '../../ui/bytes-text.js'
import { countWords } from '../../ui/count-words.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { Page } from '../../ui/page.js'
import { QueryView } from '../../ui/query-view.js'
import { StatusBadge } from '../../ui/status-badge.js'
import classes from './chain-nodes.module.css'
import { MovePart } from './move-part.js'
import { NodeDetail } from './node-detail.js'
import { latencyText, partWords, placeText, statusWords } from './node-words.js'
import { ProvisionForm } from './provision-form.js'

/** The nodes of chains that this workstation knows, and which of them the clinic anchors on. */
export function ChainNodesPage() {
  const nodes = useOperationQuery('chainNodes.list', {})
  const [isNew, setIsNew] = useState(false)
  const [openId, setOpenId] = useState<string | null>(null)
  const open = nodes.data?.items.find(({ id }) => id === openId)
  return (
    <Page
      title="Blockchain nodes"
      subtitle="Where the fingerprints of records are anchored: the clinic’s own chain, others on this computer, and a consortium’s."
      actions={
        <Button leftSection={<IconPlus size={16} />} onClick={() => setIsNew(true)}>
          New node
        </Button>
      }
    >
      <QueryView query={nodes}>
        {({ items, move, account }) => (
          <>
            {move === null ? null : <MovePart move={move} nodes={items} account={account} />}
            <div className={classes.table}>
              <div className={`${classes.row} ${classes.head}`} aria-hidden>
                <span>Node</span>
                <span>Block</span>
                <span>Answers in</span>
                <span>On disk</span>
                <span>State</span>
              </div>
              <ul className={classes.rows} aria-label="Blockchain nodes">
                {items.map((node) => (
                  <Row key={node.id} node={node} part={partWords(node, move)} onOpen={() => setOpenId(node.id)} />
                ))}
              </ul>
            </div>
          </>
        )}
      </QueryView>
      <FormDrawer isOpen={isNew} onClose={() => setIsNew(false)} title="New node">
        <ProvisionForm
          onDone={(made) => {
            setIsNew(false)
            void nodes.refetch()
            setOpenId(made.id)
          }}
        />
      </FormDrawer>
      <FormDrawer isOpen={open !== undefined} onClose={() => setOpenId(null)} title={open?.name ?? ''} size={620}>
        {open === undefined || nodes.data === undefined ? null : (
          <NodeDetail node={open} nodes={nodes.data} onRemoved={() => setOpenId(null)} />
        )}
      </FormDrawer>
    </Page>
  )
}

function Row({ node, part, onOpen }: { node: ChainNode; part: string | null; onOpen: () => void }) {
  const { name, status, reason, blockNumber, latencyMs, diskBytes } = node
  return (
    <li>
      <button type="button" className={classes.row} onClick={onOpen}>
        <span className={classes.main}>
          <span className={classes.name}>
            {name}
            {part === null ? null : <StatusBadge tone="accent">{part}</StatusBadge>}
          </span>
          <span className={classes.about}>{reason ?? placeText(node)}</span>
        </span>
        <Figure label="Block" value={blockNumber === null ? null : countWords(blockNumber)} />
        <Figure label="Answers in" value={latencyText(latencyMs)} />
        <Figure label="On disk" value={diskBytes === null ? null : bytesText(diskBytes)} />
        <span>
          <StatusBadge tone={statusWords[status].tone}>{statusWords[status].word}</StatusBadge>
        </span>
      </button>
    </li>
  )
}

function Figure({ label, value }: { label: string; value: string | null }) {
  return (
    <span className={classes.number}>
      <span className="mc-visually-hidden">{label}: </span>
      {value ?? '–'}
    </span>
  )
}
