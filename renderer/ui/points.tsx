import type { ReactNode } from 'react'
import classes from './points.module.css'

/** Sentences one under the other, as `li`; numbered where their order counts. */
export function Points({ isNumbered = false, children }: { isNumbered?: boolean; children: ReactNode }) {
  const Tag = isNumbered ? 'ol' : 'ul'
  return <Tag className={classes.points}>{children}</Tag>
}
