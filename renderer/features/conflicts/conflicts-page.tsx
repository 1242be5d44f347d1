import { SegmentedControl } from '@mantine/core'
import { IconCircleCheck, IconGitCompare } from '@tabler/icons-react'
import { useMemo } from 'react'
import type { Conflict } from '../../../core/sync/model.js'
import { useGo, useSearchParams } from '../../app/navigation.js'
import { useOperationPages } from '../../client/operations.js'
import { type Column, DataTable } from '../../ui/data-table.js'
import { EmptyState } from '../../ui/empty-state.js'
import { Page } from '../../ui/page.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { TimeText } from '../../ui/time-text.js'
import { byUrgency, kindWords, urgencyOf, urgencyTones, urgencyWords } from './conflict-words.js'
import classes from './conflicts.module.css'

const columns: readonly Column<Conflict>[] = [
  {
    key: 'urgency',
    header: 'Urgency',
    width: '8.5rem',
    cell: (conflict) => (
      <StatusBadge tone={conflict.isOpen ? urgencyTones[urgencyOf(conflict)] : 'done'}>
        {conflict.isOpen ? urgencyWords[urgencyOf(conflict)] : 'Settled'}
      </StatusBadge>
    ),
  },
  {
    key: 'kind',
    header: 'Kind',
    width: '9rem',
    cell: ({ kind }) => kindWords[kind],
    sortBy: ({ kind }) => kindWords[kind],
  },
  {
    key: 'patient',
    header: 'Patient',
    width: '11rem',
    cell: ({ patientName }) => patientName ?? '—',
    sortBy: ({ patientName }) => patientName,
  },
  { key: 'statement', header: 'What happened', cell: ({ statement }) => <span title={statement}>{statement}</span> },
  {
    key: 'who',
    header: 'Whose decision',
    width: '9rem',
    cell: ({ mayDecide, isOpen }) => (isOpen ? (mayDecide ? 'Yours' : 'Somebody else’s') : '—'),
    sortBy: ({ mayDecide }) => (mayDecide ? 0 : 1),
  },
  {
    key: 'found',
    header: 'Found',
    width: '10.5rem',
    cell: ({ foundAt }) => <TimeText at={foundAt} />,
    sortBy: (c) => c.foundAt,
  },
]

/** What work that was done apart left for a person to decide. */
export function ConflictsPage() {
  const go = useGo()
  const state = useSearchParams().state === 'decided' ? 'decided' : 'open'
  const pages = useOperationPages('sync.listConflicts', { state, limit: 100 })
  const items = useMemo(() => (state === 'open' ? byUrgency(pages.items) : pages.items), [pages.items, state])
  const yours = items.filter(({ mayDecide }) => mayDecide).length
  return (
    <Page
      title="Conflicts"
      width="full"
      subtitle="Work that was done apart and does not fit together. Nothing was lost: both sides stand until somebody decides."
    >
      <SegmentedControl
        aria-label="Which conflicts"
        className={classes.filter}
        value={state}
        onChange={(value) => go(`/conflicts?state=${value}`, { isReplacing: true })}
        data={[
          { value: 'open', label: state === 'open' && yours > 0 ? `To decide · ${yours} yours` : 'To decide' },
          { value: 'decided', label: 'Settled' },
        ]}
      />
      <DataTable
        label="Conflicts"
        columns={columns}
        source={{ ...pages, items }}
        rowKey={({ id }) => id}
        onOpen={({ id }) => go(`/conflicts/${id}`)}
        empty={
          state === 'open' ? (
            <EmptyState icon={<IconCircleCheck size={22} />} title="Nothing to decide">
              When two workstations did things apart that do not fit together, the question comes here.
            </EmptyState>
          ) : (
            <EmptyState icon={<IconGitCompare size={22} />} title="Nothing was settled yet">
              Each decision stays here with who made it, when and why.
            </EmptyState>
          )
        }
      />
    </Page>
  )
}
