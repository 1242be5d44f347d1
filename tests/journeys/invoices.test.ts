import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { App } from '../support/app.js'
import { choose } from '../support/app.js'
import { demoPerson, openDemo } from '../support/app-demo.js'
import { goTo, switchTo } from '../support/app-people.js'

const pictures = process.env.MEDICHAIN_PICTURES
let app: App

beforeAll(async () => {
  app = await openDemo()
  await mkdir(join(app.dataDir, 'saved'), { recursive: true })
})
afterAll(() => app.close())

const saved = () => readdir(join(app.dataDir, 'saved'))
const savedText = (name: string) => readFile(join(app.dataDir, 'saved', name), 'utf8')

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
  await page.getByRole('button', { name: 'Save as CSV' }).click()
  await page.getByText('The numbers are saved').waitFor()
  const [usageFile = ''] = await saved()
  expect(usageFile).toMatch(/^usage-\d{4}-\d\d\.csv$/)
  const usage = (await savedText(usageFile)).trimEnd().split('\r\n')
  expect(usage[0]).toBe('date,time,hour_utc,resource,quantity,unit,source,workstation,line,sha256')
  // All of the month, and not what the list has read so far.
  expect(usage.length).toBeGreaterThan(101)
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
  await page.getByRole('main').getByRole('button', { name: 'Save as CSV' }).click()
  await expect.poll(async () => (await saved()).filter((name) => name.startsWith('invoice-'))).toHaveLength(1)
  const [invoiceFile = ''] = (await saved()).filter((name) => name.startsWith('invoice-'))
  const invoice = (await savedText(invoiceFile)).trimEnd().split('\r\n')
  expect(invoice[0]).toMatch(/^invoice,month,issued,due,line,kind,description,quantity,unit,included,amount,currency/)
  expect(invoice.at(-1)).toContain(',tax,VAT,')
})

test('nothing in the window complained', () => {
  expect(app.complaints).toEqual([])
})
