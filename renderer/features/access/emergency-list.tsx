import { Stack } from '@mantine/core'
import { IconShieldCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { type ListedAccess, ReviewAccess, type ReviewOutcome } from '../../../core/access/model.js'
import { AppLink } from '../../app/navigation.js'
import { useOperationPages } from '../../client/operations.js'
import { type Column, DataTable } from '../../ui/data-table.js'
import { EmptyState } from '../../ui/empty-state.js'
import { Facts } from '../../ui/facts.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { TimeText } from '../../ui/time-text.js'
import { OutcomeBadge, type OutcomeWords, ReviewBar, ReviewPart, reviewFacts } from './review.js'

const outcomeWords: OutcomeWords<ReviewOutcome> = {
  justified: { label: 'Justified', tone: 'done' },
  'not-justified': { label: 'Not justified', tone: 'danger' },
}

const columns: readonly Column<ListedAccess>[] = [
  { key: 'at', header: 'When', width: '11rem', cell: (row) => <TimeText at={row.openedAt} /> },
  { key: 'who', header: 'Who', width: '13rem', cell: (row) => row.staffName },
  { key: 'patient', header: 'Patient', width: '13rem', cell: (row) => row.patientName },
  { key: 'reason', header: 'Reason', cell: (row) => row.reason },
  {
    key: 'state',
    header: 'Review',
    width: '9rem',
    cell: ({ outcome }) => <OutcomeBadge outcome={outcome} words={outcomeWords} />,
  },
]

/** Emergency access that waits for its review, or all of it. */
export function EmergencyList() {
  const [isOpen, setIsOpen] = useState(true)
  const [chosen, setChosen] = useState<ListedAccess | null>(null)
  const source = useOperationPages('access.listEmergencies', { isOpen, limit: 100 })
  return (
    <>
      <ReviewBar label="Which emergency access" isOpen={isOpen} onChange={setIsOpen} />
      <DataTable
        label="Emergency access"
        columns={columns}
        source={source}
        rowKey={(row) => row.id}
        onOpen={setChosen}
        empty={
          <EmptyState icon={<IconShieldCheck size={22} />} title={isOpen ? 'Nothing to review' : 'No emergency access'}>
            When a doctor opens the record of a patient whom they do not care for, it is listed here with their reason.
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
          ...reviewFacts(access, outcomeWords),
        ]}
      />
      <AppLink to={`/audit?patient=${access.patientId}&actor=${access.staffId}`}>What they looked at</AppLink>
      <ReviewPart
        path="access.reviewEmergency"
        schema={ReviewAccess}
        subject={{ accessId: access.id, version: access.version }}
        outcome={access.outcome}
        words={outcomeWords}
        aboutId={access.staffId}
        onDone={onDone}
      />
    </Stack>
  )
}
