import { Button, Group, SegmentedControl, Stack, Text, Textarea } from '@mantine/core'
import { IconZoomExclamation } from '@tabler/icons-react'
import { useState } from 'react'
import { type Anomaly, type AnomalyKind, type AnomalyOutcome, ReviewAnomaly } from '../../../core/anomalies/model.js'
import { StaffId } from '../../../core/kernel/ids.js'
import { AppLink } from '../../app/navigation.js'
import { useCan, useSession } from '../../app/session.js'
import { useOperationCommand, useOperationPages } from '../../client/operations.js'
import { type Column, DataTable } from '../../ui/data-table.js'
import { EmptyState } from '../../ui/empty-state.js'
import { ErrorState } from '../../ui/error-state.js'
import { Facts } from '../../ui/facts.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { say } from '../../ui/say.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { DateText, TimeText } from '../../ui/time-text.js'

const kindWords: Record<AnomalyKind, string> = {
  'many-records': 'Many records',
  'odd-hour': 'At an odd hour',
  'no-care-relation': 'Without a care relation',
  'own-record': 'Own name',
  'colleague-record': 'A colleague’s name',
  'repeated-emergency-access': 'Emergency access',
  'controlled-prescribing': 'Controlled medicines',
  'several-prescribers': 'Several prescribers',
  'repeated-claim': 'Repeated claim',
  'failed-sign-ins': 'Failed sign-ins',
  'clock-jump': 'Clock',
}
const outcomeWords: Record<AnomalyOutcome, string> = { explained: 'Explained', mistake: 'A mistake', misuse: 'Misuse' }

const columns: readonly Column<Anomaly>[] = [
  { key: 'day', header: 'Day', width: '9rem', cell: (row) => <DateText date={row.day} /> },
  { key: 'kind', header: 'What', width: '13rem', cell: (row) => kindWords[row.kind] },
  { key: 'sentence', header: 'In a sentence', cell: (row) => row.sentence },
  { key: 'state', header: 'Review', width: '8rem', cell: (row) => <OutcomeBadge anomaly={row} /> },
]

function OutcomeBadge({ anomaly: { outcome } }: { anomaly: Anomaly }) {
  if (outcome === null) return <StatusBadge tone="attention">To review</StatusBadge>
  return <StatusBadge tone={outcome === 'misuse' ? 'danger' : 'done'}>{outcomeWords[outcome]}</StatusBadge>
}

/** What the machine found unusual, for somebody to look at. */
export function AnomalyList() {
  const can = useCan()
  const [isOpen, setIsOpen] = useState(true)
  const [chosen, setChosen] = useState<Anomaly | null>(null)
  const source = useOperationPages('anomalies.list', { isOpen, limit: 100 })
  const scan = useOperationCommand('anomalies.scan', {
    onDone: ({ found }) =>
      say({ message: found === 0 ? 'Nothing new was found.' : found === 1 ? 'One is new.' : `${found} are new.` }),
  })
  return (
    <>
      <Group>
        <SegmentedControl
          aria-label="Which findings"
          value={isOpen ? 'open' : 'all'}
          onChange={(value) => setIsOpen(value === 'open')}
          data={[
            { value: 'open', label: 'To review' },
            { value: 'all', label: 'All' },
          ]}
        />
        {can('insight:review') ? (
          <Button variant="default" loading={scan.isPending} onClick={() => scan.mutate({})}>
            Look again now
          </Button>
        ) : null}
      </Group>
      {scan.isError ? <ErrorState error={scan.error} /> : null}
      <DataTable
        label="Unusual"
        columns={columns}
        source={source}
        rowKey={(row) => row.id}
        onOpen={setChosen}
        empty={
          <EmptyState
            icon={<IconZoomExclamation size={22} />}
            title={isOpen ? 'Nothing to review' : 'Nothing was unusual'}
          >
            Each half hour the audit log of yesterday and today is held against the four weeks before. A finding is a
            reason to ask, not a verdict.
          </EmptyState>
        }
      />
      <FormDrawer isOpen={chosen !== null} onClose={() => setChosen(null)} title={chosen ? kindWords[chosen.kind] : ''}>
        {chosen === null ? null : <AnomalyDetail anomaly={chosen} onDone={() => setChosen(null)} />}
      </FormDrawer>
    </>
  )
}

function AnomalyDetail({ anomaly, onDone }: { anomaly: Anomaly; onDone: () => void }) {
  const can = useCan()
  const { staff } = useSession()
  const { actorId, patientId } = anomaly
  const query = [
    StaffId.safeParse(actorId).success ? `actor=${actorId}` : '',
    patientId === null ? '' : `patient=${patientId}`,
  ].filter((part) => part !== '')
  return (
    <Stack gap="md">
      <Text>{anomaly.sentence}</Text>
      <Facts
        items={[
          { label: 'Day', value: <DateText date={anomaly.day} /> },
          { label: 'Found', value: <TimeText at={anomaly.foundAt} isRelative /> },
          { label: 'Review', value: anomaly.outcome === null ? null : outcomeWords[anomaly.outcome] },
          { label: 'Reviewed by', value: anomaly.reviewedBy },
          { label: 'Comment', value: anomaly.comment },
        ]}
      />
      {query.length > 0 ? <AppLink to={`/audit?${query.join('&')}`}>Entries of the audit log</AppLink> : null}
      {patientId === null ? null : <AppLink to={`/patients/${patientId}`}>The patient</AppLink>}
      {anomaly.outcome !== null || !can('insight:review') ? null : actorId === staff.id ? (
        <Text c="dimmed">This is about you. Somebody else reviews it.</Text>
      ) : (
        <ReviewForm anomaly={anomaly} onDone={onDone} />
      )}
    </Stack>
  )
}

function ReviewForm({ anomaly, onDone }: { anomaly: Anomaly; onDone: () => void }) {
  const state = useOperationForm({
    path: 'anomalies.review',
    schema: ReviewAnomaly,
    initial: { comment: '', outcome: 'explained' as AnomalyOutcome },
    toInput: (values) => ({ ...values, anomalyId: anomaly.id, version: anomaly.version }),
    onDone: () => {
      say({ tone: 'done', message: 'The review is kept with your name.' })
      onDone()
    },
  })
  return (
    <OperationFields state={state} submitLabel="Save review">
      <SegmentedControl
        aria-label="Outcome"
        data={Object.entries(outcomeWords).map(([value, label]) => ({ value, label }))}
        {...state.form.getInputProps('outcome')}
      />
      <Textarea label="Comment" autosize minRows={2} maxLength={500} {...state.form.getInputProps('comment')} />
    </OperationFields>
  )
}
