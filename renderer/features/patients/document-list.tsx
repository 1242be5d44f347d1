import { Button, FileButton, Text } from '@mantine/core'
import { IconFile, IconPaperclip, IconPhoto } from '@tabler/icons-react'
import { type DragEvent, useState } from 'react'
import { type Attachment, maximumDocumentBytes } from '../../../core/attachments/model.js'
import type { ConsultationId, PatientId } from '../../../core/kernel/ids.js'
import { AppLink } from '../../app/navigation.js'
import { useCan } from '../../app/session.js'
import { useOperationCommand, useOperationQuery } from '../../client/operations.js'
import { ErrorState } from '../../ui/error-state.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { Notice } from '../../ui/notice.js'
import { Section } from '../../ui/page.js'
import { QueryView } from '../../ui/query-view.js'
import { ReasonDialog } from '../../ui/reason-dialog.js'
import { Row, RowList } from '../../ui/row-list.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { TimeText } from '../../ui/time-text.js'
import { DocumentView } from './document-view.js'
import classes from './documents.module.css'
import { base64Of, sizeWords } from './read-document.js'

interface DocumentListProps {
  patientId: PatientId
  /** The visit alone whose documents are shown, and to which new ones are added; null for the whole record. */
  consultationId?: ConsultationId | null
}

/** Letters, results and pictures that belong to a person's record, or to one of their visits. */
export function DocumentList({ patientId, consultationId = null }: DocumentListProps) {
  const can = useCan()
  const isOfVisit = consultationId !== null
  const documents = useOperationQuery('attachments.list', {
    patientId,
    ...(isOfVisit ? { consultationId } : {}),
  })
  const add = useOperationCommand('attachments.add')
  const [isOver, setIsOver] = useState(false)
  const [adding, setAdding] = useState<{ done: number; of: number } | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [opened, setOpened] = useState<Attachment | null>(null)
  const [retracting, setRetracting] = useState<Attachment | null>(null)
  const mayWrite = can('patients:write')

  async function take(files: readonly File[]) {
    if (files.length === 0 || adding !== null) return
    setProblem(null)
    add.reset()
    try {
      for (const [done, file] of files.entries()) {
        setAdding({ done, of: files.length })
        if (file.size > maximumDocumentBytes) {
          setProblem(
            `${file.name} is larger than 20 MB. It was not added. Scan it with fewer dots an inch, or split it.`,
          )
          return
        }
        const content = await base64Of(file)
        await add.mutateAsync({ patientId, consultationId, name: file.name.slice(0, 200), content })
      }
    } catch {
      // The command says what the node refused; a file that cannot be read is said here.
      if (!add.isError) setProblem('A file could not be added. Those before it were. Check that it is still there.')
    } finally {
      setAdding(null)
    }
  }
  const drop = mayWrite
    ? {
        onDragOver: (event: DragEvent) => {
          event.preventDefault()
          setIsOver(true)
        },
        onDragLeave: () => setIsOver(false),
        onDrop: (event: DragEvent) => {
          event.preventDefault()
          setIsOver(false)
          void take([...event.dataTransfer.files])
        },
      }
    : {}
  return (
    <Section
      title={isOfVisit ? 'Documents of the visit' : 'Documents'}
      actions={
        mayWrite ? (
          <FileButton
            multiple
            accept="application/pdf,image/jpeg,image/png,image/webp"
            onChange={(files) => void take(files)}
          >
            {(props) => (
              <Button
                size="xs"
                variant="default"
                leftSection={<IconPaperclip size={15} />}
                loading={adding !== null}
                {...props}
              >
                Add document
              </Button>
            )}
          </FileButton>
        ) : null
      }
    >
      <div className={classes.area} data-over={isOver} {...drop}>
        {problem === null ? null : <Notice tone="attention">{problem}</Notice>}
        {add.isError ? <ErrorState error={add.error} /> : null}
        {adding === null ? null : (
          <Text size="sm" role="status">
            Encrypting {adding.done + 1} of {adding.of}…
          </Text>
        )}
        <QueryView query={documents}>
          {(all) =>
            all.length === 0 ? (
              <Text c="dimmed">
                {mayWrite
                  ? 'None yet. Drop PDFs or pictures here: referrals, results, letters. Each is encrypted.'
                  : 'None yet.'}{' '}
                {isOfVisit && can('patients:read') ? (
                  <AppLink to={`/patients/${patientId}`}>The patient’s other documents</AppLink>
                ) : null}
              </Text>
            ) : (
              <RowList label="Documents">
                {all.map((document) => (
                  <Item
                    key={document.id}
                    document={document}
                    isVisitNamed={!isOfVisit}
                    onOpen={() => setOpened(document)}
                    onRetract={mayWrite ? () => setRetracting(document) : null}
                  />
                ))}
              </RowList>
            )
          }
        </QueryView>
      </div>
      <FormDrawer
        isOpen={opened !== null}
        onClose={() => setOpened(null)}
        title={opened?.name ?? 'Document'}
        size="min(960px, 90vw)"
      >
        {opened === null ? null : <DocumentView attachmentId={opened.id} />}
      </FormDrawer>
      {retracting === null ? null : <RetractDocument document={retracting} onClose={() => setRetracting(null)} />}
    </Section>
  )
}

const placeWords = {
  'only-here': { words: 'On this computer only', tone: 'attention' },
  'at-relay': { words: 'Also at the relay', tone: 'neutral' },
  'on-its-way': { words: 'On its way here', tone: 'attention' },
} as const

interface ItemProps {
  document: Attachment
  /** Whether the visit that it was added in is named: on its own page that says nothing. */
  isVisitNamed: boolean
  onOpen: () => void
  onRetract: (() => void) | null
}

function Item({ document, isVisitNamed, onOpen, onRetract }: ItemProps) {
  const { about, name, mediaType, bytes, place, addedBy, addedAt, retractedBy, retractionReason } = document
  const isRetracted = retractionReason !== null
  const Icon = mediaType.startsWith('image/') ? IconPhoto : IconFile
  return (
    <Row
      isPast={isRetracted}
      start={<Icon size={20} stroke={1.5} aria-hidden />}
      title={
        <>
          {isRetracted ? <s>{name}</s> : name}
          {isRetracted ? <StatusBadge tone="attention">Entered in error</StatusBadge> : null}
          <StatusBadge tone={placeWords[place].tone}>{placeWords[place].words}</StatusBadge>
        </>
      }
      acts={
        <>
          <Button
            size="compact-sm"
            variant="subtle"
            aria-label={`Open ${name}`}
            disabled={place === 'on-its-way'}
            onClick={onOpen}
          >
            Open
          </Button>
          {onRetract === null || isRetracted ? null : (
            <Button
              size="compact-sm"
              variant="subtle"
              aria-label={`Mark ${name} as entered in error`}
              onClick={onRetract}
            >
              In error
            </Button>
          )}
        </>
      }
    >
      <Text size="xs" c="dimmed">
        {sizeWords(bytes)} · {addedBy}, <TimeText at={addedAt} show="day" />
        {isVisitNamed && about.kind === 'consultation' ? (
          <>
            {' '}
            · <AppLink to={`/visits/${about.id}`}>From a visit</AppLink>
          </>
        ) : null}
        {isRetracted ? ` · ${retractedBy}: ${retractionReason}` : null}
      </Text>
    </Row>
  )
}

function RetractDocument({ document, onClose }: { document: Attachment; onClose: () => void }) {
  const retract = useOperationCommand('attachments.retract', { onDone: onClose })
  return (
    <ReasonDialog
      onClose={onClose}
      title={`Mark ${document.name} as entered in error?`}
      confirmLabel="Mark as entered in error"
      keepLabel="Keep it"
      missingReason="Say what was wrong."
      command={retract}
      onConfirm={(reason) => retract.mutate({ attachmentId: document.id, reason })}
    >
      It stays in the record, marked, with your reason. Nothing that was once part of a record is deleted.
    </ReasonDialog>
  )
}
