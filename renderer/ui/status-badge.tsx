import type { ReactNode } from 'react'
import classes from './status-badge.module.css'
import { type Tone, toneStyle } from './tone.js'

/** One or two words about a state. The words carry the meaning; the color only helps to find it. */
export function StatusBadge({
  tone = 'neutral',
  icon,
  children,
}: {
  tone?: Tone
  icon?: ReactNode
  children: ReactNode
}) {
  return (
    <span className={classes.badge} style={toneStyle(tone)}>
      {icon}
      {children}
    </span>
  )
}
