import { Combobox, Group, Text, TextInput, useCombobox } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import type { Medicine } from '../../../core/prescriptions/model.js'
import { useOperationQuery } from '../../client/operations.js'
import { StatusBadge } from '../../ui/status-badge.js'

interface MedicinePickerProps {
  medicine: Medicine | null
  onChange: (medicine: Medicine | null) => void
  error?: string | null
}

/** Chooses a medicine of the formulary: always name, strength and form. */
export function MedicinePicker({ medicine, onChange, error = null }: MedicinePickerProps) {
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() })
  const [text, setText] = useState(medicine?.name ?? '')
  const [asked] = useDebouncedValue(text.trim(), 120)
  const isAsking = asked.length > 1 && medicine === null
  const found = useOperationQuery(
    'prescriptions.listMedicines',
    { text: asked, limit: 20 },
    { isEnabled: isAsking, keepsFormer: true },
  )
  const choices = isAsking ? (found.data?.items ?? []) : []
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(code) => {
        const choice = choices.find((one) => one.rxNormCode === code)
        if (choice === undefined) return
        onChange(choice)
        setText(choice.name)
        combobox.closeDropdown()
      }}
    >
      <Combobox.Target>
        <TextInput
          label="Medicine"
          placeholder="Name or ingredient"
          leftSection={<IconSearch size={16} />}
          maxLength={120}
          autoComplete="off"
          data-autofocus
          value={text}
          error={error}
          onChange={(event) => {
            setText(event.currentTarget.value)
            if (medicine !== null) onChange(null)
            combobox.openDropdown()
            combobox.selectFirstOption()
          }}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={!isAsking}>
        <Combobox.Options mah={300} style={{ overflowY: 'auto' }}>
          {choices.map((choice) => (
            <Combobox.Option key={choice.rxNormCode} value={choice.rxNormCode}>
              <Group justify="space-between" gap="xs" wrap="nowrap">
                <Text>{choice.name}</Text>
                {choice.isControlled ? <StatusBadge tone="attention">Controlled</StatusBadge> : null}
              </Group>
            </Combobox.Option>
          ))}
          {choices.length === 0 && found.isSuccess ? (
            <Combobox.Empty>The formulary has no such medicine. Try its ingredient.</Combobox.Empty>
          ) : null}
          {found.isError ? <Combobox.Empty>The formulary could not be read. Type again.</Combobox.Empty> : null}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}
