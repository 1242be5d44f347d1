import { Button, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { Note } from '../../../core/encounters/model.js'
import { encounters } from '../../../core/encounters/operations.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { inputSchemaOf } from '../../ui/operation-schema.js'
import { Section } from '../../ui/page.js'
import { say } from '../../ui/say.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { TimeText } from '../../ui/time-text.js'
import classes from './records.module.css'

interface NotesSectionProps {
  consultationId: string
  notes: readonly Note[]
  canWrite: boolean
}

/** The notes of a visit. A correction stands beside the note that it replaces; neither is erased. */
export function NotesSection({ consultationId, notes, canWrite }: NotesSectionProps) {
  const [correcting, setCorrecting] = useState<Note | null>(null)
  return (
    <Section title="Notes">
      {notes.length === 0 && !canWrite ? <Text c="dimmed">No notes were written.</Text> : null}
      {notes.length === 0 ? null : (
        <ul className={classes.list} aria-label="Notes">
          {notes.map((note) => (
            <li key={note.id} className={classes.item}>
              <div className={`${classes.text} ${note.isReplaced ? classes.replaced : ''}`}>{note.text}</div>
              <div className={`${classes.by} ${classes.row}`}>
                <span>
                  {note.writtenBy}, <TimeText at={note.writtenAt} isRelative />
                </span>
                {note.isReplaced ? <StatusBadge>Corrected</StatusBadge> : null}
                {note.replaces === null ? null : <StatusBadge>Correction</StatusBadge>}
                {canWrite && !note.isReplaced && correcting?.id !== note.id ? (
                  <Button size="compact-xs" variant="subtle" onClick={() => setCorrecting(note)}>
                    Correct this note
                  </Button>
                ) : null}
              </div>
            </li>
          ))}
        </ul>
      )}
      {canWrite ? (
        <NoteForm
          // A saved note or another one to correct begins a new form.
          key={`${notes.length} ${correcting?.id ?? ''}`}
          consultationId={consultationId}
          correcting={correcting}
          onDone={() => setCorrecting(null)}
        />
      ) : null}
    </Section>
  )
}

interface NoteFormProps {
  consultationId: string
  correcting: Note | null
  onDone: () => void
}

function NoteForm({ consultationId, correcting, onDone }: NoteFormProps) {
  const state = useOperationForm({
    path: 'encounters.addNote',
    schema: inputSchemaOf(encounters.addNote),
    initial: { text: correcting?.text ?? '' },
    toInput: ({ text }) => ({ consultationId, text, replaces: correcting?.id ?? null }),
    draftKey: `note-${consultationId}-${correcting?.id ?? 'new'}`,
    onDone: () => {
      say({ tone: 'done', message: correcting === null ? 'Note saved.' : 'Correction saved; both notes stay.' })
      onDone()
    },
  })
  return (
    <OperationFields
      state={state}
      submitLabel={correcting === null ? 'Save note' : 'Save correction'}
      variant="default"
      {...(correcting === null ? {} : { onCancel: onDone })}
    >
      <Textarea
        label={correcting === null ? 'New note' : 'Correction'}
        autosize
        minRows={3}
        maxRows={14}
        maxLength={8_000}
        {...state.form.getInputProps('text')}
      />
    </OperationFields>
  )
}
