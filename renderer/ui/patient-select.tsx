import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import type { PatientId } from '../../core/kernel/ids.js'
import { useOperationQuery } from '../client/operations.js'

interface PatientSelectProps {
  label: string
  placeholder: string
  patientId: PatientId | null
  onChange: (patientId: PatientId | null) => void
}

/** Narrows a list to one patient, found by name, phone or code. */
export function PatientSelect({ label, placeholder, patientId, onChange }: PatientSelectProps) {
  const [text, setText] = useState('')
  const [asked] = useDebouncedValue(text.trim(), 150)
  const found = useOperationQuery('patients.search', { text: asked, limit: 8 }, { isEnabled: asked.length >= 2 })
  const chosen = useOperationQuery(
    'patients.getBanner',
    { patientId: patientId as PatientId },
    { isEnabled: patientId !== null },
  )
  const options = (found.data?.items ?? []).map(({ id, fullName, code }) => ({
    value: id as string,
    label: `${fullName} · ${code}`,
  }))
  if (patientId !== null && !options.some(({ value }) => value === patientId))
    options.unshift({ value: patientId, label: chosen.data?.fullName ?? 'Chosen patient' })
  return (
    <Select
      label={label}
      placeholder={placeholder}
      w={160}
      searchable
      clearable
      data={options}
      filter={({ options: all }) => all}
      nothingFoundMessage={asked.length < 2 ? 'Type a name, phone number or code' : 'Nobody is found'}
      value={patientId}
      onSearchChange={setText}
      onChange={(value) => onChange(value as PatientId | null)}
    />
  )
}
