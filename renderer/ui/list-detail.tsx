import { useMediaQuery } from '@mantine/hooks'
import type { ReactNode } from 'react'
import classes from './list-detail.module.css'

interface ListDetailProps {
  list: ReactNode
  /** Null while nothing is chosen: then the list has the whole width. */
  detail: ReactNode | null
}

/** List and detail side by side on wide windows; under 1100 px the detail stands in place of the list. */
export function ListDetail({ list, detail }: ListDetailProps) {
  const isWide = useMediaQuery('(min-width: 1100px)', true, { getInitialValueInEffect: false })
  if (!isWide && detail !== null) return <div className={classes.single}>{detail}</div>
  return (
    <div className={classes.pair} data-open={detail !== null}>
      <div className={classes.list}>{list}</div>
      {detail === null ? null : <div className={classes.detail}>{detail}</div>}
    </div>
  )
}
