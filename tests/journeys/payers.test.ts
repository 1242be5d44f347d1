import { afterAll, beforeAll, expect, test } from 'vitest'
import type { App } from '../support/app.js'
import { demoPerson, openDemo } from '../support/app-demo.js'
import { goTo, switchTo } from '../support/app-people.js'
import { type FhirPayer, openFhirPayer } from '../support/fhir-payer.js'

let app: App
let payer: FhirPayer

beforeAll(async () => {
  payer = await openFhirPayer()
  app = await openDemo()
  await switchTo(app, demoPerson('tenant-admin'))
})
afterAll(async () => {
  await app.close()
  await payer.close()
})

test('an administrator connects a payer, checks its server, and disconnects it again', async () => {
  const { page } = app
  await goTo(app, 'Insurance')
  await page.getByRole('button', { name: 'Plans and payers' }).click()
  const row = page.getByRole('list', { name: 'Payers' }).getByRole('listitem').filter({ hasText: 'Meridian Mutual' })
  await page.getByText('the payer hears nothing').waitFor()
  await row.getByText('Answered here').waitFor()
  await row.getByRole('button', { name: 'Connect Meridian Mutual' }).click()
  const form = page.getByRole('dialog', { name: 'Meridian Mutual' })
  await form.getByLabel('FHIR address').fill('http://payer.example/r4')
  await form.getByLabel('Token').fill(payer.token)
  await form.getByRole('button', { name: 'Connect payer' }).click()
  await form.getByText('An address that begins with https://').first().waitFor()
  await form.getByLabel('FHIR address').fill(payer.baseUrl)
  await form.getByRole('button', { name: 'Connect payer' }).click()
  await row.getByText('Connected', { exact: true }).waitFor()
  await row.getByRole('button', { name: 'Check Meridian Mutual' }).click()
  await row.getByText('Answers', { exact: true }).waitFor()
  payer.breakDown(true)
  await row.getByRole('button', { name: 'Check Meridian Mutual' }).click()
  await row.getByText('Does not answer now').waitFor()
  expect(await page.content()).not.toContain(payer.token)
  await row.getByRole('button', { name: 'Disconnect Meridian Mutual' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Disconnect payer' }).click()
  await row.getByText('Answered here').waitFor()
  expect(app.complaints).toEqual([])
})
