import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { App } from '../support/app.js'
import { demoPerson, openDemo } from '../support/app-demo.js'
import { goTo, signIn } from '../support/app-people.js'
import { pdfOf } from '../support/pdf.js'

let app: App

beforeAll(async () => {
  app = await openDemo()
  await signIn(app, demoPerson('front-desk'))
}, 400_000)
afterAll(() => app.close())

const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/pdf', buffer })

/** How many dots of the drawn page are dark: none on an empty sheet. */
const inkOf = (page: Locator): Promise<number> =>
  page.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] }
    let dark = 0
    for (let at = 0; at < data.length; at += 4) if ((data[at] ?? 255) < 100 && (data[at + 3] ?? 0) > 100) dark += 1
    return dark
  })

async function openDocument(name: string): Promise<Locator> {
  await app.page.getByRole('button', { name: `Open ${name}` }).click()
  return app.page.getByRole('dialog', { name })
}

test('a letter is added at the visit, read page by page, and stands on the patient’s page with its visit', async () => {
  const { page } = app
  await goTo(app, 'Visits')
  await page.getByRole('table', { name: 'Visits' }).locator('tbody tr[data-index]').first().click()
  await page.getByRole('heading', { name: /^Visit V-/ }).waitFor()
  await page.getByRole('navigation', { name: 'Steps of the visit' }).getByText('Consulted').click()
  const documents = page.getByRole('region', { name: 'Documents of the visit' })
  const letter = pdfOf([['Referral', 'Page one'], ['Second page'], ['Third page']], { openAction: 'app.alert(1)' })
  await documents.locator('input[type=file]').setInputFiles(file('Referral.pdf', letter))
  await documents.getByText('Referral.pdf').waitFor()
  const dialog = await openDocument('Referral.pdf')
  const first = dialog.getByRole('img', { name: 'Referral.pdf, page 1 of 3' })
  await first.locator('canvas').waitFor()
  const ink = await inkOf(first)
  expect(ink).toBeGreaterThan(200)
  await dialog.getByText(/Referral.*Page one.*中文/).waitFor({ state: 'attached' })
  await dialog.getByRole('button', { name: 'Next' }).click()
  await dialog.getByText('Second page').waitFor({ state: 'attached' })
  await dialog.getByRole('region', { name: 'Referral.pdf' }).focus()
  await page.keyboard.press('End')
  await dialog.getByText('Third page').waitFor({ state: 'attached' })
  expect(await dialog.getByRole('button', { name: 'Next' }).isDisabled()).toBe(true)
  await page.keyboard.press('Home')
  await dialog.getByText('Page one').waitFor({ state: 'attached' })
  const before = await first.locator('canvas').evaluate((canvas: HTMLCanvasElement) => canvas.width)
  await page.keyboard.press('+')
  await page.waitForFunction((narrow) => (document.querySelector('canvas')?.width ?? 0) > narrow, before)
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await page
    .getByRole('region', { name: /^Patient / })
    .getByRole('link')
    .first()
    .click()
  const record = page.getByRole('region', { name: 'Documents', exact: true })
  await record.getByText('Referral.pdf').waitFor()
  await record.getByRole('link', { name: 'From a visit' }).first().click()
  await page.getByRole('heading', { name: /^Visit V-/ }).waitFor()
  expect(app.complaints).toEqual([])
})

test('a damaged PDF says so and can still be saved, and the window stays as quick as it was', async () => {
  const { page } = app
  await page.getByRole('navigation', { name: 'Steps of the visit' }).getByText('Consulted').click()
  const documents = page.getByRole('region', { name: 'Documents of the visit' })
  await documents
    .locator('input[type=file]')
    .setInputFiles(file('Broken.pdf', Buffer.from('%PDF-1.7\nnot a PDF at all')))
  const dialog = await openDocument('Broken.pdf')
  await dialog
    .getByRole('alert')
    .getByText(/damaged/)
    .waitFor()
  await dialog.getByRole('link', { name: 'Save a copy' }).waitFor()
  await page.keyboard.press('Escape')
  expect(app.complaints).toEqual([])
})

test('a receipt is seen as it will be printed', async () => {
  const { page } = app
  await goTo(app, 'Till')
  await page.getByRole('table', { name: 'Payments of the day' }).locator('tbody tr[data-index]').first().click()
  await page.getByRole('button', { name: 'See the pages' }).click()
  const printed = page.getByRole('dialog', { name: 'As printed' }).getByRole('img', { name: /^As printed, page 1 of/ })
  await printed.locator('canvas').waitFor()
  expect(await inkOf(printed)).toBeGreaterThan(200)
  expect(app.complaints).toEqual([])
})
