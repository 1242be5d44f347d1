import { ActionIcon, Group, TextInput } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { addDays, type CalendarDate } from '../../core/kernel/instant.js'

interface DayStepperProps {
  day: CalendarDate
  /** How many days a step goes. */
  by?: 'day' | 'week'
  onChange: (day: CalendarDate) => void
}

/** Goes through days or weeks one by one, or to any. */
export function DayStepper({ day, by = 'day', onChange }: DayStepperProps) {
  const step = by === 'week' ? 7 : 1
  return (
    <Group gap={4} wrap="nowrap">
      <ActionIcon
        variant="default"
        size={36}
        aria-label={`The ${by} before`}
        onClick={() => onChange(addDays(day, -step))}
      >
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
      <ActionIcon
        variant="default"
        size={36}
        aria-label={`The ${by} after`}
        onClick={() => onChange(addDays(day, step))}
      >
        <IconChevronRight size={16} className="mc-turns" />
      </ActionIcon>
    </Group>
  )
}

/** The day that an address names; today where it names none. */
export const dayAsked = (asked: string | undefined, today: CalendarDate): CalendarDate =>
  asked !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(asked) ? asked : today
