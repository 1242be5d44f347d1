import { afterAll, beforeAll, expect, test } from 'vitest'
import type { App } from '../support/app.js'
import { demoPerson, openDemo } from '../support/app-demo.js'
import { goTo, switchTo } from '../support/app-people.js'

let app: App

beforeAll(async () => {
  app = await openDemo()
})
afterAll(() => app.close())

const usual = ['Time', 'Patient', 'Doctor', 'State', 'Steps', 'Next', 'Code']
const headers = () => app.page.getByRole('table', { name: 'Visits' }).getByRole('columnheader').allTextContents()

test('who chooses the columns of a table finds them so again, and nobody else does', async () => {
  const { page } = app
  const [desk, doctor] = [demoPerson('front-desk'), demoPerson('doctor')]
  await switchTo(app, desk)
  await goTo(app, 'Visits')
  await expect.poll(headers).toEqual(usual)
  const columns = page.getByRole('button', { name: 'Columns' })
  const chooser = page.getByRole('dialog', { name: 'Columns' })
  await columns.click()
  expect(await chooser.getByLabel('Patient', { exact: true }).isDisabled()).toBe(true)
  await chooser.getByLabel('Steps').uncheck()
  await chooser.getByLabel('Kind').check()
  await expect.poll(headers).toEqual(['Time', 'Patient', 'Doctor', 'State', 'Next', 'Code', 'Kind'])
  await page.keyboard.press('Escape')
  await chooser.waitFor({ state: 'hidden' })

  await switchTo(app, doctor)
  await goTo(app, 'Visits')
  await expect.poll(headers).toEqual(usual)

  await switchTo(app, desk)
  await goTo(app, 'Visits')
  await expect.poll(headers).toEqual(['Time', 'Patient', 'Doctor', 'State', 'Next', 'Code', 'Kind'])
  await columns.click()
  await chooser.getByRole('button', { name: 'The usual columns' }).click()
  await expect.poll(headers).toEqual(usual)
})
