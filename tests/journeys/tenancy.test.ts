import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type App, openApp } from '../support/app.js'
import { goTo, signIn, waitForLockScreen } from '../support/app-people.js'
import { foundByHand, founder } from './small-founding.js'

/** A clinic's life beside its patients: how it looks, that it is suspended, that it is taken along, and that it ends. */

const harbor = { name: 'Harbor Clinic', passphrase: 'violet kettle anchor plum' }
const logo = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><circle cx="20" cy="20" r="18" fill="#9f1239"/><script>document.title="taken over"</script></svg>',
)
const fileWords = 'marble window copper tide'
let app: App

beforeAll(async () => {
  app = await openApp()
  mkdirSync(join(app.dataDir, 'saved'))
  await foundByHand(app, harbor)
})
afterAll(() => app.close())

async function openClinicSettings(): Promise<void> {
  await goTo(app, 'Settings')
  await app.page.getByRole('tab', { name: 'Clinic' }).click()
  await app.page.getByRole('heading', { name: 'Look' }).waitFor()
}

test('a color that cannot be read is refused before it is sent, and one that can is kept', async () => {
  const { page } = app
  await openClinicSettings()
  await page.getByLabel('Color', { exact: true }).fill('#facc15')
  await page.getByText('White words cannot be read on this color.').waitFor()
  expect(await page.getByRole('button', { name: 'Save look' }).isDisabled()).toBe(true)
  await page.getByLabel('Color', { exact: true }).fill('#9f1239')
  await page.keyboard.press('Tab')
})

test('a logo is painted, and what else its file says stays outside', async () => {
  const { page } = app
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'logo.svg', mimeType: 'image/svg+xml', buffer: logo })
  await page.getByRole('button', { name: 'Remove logo' }).waitFor()
  await page.getByRole('button', { name: 'Save look' }).click()
  await page.getByText('The clinic’s look was saved.').waitFor()
  const bar = page.getByRole('region', { name: 'Top bar' })
  await bar.locator('img').waitFor()
  expect(await page.title()).not.toContain('taken over')
  await expect
    .poll(() => JSON.parse(readFileSync(join(app.dataDir, 'keys.json'), 'utf8')).face)
    .toMatchObject({ accent: '#9f1239', logo: expect.stringMatching(/^iVBORw0KGgo/), isSuspended: false })
})

test('the lock screen shows it before anybody has signed in', async () => {
  const { page } = app
  await page.getByRole('button', { name: 'Lock', exact: true }).click()
  await waitForLockScreen(page)
  await page.locator('form img').waitFor()
  await signIn(app, founder, harbor.passphrase)
})

test('a suspended clinic says so above every page, and refuses what would change it', async () => {
  const { page } = app
  await openClinicSettings()
  await page.getByRole('button', { name: 'Suspend clinic' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Suspend clinic' }).click()
  await dialog.getByText('Say why it is suspended.').waitFor()
  await dialog.getByLabel('Reason').fill('The licence ran out')
  await dialog.getByRole('button', { name: 'Suspend clinic' }).click()
  await page.getByText('This clinic is suspended: The licence ran out').waitFor()
  await goTo(app, 'Tasks')
  await page.getByText('This clinic is suspended: The licence ran out').waitFor()
  await page.getByRole('button', { name: 'New task' }).first().click()
  const drawer = page.getByRole('dialog')
  await drawer.getByLabel('What is to be done').fill('Call the lab')
  await drawer.getByRole('button', { name: 'Add task' }).click()
  await drawer.getByText('This clinic is suspended. Nothing was changed.').waitFor()
  await page.keyboard.press('Escape')
})

test('signing in says it, and an administrator resumes it', async () => {
  const { page } = app
  await page.getByRole('button', { name: 'Lock', exact: true }).click()
  await waitForLockScreen(page)
  await page.getByText('This clinic is suspended.').waitFor()
  await signIn(app, founder, harbor.passphrase)
  await page.getByRole('button', { name: 'Resume clinic' }).click()
  await page.getByText('This clinic is suspended:').waitFor({ state: 'detached' })
})

/** Saves the clinic as a sealed file. */
async function exportClinic() {
  const form = app.page.getByRole('region', { name: 'Export' })
  await form.getByLabel('Passphrase of the file').fill(fileWords)
  await form.getByLabel('The file’s passphrase again').fill(fileWords)
  await form.getByRole('button', { name: 'Export clinic' }).click()
  await form.getByText('The export was saved and read back.').waitFor()
  const saved = join(app.dataDir, 'saved')
  const [name = ''] = readdirSync(saved)
  return { form, name, file: join(saved, name) }
}

test('the whole clinic is saved in one sealed file, and the file is checked', async () => {
  const { page } = app
  await openClinicSettings()
  const { form, name, file } = await exportClinic()
  expect(name).toMatch(/^clinic-\d{4}-\d\d-\d\d\.medichain$/)
  expect(readFileSync(file).toString('latin1')).not.toContain(harbor.name)
  await form.getByLabel('Its passphrase').fill('not the right passphrase')
  await page.locator('input[type=file]').last().setInputFiles(file)
  await form.getByRole('button', { name: 'Check file' }).click()
  await form.getByText('The passphrase does not open this file').waitFor()
  await form.getByLabel('Its passphrase').fill(fileWords)
  await form.getByRole('button', { name: 'Check file' }).click()
  await form.getByText('This file holds everything, and opens.').waitFor()
})

test('a clinic is closed by its name, and its keys are gone', async () => {
  const { page } = app
  const part = page.getByRole('region', { name: 'Close' })
  await part.getByRole('button', { name: 'Close clinic' }).click()
  const dialog = page.getByRole('dialog', { name: `Close ${harbor.name} for good?` })
  await dialog.getByLabel(`Type ${harbor.name}`).fill('Harbor')
  await dialog.getByRole('button', { name: 'Close clinic for good' }).click()
  await dialog.getByText('This is not the name of the clinic.').waitFor()
  await dialog.getByLabel(`Type ${harbor.name}`).fill(harbor.name)
  await dialog.getByRole('button', { name: 'Close clinic for good' }).click()
  await page.getByRole('heading', { name: 'Welcome' }).waitFor()
  expect(readdirSync(app.dataDir).filter((name) => /^(keys|records)/.test(name))).toEqual([])
})

test('the second of two clinics is closed, and the window shows the one that is left', async () => {
  const { page } = app
  await foundByHand(app, harbor)
  await page.getByRole('button', { name: 'Clinics on this computer' }).click()
  await page.getByRole('menuitem', { name: 'Add a clinic' }).click()
  await page.getByRole('heading', { name: 'Add a clinic' }).waitFor()
  await foundByHand(app, { name: 'Hill Clinic', passphrase: harbor.passphrase })
  await openClinicSettings()
  const { form, file } = await exportClinic()
  await page.locator('input[type=file]').last().setInputFiles(file)
  await form.getByLabel('Its passphrase').fill(fileWords)
  await form.getByRole('button', { name: 'Check file' }).click()
  await form.getByText('This file holds everything, and opens.').waitFor()
  await page.getByRole('region', { name: 'Close' }).getByRole('button', { name: 'Close clinic' }).click()
  await page.getByLabel('Type Hill Clinic').fill('Hill Clinic')
  await page.getByRole('button', { name: 'Close clinic for good' }).click()
  await page.getByRole('button', { name: 'Clinics on this computer' }).filter({ hasText: harbor.name }).waitFor()
  expect(readdirSync(join(app.dataDir, 'clinics'))).toEqual([])
})

test('nothing in the window complained', () => {
  expect(app.complaints).toEqual([])
})
