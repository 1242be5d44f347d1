import { Group, SegmentedControl, Stack, Text, Textarea } from '@mantine/core'
import { IconShieldCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { type ListedAccess, ReviewAccess, type ReviewOutcome } from '../../../core/access/model.js'
import { AppLink } from '../../app/navigation.js'
import { useCan, useSession } from '../../app/session.js'
import { useOperationPages } from '../../client/operations.js'
import { type Column, DataTable } from '../../ui/data-table.js'
import { EmptyState } from '../../ui/empty-state.js'
import { Facts } from '../../ui/facts.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { say } from '../../ui/say.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { TimeText } from '../../ui/time-text.js'

const outcomeWords: Record<ReviewOutcome, string> = { justified: 'Justified', 'not-justified': 'Not justified' }

const columns: readonly Column<ListedAccess>[] = [
  { key: 'at', header: 'When', width: '11rem', cell: (row) => <TimeText at={row.openedAt} /> },
  { key: 'who', header: 'Who', width: '13rem', cell: (row) => row.staffName },
  { key: 'patient', header: 'Patient', width: '13rem', cell: (row) => row.patientName },
  { key: 'reason', header: 'Reason', cell: (row) => row.reason },
  { key: 'state', header: 'Review', width: '9rem', cell: (row) => <ReviewBadge access={row} /> },
]

function ReviewBadge({ access }: { access: ListedAccess }) {
  if (access.outcome === null) return <StatusBadge tone="attention">To review</StatusBadge>
  return (
    <StatusBadge tone={access.outcome === 'justified' ? 'done' : 'danger'}>{outcomeWords[access.outcome]}</StatusBadge>
  )
}

/** Emergency access that waits for its review, or all of it. */
export function EmergencyList() {
  const [isOpen, setIsOpen] = useState(true)
  const [chosen, setChosen] = useState<ListedAccess | null>(null)
  const source = useOperationPages('access.listEmergencies', { isOpen, limit: 100 })
  return (
    <>
      <Group>
        <SegmentedControl
          aria-label="Which emergency access"
          value={isOpen ? 'open' : 'all'}
          onChange={(value) => setIsOpen(value === 'open')}
          data={[
            { value: 'open', label: 'To review' },
            { value: 'all', label: 'All' },
          ]}
        />
      </Group>
      <DataTable
        label="Emergency access"
        columns={columns}
        source={source}
        rowKey={(row) => row.id}
        onOpen={setChosen}
        empty={
          <EmptyState icon={<IconShieldCheck size={22} />} title={isOpen ? 'Nothing to review' : 'No emergency access'}>
            When a doctor opens the visits of a patient whom they do not care for, it is listed here with their reason.
          </EmptyState>
        }
      />
      <FormDrawer isOpen={chosen !== null} onClose={() => setChosen(null)} title="Emergency access">
        {chosen === null ? null : <AccessDetail access={chosen} onDone={() => setChosen(null)} />}
      </FormDrawer>
    </>
  )
}

function AccessDetail({ access, onDone }: { access: ListedAccess; onDone: () => void }) {
  const can = useCan()
  const { staff } = useSession()
  return (
    <Stack gap="md">
      <Facts
        items={[
          { label: 'Who', value: access.staffName },
          {
            label: 'Patient',
            value: (
              <AppLink to={`/patients/${access.patientId}`}>{`${access.patientName} · ${access.patientCode}`}</AppLink>
            ),
          },
          { label: 'Opened', value: <TimeText at={access.openedAt} isRelative /> },
          { label: 'Until', value: <TimeText at={access.until} /> },
          { label: 'Reason', value: access.reason },
          { label: 'Review', value: access.outcome === null ? null : outcomeWords[access.outcome] },
          { label: 'Reviewed by', value: access.reviewedBy },
          { label: 'Comment', value: access.comment },
        ]}
      />
      <AppLink to={`/audit?patient=${access.patientId}&actor=${access.staffId}`}>What they looked at</AppLink>
      {access.outcome !== null || !can('insight:review') ? null : access.staffId === staff.id ? (
        <Text c="dimmed">This was you. Somebody else reviews it.</Text>
      ) : (
        <ReviewForm access={access} onDone={onDone} />
      )}
    </Stack>
  )
}

function ReviewForm({ access, onDone }: { access: ListedAccess; onDone: () => void }) {
  const state = useOperationForm({
    path: 'access.reviewEmergency',
    schema: ReviewAccess,
    initial: { comment: '', outcome: 'justified' as ReviewOutcome },
    toInput: (values) => ({ ...values, accessId: access.id, version: access.version }),
    onDone: () => {
      say({ tone: 'done', message: 'The review is kept with your name.' })
      onDone()
    },
  })
  return (
    <OperationFields state={state} submitLabel="Save review">
      <SegmentedControl
        aria-label="Outcome"
        data={[
          { value: 'justified', label: outcomeWords.justified },
          { value: 'not-justified', label: outcomeWords['not-justified'] },
        ]}
        {...state.form.getInputProps('outcome')}
      />
      <Textarea label="Comment" autosize minRows={2} maxLength={500} {...state.form.getInputProps('comment')} />
    </OperationFields>
  )
}
