import { afterAll, beforeAll, expect, test } from 'vitest'
import { type App, choose, openApp } from '../support/app.js'
import { lock, personMenu, signIn, waitForLockScreen } from '../support/app-people.js'

const passphrase = 'violet kettle anchor plum'
let app: App

beforeAll(async () => {
  app = await openApp()
})
afterAll(() => app.close())

test('a new workstation says what it is for, and asks for a clinic', async () => {
  const { page } = app
  await page.getByRole('heading', { name: 'Welcome' }).waitFor()
  await page.getByText('Explore the demo clinic').waitFor()
  await page.getByText('Set up your clinic').click()
  await page.getByRole('heading', { name: 'Set up your clinic' }).waitFor()
})

test('what is missing is said beside its field and once at the top, and nothing is lost', async () => {
  const { page } = app
  await page.getByLabel('Your name').fill('Amina Odhiambo')
  await page.getByRole('button', { name: 'Set up clinic' }).click()
  await page.getByText(/fields need attention/).waitFor()
  expect(await page.getByLabel('Name of the clinic').getAttribute('aria-invalid')).toBe('true')
  expect(await page.getByLabel('Your name').inputValue()).toBe('Amina Odhiambo')
})

test('two different passphrases are not taken', async () => {
  const { page } = app
  await page.getByLabel('Passphrase', { exact: true }).fill(passphrase)
  await page.getByLabel('The same passphrase again').fill('violet kettle anchor plun')
  await page.getByText('The two are not the same.').waitFor()
  expect(await page.getByRole('button', { name: 'Set up clinic' }).isDisabled()).toBe(true)
  await page.getByLabel('The same passphrase again').fill(passphrase)
})

test('the clinic is made, its recovery code is shown once and has to be kept', async () => {
  const { page } = app
  await page.getByLabel('Name of the clinic').fill('Harbor Clinic')
  await page.getByLabel('Country').and(page.locator('input')).fill('Kenya')
  await choose(page, 'Country', 'Kenya')
  await page.getByLabel('Time zone').and(page.locator('input')).fill('Africa/Nairobi')
  await choose(page, 'Time zone', 'Africa/Nairobi')
  await page.getByLabel('Your sign-in name').fill('amina')
  await page.getByRole('button', { name: 'Set up clinic' }).click()
  await page.getByRole('heading', { name: 'Keep the recovery code' }).waitFor()
  const paper = await page.locator('main').textContent()
  expect(paper).toMatch(/[0-9A-Z]{4,5}(-[0-9A-Z]{4,5}){4,}/)
  const open = page.getByRole('button', { name: 'Open the clinic' })
  expect(await open.isDisabled()).toBe(true)
  await page.getByLabel('I have kept it').check()
  await open.click()
  await personMenu(page, 'Amina Odhiambo').waitFor()
})

test('the new clinic keeps its own time, and its empty places say what to do', async () => {
  const { page } = app
  await page.getByRole('contentinfo').getByText('Africa/Nairobi').waitFor()
  await page.getByRole('link', { name: 'Patients' }).click()
  await page.getByText('Register the first person, or import records.').waitFor()
})

test('signed out, a wrong passphrase is refused in words and shows nothing', async () => {
  const { page } = app
  await personMenu(page, 'Amina Odhiambo').click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await waitForLockScreen(page)
  await page.getByRole('radio', { name: 'Amina Odhiambo' }).check({ force: true })
  await page.getByLabel('Passphrase', { exact: true }).fill('not the right one')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page
    .getByRole('alert')
    .filter({ hasText: /passphrase/i })
    .waitFor()
  expect(await page.getByRole('navigation', { name: 'Places' }).count()).toBe(0)
  expect(await page.getByLabel('Passphrase', { exact: true }).inputValue()).toBe('')
})

test('the right one opens, and a locked window finds its place again', async () => {
  const { page } = app
  await signIn(app, 'Amina Odhiambo', passphrase)
  await page.getByRole('link', { name: 'Tasks' }).click()
  await page.getByRole('heading', { name: 'Tasks', level: 1 }).waitFor()
  await lock(app)
  expect(await page.getByRole('heading', { name: 'Tasks', level: 1 }).count()).toBe(0)
  await signIn(app, 'Amina Odhiambo', passphrase)
  await page.getByRole('heading', { name: 'Tasks', level: 1 }).waitFor()
})

test('nothing in the window complained', () => {
  expect(app.complaints).toEqual([])
})
