import { afterAll, beforeAll, expect, test } from 'vitest'
import type { App } from '../support/app.js'
import { demoPerson, openDemo } from '../support/app-demo.js'
import { goTo, switchTo } from '../support/app-people.js'

let app: App

beforeAll(async () => {
  app = await openDemo()
  await switchTo(app, demoPerson('tenant-admin'))
})
afterAll(() => app.close())

test('an administrator makes a secure database, looks after it, and destroys its key', async () => {
  const { page } = app
  await goTo(app, 'Databases')
  await page.getByRole('button', { name: 'New database' }).click()
  await page.getByLabel('Name').fill('Research archive')
  await page.getByLabel('Purpose').fill('Studies of this year')
  await page.getByRole('button', { name: 'Make database' }).click()
  const drawer = page.getByRole('dialog', { name: 'Research archive' })
  await drawer.getByText('Ready', { exact: true }).waitFor()
  await drawer.getByRole('button', { name: 'Check' }).click()
  await drawer.getByText(/^Intact,/).waitFor()
  await drawer.getByRole('button', { name: 'Back up' }).click()
  await drawer.getByRole('button', { name: 'Restore' }).click()
  await page.getByRole('button', { name: 'Restore backup' }).click()
  await page.getByText('as it was when the backup was made').waitFor()
  await drawer.getByRole('button', { name: 'Change key' }).click()
  await page.getByText('has a new key').waitFor()
  await drawer.getByRole('button', { name: 'Suspend' }).click()
  await drawer.getByRole('button', { name: 'Resume' }).click()
  await drawer.getByRole('button', { name: 'Destroy key' }).click()
  const dialog = page.getByRole('dialog', { name: /^Destroy the key of/ })
  await dialog.getByText('Nobody will be able to read this database again.').waitFor()
  const destroy = dialog.getByRole('button', { name: 'Destroy key' })
  expect(await destroy.isDisabled()).toBe(true)
  await dialog.getByLabel('Type Research archive to confirm').fill('Research archive')
  await destroy.click()
  await drawer.getByText('Key destroyed', { exact: true }).waitFor()
  expect(await drawer.getByRole('button', { name: /Check|Back up|Destroy key/ }).count()).toBe(0)
})
