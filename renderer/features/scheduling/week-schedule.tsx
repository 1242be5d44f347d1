import { type CalendarDate, dayOf } from '../../../core/kernel/instant.js'
import type { BoardSlot, WeekBoard } from '../../../core/scheduling/model.js'
import { useClinicSettings } from '../../ui/clinic-context.js'
import { dateWords } from '../../ui/time-words.js'
import { BoardGrid, bookedWords } from './board-grid.js'
import classes from './board-grid.module.css'

interface WeekScheduleProps {
  board: WeekBoard
  onFree: (slot: BoardSlot, day: CalendarDate) => void
  onVisit: (consultationId: string) => void
}

/** One doctor's week: the days side by side. */
export function WeekSchedule({ board, onFree, onVisit }: WeekScheduleProps) {
  const { timeZone } = useClinicSettings()
  const columns = board.days.map(({ day, slots }) => ({
    key: day,
    day,
    label: dateWords(day, 'long'),
    slotLabel: dateWords(day, 'long'),
    slots,
    head: (
      <>
        <div className={classes.dayName}>{shortDay(day)}</div>
        <div className={classes.sub}>{bookedWords(slots)}</div>
      </>
    ),
  }))
  return (
    <BoardGrid
      name={`${board.doctor.id} ${board.days[0]?.day}`}
      columns={columns}
      least="8rem"
      onFree={(slot) => onFree(slot, dayOf(slot.startsAt, timeZone))}
      onVisit={onVisit}
    />
  )
}

/** Sat, Nov 21 */
const shortDay = (day: CalendarDate): string =>
  new Intl.DateTimeFormat(undefined, { timeZone: 'UTC', weekday: 'short', month: 'short', day: 'numeric' }).format(
    new Date(`${day}T00:00:00Z`),
  )
