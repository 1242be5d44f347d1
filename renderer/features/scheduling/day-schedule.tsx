import type { CalendarDate } from '../../../core/kernel/instant.js'
import type { BoardSlot, DayBoard } from '../../../core/scheduling/model.js'
import { AppLink } from '../../app/navigation.js'
import { BoardGrid, bookedWords } from './board-grid.js'
import classes from './board-grid.module.css'

interface DayScheduleProps {
  board: DayBoard
  onFree: (slot: BoardSlot, day: CalendarDate) => void
  onVisit: (consultationId: string) => void
}

/** One day: every doctor's time side by side. */
export function DaySchedule({ board, onFree, onVisit }: DayScheduleProps) {
  const columns = board.doctors.map(({ id, displayName, specialty, slots }) => ({
    key: id,
    day: board.day,
    label: `Day of ${displayName}`,
    slotLabel: displayName,
    slots,
    head: (
      <>
        <AppLink to={`/doctors/${id}`} fw={600} c="inherit">
          {displayName}
        </AppLink>
        <div className={classes.sub}>
          {specialty} · {bookedWords(slots)}
        </div>
      </>
    ),
  }))
  return <BoardGrid name={board.day} columns={columns} onFree={(slot) => onFree(slot, board.day)} onVisit={onVisit} />
}
