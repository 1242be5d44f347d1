import { Button, FileButton, Group, Text } from '@mantine/core'
import { IconFileImport, IconFolderOpen, IconUsers } from '@tabler/icons-react'
import { type ChangeEvent, useMemo, useRef, useState } from 'react'
import type { ImportFiles, ImportItem, ImportReport } from '../../../core/interchange/model.js'
import { useGo } from '../../app/navigation.js'
import { useOperationCommand } from '../../client/operations.js'
import { type Column, DataTable } from '../../ui/data-table.js'
import { EmptyState } from '../../ui/empty-state.js'
import { ErrorState } from '../../ui/error-state.js'
import { Facts } from '../../ui/facts.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { Notice } from '../../ui/notice.js'
import { Page } from '../../ui/page.js'
import { StatusBadge } from '../../ui/status-badge.js'
import classes from './import-page.module.css'
import { readFiles } from './read-files.js'

const fateWords = { create: 'New', known: 'Known already', skip: 'Left out', refuse: 'Cannot be read' } as const
const fateTones = { create: 'accent', known: 'neutral', skip: 'neutral', refuse: 'danger' } as const

const columns: readonly Column<ImportItem>[] = [
  {
    key: 'fate',
    header: 'What happens',
    width: '9.375rem',
    cell: (item) => <StatusBadge tone={fateTones[item.fate]}>{fateWords[item.fate]}</StatusBadge>,
    sortBy: (item) => item.fate,
  },
  {
    key: 'type',
    header: 'Kind',
    width: '10.625rem',
    cell: (item) => item.resourceType,
    sortBy: (item) => item.resourceType,
  },
  { key: 'title', header: 'What it is', width: '26%', cell: (item) => item.title, sortBy: (item) => item.title },
  {
    key: 'remarks',
    header: 'Not understood, or changed to fit',
    cell: (item) => <span title={item.remarks.join('\n')}>{item.remarks.join(' ')}</span>,
  },
  { key: 'file', header: 'File', width: '12.5rem', cell: (item) => item.file, sortBy: (item) => item.file },
]

/** FHIR R4 files become records: first a preview of what would happen, then the import and its report. */
export function ImportPage() {
  const go = useGo()
  const [chosen, setChosen] = useState<ImportFiles | null>(null)
  const [readError, setReadError] = useState<string | null>(null)
  const preview = useOperationCommand('interchange.previewImport')
  const run = useOperationCommand('interchange.runImport')
  const folder = useRef<HTMLInputElement>(null)
  const isDone = run.data !== undefined
  const report = run.data ?? preview.data

  async function take(files: readonly File[]) {
    if (files.length === 0) return
    run.reset()
    preview.reset()
    setReadError(null)
    const read = await readFiles(files)
    if (!read.isReadable) {
      setReadError(read.reason)
      return
    }
    setChosen(read.files)
    preview.mutate(read.files)
  }
  const choose = (
    <Group gap="xs">
      <FileButton
        multiple
        accept=".json,.ndjson,application/json,application/fhir+json"
        onChange={(files) => void take(files)}
      >
        {(props) => (
          <Button variant="default" leftSection={<IconFileImport size={16} />} {...props}>
            Choose files
          </Button>
        )}
      </FileButton>
      <Button variant="default" leftSection={<IconFolderOpen size={16} />} onClick={() => folder.current?.click()}>
        Choose folder
      </Button>
    </Group>
  )
  return (
    <Page
      title="Import records"
      subtitle="Patients, practitioners, coverages and allergies, as FHIR R4 resources or Bundles in JSON."
      width="full"
      actions={
        <>
          {choose}
          {chosen !== null && preview.data !== undefined && !isDone ? (
            <Button
              loading={run.isPending}
              disabled={preview.data.counts.create === 0}
              onClick={() => run.mutate(chosen)}
            >
              Import {preview.data.counts.create} {preview.data.counts.create === 1 ? 'record' : 'records'}
            </Button>
          ) : null}
        </>
      }
    >
      <input
        ref={folder}
        type="file"
        multiple
        hidden
        aria-label="Folder to import"
        onChange={(event: ChangeEvent<HTMLInputElement>) => {
          void take([...(event.currentTarget.files ?? [])])
          event.currentTarget.value = ''
        }}
        {...{ webkitdirectory: '' }}
      />
      {readError === null ? null : <Notice tone="attention">{readError}</Notice>}
      {preview.isError ? <ErrorState error={preview.error} /> : null}
      {run.isError ? <ErrorState error={run.error} /> : null}
      {preview.isPending ? <Text role="status">Reading {chosen?.files.length ?? ''} files…</Text> : null}
      {report === undefined && !preview.isPending ? (
        <div className={classes.empty}>
          <EmptyState icon={<IconFileImport size={22} />} title="Bring records from another system" action={choose}>
            Nothing is written before you have seen what would happen. What is not understood is listed, not guessed.
          </EmptyState>
        </div>
      ) : null}
      {report === undefined ? null : (
        <Report report={report} isDone={isDone} onPatients={() => go(patientsPath(report))} />
      )}
    </Page>
  )
}

const patientsPath = (report: ImportReport): string =>
  report.patientIds.length === 1 ? `/patients/${report.patientIds[0]}` : '/patients'

interface ReportProps {
  report: ImportReport
  isDone: boolean
  onPatients: () => void
}

function Report({ report, isDone, onPatients }: ReportProps) {
  const [open, setOpen] = useState<ImportItem | null>(null)
  // Two resources of one file may look the same in every field, so each is told apart by its place.
  const numbered = useMemo(() => report.items.map((item, number) => ({ ...item, number })), [report.items])
  const { create, known, skip, refuse } = report.counts
  const rest = `${known} known already, ${skip} left out, ${refuse} cannot be read.`
  return (
    <>
      <Notice
        tone={isDone ? 'done' : 'accent'}
        title={isDone ? `${create} imported.` : `${create} would be imported. Nothing is written yet.`}
        {...(isDone && report.patientIds.length > 0
          ? {
              actions: (
                <Button size="xs" variant="default" leftSection={<IconUsers size={15} />} onClick={onPatients}>
                  {report.patientIds.length === 1 ? 'Open the patient' : 'See the patients'}
                </Button>
              ),
            }
          : {})}
      >
        {rest}
      </Notice>
      <DataTable
        label={isDone ? 'Import report' : 'Import preview'}
        columns={columns}
        source={{ items: numbered, isPending: false, isError: false, error: null, refetch: () => undefined }}
        rowKey={(item) => String(item.number)}
        onOpen={setOpen}
        empty={
          <EmptyState title="The files hold no resources">Choose FHIR R4 resources or Bundles in JSON.</EmptyState>
        }
      />
      <FormDrawer isOpen={open !== null} onClose={() => setOpen(null)} title={open?.title ?? ''}>
        {open === null ? null : <ItemDetail item={open} />}
      </FormDrawer>
    </>
  )
}

/** One resource, with each remark as a sentence of its own. */
function ItemDetail({ item }: { item: ImportItem }) {
  return (
    <>
      <Facts
        items={[
          { label: 'What happens', value: fateWords[item.fate] },
          { label: 'Kind', value: item.resourceType },
          { label: 'Id', value: item.resourceId },
          { label: 'File', value: item.file },
        ]}
      />
      <Text fw={600} mt="md">
        Not understood, or changed to fit
      </Text>
      {item.remarks.length === 0 ? <Text c="dimmed">Everything was understood.</Text> : null}
      <ul className={classes.remarks}>
        {item.remarks.map((remark) => (
          <li key={remark}>{remark}</li>
        ))}
      </ul>
    </>
  )
}
