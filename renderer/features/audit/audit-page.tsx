import { Button } from '@mantine/core'
import { IconListSearch, IconShieldCheck } from '@tabler/icons-react'
import { useState } from 'react'
import type * as z from 'zod'
import type { AuditEntry, AuditFilter } from '../../../core/audit/model.js'
import { PatientId, StaffId } from '../../../core/kernel/ids.js'
import { useSearchParams } from '../../app/navigation.js'
import { type OutputOf, useOperationPages, useOperationQuery } from '../../client/operations.js'
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
import { AuditFilters } from './audit-filters.js'
import { actionWords, outcomeWords, sourceWords } from './audit-words.js'
import { ExportMenu } from './export-menu.js'

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
  const asked = useSearchParams()
  const [filter, setFilter] = useState<AuditFilter>(() => ({
    ...parsed('patientId', PatientId, asked.patient),
    ...parsed('actorId', StaffId, asked.actor),
  }))
  const [open, setOpen] = useState<AuditEntry | null>(null)
  const entries = useOperationPages('audit.listEntries', { limit: 100, ...filter }, { isAlwaysNew: true })
  const [isVerifying, setIsVerifying] = useState(false)
  const verification = useOperationQuery('audit.verifyChain', {}, { isEnabled: isVerifying })
  return (
    <Page
      title="Audit"
      width="full"
      actions={
        <>
          <ExportMenu filter={filter} />
          <Button
            leftSection={<IconShieldCheck size={16} />}
            loading={verification.isFetching}
            onClick={() => (isVerifying ? void verification.refetch() : setIsVerifying(true))}
          >
            Verify chain
          </Button>
        </>
      }
    >
      {verification.isError ? <ErrorState error={verification.error} /> : null}
      {verification.data === undefined ? null : <ChainNotice verification={verification.data} />}
      <AuditFilters filter={filter} onChange={setFilter} />
      <DataTable
        label="Audit entries"
        columns={columns}
        source={entries}
        rowKey={(entry) => String(entry.seq)}
        onOpen={setOpen}
        empty={
          <EmptyState icon={<IconListSearch size={22} />} title="No entries">
            {Object.keys(filter).length > 0
              ? 'Nothing in the log fits these filters.'
              : 'Every look at a patient’s record and every change is listed here.'}
          </EmptyState>
        }
      />
      <FormDrawer isOpen={open !== null} onClose={() => setOpen(null)} title="Audit entry">
        {open === null ? null : (
          <EntryDetail
            entry={open}
            onPatient={(patientId) => {
              setFilter({ patientId })
              setOpen(null)
            }}
          />
        )}
      </FormDrawer>
    </Page>
  )
}

/** A part of the address as a part of the filter, where it is what it says. */
function parsed<K extends string, S extends z.ZodType>(key: K, schema: S, text: string | undefined) {
  const read = schema.safeParse(text)
  return (read.success ? { [key]: read.data } : {}) as { [P in K]?: z.output<S> }
}

function ChainNotice({ verification }: { verification: OutputOf<'audit.verifyChain'> }) {
  const { isIntact, entries, firstBrokenSeq, headHash } = verification
  return (
    <Notice
      tone={isIntact ? 'done' : 'danger'}
      title={
        isIntact
          ? `The chain of ${countWords(entries)} entries is intact.`
          : `The chain is broken at entry ${firstBrokenSeq ?? '?'}.`
      }
    >
      {isIntact ? (
        <>
          Recomputed from its first entry to its head <code>{headHash.slice(0, 16)}…</code>
        </>
      ) : (
        'Somebody changed the log from outside. Keep this computer as it is and tell whoever is responsible for security.'
      )}
    </Notice>
  )
}

interface EntryDetailProps {
  entry: AuditEntry
  onPatient: (patientId: PatientId) => void
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
          { label: 'Through', value: sourceWords[entry.door] },
          { label: 'What', value: `${actionWords(entry.action)} (${entry.action})` },
          { label: 'Outcome', value: outcomeWords[entry.outcome] },
          { label: 'About', value: entry.subjectKind },
          { label: 'Patient', value: patientName },
          { label: 'Hash', value: <code>{entry.hash}</code> },
        ]}
      />
      {patientId === null ? null : (
        <Button mt="md" variant="default" onClick={() => onPatient(PatientId.parse(patientId))}>
          Show all entries of this patient
        </Button>
      )}
    </>
  )
}
