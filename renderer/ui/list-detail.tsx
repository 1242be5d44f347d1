import { useMediaQuery } from '@mantine/hooks'
import type { ReactNode } from 'react'
import classes from './list-detail.module.css'

interface ListDetailProps {
  list: ReactNode
  /** Null while nothing is chosen. */
  detail: ReactNode | null
  /** What stands beside the list while nothing is chosen. */
  hint?: ReactNode
}

/** List and detail side by side on wide windows; under 1100 px the detail stands in place of the list. */
export function ListDetail({ list, detail, hint }: ListDetailProps) {
  const isWide = useMediaQuery('(min-width: 1100px)', true, { getInitialValueInEffect: false })
  if (!isWide) return <div className={classes.single}>{detail ?? list}</div>
  return (
    <div className={classes.pair}>
      <div className={classes.list}>{list}</div>
      <div className={classes.detail}>{detail ?? hint}</div>
    </div>
  )
}
