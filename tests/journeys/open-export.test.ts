import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type App, openApp } from '../support/app.js'
import { goTo, signIn, waitForLockScreen } from '../support/app-people.js'
import { foundByHand, founder } from './small-founding.js'

/** A clinic is saved as a sealed file on one computer, and made out of it again on another. */

const harbor = { name: 'Harbor Clinic', passphrase: 'violet kettle anchor plum' }
const fileWords = 'marble window copper tide'
const pictures = process.env.MEDICHAIN_PICTURES
let first: App
let second: App
let file: string

beforeAll(async () => {
  first = await openApp()
  mkdirSync(join(first.dataDir, 'saved'))
  await foundByHand(first, harbor)
})
afterAll(async () => {
  await first.close()
  await second?.close()
})

const picture = async (app: App, name: string) => {
  if (pictures !== undefined) await app.picture(`${pictures}/${name}.png`)
}

/** Gives the first page of a clinic to be a file and its passphrase. */
async function look({ page }: App, path: string, words: string) {
  await page.locator('input[type=file]').setInputFiles(path)
  await page.getByLabel('Its passphrase').fill(words)
  await page.getByRole('button', { name: 'Look into the file' }).click()
}

test('a clinic with a patient is saved as one sealed file', async () => {
  const { page } = first
  await goTo(first, 'Patients')
  await page.getByRole('button', { name: 'Register patient' }).first().click()
  const person = page.getByRole('dialog', { name: 'Register patient' })
  await person.getByLabel('Given name').fill('Nyokabi')
  await person.getByLabel('Family name').fill('Wanjiru')
  await person.getByRole('button', { name: 'Register', exact: true }).click()
  await page.getByRole('region', { name: 'Patient Nyokabi Wanjiru' }).waitFor()
  await goTo(first, 'Settings')
  await page.getByRole('tab', { name: 'Clinic' }).click()
  const form = page.getByRole('region', { name: 'Export' })
  await form.getByLabel('Passphrase of the file').fill(fileWords)
  await form.getByLabel('The file’s passphrase again').fill(fileWords)
  await form.getByRole('button', { name: 'Export clinic' }).click()
  await form.getByText('The export was saved and read back.').waitFor()
  const saved = join(first.dataDir, 'saved')
  const [name = ''] = readdirSync(saved)
  file = join(saved, name)
})

test('the same computer does not take it a second time, and leads to the clinic that is there', async () => {
  const { page } = first
  await page.getByRole('button', { name: 'Clinics on this computer' }).click()
  await page.getByRole('menuitem', { name: 'Add a clinic' }).click()
  await page.getByText('Open a clinic from an export').click()
  await look(first, file, fileWords)
  await page.getByText('This clinic is on this computer already').waitFor()
  await picture(first, 'export-here-already')
  await page.getByRole('button', { name: `Show ${harbor.name}` }).click()
  await page.getByRole('button', { name: 'Clinics on this computer' }).filter({ hasText: harbor.name }).waitFor()
  expect(readdirSync(join(first.dataDir, 'clinics'))).toEqual([])
})

test('on a new computer a wrong passphrase, a torn file and a letter are told apart', async () => {
  second = await openApp()
  const { page } = second
  await page.getByText('Open a clinic from an export').click()
  await look(second, file, 'not the right passphrase')
  await page.getByText('The passphrase does not open this file').waitFor()
  await picture(second, 'export-wrong-passphrase')
  const torn = join(second.dataDir, 'torn.medichain')
  writeFileSync(torn, readFileSync(file).subarray(0, -100))
  await look(second, torn, fileWords)
  await page.getByText('This file is not whole any more').waitFor()
  const letter = join(second.dataDir, 'letter.medichain')
  writeFileSync(letter, 'Dear colleague')
  await look(second, letter, fileWords)
  await page.getByText('This file is no clinic’s export').waitFor()
  expect(readdirSync(second.dataDir).filter((name) => /^(records|keys)/.test(name))).toEqual([])
})

test('the right one shows what it holds, and the clinic is made with a new recovery code', async () => {
  const { page } = second
  await look(second, file, fileWords)
  await page.getByText(harbor.name).waitFor()
  await picture(second, 'export-found')
  await page.getByRole('button', { name: 'Make this clinic here' }).click()
  await page.getByRole('heading', { name: 'Keep the recovery code' }).waitFor()
  await picture(second, 'export-recovery-code')
  await page.getByLabel('I have kept it').check()
  await page.getByRole('button', { name: 'Open the clinic' }).click()
  await waitForLockScreen(page)
})

test('its people sign in with the passphrases they had, and find what was there', async () => {
  const { page } = second
  await signIn(second, founder, harbor.passphrase)
  await goTo(second, 'Patients')
  await page.getByRole('table', { name: 'Patients' }).getByRole('row', { name: 'Nyokabi Wanjiru' }).click()
  await page.getByRole('region', { name: 'Patient Nyokabi Wanjiru' }).waitFor()
  await page.getByRole('button', { name: 'Show history' }).click()
  await page.getByText('Registered', { exact: true }).first().waitFor()
  await page.getByText('Nothing waits to be anchored').waitFor({ timeout: 120_000 })
  await goTo(second, 'Audit')
  await page.getByRole('button', { name: 'Verify chain' }).click()
  await page.getByText(/The chain of [\d,]+ entries is intact\./).waitFor()
})

test('nothing in either window complained', () => {
  expect([...first.complaints, ...second.complaints]).toEqual([])
})
