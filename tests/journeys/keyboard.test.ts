import { afterAll, beforeAll, expect, test } from 'vitest'
import type { App } from '../support/app.js'
import { openDemo } from '../support/app-demo.js'
import { shownPassphrase } from '../support/app-people.js'
import { staff } from './walk.js'

let app: App

beforeAll(async () => {
  app = await openDemo()
})
afterAll(() => app.close())

const press = (key: string) => app.page.keyboard.press(key)
const type = (text: string) => app.page.keyboard.type(text)

/** The accessible words of what has the focus. */
const focused = () =>
  app.page.evaluate(() => {
    const element = document.activeElement
    const isField = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
    const label = isField ? element.labels?.[0]?.textContent : null
    return element?.getAttribute('aria-label') ?? label ?? element?.textContent ?? ''
  })

/** Tabs on until the words are under the focus: whoever cannot get there by keyboard cannot get there at all. */
async function tabTo(words: RegExp, most = 200): Promise<void> {
  for (let count = 0; count < most; count++) {
    if (words.test(await focused())) return
    await press('Tab')
  }
  throw new Error(`${words} is not reached by the Tab key; the focus is on "${await focused()}".`)
}

test('somebody signs in by the keyboard alone', async () => {
  const passphrase = await shownPassphrase(app)
  await app.page.getByRole('radio').first().focus()
  const place = await app.page
    .getByRole('radio')
    .evaluateAll(
      (radios, name) => radios.findIndex((radio) => radio.closest('label')?.textContent?.startsWith(name)),
      staff.desk,
    )
  // Space chooses the first; the arrows move on from it.
  await press('Space')
  for (let step = 0; step < place; step++) {
    await app.page.getByRole('radio').nth(step).focus()
    await press('ArrowDown')
  }
  await tabTo(/^Passphrase/)
  await type(passphrase)
  await press('Enter')
  await app.page.getByRole('navigation', { name: 'Places' }).waitFor()
})

test('a visit is booked by the keyboard alone', async () => {
  const { page } = app
  await press('n')
  await page.getByRole('menuitem', { name: 'Book visit' }).waitFor()
  await tabToMenuItem('Book visit')
  await press('Enter')
  await page.getByRole('heading', { name: 'Book visit', level: 1 }).waitFor()
  await tabTo(/^Find a patient/)
  await type('mar')
  await page.getByRole('option').first().waitFor()
  await press('ArrowDown')
  await press('Enter')
  await page.getByRole('button', { name: 'Choose another patient' }).waitFor()
  await tabTo(/^\w{3}, \w{3} \d+, \d+:\d+/)
  await press('Enter')
  await tabTo(/^Symptoms/)
  await type('Itchy eyes every morning')
  // In person, so that no law of the patient's home stands in the way of the keyboard.
  await page.keyboard.press('Shift+Tab')
  await press('ArrowRight')
  await tabTo(/^Symptoms/)
  await tabTo(/^Book visit$/)
  await press('Enter')
  await page.getByRole('navigation', { name: 'Steps of the visit' }).waitFor()
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(/^Visit V-/)
})

async function tabToMenuItem(name: string): Promise<void> {
  for (let count = 0; count < 12; count++) {
    if ((await focused()).includes(name)) return
    await press('ArrowDown')
  }
  throw new Error(`The menu item "${name}" is not reached by the arrow keys.`)
}

test('the command palette finds a person and a place, and Escape leaves it', async () => {
  const { page } = app
  await press('Control+k')
  await page.getByRole('dialog').waitFor()
  await type('go to till')
  await page.locator('[data-selected]').getByText('Go to Till').waitFor()
  await press('Enter')
  await page.getByRole('heading', { name: 'Till', level: 1 }).waitFor()
  await press('Control+k')
  await page.getByRole('dialog').waitFor()
  await press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
})

test('Ctrl L locks at once', async () => {
  await press('Control+l')
  await app.page.getByRole('button', { name: 'Sign in' }).waitFor()
  expect(app.complaints).toEqual([])
})
