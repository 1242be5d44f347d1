import { IconCircleCheck, IconInbox } from '@tabler/icons-react'
import type { Change } from '../../../core/sync/model.js'
import { useGo } from '../../app/navigation.js'
import { useCan } from '../../app/session.js'
import { useOperationPages } from '../../client/operations.js'
import { type Column, DataTable } from '../../ui/data-table.js'
import { EmptyState } from '../../ui/empty-state.js'
import { TimeText } from '../../ui/time-text.js'

const what: Column<Change> = { key: 'what', header: 'Change', cell: ({ statement }) => statement }
const record: Column<Change> = { key: 'record', header: 'Record', width: '9rem', cell: ({ code }) => code ?? '—' }
const by: Column<Change> = { key: 'by', header: 'By', width: '14rem', cell: (change) => change.by }
const where: Column<Change> = { key: 'where', header: 'At', width: '12rem', cell: ({ deviceName }) => deviceName }
const at: Column<Change> = { key: 'at', header: 'When', width: '14rem', cell: (change) => <TimeText at={change.at} /> }

const columnsOf = { waiting: [what, record, by, at], received: [what, record, by, where, at] } as const

/** Where a record is looked at, for those who may. */
const pages = {
  patient: { path: '/patients', permission: 'patients:read' },
  consultation: { path: '/visits', permission: 'encounters:read' },
  order: { path: '/pharmacy/orders', permission: 'pharmacy:read' },
} as const

/** Changes that wait or that came, line by line; a record that has a page opens with Enter. */
export function ChangeTable({ part, isAlone }: { part: 'waiting' | 'received'; isAlone: boolean }) {
  const go = useGo()
  const can = useCan()
  const changes = useOperationPages(part === 'waiting' ? 'sync.listWaiting' : 'sync.listReceived', { limit: 100 })
  return (
    <DataTable
      label={part === 'waiting' ? 'Changes that wait' : 'Changes from other workstations'}
      columns={columnsOf[part]}
      source={changes}
      rowKey={({ id }) => id}
      onOpen={({ kind, recordId }) => {
        const page = kind in pages ? pages[kind as keyof typeof pages] : undefined
        if (page && can(page.permission)) go(`${page.path}/${recordId}`)
      }}
      empty={part === 'waiting' ? <NothingWaits /> : <NothingCame isAlone={isAlone} />}
    />
  )
}

const NothingWaits = () => (
  <EmptyState icon={<IconCircleCheck size={22} />} title="Nothing waits">
    Every change that was made here has been confirmed by the relay.
  </EmptyState>
)

const NothingCame = ({ isAlone }: { isAlone: boolean }) => (
  <EmptyState icon={<IconInbox size={22} />} title="Nothing came yet">
    {isAlone
      ? 'This computer works alone. What others change is listed here once they share records.'
      : 'What other workstations change is listed here as it comes, with who changed it and where.'}
  </EmptyState>
)
