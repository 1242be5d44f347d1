import { stat } from 'node:fs/promises'
import { type App, allRows } from '../support/app.js'
import { goTo, switchTo } from '../support/app-people.js'

/** One line of the import's preview or report, as the table shows it. */
export interface ImportLine {
  fate: string
  kind: string
  title: string
  remarks: string
  file: string
}

export interface ImportSeen {
  /** The sentence above the table, with the counts. */
  summary: string
  lines: ImportLine[]
}

/** Gives the import screen a file or a folder, and reads its preview. Nothing is written by it. */
export async function previewImport(app: App, path: string, administrator: string): Promise<ImportSeen> {
  const { page } = app
  await switchTo(app, administrator)
  await goTo(app, 'Import')
  await page.getByRole('heading', { name: 'Import records', level: 1 }).waitFor()
  const isFolder = (await stat(path)).isDirectory()
  const fields = page.locator('input[type=file]')
  const field = isFolder
    ? page.getByLabel('Folder to import')
    : fields.and(page.locator(':not([webkitdirectory])')).first()
  await field.setInputFiles(path)
  return readReport(app, 'Import preview')
}

/** Imports what the preview showed, and reads the report. */
export async function runImport(app: App): Promise<ImportSeen> {
  await app.page.getByRole('button', { name: /^Import \d+ records?$/ }).click()
  return readReport(app, 'Import report')
}

async function readReport(app: App, label: string): Promise<ImportSeen> {
  const { page } = app
  await page.getByRole('table', { name: label }).getByRole('row').nth(1).waitFor({ timeout: 60_000 })
  const notice = page.getByRole('status').filter({ hasText: /imported\./ })
  const said = (await notice.first().textContent()) ?? ''
  const [summary = said] = /\d+ .*cannot be read\./.exec(said.replace(/(written yet|imported)\.(?=\d)/, '$1. ')) ?? []
  const lines = (await allRows(app, label)).map(([fate = '', kind = '', title = '', remarks = '', file = '']) => ({
    fate,
    kind,
    title,
    remarks,
    file,
  }))
  return { summary, lines }
}
