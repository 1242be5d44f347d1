import { IconVideo } from '@tabler/icons-react'
import { type CSSProperties, type KeyboardEvent, useEffect, useRef } from 'react'
import type * as z from 'zod'
import { minutesBetween } from '../../../core/kernel/instant.js'
import type { BoardSlot as BoardSlotSchema, DayBoard } from '../../../core/scheduling/model.js'
import { AppLink } from '../../app/navigation.js'
import { useClinicSettings, useNow } from '../../ui/clinic-context.js'
import { clockTime } from '../../ui/time-words.js'
import { visitStateWords } from '../../ui/visit-words.js'
import classes from './day-board-grid.module.css'

type BoardSlot = z.infer<typeof BoardSlotSchema>

interface DayBoardGridProps {
  board: DayBoard
  onFree: (slot: BoardSlot) => void
  onVisit: (consultationId: string) => void
}

const pixelsPerMinute = 1.6

/** One column a doctor, time running down. Arrow keys move between times. */
export function DayBoardGrid({ board, onFree, onVisit }: DayBoardGridProps) {
  const { timeZone } = useClinicSettings()
  const now = useNow()
  const frame = useRef<HTMLDivElement>(null)
  const all = board.doctors.flatMap((doctor) => doctor.slots)
  const startsAt = floorToHour(all.reduce((first, slot) => (slot.startsAt < first ? slot.startsAt : first), '9999'))
  const endsAt = all.reduce((last, slot) => (slot.endsAt > last ? slot.endsAt : last), '')
  const length = Math.max(60, minutesBetween(startsAt, endsAt))
  const hours = Array.from({ length: Math.ceil(length / 60) + 1 }, (_, hour) => hour)
  const nowAt = minutesBetween(startsAt, now)
  const isToday = nowAt >= 0 && nowAt <= length

  // The day opens at the present time, not at its first hour.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when another day is opened, not each time the clock moves
  useEffect(() => {
    if (isToday) frame.current?.scrollTo({ top: Math.max(0, nowAt * pixelsPerMinute - 160) })
  }, [board.day])

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const steps: Record<string, [column: number, row: number]> = {
      ArrowDown: [0, 1],
      ArrowUp: [0, -1],
      ArrowRight: [1, 0],
      ArrowLeft: [-1, 0],
    }
    const step = steps[event.key]
    if (step === undefined || !(event.target instanceof HTMLElement)) return
    event.preventDefault()
    moveFocus(event.currentTarget, event.target, step)
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys are an addition; each slot is a button of its own
    <div className={classes.frame} ref={frame} onKeyDown={onKeyDown}>
      <div className={classes.board} style={{ '--columns': board.doctors.length } as CSSProperties}>
        <div className={classes.corner} />
        {board.doctors.map((doctor) => (
          <div key={doctor.id} className={classes.head}>
            <AppLink to={`/doctors/${doctor.id}`} fw={600} c="inherit">
              {doctor.displayName}
            </AppLink>
            <div className={classes.sub}>
              {doctor.specialty} · {countWords(doctor.slots)}
            </div>
          </div>
        ))}
        <div className={classes.hours} style={{ blockSize: length * pixelsPerMinute }}>
          {hours.map((hour) => (
            <div
              key={hour}
              className={classes.hour}
              dir="auto"
              style={{ insetBlockStart: hour * 60 * pixelsPerMinute }}
            >
              {clockTime(new Date(Date.parse(startsAt) + hour * 3_600_000).toISOString(), timeZone)}
            </div>
          ))}
        </div>
        {board.doctors.map((doctor, column) => (
          <section
            key={doctor.id}
            className={classes.column}
            aria-label={`Day of ${doctor.displayName}`}
            style={{ blockSize: length * pixelsPerMinute, '--hour': `${60 * pixelsPerMinute}px` } as CSSProperties}
          >
            {doctor.slots.map((slot, row) => {
              const visit = slot.consultation
              const time = clockTime(slot.startsAt, timeZone)
              return (
                <button
                  key={slot.id}
                  type="button"
                  className={classes.slot}
                  data-column={column}
                  data-row={row}
                  data-state={visit?.state ?? (slot.startsAt < now ? 'past' : 'free')}
                  disabled={visit === null && slot.startsAt < now}
                  style={{
                    insetBlockStart: minutesBetween(startsAt, slot.startsAt) * pixelsPerMinute + 1,
                    blockSize: minutesBetween(slot.startsAt, slot.endsAt) * pixelsPerMinute - 2,
                  }}
                  onClick={() => (visit === null ? onFree(slot) : onVisit(visit.id))}
                >
                  <span className={classes.time} dir="auto">
                    {time}
                  </span>
                  <span className={classes.what} dir="auto">
                    {visit?.patientName ?? (slot.startsAt < now ? 'Not booked' : 'Free')}
                  </span>
                  <span className="mc-visually-hidden">
                    {visit === null ? '' : visitStateWords[visit.state]} {doctor.displayName}
                  </span>
                  {(visit === null ? slot.isTelemedicine && slot.startsAt >= now : visit.mode === 'video') ? (
                    <IconVideo size={13} aria-hidden className={classes.video} />
                  ) : null}
                </button>
              )
            })}
            {isToday ? <div className={classes.now} style={{ insetBlockStart: nowAt * pixelsPerMinute }} /> : null}
          </section>
        ))}
      </div>
    </div>
  )
}

const floorToHour = (instant: string): string => `${instant.slice(0, 13)}:00:00.000Z`

function countWords(slots: readonly BoardSlot[]): string {
  const booked = slots.filter((slot) => slot.consultation !== null).length
  return slots.length === 0 ? 'no times' : `${booked} of ${slots.length} booked`
}

/** Focus goes to the next slot of the column, or to the one nearest in height of the column beside. */
function moveFocus(board: HTMLElement, from: HTMLElement, [columns, rows]: [number, number]): void {
  const column = Number(from.dataset.column) + columns
  const inColumn = [...board.querySelectorAll<HTMLElement>(`button[data-column="${column}"]:not(:disabled)`)]
  const top = from.getBoundingClientRect().top
  const byDistance = (a: HTMLElement, b: HTMLElement) =>
    Math.abs(a.getBoundingClientRect().top - top) - Math.abs(b.getBoundingClientRect().top - top)
  const target = rows === 0 ? inColumn.sort(byDistance)[0] : inColumn[inColumn.indexOf(from) + rows]
  target?.focus()
}
