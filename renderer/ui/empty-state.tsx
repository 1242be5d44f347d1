import type { ReactNode } from 'react'
import classes from './empty-state.module.css'

/** An empty place: what it is for, and the first thing to do here. */
export function EmptyState({
  icon,
  title,
  children,
  action,
}: {
  icon?: ReactNode
  title: string
  children?: ReactNode
  action?: ReactNode
}) {
  return (
    <div className={classes.empty}>
      {icon === undefined ? null : (
        <div className={classes.icon} aria-hidden>
          {icon}
        </div>
      )}
      <div className={classes.title}>{title}</div>
      {children === undefined ? null : <div className={classes.text}>{children}</div>}
      {action === undefined ? null : <div className={classes.action}>{action}</div>}
    </div>
  )
}
