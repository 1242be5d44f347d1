import { Combobox, TextInput, useCombobox } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import type { Product } from '../../../core/pharmacy/model.js'
import { useOperationQuery } from '../../client/operations.js'

/** Finds something that the pharmacy has on the shelf, to put into an order. */
export function ProductPicker({ onChoose }: { onChoose: (product: Product) => void }) {
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() })
  const [text, setText] = useState('')
  const [asked] = useDebouncedValue(text.trim(), 120)
  const isAsking = asked.length > 1
  const found = useOperationQuery(
    'pharmacy.listProducts',
    { text: asked, isInStock: true, limit: 12 },
    { isEnabled: isAsking, keepsFormer: true },
  )
  const items = isAsking ? (found.data?.items ?? []) : []
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(id) => {
        const chosen = items.find((product) => product.id === id)
        if (chosen === undefined) return
        onChoose(chosen)
        setText('')
        combobox.closeDropdown()
      }}
    >
      <Combobox.Target>
        <TextInput
          label="Add a medicine"
          placeholder="Name"
          leftSection={<IconSearch size={16} />}
          maxLength={120}
          autoComplete="off"
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value)
            combobox.openDropdown()
            combobox.selectFirstOption()
          }}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={!isAsking}>
        <Combobox.Options mah={280} style={{ overflowY: 'auto' }}>
          {items.map((product) => (
            <Combobox.Option key={product.id} value={product.id}>
              {product.name} · {product.manufacturer}
              {product.requiresPrescription ? ' · needs a prescription' : ''}
            </Combobox.Option>
          ))}
          {items.length === 0 && found.isSuccess ? (
            <Combobox.Empty>Nothing on the shelf is called that.</Combobox.Empty>
          ) : null}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}
