import { afterAll, beforeAll, expect, test } from 'vitest'
import type { App } from '../support/app.js'
import { choose } from '../support/app.js'
import { demoPerson, openDemo } from '../support/app-demo.js'
import { goTo, switchTo } from '../support/app-people.js'

const pictures = process.env.MEDICHAIN_PICTURES
let app: App

beforeAll(async () => {
  app = await openDemo()
})
afterAll(() => app.close())

const picture = async (name: string) => {
  if (pictures !== undefined) await app.picture(`${pictures}/${name}.png`)
}

test('a month’s usage is checked, invoiced, disputed with its lines, answered and paid', async () => {
  const { page } = app
  await switchTo(app, demoPerson('tenant-admin'))
  await goTo(app, 'Usage')
  await page.getByRole('button', { name: 'The month before' }).click()
  await page.getByRole('table', { name: 'Lines of usage' }).locator('tbody tr[data-index]').first().waitFor()
  await page.getByRole('button', { name: 'Check the lines' }).click()
  await page.getByText(/All \d+ lines are sound/).waitFor()
  await picture('usage')

  await goTo(app, 'Invoices')
  await page.getByRole('button', { name: 'Rate card' }).click()
  await page.getByLabel('Tax in percent').fill('16')
  await picture('rate-card')
  await page.getByRole('button', { name: 'Save rate card' }).click()
  await page.getByText('The rate card is saved').waitFor()

  await goTo(app, 'Invoices')
  // The workstation drafts last month by itself once a card is saved; a person may be quicker.
  const rows = page.getByRole('table', { name: 'Invoices' }).locator('tbody tr[data-index]')
  await rows.first().waitFor()
  expect(await rows.count()).toBe(1)
  await rows.first().click()
  const paper = page.getByRole('main').getByRole('article', { name: /^Invoice I-/ })
  await paper.getByText('VAT, 16 %').waitFor()
  await picture('draft')
  await page.getByRole('button', { name: 'Issue invoice' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Issue invoice' }).click()
  await page.getByRole('button', { name: 'Dispute', exact: true }).click()
  const drawer = page.getByRole('dialog')
  await choose(drawer, 'What it is about', 'Video')
  await drawer.getByLabel('What is wrong').fill('We had no calls in the last week.')
  await drawer.getByRole('button', { name: 'Dispute invoice' }).click()
  await page.getByText('Video is disputed').waitFor()
  const lines = page.getByRole('table', { name: 'Lines of usage' })
  await lines.getByRole('cell', { name: 'Video' }).first().waitFor()
  expect(await lines.getByRole('cell', { name: 'Compute' }).count()).toBe(0)
  await picture('dispute')
  await page.getByRole('button', { name: 'Answer dispute' }).click()
  await drawer.getByLabel('Comment').fill('Each line is signed by your workstation.')
  await drawer.getByRole('button', { name: 'Answer dispute' }).click()
  await page.getByText('Dispute answered: the invoice stands').waitFor()
  await page.getByRole('button', { name: 'Mark as paid' }).click()
  await drawer.getByRole('button', { name: 'Mark as paid' }).click()
  await rows.first().getByText('Paid').waitFor()
  await picture('paid')
})

test('nothing in the window complained', () => {
  expect(app.complaints).toEqual([])
})
