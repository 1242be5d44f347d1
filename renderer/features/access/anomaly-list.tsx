import { Button, Stack, Text } from '@mantine/core'
import { IconZoomExclamation } from '@tabler/icons-react'
import { useState } from 'react'
import { type Anomaly, type AnomalyKind, type AnomalyOutcome, ReviewAnomaly } from '../../../core/anomalies/model.js'
import { StaffId } from '../../../core/kernel/ids.js'
import { AppLink } from '../../app/navigation.js'
import { useCan } from '../../app/session.js'
import { useOperationCommand, useOperationPages } from '../../client/operations.js'
import { type Column, DataTable } from '../../ui/data-table.js'
import { EmptyState } from '../../ui/empty-state.js'
import { ErrorState } from '../../ui/error-state.js'
import { Facts } from '../../ui/facts.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { say } from '../../ui/say.js'
import { DateText, TimeText } from '../../ui/time-text.js'
import { OutcomeBadge, type OutcomeWords, ReviewBar, ReviewPart, reviewFacts } from './review.js'

const kindWords: Record<AnomalyKind, string> = {
  'many-records': 'Many records',
  'odd-hour': 'At an odd hour',
  'no-care-relation': 'Without a care relation',
  'own-record': 'Own name',
  'colleague-record': 'A colleague’s name',
  'important-patient': 'Very important patient',
  'repeated-emergency-access': 'Emergency access',
  'controlled-prescribing': 'Controlled medicines',
  'several-prescribers': 'Several prescribers',
  'repeated-claim': 'Repeated claim',
  'failed-sign-ins': 'Failed sign-ins',
  'clock-jump': 'Clock',
  'usage-spike': 'Much was used',
}
const outcomeWords: OutcomeWords<AnomalyOutcome> = {
  explained: { label: 'Explained', tone: 'done' },
  mistake: { label: 'A mistake', tone: 'done' },
  misuse: { label: 'Misuse', tone: 'danger' },
}

const columns: readonly Column<Anomaly>[] = [
  { key: 'day', header: 'Day', width: '9rem', cell: (row) => <DateText date={row.day} /> },
  { key: 'kind', header: 'What', width: '13rem', cell: (row) => kindWords[row.kind] },
  { key: 'sentence', header: 'In a sentence', cell: (row) => row.sentence },
  {
    key: 'state',
    header: 'Review',
    width: '8rem',
    cell: ({ outcome }) => <OutcomeBadge outcome={outcome} words={outcomeWords} />,
  },
]

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
      <ReviewBar label="Which findings" isOpen={isOpen} onChange={setIsOpen}>
        {can('insight:review') ? (
          <Button variant="default" loading={scan.isPending} onClick={() => scan.mutate({})}>
            Look again now
          </Button>
        ) : null}
      </ReviewBar>
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
          ...reviewFacts(anomaly, outcomeWords),
        ]}
      />
      {query.length > 0 ? <AppLink to={`/audit?${query.join('&')}`}>Entries of the audit log</AppLink> : null}
      {patientId === null ? null : <AppLink to={`/patients/${patientId}`}>The patient</AppLink>}
      <ReviewPart
        path="anomalies.review"
        schema={ReviewAnomaly}
        subject={{ anomalyId: anomaly.id, version: anomaly.version }}
        outcome={anomaly.outcome}
        words={outcomeWords}
        aboutId={actorId}
        onDone={onDone}
      />
    </Stack>
  )
}
