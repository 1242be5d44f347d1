import type { ReactNode } from 'react'
import classes from './row-list.module.css'

interface RowListProps {
  /** What it lists, for screen readers, where no heading says it. */
  label?: string
  children: ReactNode
}

/** A short list of things inside a section, each a `Row` with a line below it. */
export const RowList = ({ label, children }: RowListProps) => (
  <ul className={classes.list} aria-label={label}>
    {children}
  </ul>
)

interface RowProps {
  title: ReactNode
  /** What more is to say of it, under its title. */
  children?: ReactNode
  /** At the start of the line: an icon or a time. */
  start?: ReactNode
  /** Buttons and states at its end. */
  acts?: ReactNode
  /** It counts no more and is kept for the record. */
  isPast?: boolean
  align?: 'start' | 'center'
}

/** One thing of a `RowList`: its name, what is to say of it, and what can be done with it. */
export const Row = ({ title, children, start, acts, isPast = false, align = 'start' }: RowProps) => (
  <li className={classes.row} data-past={isPast} data-align={align}>
    {start === undefined ? null : <div className={classes.start}>{start}</div>}
    <div className={classes.main}>
      <div className={classes.title}>{title}</div>
      {children}
    </div>
    {acts === undefined || acts === null ? null : <div className={classes.acts}>{acts}</div>}
  </li>
)
