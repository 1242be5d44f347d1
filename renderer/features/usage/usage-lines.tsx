import { IconGauge } from '@tabler/icons-react'
import type { Month, UsageLine, UsageResource } from '../../../core/usage/model.js'
import { useOperationPages } from '../../client/operations.js'
import { type Column, DataTable } from '../../ui/data-table.js'
import { EmptyState } from '../../ui/empty-state.js'
import { TimeText } from '../../ui/time-text.js'
import { quantityWords, resourceWords } from './usage-words.js'

const columns: readonly Column<UsageLine>[] = [
  { key: 'hour', header: 'Hour', width: '170px', cell: ({ hour }) => <TimeText at={hour} /> },
  { key: 'resource', header: 'Resource', cell: ({ resource }) => resourceWords[resource].name },
  {
    key: 'quantity',
    header: 'Used',
    width: '130px',
    align: 'end',
    cell: ({ resource, quantity }) => quantityWords(resource, quantity),
  },
  {
    key: 'source',
    header: 'Source',
    width: '110px',
    cell: ({ source }) => (source === 'metered' ? 'Metered' : 'Reported'),
  },
  {
    key: 'line',
    header: 'Line',
    width: '90px',
    align: 'end',
    cell: ({ seq, hash }) => <span title={`SHA-256 ${hash}`}>{seq}</span>,
  },
]

/** What fits beside a list. */
const narrow: ReadonlySet<string> = new Set(['hour', 'resource', 'quantity'])

interface UsageLinesProps {
  month: Month
  resource?: UsageResource | undefined
  isNarrow?: boolean
}

/** The signed lines behind a month's numbers, the latest hour first. */
export function UsageLines({ month, resource, isNarrow = false }: UsageLinesProps) {
  const lines = useOperationPages('usage.list', { month, limit: 100, ...(resource === undefined ? {} : { resource }) })
  return (
    <DataTable
      label="Lines of usage"
      columns={isNarrow ? columns.filter(({ key }) => narrow.has(key)) : columns}
      source={lines}
      rowKey={({ id }) => id}
      empty={
        <EmptyState icon={<IconGauge size={22} />} title="No lines">
          An hour’s lines are written when it is over.
        </EmptyState>
      }
    />
  )
}
