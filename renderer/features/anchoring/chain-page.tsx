import { Button, SegmentedControl } from '@mantine/core'
import { IconAnchor, IconLink } from '@tabler/icons-react'
import { useState } from 'react'
import type { AnchoringStatus, ChainEntry } from '../../../core/anchoring/model.js'
import { useCan } from '../../app/session.js'
import { useOperationCommand, useOperationPages, useOperationQuery } from '../../client/operations.js'
import { countWords } from '../../ui/count-words.js'
import { type Column, DataTable } from '../../ui/data-table.js'
import { EmptyState } from '../../ui/empty-state.js'
import { ErrorState } from '../../ui/error-state.js'
import { Facts } from '../../ui/facts.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { Notice } from '../../ui/notice.js'
import { Page, Section } from '../../ui/page.js'
import { QueryView } from '../../ui/query-view.js'
import { say } from '../../ui/say.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { TimeText } from '../../ui/time-text.js'
import classes from './chain-page.module.css'
import { ProofDrawerContent } from './proof-drawer-content.js'

const stateWords = { waiting: 'Waiting', anchored: 'Anchored', refused: 'Refused' } as const
const stateTones = { waiting: 'neutral', anchored: 'done', refused: 'attention' } as const

const columns: readonly Column<ChainEntry>[] = [
  { key: 'kind', header: 'Record', width: '11.25rem', cell: (entry) => entry.kind },
  {
    key: 'version',
    header: 'Version',
    width: '5rem',
    align: 'end',
    cell: (entry) => (entry.fn === null ? entry.version : ''),
  },
  { key: 'fn', header: 'Sent as', width: '11.25rem', cell: (entry) => entry.fn ?? 'part of a batch' },
  {
    key: 'state',
    header: 'State',
    width: '7.5rem',
    cell: (entry) => <StatusBadge tone={stateTones[entry.state]}>{stateWords[entry.state]}</StatusBadge>,
  },
  { key: 'commitment', header: 'Commitment', cell: (entry) => <code>{entry.commitment}</code> },
  { key: 'block', header: 'Block', width: '5rem', align: 'end', cell: (entry) => entry.blockNumber ?? '' },
  { key: 'at', header: 'Made', width: '11.875rem', cell: (entry) => <TimeText at={entry.createdAt} /> },
]

type Filter = 'all' | ChainEntry['state']

/** The chain, what waits for it, and what is proven. */
export function ChainPage() {
  const can = useCan()
  const status = useOperationQuery('anchoring.getStatus', {}, { everyMs: 10_000 })
  const [filter, setFilter] = useState<Filter>('all')
  const [open, setOpen] = useState<ChainEntry | null>(null)
  const entries = useOperationPages('anchoring.listEntries', {
    limit: 100,
    ...(filter === 'all' ? {} : { state: filter }),
  })
  const anchorNow = useOperationCommand('anchoring.anchorNow', {
    onDone: () => say({ tone: 'done', message: 'What waited was sent to the chain.' }),
  })
  return (
    <Page
      title="Chain and proofs"
      subtitle="Only salted fingerprints of records are on the chain. No name, code, amount or diagnosis ever is."
      width="full"
      actions={
        can('anchoring:write') ? (
          <Button
            leftSection={<IconAnchor size={16} />}
            loading={anchorNow.isPending}
            disabled={status.data?.waiting === 0}
            onClick={() => anchorNow.mutate({})}
          >
            Anchor now
          </Button>
        ) : null
      }
    >
      {anchorNow.isError ? <ErrorState error={anchorNow.error} /> : null}
      <QueryView query={status}>{(data) => <ChainStatus status={data} />}</QueryView>
      <SegmentedControl
        aria-label="Which entries"
        className={classes.filter}
        value={filter}
        onChange={(value) => setFilter(value as Filter)}
        data={[
          { value: 'all', label: 'All' },
          { value: 'waiting', label: 'Waiting' },
          { value: 'anchored', label: 'Anchored' },
          { value: 'refused', label: 'Refused' },
        ]}
      />
      <DataTable
        label="Chain entries"
        columns={columns}
        source={entries}
        rowKey={(entry) => `${entry.kind} ${entry.recordId} ${entry.version} ${entry.fn ?? ''} ${entry.commitment}`}
        onOpen={setOpen}
        empty={
          <EmptyState icon={<IconLink size={22} />} title="Nothing here">
            Every clinical record leaves a fingerprint in this list as soon as it is saved.
          </EmptyState>
        }
      />
      <FormDrawer isOpen={open !== null} onClose={() => setOpen(null)} title="Proof" size={620}>
        {open === null ? null : <ProofDrawerContent entry={open} />}
      </FormDrawer>
    </Page>
  )
}

function ChainStatus({ status }: { status: AnchoringStatus }) {
  const { chain } = status
  return (
    <>
      {chain.state === 'running' ? null : (
        <Notice title={chain.state === 'starting' ? 'The chain is starting.' : 'The chain cannot be reached now.'}>
          Work goes on. What waits is kept and goes out by itself. {chain.reason}
        </Notice>
      )}
      <Section title={chain.kind === 'local' ? 'This clinic’s own chain' : 'The consortium chain'}>
        <Facts
          items={[
            { label: 'Block', value: chain.blockNumber ?? 'Not known' },
            { label: 'Chain id', value: chain.chainId ?? 'Not known' },
            { label: 'Anchored', value: countWords(status.anchored) },
            { label: 'Waiting', value: countWords(status.waiting) },
            { label: 'Refused by a contract', value: countWords(status.refused) },
            {
              label: 'Last anchored',
              value: status.lastAnchoredAt === null ? 'Never' : <TimeText at={status.lastAnchoredAt} isRelative />,
            },
            {
              label: 'Next batch',
              value:
                status.nextBatchAt === null ? 'When something waits' : <TimeText at={status.nextBatchAt} isRelative />,
            },
          ]}
        />
        <details className={classes.contracts}>
          <summary>Contracts and genesis</summary>
          <Facts
            items={[
              { label: 'Genesis', value: <code>{chain.genesisHash ?? 'Not known'}</code> },
              ...Object.entries(chain.contracts).map(([label, address]) => ({ label, value: <code>{address}</code> })),
            ]}
          />
        </details>
      </Section>
    </>
  )
}
