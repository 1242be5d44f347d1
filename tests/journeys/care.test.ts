import { afterAll, beforeAll, expect, test } from 'vitest'
import { doctors } from '../../node/demo/clinic.js'
import type { App } from '../support/app.js'
import { demoPerson, openDemo } from '../support/app-demo.js'
import { goTo, switchTo } from '../support/app-people.js'
import { expectAccessible } from './axe.js'

let app: App
/** A patient, and a doctor whose patient this is not. */
let patient = ''
let stranger = ''

beforeAll(async () => {
  app = await openDemo()
  const { page } = app
  await switchTo(app, demoPerson('front-desk'))
  await goTo(app, 'Patients')
  await page.getByRole('table', { name: 'Patients' }).locator('tbody tr[data-index]').first().click()
  const banner = page.getByRole('region', { name: /^Patient / })
  patient = ((await banner.getAttribute('aria-label')) ?? '').replace(/^Patient /, '')
  const visits = page.getByRole('region', { name: 'Visits' })
  await visits
    .getByText(/by video|in person|No visits/)
    .first()
    .waitFor()
  const seenBy = (await visits.textContent()) ?? ''
  stranger = doctors.find(({ displayName }) => !seenBy.includes(displayName))?.displayName ?? ''
})
afterAll(() => app.close())

async function openPatient(): Promise<void> {
  const { page } = app
  await goTo(app, 'Patients')
  await page.getByRole('table', { name: 'Patients' }).getByText(patient, { exact: true }).first().click()
  await page.getByRole('region', { name: `Patient ${patient}` }).waitFor()
}

test('a doctor who does not care for a patient sees what is closed, opens it with a reason, and has an hour', async () => {
  const { page } = app
  await switchTo(app, stranger)
  await openPatient()
  const closed = page.getByText('You do not care for this patient', { exact: true })
  await closed.waitFor()
  await expect.poll(() => page.getByRole('heading', { name: 'Allergies' }).count()).toBe(1)
  expect(await page.getByRole('heading', { name: 'Documents' }).count()).toBe(0)
  await expectAccessible(app, 'patient, closed')
  await page.getByRole('button', { name: 'Open in an emergency' }).click()
  const drawer = page.getByRole('dialog', { name: 'Emergency access' })
  await drawer.getByLabel('Reason').fill('Collapsed in the waiting room.')
  await drawer.getByRole('button', { name: 'Open for one hour' }).click()
  await page.getByText('Emergency access until').waitFor()
  await page.getByRole('heading', { name: 'Documents' }).waitFor()
  await expect.poll(() => closed.count()).toBe(0)
})

test('an administrator marks a very important patient; the badge stands above, and the look before a reviewer', async () => {
  const { page } = app
  await switchTo(app, demoPerson('tenant-admin'))
  await openPatient()
  const section = page.getByRole('region', { name: 'Very important patient' })
  await section.getByRole('button', { name: 'Mark' }).click()
  const drawer = page.getByRole('dialog', { name: 'Mark as very important' })
  await drawer.getByLabel('Reason').fill('Sits in parliament.')
  await drawer.getByRole('button', { name: 'Mark as very important' }).click()
  const banner = page.getByRole('region', { name: `Patient ${patient}` })
  await banner.getByText('Very important').waitFor()
  await section.getByText('Sits in parliament.').scrollIntoViewIfNeeded()
  await expectAccessible(app, 'patient, marked')
  await switchTo(app, stranger)
  await openPatient()
  await banner.getByText('Very important').waitFor()
  await switchTo(app, demoPerson('tenant-admin'))
  await goTo(app, 'Reviews')
  await page.getByRole('tab', { name: 'Unusual' }).click()
  await page.getByRole('button', { name: 'Look again now' }).click()
  await page.getByText(`${stranger} opened the record of a very important patient whom they do not care for.`).waitFor()
})

test('services name the printer and the certificates, and say nothing of what is not there', async () => {
  const { page } = app
  await goTo(app, 'Services')
  for (const name of ['Printer', 'Certificates'])
    await page.getByRole('listitem').getByText(name, { exact: true }).waitFor()
  expect(
    await page
      .getByRole('contentinfo')
      .getByText(/printer|certificate/i)
      .count(),
  ).toBe(0)
})
