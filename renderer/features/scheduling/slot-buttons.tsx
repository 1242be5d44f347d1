import { Text } from '@mantine/core'
import { IconVideo } from '@tabler/icons-react'
import type { Slot } from '../../../core/scheduling/model.js'
import { useClinicSettings } from '../../ui/clinic-context.js'
import { clockTime, dayWords } from '../../ui/time-words.js'
import classes from './slot-buttons.module.css'

interface SlotButtonsProps {
  slots: readonly Slot[]
  onChoose: (slot: Slot) => void
  chosenId?: string | undefined
  /** The day before the time, where slots of several days stand together. */
  hasDays?: boolean
  empty?: string
}

/** Free times to choose from. */
export function SlotButtons({ slots, onChoose, chosenId, hasDays = false, empty = 'No free time.' }: SlotButtonsProps) {
  const { timeZone } = useClinicSettings()
  if (slots.length === 0) return <Text c="dimmed">{empty}</Text>
  return (
    <div className={classes.slots}>
      {slots.map((slot) => {
        const words = [hasDays ? dayWords(slot.startsAt, timeZone) : null, clockTime(slot.startsAt, timeZone)]
          .filter((part) => part !== null)
          .join(', ')
        return (
          <button
            key={slot.id}
            type="button"
            className={classes.slot}
            aria-pressed={slot.id === chosenId}
            onClick={() => onChoose(slot)}
          >
            <bdi>{words}</bdi>
            {slot.isTelemedicine ? <IconVideo size={14} aria-label="video possible" role="img" /> : null}
          </button>
        )
      })}
    </div>
  )
}
