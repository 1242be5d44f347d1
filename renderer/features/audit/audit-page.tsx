import { Button, Group, Select, TextInput } from '@mantine/core'
import { IconListSearch, IconShieldCheck } from '@tabler/icons-react'
import { useState } from 'react'
import type { AuditEntry } from '../../../core/audit/model.js'
import type { PatientId } from '../../../core/kernel/ids.js'
import { useOperationPages, useOperationQuery } from '../../client/operations.js'
import { countWords } from '../../ui/count-words.js'
import { type Column, DataTable } from '../../ui/data-table.js'
import { EmptyState } from '../../ui/empty-state.js'
import { ErrorState } from '../../ui/error-state.js'
import { Facts } from '../../ui/facts.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { Notice } from '../../ui/notice.js'
import { Page } from '../../ui/page.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { TimeText } from '../../ui/time-text.js'

const outcomeWords = {
  read: 'Read',
  changed: 'Changed',
  refused: 'Refused',
  'signed-in': 'Signed in',
  'signed-out': 'Signed out',
} as const
const doorWords = { window: 'This window', http: 'Another program', system: 'By itself' } as const

const columns: readonly Column<AuditEntry>[] = [
  { key: 'seq', header: 'No.', width: '5.625rem', align: 'end', cell: (entry) => entry.seq },
  { key: 'at', header: 'When', width: '12.5rem', cell: (entry) => <TimeText at={entry.at} /> },
  { key: 'actor', header: 'Who', width: '13.75rem', cell: (entry) => entry.actorName },
  { key: 'action', header: 'What', cell: (entry) => actionWords(entry.action) },
  { key: 'patient', header: 'Patient', cell: (entry) => entry.patientName ?? '' },
  {
    key: 'outcome',
    header: 'Outcome',
    width: '7.5rem',
    cell: (entry) => (
      <StatusBadge
        tone={entry.outcome === 'refused' ? 'attention' : entry.outcome === 'changed' ? 'accent' : 'neutral'}
      >
        {outcomeWords[entry.outcome]}
      </StatusBadge>
    ),
  },
]

/** Who saw or changed what. Nobody can edit this list; a change to it breaks its chain of hashes. */
export function AuditPage() {
  const [day, setDay] = useState('')
  const [actorId, setActorId] = useState<string | null>(null)
  const [patient, setPatient] = useState<{ id: PatientId; name: string } | null>(null)
  const [open, setOpen] = useState<AuditEntry | null>(null)
  const staff = useOperationQuery('identity.listStaff', {})
  const entries = useOperationPages(
    'audit.listEntries',
    {
      limit: 100,
      ...(day === '' ? {} : { day }),
      ...(actorId === null ? {} : { actorId }),
      ...(patient === null ? {} : { patientId: patient.id }),
    },
    { isAlwaysNew: true },
  )
  const [isVerifying, setIsVerifying] = useState(false)
  const verification = useOperationQuery('audit.verifyChain', {}, { isEnabled: isVerifying })
  const hasFilter = day !== '' || actorId !== null || patient !== null
  return (
    <Page
      title="Audit"
      width="full"
      actions={
        <Button
          leftSection={<IconShieldCheck size={16} />}
          loading={verification.isFetching}
          onClick={() => (isVerifying ? void verification.refetch() : setIsVerifying(true))}
        >
          Verify chain
        </Button>
      }
    >
      {verification.isError ? <ErrorState error={verification.error} /> : null}
      {verification.data === undefined ? null : (
        <Notice
          tone={verification.data.isIntact ? 'done' : 'danger'}
          title={
            verification.data.isIntact
              ? `The chain of ${countWords(verification.data.entries)} entries is intact.`
              : `The chain is broken at entry ${verification.data.firstBrokenSeq ?? '?'}.`
          }
        >
          {verification.data.isIntact ? (
            <>
              Recomputed from its first entry to its head <code>{verification.data.headHash.slice(0, 16)}…</code>
            </>
          ) : (
            'Somebody changed the log from outside. Keep this computer as it is and tell whoever is responsible for security.'
          )}
        </Notice>
      )}
      <Group gap="sm" align="flex-end">
        <TextInput label="Day" type="date" value={day} onChange={(event) => setDay(event.currentTarget.value)} />
        <Select
          label="Who"
          placeholder="Everybody"
          searchable
          clearable
          data={(staff.data ?? []).map((person) => ({ value: person.id, label: person.displayName }))}
          value={actorId}
          onChange={setActorId}
        />
        {patient === null ? null : (
          <Button variant="default" onClick={() => setPatient(null)}>
            Only {patient.name} · show all patients
          </Button>
        )}
        {hasFilter ? (
          <Button
            variant="subtle"
            onClick={() => {
              setDay('')
              setActorId(null)
              setPatient(null)
            }}
          >
            Clear filters
          </Button>
        ) : null}
      </Group>
      <DataTable
        label="Audit entries"
        columns={columns}
        source={entries}
        rowKey={(entry) => String(entry.seq)}
        onOpen={setOpen}
        empty={
          <EmptyState icon={<IconListSearch size={22} />} title="No entries">
            Every look at a patient’s record and every change is listed here.
          </EmptyState>
        }
      />
      <FormDrawer isOpen={open !== null} onClose={() => setOpen(null)} title="Audit entry">
        {open === null ? null : (
          <EntryDetail
            entry={open}
            onPatient={(chosen) => {
              setPatient(chosen)
              setOpen(null)
            }}
          />
        )}
      </FormDrawer>
    </Page>
  )
}

interface EntryDetailProps {
  entry: AuditEntry
  onPatient: (patient: { id: PatientId; name: string }) => void
}

function EntryDetail({ entry, onPatient }: EntryDetailProps) {
  const { patientId, patientName } = entry
  return (
    <>
      <Facts
        items={[
          { label: 'Number', value: entry.seq },
          { label: 'When', value: <TimeText at={entry.at} isRelative /> },
          { label: 'Who', value: entry.actorName },
          { label: 'Through', value: doorWords[entry.door] },
          { label: 'What', value: `${actionWords(entry.action)} (${entry.action})` },
          { label: 'Outcome', value: outcomeWords[entry.outcome] },
          { label: 'About', value: entry.subjectKind },
          { label: 'Patient', value: patientName },
          { label: 'Hash', value: <code>{entry.hash}</code> },
        ]}
      />
      {patientId === null ? null : (
        <Button
          mt="md"
          variant="default"
          onClick={() => onPatient({ id: patientId as PatientId, name: patientName ?? 'this patient' })}
        >
          Show all entries of this patient
        </Button>
      )}
    </>
  )
}

/** patients.recordAllergy → patients: record allergy */
function actionWords(action: string): string {
  const [slice = '', verb = ''] = action.split('.')
  const words = verb.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return words === '' ? slice : `${slice}: ${words}`
}
