import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './notice.module.css'
import { type Tone, toneStyle } from './tone.js'

interface NoticeProps {
  tone?: Tone
  title?: ReactNode
  children?: ReactNode
  /** Buttons that help out of it. */
  actions?: ReactNode
}

/** A few sentences that stand above what they are about. Danger and attention are announced to screen readers at once. */
export function Notice({ tone = 'neutral', title, children, actions }: NoticeProps) {
  const isUrgent = tone === 'danger' || tone === 'attention'
  const Icon = isUrgent ? IconAlertTriangle : tone === 'done' ? IconCircleCheck : IconInfoCircle
  return (
    <div className={classes.notice} style={toneStyle(tone)} role={isUrgent ? 'alert' : 'status'}>
      <Icon size={18} aria-hidden className={classes.icon} />
      <div className={classes.body}>
        {title === undefined ? null : <div className={classes.title}>{title}</div>}
        {children}
        {actions === undefined ? null : <div className={classes.actions}>{actions}</div>}
      </div>
    </div>
  )
}
