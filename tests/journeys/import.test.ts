import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type App, inRoot } from '../support/app.js'
import { openDemo } from '../support/app-demo.js'
import { type ImportSeen, previewImport, runImport } from './import-records.js'
import { newStory, openPatient } from './story.js'
import { staff } from './walk.js'

const tamsin = newStory('Tamsin Quillfeather', 'tamsin quill')
let app: App
let preview: ImportSeen
let folder: string
let saved: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medichain records '))
  await cp(inRoot('tests/journeys/fixtures/records'), folder, { recursive: true })
  await writeFile(join(folder, 'torn.json'), '{ "resourceType": "Patient", "id": "broken", "name": [')
  app = await openDemo()
  saved = join(app.dataDir, 'saved')
  await mkdir(saved, { recursive: true })
})
afterAll(async () => {
  await app.close()
  await rm(folder, { recursive: true, force: true })
})

const pictures = process.env.MEDICHAIN_PICTURES
const picture = async (name: string) => {
  if (pictures !== undefined) await app.picture(`${pictures}/${name}.png`)
}

const fatesOf = ({ lines }: ImportSeen) =>
  Object.fromEntries(lines.map(({ kind, title, fate }) => [kind || title, fate]))

test('a folder of FHIR files is previewed: what is new, what is left out, what cannot be read', async () => {
  preview = await previewImport(app, folder, staff.administrator)
  expect(preview.summary).toContain('2 would be imported. Nothing is written yet.')
  expect(fatesOf(preview)).toMatchObject({ Patient: 'New', AllergyIntolerance: 'New', Observation: 'Left out' })
  expect(preview.lines.find(({ file }) => file === 'torn.json')?.fate).toBe('Cannot be read')
})

test('what is not understood is said beside the record', () => {
  const patient = preview.lines.find(({ kind }) => kind === 'Patient')
  expect(patient?.title).toBe('Tamsin Quillfeather')
  expect(patient?.remarks).toContain('Titles and suffixes were not taken in: Dr.')
})

test('the import is reported, and the person is found with what endangers them', async () => {
  const report = await runImport(app)
  expect(report.summary).toContain('2 imported.')
  await openPatient(app, tamsin)
  const banner = app.page.getByRole('region', { name: 'Patient Tamsin Quillfeather' })
  expect(await banner.textContent()).toContain('Allergies: Brazil nuts')
  expect(await banner.textContent()).toContain('+1 510 555 0177')
})

test('the same files again bring nothing new', async () => {
  const again = await previewImport(app, folder, staff.administrator)
  expect(again.summary).toContain('0 would be imported.')
  expect(await app.page.getByRole('button', { name: 'Import 0 records' }).isDisabled()).toBe(true)
})

test('a copy of the whole record is saved with a reason, and this import knows whose it is', async () => {
  const { page } = app
  await openPatient(app, tamsin)
  await page.getByRole('button', { name: 'Save a copy' }).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByRole('button', { name: 'Save the copy' }).click()
  await drawer
    .getByText(/Write|Say|Fill|not be empty|needed/i)
    .first()
    .waitFor()
  await drawer.getByLabel('Reason').fill('Asked for by the person, who moves away.')
  await picture('record-copy')
  await drawer.getByRole('button', { name: 'Save the copy' }).click()
  await page.getByText(/The copy is saved: \d+ entries/).waitFor()
  const copies = page.getByRole('region', { name: 'Record copies' })
  await copies.getByRole('button', { name: 'Show copies' }).click()
  await copies.getByText('Asked for by the person, who moves away.').waitFor()
  await copies.scrollIntoViewIfNeeded()
  await picture('record-copies')
  const [name = '', ...others] = await readdir(saved)
  expect([name, others]).toEqual([expect.stringMatching(/^patient-record-\d{4}-\d\d-\d\d\.json$/), []])
  const seen = await previewImport(app, join(saved, name), staff.administrator)
  expect(seen.summary).toContain('0 would be imported.')
  expect(fatesOf(seen)).toMatchObject({
    Patient: 'Known already',
    AllergyIntolerance: 'Known already',
    Organization: 'Left out',
  })
})

test('nothing in the window complained', () => {
  expect(app.complaints).toEqual([])
})
