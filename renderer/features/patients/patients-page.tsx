import { Button, Group, Kbd, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch, IconUserPlus, IconUsers } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import type { PatientSummary } from '../../../core/patients/model.js'
import { useChosenColumns } from '../../app/chosen-columns.js'
import { useGo, useSearchParams } from '../../app/navigation.js'
import { useCan } from '../../app/session.js'
import { useOperationPages } from '../../client/operations.js'
import { type Column, DataTable } from '../../ui/data-table.js'
import { EmptyState } from '../../ui/empty-state.js'
import { FormDrawer } from '../../ui/form-drawer.js'
import { Page } from '../../ui/page.js'
import { DateText } from '../../ui/time-text.js'
import { RegisterPatientForm } from './register-patient-form.js'
import { sexWords } from './sex-words.js'

const allColumns: readonly Column<PatientSummary>[] = [
  {
    key: 'name',
    header: 'Name',
    isEssential: true,
    cell: (patient) => patient.fullName,
    sortBy: (patient) => patient.fullName,
  },
  {
    key: 'birth',
    header: 'Born',
    width: '8.75rem',
    cell: (patient) => (patient.birthDate === null ? 'Not known' : <DateText date={patient.birthDate} />),
    sortBy: (patient) => patient.birthDate,
  },
  {
    key: 'sex',
    header: 'Sex',
    width: '6.875rem',
    cell: (patient) => sexWords[patient.sex],
    sortBy: (patient) => patient.sex,
  },
  { key: 'phone', header: 'Phone', width: '11.25rem', cell: (patient) => patient.phone ?? '' },
  {
    key: 'city',
    header: 'Town',
    width: '11.25rem',
    cell: (patient) => patient.city ?? '',
    sortBy: (patient) => patient.city,
  },
  { key: 'code', header: 'Code', width: '6.875rem', cell: (patient) => patient.code },
]

/** Find a person as you type, or register them. */
export function PatientsPage() {
  const [text, setText] = useState('')
  const [asked] = useDebouncedValue(text.trim(), 90)
  const patients = useOperationPages('patients.search', { text: asked, limit: 100 }, { keepsFormer: true })
  const { columns, chooser } = useChosenColumns('patients', allColumns)
  const table = useRef<HTMLDivElement>(null)
  const go = useGo()
  const can = useCan()
  const isRegistering = useSearchParams().new !== undefined && can('patients:write')
  const register = can('patients:write') ? (
    <Button leftSection={<IconUserPlus size={16} />} onClick={() => go('/patients?new=1')}>
      Register patient
    </Button>
  ) : null

  return (
    <Page title="Patients" width="full" actions={register}>
      <Group gap="xs">
        <TextInput
          style={{ flex: 1 }}
          aria-label="Find a patient"
          placeholder="Name, phone number or code"
          leftSection={<IconSearch size={16} />}
          rightSection={<Kbd size="xs">↓</Kbd>}
          value={text}
          autoFocus
          maxLength={120}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            const first = table.current?.querySelector<HTMLElement>('tr[tabindex="0"]')
            if (event.key === 'ArrowDown') first?.focus()
            // Enter opens the person who is left, but never a guess among several.
            const only = patients.items.length === 1 && text.trim() === asked ? patients.items[0] : undefined
            if (event.key === 'Enter' && only !== undefined) go(`/patients/${only.id}`)
          }}
        />
        {chooser}
      </Group>
      <div ref={table} style={{ display: 'contents' }}>
        <DataTable
          label="Patients"
          columns={columns}
          source={patients}
          rowKey={(patient) => patient.id}
          onOpen={(patient) => go(`/patients/${patient.id}`)}
          empty={
            asked === '' ? (
              <EmptyState icon={<IconUsers size={22} />} title="No patients yet" action={register}>
                Everybody who is treated here is found in this list. Register the first person, or import records.
              </EmptyState>
            ) : (
              <EmptyState icon={<IconSearch size={22} />} title={`Nobody is found for “${asked}”`} action={register}>
                Try fewer letters, the phone number, or the code on the card.
              </EmptyState>
            )
          }
        />
      </div>
      <FormDrawer
        isOpen={isRegistering}
        onClose={() => go('/patients', { isReplacing: true })}
        title="Register patient"
      >
        <RegisterPatientForm
          onDone={(patient) => go(`/patients/${patient.id}`)}
          onOpen={(patientId) => go(`/patients/${patientId}`)}
          onCancel={() => go('/patients', { isReplacing: true })}
        />
      </FormDrawer>
    </Page>
  )
}
