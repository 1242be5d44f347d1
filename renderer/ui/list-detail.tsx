import type { ReactNode } from 'react'
import classes from './list-detail.module.css'

interface ListDetailProps {
  list: ReactNode
  /** Null while nothing is chosen: then the list has the whole width. */
  detail: ReactNode | null
}

/**
 * List and detail side by side on wide windows; under 1100 px the detail stands in place of the list. The width is the style
 * sheet's alone: a detail that were made anew would lose what is typed in it, and a sheet of paper is narrow while it is made.
 */
export function ListDetail({ list, detail }: ListDetailProps) {
  return (
    <div className={classes.pair} data-open={detail !== null}>
      <div className={classes.list}>{list}</div>
      {detail === null ? null : <div className={classes.detail}>{detail}</div>}
    </div>
  )
}
