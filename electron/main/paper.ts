import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { app, BrowserWindow, dialog, type WebContents } from 'electron'

/** A name that every file system takes, and that cannot point anywhere but into the chosen folder. */
export function safeFileName(suggested: string): string {
  const name = suggested
    .normalize('NFC')
    .replace(/\.pdf$/i, '')
    .replace(/[^\p{L}\p{N} _-]+/gu, '-')
    .trim()
    .slice(0, 100)
  return `${name || 'document'}.pdf`
}

/** Prints what the page shows, by the system's dialog; resolves when the person printed or thought better of it. */
export const printPage = (page: WebContents): Promise<void> =>
  new Promise((resolve) => page.print({ silent: false, printBackground: true }, () => resolve()))

/** Tests of the built app save without a dialog, which no test can click. A packaged app never does. */
const testFolder = () => (app.isPackaged ? undefined : process.env.MEDICHAIN_TEST_SAVE_DIR)

async function askForPath(page: WebContents, name: string): Promise<string | undefined> {
  const folder = testFolder()
  if (folder) return join(folder, name)
  const options = {
    defaultPath: join(app.getPath('documents'), name),
    filters: [{ name: 'PDF', extensions: ['pdf'] }],
  }
  const window = BrowserWindow.fromWebContents(page)
  const { filePath } = await (window ? dialog.showSaveDialog(window, options) : dialog.showSaveDialog(options))
  return filePath || undefined
}

/** Saves what the page shows as a PDF where the person says. @throws when the file cannot be written. */
export async function savePage(page: WebContents, suggestedName: string): Promise<{ isSaved: boolean }> {
  const path = await askForPath(page, safeFileName(suggestedName))
  if (path === undefined) return { isSaved: false }
  const pdf = await page.printToPDF({ printBackground: true, preferCSSPageSize: true })
  await writeFile(path, pdf)
  return { isSaved: true }
}
