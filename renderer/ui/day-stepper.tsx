import { ActionIcon, Group, TextInput } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { addDays, type CalendarDate } from '../../core/kernel/instant.js'

/** Goes through days one by one, or to any. */
export function DayStepper({ day, onChange }: { day: CalendarDate; onChange: (day: CalendarDate) => void }) {
  return (
    <Group gap={4} wrap="nowrap">
      <ActionIcon variant="default" size={36} aria-label="The day before" onClick={() => onChange(addDays(day, -1))}>
        <IconChevronLeft size={16} className="mc-turns" />
      </ActionIcon>
      <TextInput
        aria-label="Day"
        type="date"
        value={day}
        onChange={(event) => {
          if (event.currentTarget.value !== '') onChange(event.currentTarget.value)
        }}
      />
      <ActionIcon variant="default" size={36} aria-label="The day after" onClick={() => onChange(addDays(day, 1))}>
        <IconChevronRight size={16} className="mc-turns" />
      </ActionIcon>
    </Group>
  )
}

/** The day that an address names; today where it names none. */
export const dayAsked = (asked: string | undefined, today: CalendarDate): CalendarDate =>
  asked !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(asked) ? asked : today
