import { afterAll, beforeAll, expect, test } from 'vitest'
import type { App } from '../support/app.js'
import { demoPerson, openDemo } from '../support/app-demo.js'
import { goTo, switchTo } from '../support/app-people.js'

let app: App

beforeAll(async () => {
  app = await openDemo()
})
afterAll(() => app.close())

test('a visit that was canceled by mistake is taken back where that was said, and later on its page', async () => {
  const { page } = app
  await switchTo(app, demoPerson('front-desk'))
  await goTo(app, 'Visits')
  await page.getByRole('combobox', { name: 'State' }).click()
  await page.getByRole('option', { name: 'Booked' }).click()
  await page.getByRole('table', { name: 'Visits' }).locator('tbody tr[data-index]').first().click()
  const booked = page.getByRole('button', { name: /^Booked/ })
  await booked.click()
  const booking = page.getByRole('region', { name: 'Booking' })
  const cancel = async () => {
    await booking.getByRole('button', { name: 'Cancel visit' }).click()
    const dialog = page.getByRole('dialog', { name: /^Cancel visit/ })
    await dialog.getByLabel('Reason').fill('The wrong row')
    await dialog.getByRole('button', { name: 'Cancel visit' }).click()
    await booking.getByRole('button', { name: 'Restore visit' }).waitFor()
  }
  await cancel()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('The visit takes place after all.').waitFor()
  await cancel()
  await booking.getByRole('button', { name: 'Restore visit' }).click()
  await booking.getByRole('button', { name: 'Cancel visit' }).waitFor()
})

test('a task that was closed by mistake is open again', async () => {
  const { page } = app
  await switchTo(app, demoPerson('doctor'))
  await goTo(app, 'Tasks')
  const tasks = page.getByRole('list', { name: 'Tasks' }).getByRole('listitem')
  await tasks.first().waitFor()
  const before = await tasks.count()
  await tasks.first().getByRole('button').click()
  const drawer = page.getByRole('dialog', { name: 'Close task' })
  await drawer.getByLabel('Outcome').fill('The wrong row')
  await drawer.getByRole('button', { name: 'Close task' }).click()
  await page.getByText('The task is closed.').waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('The task is open again.').waitFor()
  await expect.poll(() => tasks.count()).toBe(before)
})
