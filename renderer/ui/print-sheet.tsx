import { Button, Group } from '@mantine/core'
import { IconFileDownload, IconFileSearch, IconPrinter } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { createPortal } from 'react-dom'
import { FormDrawer } from './form-drawer.js'
import { PdfView } from './pdf-view.js'
import classes from './print-sheet.module.css'
import { say } from './say.js'

interface PrintSheetProps {
  /** The file's name for a PDF; names no patient: receipt-R-7K3F9Q. */
  suggestedName: string
  /** Other ways to save what is on it. */
  actions?: ReactNode
  children: ReactNode
}

/** A sheet of paper: shown as it will look, printed or saved as a PDF by two buttons. Nothing else of the window is printed. */
export function PrintSheet({ suggestedName, actions, children }: PrintSheetProps) {
  const [isSaving, setIsSaving] = useState(false)
  const [isPreparing, setIsPreparing] = useState(false)
  const [preview, setPreview] = useState<Uint8Array | null>(null)
  async function showPreview() {
    setIsPreparing(true)
    try {
      setPreview(await window.medichain.previewPdf())
    } catch {
      say({ tone: 'danger', message: 'The pages could not be made. Try again.' })
    } finally {
      setIsPreparing(false)
    }
  }
  async function savePdf() {
    setIsSaving(true)
    try {
      const { isSaved } = await window.medichain.savePdf(suggestedName)
      if (isSaved) say({ tone: 'done', message: 'The PDF was saved.' })
    } catch {
      say({ tone: 'danger', message: 'The PDF could not be saved there. Choose another folder.' })
    } finally {
      setIsSaving(false)
    }
  }
  return (
    <div className={classes.sheet}>
      <Group gap="xs">
        <Button variant="default" leftSection={<IconPrinter size={16} />} onClick={() => void window.medichain.print()}>
          Print
        </Button>
        <Button
          variant="default"
          leftSection={<IconFileDownload size={16} />}
          loading={isSaving}
          onClick={() => void savePdf()}
        >
          Save as PDF
        </Button>
        <Button
          variant="default"
          leftSection={<IconFileSearch size={16} />}
          loading={isPreparing}
          onClick={() => void showPreview()}
        >
          See the pages
        </Button>
        {actions}
      </Group>
      <div className={classes.paper}>{children}</div>
      <FormDrawer isOpen={preview !== null} onClose={() => setPreview(null)} title="As printed" size="min(960px, 90vw)">
        {preview === null ? null : <PdfView bytes={preview} name="As printed" />}
      </FormDrawer>
      {createPortal(<div className={`mc-print-only ${classes.printed}`}>{children}</div>, document.body)}
    </div>
  )
}
