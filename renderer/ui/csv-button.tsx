import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { toCsv } from '../../core/kernel/csv.js'
import { messageOf } from '../client/errors.js'
import { say } from './say.js'

type Rows = readonly Readonly<Record<string, string | number | null>>[]

interface CsvButtonProps {
  /** What the table is, for the file's name, which names no patient: visits-by-day. */
  name: string
  /** The table, or what asks for all of it where the page shows a part. */
  rows: Rows | (() => Promise<Rows>)
  size?: 'xs' | 'sm'
}

/** Saves numbers as CSV, with cells that no spreadsheet takes for formulas. */
export function CsvButton({ name, rows, size = 'xs' }: CsvButtonProps) {
  const [isBusy, setIsBusy] = useState(false)

  async function save() {
    setIsBusy(true)
    try {
      const table = typeof rows === 'function' ? await rows() : rows
      if (table.length === 0) return say({ message: 'There is nothing to save.' })
      const isSaved = await written(`${name}.csv`, toCsv(table))
      if (isSaved) say({ tone: 'done', message: 'The numbers are saved.' })
    } catch (error) {
      say({ tone: 'danger', message: messageOf(error) })
    } finally {
      setIsBusy(false)
    }
  }

  return (
    <Button
      size={size}
      variant="default"
      leftSection={<IconDownload size={size === 'xs' ? 15 : 16} />}
      loading={isBusy}
      disabled={typeof rows !== 'function' && rows.length === 0}
      onClick={() => void save()}
    >
      Save as CSV
    </Button>
  )
}

/** Whether somebody chose a place, and the file is there. */
async function written(name: string, text: string): Promise<boolean> {
  try {
    return (await window.medichain.saveText(name, text)).isSaved
  } catch {
    say({ tone: 'danger', message: 'The file could not be written. Choose another place.' })
    return false
  }
}
