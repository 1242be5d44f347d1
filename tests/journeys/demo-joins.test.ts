import { afterAll, beforeAll, expect, test } from 'vitest'
import { type App, openApp } from '../support/app.js'
import { demoPerson, openDemo } from '../support/app-demo.js'
import { goTo, lock, shownPassphrase, signIn, waitForLockScreen } from '../support/app-people.js'

let first: App
let second: App

beforeAll(async () => {
  first = await openDemo()
  second = await openApp()
}, 400_000)
afterAll(async () => {
  await second?.close()
  await first?.close()
})

test('another computer joins the demo clinic and has its two thousand people', async () => {
  const { page } = first
  const passphrase = await shownPassphrase(first)
  const administrator = demoPerson('tenant-admin')
  await signIn(first, administrator)
  await goTo(first, 'Workstations')
  await page.getByRole('button', { name: 'Make this workstation the hub' }).click()
  await page.getByLabel('Name of this workstation').fill('Front desk')
  await page.getByRole('button', { name: 'Start the hub' }).click()
  const relay = page.getByRole('region', { name: 'Relay', exact: true })
  await relay.getByText('Connected').waitFor()
  const address = ((await relay.locator('dd [dir=ltr]').first().textContent()) ?? '').trim()
  await page.getByRole('button', { name: 'Add workstation' }).click()
  const code = await page.getByRole('status', { name: 'One-time code' }).textContent()
  const other = second.page
  await other.getByText('Join your clinic').click()
  await other.getByLabel('Code').fill(code ?? '')
  await other.getByLabel('Address of the relay').fill(address)
  await other.getByLabel('Name of this computer').fill('Room 2')
  await other.getByRole('button', { name: 'Ask to join' }).click()
  await page.getByRole('button', { name: 'Let it in' }).click()
  await waitForLockScreen(other)
  await signIn(second, administrator, passphrase)
  await goTo(second, 'Workstations')
  await second.page.getByRole('listitem').filter({ hasText: 'Room 2' }).first().waitFor()
  await lock(second)
  await signIn(second, demoPerson('front-desk'), passphrase)
  await goTo(second, 'Patients')
  await second.page.getByRole('table', { name: 'Patients' }).locator('tbody tr[data-index]').first().waitFor()
  expect([...first.complaints, ...second.complaints]).toEqual([])
})

test('what the first workstation keeps is asked of it by the second, and is confirmed by itself', async () => {
  const { page } = second
  await goTo(second, 'Pharmacy')
  await page.getByRole('button', { name: 'Order for a patient' }).click()
  const drawer = page.getByRole('dialog', { name: 'Order medicine' })
  await drawer.getByLabel('Find a patient').fill('a')
  await page.getByRole('option').first().click()
  const prescribed = drawer.getByRole('group', { name: 'Prescriptions to fill' })
  for (const box of await prescribed.getByRole('checkbox', { checked: true }).all()) await box.uncheck()
  await drawer.getByLabel('Add a medicine').fill('acetaminophen')
  await page
    .getByRole('option', { name: /acetaminophen/i })
    .first()
    .click()
  await drawer.getByText('Kept at Front desk').waitFor()
  await drawer.getByRole('button', { name: 'Ask Front desk for it' }).click()
  const timeline = page.getByRole('list', { name: /^Tracking of order/ })
  await timeline.getByText('Asked of Front desk').waitFor()
  await timeline.getByText('Confirmed at Front desk').waitFor()
  await page.getByText('Waiting for Front desk').waitFor({ state: 'detached' })
  expect([...first.complaints, ...second.complaints]).toEqual([])
})
