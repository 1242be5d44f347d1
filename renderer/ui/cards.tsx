import type { ReactNode } from 'react'
import classes from './cards.module.css'

/** Cards side by side, as many as fit; each stands in an `li`. */
export const Cards = ({ children }: { children: ReactNode }) => <ul className={classes.cards}>{children}</ul>

interface CardProps {
  /** Whose or what card it is, for screen readers. */
  label: string
  head: ReactNode
  /** Across from the head: a state, a price. */
  end: ReactNode
  children: ReactNode
}

/** One thing at a glance, and what can be done with it. */
export const Card = ({ label, head, end, children }: CardProps) => (
  <article className={classes.card} aria-label={label}>
    <div className={classes.head}>
      <div>{head}</div>
      {end}
    </div>
    {children}
  </article>
)
