import { Text } from '@mantine/core'
import type { CalendarDate, Instant } from '../../core/kernel/instant.js'
import { useClinicSettings, useNow } from './clinic-context.js'
import { clockTime, dateWords, dayWords, relativeWords } from './time-words.js'

interface TimeTextProps {
  at: Instant
  /** `time` alone where the day is clear from the place. */
  show?: 'day-time' | 'time' | 'day'
  /** The relative time beside it. */
  isRelative?: boolean
}

/** A moment in the clinic's zone, with how far it is from now beside it. */
export function TimeText({ at, show = 'day-time', isRelative = false }: TimeTextProps) {
  const { timeZone } = useClinicSettings()
  const now = useNow()
  const day = show === 'time' ? '' : dayWords(at, timeZone, now)
  const time = show === 'day' ? '' : clockTime(at, timeZone)
  return (
    <time dir="auto" dateTime={at} title={`${at} · shown in ${timeZone}`} style={{ whiteSpace: 'nowrap' }}>
      {[day, time].filter((part) => part !== '').join(', ')}
      {isRelative ? (
        <Text span inherit c="dimmed">
          {', '}
          {relativeWords(at, now)}
        </Text>
      ) : null}
    </time>
  )
}

/** A calendar day, as dates of birth and expiry are. */
export function DateText({ date }: { date: CalendarDate }) {
  return (
    <time dir="auto" dateTime={date} style={{ whiteSpace: 'nowrap' }}>
      {dateWords(date)}
    </time>
  )
}
