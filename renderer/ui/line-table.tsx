import { Table } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './line-table.module.css'

interface LineTableProps {
  /** What the lines are, for screen readers. */
  label: string
  /** The first says what a line is; the others stand over numbers. */
  headers: readonly string[]
  className?: string | undefined
  /** Rows of Mantine's table. */
  children: ReactNode
}

/** A few lines with their amounts, inside a section. */
export const LineTable = ({ label, headers, className = '', children }: LineTableProps) => (
  <Table aria-label={label} className={`${classes.lines} ${className}`} verticalSpacing={6} horizontalSpacing="xs">
    <Table.Thead>
      <Table.Tr>
        {headers.map((header) => (
          <Table.Th key={header}>{header}</Table.Th>
        ))}
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>{children}</Table.Tbody>
  </Table>
)
