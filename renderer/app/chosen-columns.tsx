import { Button, Checkbox, Popover, Stack } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { IconColumns3 } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { type ColumnChoices, choose, isShown, readChoices } from '../ui/column-choice.js'
import type { Column } from '../ui/data-table.js'
import { useSession } from './session.js'

interface ChosenColumns<T> {
  columns: readonly Column<T>[]
  /** The button beside the filters, behind which the columns are chosen. */
  chooser: ReactNode
}

/** The columns of a table that this person wants to see at this computer, and the way to choose them. */
export function useChosenColumns<T>(table: string, all: readonly Column<T>[]): ChosenColumns<T> {
  const { staff } = useSession()
  const [choices, setChoices, reset] = useLocalStorage<ColumnChoices>({
    key: `medichain-columns-${table}-${staff.id}`,
    defaultValue: {},
    getInitialValueInEffect: false,
    deserialize: readChoices,
  })
  return {
    columns: all.filter((column) => isShown(column, choices)),
    chooser: <ColumnChooser all={all} choices={choices} onChange={setChoices} onReset={reset} />,
  }
}

interface ColumnChooserProps<T> {
  all: readonly Column<T>[]
  choices: ColumnChoices
  onChange: (choices: ColumnChoices) => void
  onReset: () => void
}

function ColumnChooser<T>({ all, choices, onChange, onReset }: ColumnChooserProps<T>) {
  return (
    <Popover position="bottom-end" trapFocus returnFocus shadow="md">
      <Popover.Target>
        <Button variant="default" ms="auto" leftSection={<IconColumns3 size={16} />}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Columns">
        <Stack gap="xs">
          {all.map((column) => (
            <Checkbox
              key={column.key}
              label={column.header}
              checked={isShown(column, choices)}
              disabled={column.isEssential ?? false}
              onChange={(event) => onChange(choose(column, event.currentTarget.checked, choices))}
            />
          ))}
          <Button size="compact-sm" variant="subtle" disabled={Object.keys(choices).length === 0} onClick={onReset}>
            The usual columns
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
