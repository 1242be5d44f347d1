import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { app, BrowserWindow, dialog, type WebContents } from 'electron'

/** What a text may be saved as. */
const textKinds = { csv: 'CSV', json: 'JSON', ndjson: 'NDJSON', txt: 'Text' } as const
const fileKinds = { ...textKinds, pdf: 'PDF', medichain: 'MediChain export' } as const
type Extension = keyof typeof fileKinds

const isTextKind = (extension: string): extension is keyof typeof textKinds => Object.hasOwn(textKinds, extension)

/** A name that every file system takes, and that cannot point anywhere but into the chosen folder. */
export function safeFileName(suggested: string, extension: Extension = 'pdf'): string {
  const name = suggested
    .normalize('NFC')
    .replace(new RegExp(`\\.${extension}$`, 'i'), '')
    .replace(/[^\p{L}\p{N} _-]+/gu, '-')
    .trim()
    .slice(0, 100)
  return `${name || 'document'}.${extension}`
}

/** Prints what the page shows, by the system's dialog; resolves when the person printed or thought better of it. */
export const printPage = (page: WebContents): Promise<void> =>
  new Promise((resolve) => page.print({ silent: false, printBackground: true }, () => resolve()))

/** Tests of the built app save without a dialog, which no test can click. A packaged app never does. */
const testFolder = () => (app.isPackaged ? undefined : process.env.MEDICHAIN_TEST_SAVE_DIR)

async function askForPath(page: WebContents, name: string, extension: Extension): Promise<string | undefined> {
  const folder = testFolder()
  if (folder) return join(folder, name)
  const options = {
    defaultPath: join(app.getPath('documents'), name),
    filters: [{ name: fileKinds[extension], extensions: [extension] }],
  }
  const window = BrowserWindow.fromWebContents(page)
  const { filePath } = await (window ? dialog.showSaveDialog(window, options) : dialog.showSaveDialog(options))
  return filePath || undefined
}

/** What the page shows on paper, as a PDF in memory. */
export const pageAsPdf = (page: WebContents): Promise<Uint8Array> =>
  page.printToPDF({ printBackground: true, preferCSSPageSize: true })

/** Saves what the page shows as a PDF where the person says. @throws when the file cannot be written. */
export async function savePage(page: WebContents, suggestedName: string): Promise<{ isSaved: boolean }> {
  const path = await askForPath(page, safeFileName(suggestedName), 'pdf')
  if (path === undefined) return { isSaved: false }
  await writeFile(path, await pageAsPdf(page))
  return { isSaved: true }
}

/** Saves a text where the person says. @throws when the name says no kind that we save, or the file cannot be written. */
export async function saveText(page: WebContents, suggestedName: string, text: string): Promise<{ isSaved: boolean }> {
  const extension = /\.(\w+)$/.exec(suggestedName)?.[1] ?? ''
  if (!isTextKind(extension)) throw new Error('refused')
  const path = await askForPath(page, safeFileName(suggestedName, extension), extension)
  if (path === undefined) return { isSaved: false }
  await writeFile(path, text, { mode: 0o600 })
  return { isSaved: true }
}

/**
 * Saves a sealed export where the person says, and reads it back: somebody may close their clinic on the strength of it.
 * @throws when the file cannot be written, or does not hold what was written.
 */
export async function saveExport(
  page: WebContents,
  suggestedName: string,
  content: string,
): Promise<{ isSaved: boolean }> {
  const path = await askForPath(page, safeFileName(suggestedName, 'medichain'), 'medichain')
  if (path === undefined) return { isSaved: false }
  const bytes = Buffer.from(content, 'base64')
  await writeFile(path, bytes, { mode: 0o600, flush: true })
  if (!bytes.equals(await readFile(path))) throw new Error('The file does not hold what was written.')
  return { isSaved: true }
}
