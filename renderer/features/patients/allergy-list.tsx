import { Button, Select, Text, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { type Allergy, RecordAllergy } from '../../../core/patients/model.js'
import { useCan } from '../../app/session.js'
import { useOperationCommand } from '../../client/operations.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { Section } from '../../ui/page.js'
import { ReasonDialog } from '../../ui/reason-dialog.js'
import { Row, RowList } from '../../ui/row-list.js'
import { StatusBadge } from '../../ui/status-badge.js'
import { TimeText } from '../../ui/time-text.js'

const criticalityWords = { low: 'Low risk', high: 'High risk', 'unable-to-assess': 'Risk not known' } as const
const criticalityTones = { low: 'neutral', high: 'danger', 'unable-to-assess': 'attention' } as const
const criticalityChoices = [
  { value: 'high', label: 'High: can endanger life' },
  { value: 'low', label: 'Low' },
  { value: 'unable-to-assess', label: 'Not known' },
]

interface AllergyListProps {
  patientId: string
  patientName: string
  allergies: readonly Allergy[]
}

/** What the person must not be given. Nothing is ever erased: a retraction keeps its reason. */
export function AllergyList({ patientId, patientName, allergies }: AllergyListProps) {
  const can = useCan()
  const [isRecording, setIsRecording] = useState(false)
  const [retracting, setRetracting] = useState<Allergy | null>(null)
  const canWrite = can('allergies:write')
  const active = allergies.filter((allergy) => allergy.isActive)
  return (
    <Section
      title="Allergies"
      actions={
        canWrite ? (
          <Button size="xs" variant="default" leftSection={<IconPlus size={15} />} onClick={() => setIsRecording(true)}>
            Record allergy
          </Button>
        ) : null
      }
    >
      {active.length === 0 ? (
        <Text c="dimmed">No known allergies. A prescription is checked against this list.</Text>
      ) : (
        <RowList>
          {active.map((allergy) => (
            <Row
              key={allergy.id}
              title={
                <>
                  {allergy.substance}
                  <StatusBadge tone={criticalityTones[allergy.criticality]}>
                    {criticalityWords[allergy.criticality]}
                  </StatusBadge>
                </>
              }
              acts={
                canWrite ? (
                  <Button
                    size="compact-sm"
                    variant="subtle"
                    aria-label={`Retract ${allergy.substance}`}
                    onClick={() => setRetracting(allergy)}
                  >
                    Retract
                  </Button>
                ) : null
              }
            >
              {allergy.reaction === null ? null : <div>{allergy.reaction}</div>}
              <Text size="xs" c="dimmed">
                {allergy.recordedBy}, <TimeText at={allergy.recordedAt} show="day" />
              </Text>
            </Row>
          ))}
        </RowList>
      )}
      <FormDrawer isOpen={isRecording} onClose={() => setIsRecording(false)} title={`Allergy of ${patientName}`}>
        <RecordAllergyForm patientId={patientId} onDone={() => setIsRecording(false)} />
      </FormDrawer>
      {retracting === null ? null : <RetractAllergy allergy={retracting} onClose={() => setRetracting(null)} />}
    </Section>
  )
}

function RecordAllergyForm({ patientId, onDone }: { patientId: string; onDone: () => void }) {
  const state = useOperationForm({
    path: 'patients.recordAllergy',
    schema: RecordAllergy,
    initial: { patientId, substance: '', criticality: 'high', reaction: '' },
    draftKey: `allergy-${patientId}`,
    onDone,
  })
  const { form } = state
  return (
    <OperationFields state={state} submitLabel="Record allergy" onCancel={onDone}>
      <TextInput
        label="Substance"
        placeholder="Penicillin"
        autoComplete="off"
        data-autofocus
        {...form.getInputProps('substance')}
      />
      <Select label="Risk" data={criticalityChoices} {...form.getInputProps('criticality')} />
      <TextInput label="Reaction" placeholder="Rash, swelling" {...form.getInputProps('reaction')} />
    </OperationFields>
  )
}

function RetractAllergy({ allergy, onClose }: { allergy: Allergy; onClose: () => void }) {
  const retract = useOperationCommand('patients.retractAllergy', { onDone: onClose })
  return (
    <ReasonDialog
      onClose={onClose}
      title={`Retract the allergy to ${allergy.substance}?`}
      confirmLabel="Retract allergy"
      keepLabel="Keep it"
      missingReason="Say why it is retracted."
      command={retract}
      onConfirm={(reason) => retract.mutate({ patientId: allergy.patientId, allergyId: allergy.id, reason })}
    >
      Prescriptions will no longer be checked against it. The entry and your reason stay on record.
    </ReasonDialog>
  )
}
