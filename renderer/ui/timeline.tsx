import type { ReactNode } from 'react'
import type { Instant } from '../../core/kernel/instant.js'
import { TimeText } from './time-text.js'
import classes from './timeline.module.css'
import type { Tone } from './tone.js'

export interface TimelineEvent {
  title: ReactNode
  at: Instant
  by: string
  note: string | null
  tone?: Tone
}

/** What happened to one thing, in order: the state, when, by whom. `label` names it for screen readers. */
export function Timeline({ label, events }: { label: string; events: readonly TimelineEvent[] }) {
  return (
    <ol className={classes.timeline} aria-label={label}>
      {events.map((event) => (
        <li key={`${event.at} ${String(event.title)}`} className={classes.event} data-tone={event.tone ?? 'neutral'}>
          <div className={classes.title}>{event.title}</div>
          {event.note === null ? null : <div>{event.note}</div>}
          <div className={classes.when}>
            <TimeText at={event.at} isRelative /> · {event.by}
          </div>
        </li>
      ))}
    </ol>
  )
}
