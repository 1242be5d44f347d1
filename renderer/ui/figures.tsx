import type { ReactNode } from 'react'
import classes from './figures.module.css'

interface FigureItem {
  label: string
  value: ReactNode
  /** What stands behind the number. */
  note?: ReactNode
}

/** A few numbers that say how it went. */
export function Figures({ label, items }: { label: string; items: readonly FigureItem[] }) {
  return (
    <dl className={classes.figures} aria-label={label}>
      {items.map((item) => (
        <div key={item.label} className={classes.figure}>
          <dt>{item.label}</dt>
          <dd>
            <div className={classes.value}>{item.value}</div>
            {item.note === undefined ? null : <div className={classes.note}>{item.note}</div>}
          </dd>
        </div>
      ))}
    </dl>
  )
}
