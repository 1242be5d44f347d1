import type { ReactNode } from 'react'
import classes from './insight.module.css'

interface PlainTableProps {
  label: string
  columns: readonly { header: string; isNumber?: boolean }[]
  rows: readonly { key: string; cells: readonly ReactNode[] }[]
}

/** A short table that fits on the page. */
export function PlainTable({ label, columns, rows }: PlainTableProps) {
  return (
    <table className={classes.table} aria-label={label}>
      <thead>
        <tr>
          {columns.map(({ header, isNumber }) => (
            <th key={header} scope="col" data-align={isNumber ? 'end' : 'start'}>
              {header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, cells }) => (
          <tr key={key}>
            {columns.map(({ header, isNumber }, index) => (
              <td key={header} data-align={isNumber ? 'end' : 'start'}>
                {cells[index]}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** A part of the whole as people say it: 12.5%. */
export const share = (part: number | null): string =>
  part === null ? '–' : new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 }).format(part)

/** Seconds as people say a wait. */
export function minutes(seconds: number | null): string {
  if (seconds === null) return '–'
  return seconds < 60 ? 'under 1 min' : `${Math.round(seconds / 60)} min`
}
