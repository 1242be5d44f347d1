import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { toCsv } from '../../../core/kernel/csv.js'
import { say } from '../../ui/say.js'

interface CsvButtonProps {
  /** What the table is, for the file's name: visits-by-day. */
  name: string
  rows: readonly Readonly<Record<string, string | number | null>>[]
}

/** Saves numbers as CSV, with cells that no spreadsheet takes for formulas. */
export function CsvButton({ name, rows }: CsvButtonProps) {
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconDownload size={15} />}
      disabled={rows.length === 0}
      onClick={() => {
        window.medichain.saveText(`${name}.csv`, toCsv(rows)).then(
          ({ isSaved }) => isSaved && say({ tone: 'done', message: 'The numbers are saved.' }),
          () => say({ tone: 'danger', message: 'The file could not be written. Choose another place.' }),
        )
      }}
    >
      Save as CSV
    </Button>
  )
}
