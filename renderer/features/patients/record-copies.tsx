import { Button, Group, Text, TextInput } from '@mantine/core'
import { IconFileExport } from '@tabler/icons-react'
import { useState } from 'react'
import { type ExportedRecord, ExportRecord } from '../../../core/interchange/model.js'
import type { PatientId } from '../../../core/kernel/ids.js'
import { useOperationQuery } from '../../client/operations.js'
import { useToday } from '../../ui/clinic-context.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { Section } from '../../ui/page.js'
import { QueryView } from '../../ui/query-view.js'
import { Row, RowList } from '../../ui/row-list.js'
import { say } from '../../ui/say.js'
import { TimeText } from '../../ui/time-text.js'

/** Copies of the whole record for another clinic or for the person, and which were given out. */
export function RecordCopies({ patientId, patientName }: { patientId: PatientId; patientName: string }) {
  const [isShown, setIsShown] = useState(false)
  const [isMaking, setIsMaking] = useState(false)
  return (
    <Section
      title="Record copies"
      actions={
        <Group gap="xs">
          <Button size="xs" variant="default" aria-expanded={isShown} onClick={() => setIsShown(!isShown)}>
            {isShown ? 'Hide copies' : 'Show copies'}
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconFileExport size={15} />}
            onClick={() => setIsMaking(true)}
          >
            Save a copy
          </Button>
        </Group>
      }
    >
      {isShown ? (
        <Given patientId={patientId} />
      ) : (
        <Text c="dimmed">
          The whole record in one file that other systems read (FHIR R4). Each copy is written down.
        </Text>
      )}
      <FormDrawer isOpen={isMaking} onClose={() => setIsMaking(false)} title={`Copy of the record of ${patientName}`}>
        <CopyForm patientId={patientId} onDone={() => setIsMaking(false)} />
      </FormDrawer>
    </Section>
  )
}

function CopyForm({ patientId, onDone }: { patientId: PatientId; onDone: () => void }) {
  const today = useToday()
  const state = useOperationForm({
    path: 'interchange.exportPatient',
    schema: ExportRecord,
    initial: { reason: '' },
    toInput: (values) => ({ ...values, patientId }),
    onDone: (made) => {
      onDone()
      void save(made, today)
    },
  })
  return (
    <OperationFields state={state} submitLabel="Save the copy" onCancel={onDone}>
      <Text>
        It holds the person’s details, allergies, coverages, visits with vitals, diagnoses, notes and prescriptions,
        what the pharmacy handed out, and claims. Documents, messages and payments are not in it. The file is not
        encrypted: whoever has it can read it.
      </Text>
      <TextInput
        label="Reason"
        description="Who asked for it, and for what. It stays in the record with your name."
        maxLength={200}
        data-autofocus
        {...state.form.getInputProps('reason')}
      />
    </OperationFields>
  )
}

/** The file’s name says nothing of the person: it may lie in a folder that others see. */
async function save({ text, export: { resources } }: ExportedRecord, today: string): Promise<void> {
  try {
    const { isSaved } = await window.medichain.saveText(`patient-record-${today}.json`, text)
    if (isSaved) say({ tone: 'done', message: `The copy is saved: ${resources} entries.` })
    else say({ message: 'The copy was not saved anywhere. The record says that it was made.' })
  } catch {
    say({ tone: 'danger', message: 'The file could not be written. Make the copy again and choose another place.' })
  }
}

function Given({ patientId }: { patientId: PatientId }) {
  const exports = useOperationQuery('interchange.listExports', { patientId })
  return (
    <QueryView query={exports}>
      {(items) =>
        items.length === 0 ? (
          <Text c="dimmed">No copy was given out.</Text>
        ) : (
          <RowList label="Record copies">
            {items.map(({ id, reason, staffName, exportedAt, resources, sha256 }) => (
              <Row key={id} title={reason}>
                <Text size="xs" c="dimmed">
                  {staffName}, <TimeText at={exportedAt} />
                </Text>
                <Text size="xs" c="dimmed" title={`SHA-256 ${sha256}`}>
                  {resources} entries, SHA-256 {sha256.slice(0, 12)}…
                </Text>
              </Row>
            ))}
          </RowList>
        )
      }
    </QueryView>
  )
}
