import { IconVideo } from '@tabler/icons-react'
import { type CSSProperties, type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import { type CalendarDate, minuteOfDay, minutesBetween } from '../../../core/kernel/instant.js'
import type { BoardSlot } from '../../../core/scheduling/model.js'
import { useClinicSettings, useNow, useToday } from '../../ui/clinic-context.js'
import { clockTime } from '../../ui/time-words.js'
import { visitStateWords } from '../../ui/visit-words.js'
import classes from './board-grid.module.css'

/** One column of the board: a doctor's day. */
export interface BoardColumn {
  key: string
  day: CalendarDate
  head: ReactNode
  /** What the column is, for screen readers: Day of Dr Mei Chen. */
  label: string
  /** What a slot's own words leave open: whose it is, or on which day. */
  slotLabel: string
  slots: readonly BoardSlot[]
}

interface BoardGridProps {
  /** What is shown; when it changes, the board opens at the present time again. */
  name: string
  columns: readonly BoardColumn[]
  /** As wide as a column is at least; seven of them fit into a small window. */
  least?: string
  onFree: (slot: BoardSlot) => void
  onVisit: (consultationId: string) => void
}

const pixelsPerMinute = 1.6

/** Days side by side, time running down on the clinic's clock. Arrow keys move between times. */
export function BoardGrid({ name, columns, least = '10.5rem', onFree, onVisit }: BoardGridProps) {
  const { timeZone } = useClinicSettings()
  const now = useNow()
  const today = useToday()
  const frame = useRef<HTMLDivElement>(null)
  const { first, length } = spanOf(
    columns.flatMap(({ slots }) => slots),
    timeZone,
  )
  const hours = Array.from({ length: Math.ceil(length / 60) + 1 }, (_, hour) => hour)
  const nowAt = minuteOfDay(now, timeZone) - first
  const isNowShown = nowAt >= 0 && nowAt <= length && columns.some(({ day }) => day === today)

  // It opens at the present time, not at its first hour.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when another board is opened, not each time the clock moves
  useEffect(() => {
    if (isNowShown) frame.current?.scrollTo({ top: Math.max(0, nowAt * pixelsPerMinute - 160) })
  }, [name])

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
      <div className={classes.board} style={{ '--columns': columns.length, '--least': least } as CSSProperties}>
        <div className={classes.corner} />
        {columns.map(({ key, day, head }) => (
          <div key={key} className={classes.head} data-today={day === today}>
            {head}
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
              {clockTime(new Date(Date.UTC(2000, 0, 1, first / 60 + hour)).toISOString(), 'UTC')}
            </div>
          ))}
        </div>
        {columns.map(({ key, day, label, slotLabel, slots }, column) => (
          <section
            key={key}
            className={classes.column}
            aria-label={label}
            style={{ blockSize: length * pixelsPerMinute, '--hour': `${60 * pixelsPerMinute}px` } as CSSProperties}
          >
            {slots.map((slot, row) => (
              <SlotButton
                key={slot.id}
                slot={slot}
                label={slotLabel}
                column={column}
                row={row}
                top={(minuteOfDay(slot.startsAt, timeZone) - first) * pixelsPerMinute}
                onFree={onFree}
                onVisit={onVisit}
              />
            ))}
            {day === today && isNowShown ? (
              <div className={classes.now} style={{ insetBlockStart: nowAt * pixelsPerMinute }} />
            ) : null}
          </section>
        ))}
      </div>
    </div>
  )
}

interface SlotButtonProps extends Pick<BoardGridProps, 'onFree' | 'onVisit'> {
  slot: BoardSlot
  label: string
  column: number
  row: number
  top: number
}

function SlotButton({ slot, label, column, row, top, onFree, onVisit }: SlotButtonProps) {
  const { timeZone } = useClinicSettings()
  const now = useNow()
  const visit = slot.consultation
  const isPast = slot.startsAt < now
  return (
    <button
      type="button"
      className={classes.slot}
      data-column={column}
      data-row={row}
      data-state={visit?.state ?? (isPast ? 'past' : 'free')}
      disabled={visit === null && isPast}
      style={{
        insetBlockStart: top + 1,
        blockSize: minutesBetween(slot.startsAt, slot.endsAt) * pixelsPerMinute - 2,
      }}
      onClick={() => (visit === null ? onFree(slot) : onVisit(visit.id))}
    >
      <span className={classes.time} dir="auto">
        {clockTime(slot.startsAt, timeZone)}
      </span>
      <span className={classes.what} dir="auto">
        {visit?.patientName ?? (isPast ? 'Not booked' : 'Free')}
      </span>
      <span className="mc-visually-hidden">
        {visit === null ? '' : visitStateWords[visit.state]} {label}
      </span>
      {(visit === null ? slot.isTelemedicine && !isPast : visit.mode === 'video') ? (
        <IconVideo size={13} aria-hidden className={classes.video} />
      ) : null}
    </button>
  )
}

/** From the hour in which the first slot begins until the last one ends, in minutes of the day; at least an hour. */
function spanOf(slots: readonly BoardSlot[], timeZone: string): { first: number; length: number } {
  const starts = slots.map((slot) => minuteOfDay(slot.startsAt, timeZone))
  const ends = slots.map((slot, at) => (starts[at] ?? 0) + minutesBetween(slot.startsAt, slot.endsAt))
  const first = Math.floor(Math.min(...starts) / 60) * 60
  return { first, length: Math.max(60, Math.max(...ends) - first) }
}

/** 3 of 9 booked. */
export function bookedWords(slots: readonly BoardSlot[]): string {
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
