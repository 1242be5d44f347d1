import { Button, Combobox, Group, Text, TextInput, useCombobox } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch, IconUserPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { PatientId } from '../../../core/kernel/ids.js'
import { useCan } from '../../app/session.js'
import { useOperationQuery } from '../../client/operations.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { PatientBanner } from '../../ui/patient-banner.js'
import { QueryView } from '../../ui/query-view.js'
import { dateWords } from '../../ui/time-words.js'
import { RegisterPatientForm } from '../patients/register-patient-form.js'

interface PatientPickerProps {
  patientId: PatientId | undefined
  onChange: (patientId: PatientId | undefined) => void
}

/** Chooses a registered person by name, phone or code, or registers one on the way. */
export function PatientPicker({ patientId, onChange }: PatientPickerProps) {
  if (patientId === undefined) return <PatientSearch onChange={onChange} />
  return <ChosenPatient patientId={patientId} onClear={() => onChange(undefined)} />
}

function ChosenPatient({ patientId, onClear }: { patientId: PatientId; onClear: () => void }) {
  const banner = useOperationQuery('patients.getBanner', { patientId })
  return (
    <>
      <QueryView query={banner}>{(data) => <PatientBanner banner={data} />}</QueryView>
      <Button size="xs" variant="default" mt="xs" onClick={onClear}>
        Choose another patient
      </Button>
    </>
  )
}

function PatientSearch({ onChange }: { onChange: (patientId: PatientId) => void }) {
  const can = useCan()
  const combobox = useCombobox()
  const [text, setText] = useState('')
  const [asked] = useDebouncedValue(text.trim(), 90)
  const [isRegistering, setIsRegistering] = useState(false)
  const found = useOperationQuery(
    'patients.search',
    { text: asked, limit: 8 },
    { isEnabled: asked.length > 0, keepsFormer: true },
  )
  const items = asked === '' ? [] : (found.data?.items ?? [])
  return (
    <Group align="flex-end" gap="sm">
      <Combobox
        store={combobox}
        onOptionSubmit={(id) => {
          const chosen = items.find((item) => item.id === id)
          if (chosen !== undefined) onChange(chosen.id)
        }}
      >
        <Combobox.Target>
          <TextInput
            label="Find a patient"
            placeholder="Name, phone number or code"
            leftSection={<IconSearch size={16} />}
            style={{ flex: 1 }}
            maxLength={120}
            value={text}
            autoFocus
            onChange={(event) => {
              setText(event.currentTarget.value)
              combobox.openDropdown()
              combobox.updateSelectedOptionIndex()
            }}
            onFocus={() => combobox.openDropdown()}
            onBlur={() => combobox.closeDropdown()}
          />
        </Combobox.Target>
        <Combobox.Dropdown hidden={asked === ''}>
          <Combobox.Options>
            {items.map((patient) => (
              <Combobox.Option key={patient.id} value={patient.id}>
                <Text fw={500}>{patient.fullName}</Text>
                <Text size="xs" c="dimmed">
                  {[
                    patient.code,
                    patient.birthDate === null ? null : `born ${dateWords(patient.birthDate)}`,
                    patient.phone,
                    patient.city,
                  ]
                    .filter((part) => part !== null)
                    .join(' · ')}
                </Text>
              </Combobox.Option>
            ))}
            {items.length === 0 && found.isSuccess ? <Combobox.Empty>Nobody is found.</Combobox.Empty> : null}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
      {can('patients:write') ? (
        <Button variant="default" leftSection={<IconUserPlus size={16} />} onClick={() => setIsRegistering(true)}>
          Register patient
        </Button>
      ) : null}
      <FormDrawer isOpen={isRegistering} onClose={() => setIsRegistering(false)} title="Register patient">
        <RegisterPatientForm
          onDone={(patient) => onChange(patient.id)}
          onOpen={(id) => onChange(id as PatientId)}
          onCancel={() => setIsRegistering(false)}
        />
      </FormDrawer>
    </Group>
  )
}
