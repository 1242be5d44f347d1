import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type App, openApp } from '../support/app.js'
import { goTo, personMenu, signIn, waitForLockScreen } from '../support/app-people.js'
import { foundByHand, founder } from './small-founding.js'

/** Two clinics on one computer, and one person who works in both. */

const harbor = { name: 'Harbor Clinic', passphrase: 'violet kettle anchor plum' }
const hill = { name: 'Hill Clinic', passphrase: 'quiet pepper ladder moon' }
let app: App

beforeAll(async () => {
  app = await openApp()
})
afterAll(() => app.close())

const setUp = (clinic: { name: string; passphrase: string }) => foundByHand(app, clinic)

const clinicMenu = () =>
  app.page.getByRole('region', { name: 'Top bar' }).getByRole('button', { name: 'Clinics on this computer' })

async function openClinicMenu(): Promise<void> {
  await clinicMenu().click()
  await app.page.getByRole('menuitem', { name: 'Add a clinic' }).waitFor()
}

/** Waits until the window shows this clinic, with somebody signed in. */
const waitForClinic = (name: string) => clinicMenu().filter({ hasText: name }).waitFor()

/** The processes of the local nodes that run now. */
const nodePids = () =>
  app.electron.evaluate(({ app: electron }) =>
    electron
      .getAppMetrics()
      .filter((metric) => metric.name === 'MediChain local node')
      .map((metric) => metric.pid),
  )

test('the first clinic stands in the data directory itself, and the second in a folder of its own', async () => {
  const { page } = app
  await setUp(harbor)
  await goTo(app, 'Patients')
  await openClinicMenu()
  await page.getByRole('menuitem', { name: 'Add a clinic' }).click()
  await page.getByRole('heading', { name: 'Add a clinic' }).waitFor()
  await setUp(hill)
  const [folder = ''] = readdirSync(join(app.dataDir, 'clinics'))
  for (const place of ['', join('clinics', folder)])
    for (const file of ['keys.json', 'records.db']) expect(existsSync(join(app.dataDir, place, file))).toBe(true)
  expect(readFileSync(join(app.dataDir, 'clinics', folder, 'keys.json'), 'utf8')).not.toContain(harbor.name)
})

test('each clinic has a process of its own, and a page that knows nothing of the other', async () => {
  const { page } = app
  expect(new Set(await nodePids()).size).toBe(2)
  await page.evaluate(() => Object.assign(window, { isPageOfHill: true }))
  await openClinicMenu()
  await page.getByRole('menuitem', { name: harbor.name }).click()
  await waitForClinic(harbor.name)
  expect(await page.evaluate(() => 'isPageOfHill' in window)).toBe(false)
})

test('who is signed in to both goes back and forth without a word, and finds their place', async () => {
  const { page } = app
  await page.getByRole('heading', { name: 'Patients', level: 1 }).waitFor()
  await openClinicMenu()
  await page.getByRole('menuitem', { name: `${hill.name} Signed in` }).click()
  await waitForClinic(hill.name)
  await page.getByRole('heading', { name: 'Today', level: 1 }).waitFor()
})

test('the palette switches too', async () => {
  const { page } = app
  await page.keyboard.press('Control+k')
  await page.getByRole('textbox', { name: 'Search or do anything' }).fill('switch harbor')
  await page.getByText(`Switch to ${harbor.name}`).waitFor()
  await page.keyboard.press('Enter')
  await waitForClinic(harbor.name)
})

test('what was typed and not saved is asked about before it goes', async () => {
  const { page } = app
  await page.getByRole('button', { name: 'Register patient' }).first().click()
  await page.getByLabel('Family name').fill('Wanjiru')
  await page.keyboard.press('Escape')
  await openClinicMenu()
  await page.getByRole('menuitem', { name: hill.name }).click()
  await page.getByRole('dialog', { name: 'Leave what you typed?' }).waitFor()
  await page.getByRole('button', { name: 'Stay here' }).click()
  await waitForClinic(harbor.name)
  await openClinicMenu()
  await page.getByRole('menuitem', { name: hill.name }).click()
  await page.getByRole('button', { name: 'Show the other clinic' }).click()
  await waitForClinic(hill.name)
})

test('locking one locks all', async () => {
  const { page } = app
  await page.getByRole('button', { name: 'Lock', exact: true }).click()
  await waitForLockScreen(page)
  const others = page.getByRole('navigation', { name: 'Clinics on this computer' })
  await others.getByRole('button', { name: harbor.name }).click()
  await page.getByRole('heading', { name: harbor.name }).waitFor()
  expect(await page.getByText('signed in', { exact: true }).count()).toBe(0)
  await waitForLockScreen(page)
})

test('the passphrase of one clinic opens no other', async () => {
  const { page } = app
  await page.getByLabel('Passphrase', { exact: true }).fill(hill.passphrase)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('alert').waitFor()
  await signIn(app, founder, harbor.passphrase)
  await waitForClinic(harbor.name)
})

test('a clinic that nobody is signed in to needs no process', async () => {
  const { page } = app
  await personMenu(page, founder).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await waitForLockScreen(page)
  const before = await nodePids()
  await page.getByRole('button', { name: hill.name }).click()
  await page.getByRole('heading', { name: hill.name }).waitFor()
  await waitForLockScreen(page)
  expect((await nodePids()).filter((pid) => before.includes(pid))).toHaveLength(before.length - 1)
})

test('two clinics of one name are told apart, and a beginning that is given up leaves nothing', async () => {
  const { page } = app
  await page.getByRole('button', { name: 'Add a clinic' }).click()
  await page.getByRole('heading', { name: 'Add a clinic' }).waitFor()
  const folders = () => readdirSync(join(app.dataDir, 'clinics')).length
  await page.getByRole('button', { name: hill.name }).click()
  await page.getByRole('heading', { name: hill.name }).waitFor()
  expect(folders()).toBe(1)
  await page.getByRole('button', { name: 'Add a clinic' }).click()
  await page.getByText('Set up your clinic').click()
  await page.getByLabel('Name of the clinic').fill(` ${hill.name.toUpperCase()}`)
  await page.getByText('A clinic on this computer has this name.').waitFor()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await setUp({ ...hill, name: hill.name.toUpperCase() })
  await openClinicMenu()
  const items = await page.getByRole('menuitem', { name: new RegExp(hill.name, 'i') }).allTextContents()
  expect(items).toHaveLength(2)
  for (const words of items) expect(words).toMatch(/ · [0-9A-F]{4}/)
  await page.keyboard.press('Escape')
})

test('nothing in the window complained', () => {
  expect(app.complaints).toEqual([])
})
