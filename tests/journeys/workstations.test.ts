import { readdir } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type App, choose, openApp } from '../support/app.js'
import { goTo, personMenu, signIn, waitForLockScreen } from '../support/app-people.js'

const passphrase = 'violet kettle anchor plum'
const person = 'Amina Odhiambo'

let first: App
let second: App | undefined
let recoveryCode = ''
let relayAddress = ''

beforeAll(async () => {
  first = await openApp()
  recoveryCode = await foundClinic(first)
})
afterAll(async () => {
  await second?.close()
  await first.close()
})

async function foundClinic({ page }: App): Promise<string> {
  await page.getByText('Set up your clinic').click()
  await page.getByLabel('Name of the clinic').fill('Harbor Clinic')
  await page.getByLabel('Country').and(page.locator('input')).fill('Kenya')
  await choose(page, 'Country', 'Kenya')
  await page.getByLabel('Your name').fill(person)
  await page.getByLabel('Your sign-in name').fill('amina')
  await page.getByLabel('Passphrase', { exact: true }).fill(passphrase)
  await page.getByLabel('The same passphrase again').fill(passphrase)
  await page.getByRole('button', { name: 'Set up clinic' }).click()
  await page.getByRole('heading', { name: 'Keep the recovery code' }).waitFor()
  const paper = (await page.locator('main').textContent()) ?? ''
  await page.getByLabel('I have kept it').check()
  await page.getByRole('button', { name: 'Open the clinic' }).click()
  await personMenu(page, person).waitFor()
  return /[0-9A-Z]{4}(-[0-9A-Z]{4}){7}/.exec(paper)?.[0] ?? ''
}

async function registerPatient({ page }: App, familyName: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'Patients' }).click()
  await page.getByRole('button', { name: 'Register patient' }).first().click()
  await page.getByLabel('Given name').fill('Achieng')
  await page.getByLabel('Family name').fill(familyName)
  const form = page.getByRole('dialog', { name: 'Register patient' })
  await form.getByRole('button', { name: 'Register', exact: true }).click()
  await page
    .getByText(new RegExp(`Achieng ${familyName}`))
    .first()
    .waitFor()
}

async function seesPatient(app: App, familyName: string): Promise<void> {
  await goTo(app, 'Patients')
  await app.page
    .getByText(new RegExp(`Achieng ${familyName}`))
    .first()
    .waitFor()
}

test('the front desk becomes the hub of the clinic, and shows its address and certificate', async () => {
  const { page } = first
  await registerPatient(first, 'Otieno')
  await goTo(first, 'Workstations')
  await page.getByText('This workstation works alone.').waitFor()
  await page.getByRole('button', { name: 'Make this workstation the hub' }).click()
  await page.getByLabel('Name of this workstation').fill('Front desk')
  await page.getByRole('button', { name: 'Start the hub' }).click()
  const relay = page.getByRole('region', { name: 'Relay', exact: true })
  await relay.getByText('Connected').waitFor()
  relayAddress = ((await relay.locator('dd [dir=ltr]').first().textContent()) ?? '').trim()
  expect(relayAddress).toMatch(/^https:\/\/[\d.]+:\d+$/)
  const hub = page.getByRole('region', { name: 'Hub of this network' })
  await hub.getByText(/([0-9A-F]{4} ){15}[0-9A-F]{4}/).waitFor()
})

test('another computer joins with the short code and the address, and has the records', async () => {
  const { page } = first
  await page.getByRole('button', { name: 'Add workstation' }).click()
  const code = await page.getByRole('status', { name: 'One-time code' }).textContent()
  await page
    .getByRole('timer')
    .getByText(/for (9|10):\d\d more/)
    .waitFor()
  second = await openApp()
  const other = second.page
  await other.getByText('Join your clinic').click()
  await other.getByLabel('Code').fill('0000 0000 0000 0000')
  await other.getByLabel('Address of the relay').fill('https://127.0.0.1:9')
  await other.getByLabel('Name of this computer').fill('Room 2')
  await other.getByRole('button', { name: 'Ask to join' }).click()
  await other
    .getByRole('alert')
    .getByText(/cannot be reached/)
    .waitFor()
  await other.getByLabel('Address of the relay').fill(relayAddress)
  await other.getByRole('button', { name: 'Ask to join' }).click()
  await other
    .getByRole('alert')
    .getByText(/No clinic shows this code/)
    .waitFor()
  // What was typed is still there; only the code is put right.
  expect(await other.getByLabel('Name of this computer').inputValue()).toBe('Room 2')
  await other.getByLabel('Code').fill(code ?? '')
  await other.getByRole('button', { name: 'Ask to join' }).click()
  await other.getByRole('heading', { name: 'Waiting to be let in' }).waitFor()
  await page.getByRole('heading', { name: 'Room 2 asks to join' }).waitFor()
  await page.getByRole('button', { name: 'Let it in' }).click()
  await page.getByRole('heading', { name: 'Room 2 belongs to the clinic now' }).waitFor()
  await page.getByRole('button', { name: 'Done' }).click()
  await waitForLockScreen(other)
  await signIn(second, person, passphrase)
  await seesPatient(second, 'Otieno')
})

test('a document that is added on one workstation is seen on the other, and one in error stays marked', async () => {
  if (!second) throw new Error('Nobody joined.')
  const openPatient = async (app: App) => {
    await goTo(app, 'Patients')
    await app.page.getByRole('table', { name: 'Patients' }).locator('tbody tr[data-index]').first().click()
    return app.page.getByRole('region', { name: 'Documents' })
  }
  const here = await openPatient(first)
  const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='
  const file = { name: 'X-ray.png', mimeType: 'image/png', buffer: Buffer.from(dot, 'base64') }
  await here.locator('input[type=file]').setInputFiles(file)
  await here.getByText('Also at the relay').waitFor()
  await here.locator('input[type=file]').setInputFiles({ ...file, buffer: Buffer.from('not a picture') })
  await here.getByText(/Only PDF, JPEG, PNG and WebP are kept/).waitFor()
  const there = await openPatient(second)
  await there.getByRole('button', { name: 'Open X-ray.png' }).click()
  const picture = second.page.getByRole('img', { name: 'X-ray.png' })
  await picture.waitFor()
  expect(await picture.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBe(1)
  await second.page.keyboard.press('Escape')
  await there.getByRole('button', { name: 'Mark X-ray.png as entered in error' }).click()
  await second.page.getByLabel('Reason').fill('Another patient’s picture')
  await second.page.getByRole('button', { name: 'Mark as entered in error' }).click()
  await here.getByText('Entered in error').waitFor()
  await goTo(first, 'Workstations')
})

test('a workstation gets a name and a place, and a removed one is told so and can start afresh', async () => {
  const { page } = first
  await page.getByRole('button', { name: 'Rename Room 2' }).click()
  await page.getByLabel('Where it stands').fill('First floor')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('listitem').filter({ hasText: 'Room 2' }).getByText('First floor').waitFor()
  await page.getByRole('button', { name: 'Remove Room 2' }).click()
  await page.getByRole('button', { name: 'Remove workstation' }).click()
  await page.getByRole('listitem').filter({ hasText: 'Room 2' }).getByText('Removed').first().waitFor()
  if (!second) throw new Error('Nobody joined.')
  const other = second.page
  await goTo(second, 'Workstations')
  await other.getByText('This workstation was removed from the clinic.').waitFor()
  await other.getByRole('button', { name: 'Start afresh' }).click()
  await other.getByRole('dialog').getByRole('button', { name: 'Start afresh' }).click()
  await other.getByRole('heading', { name: 'Welcome' }).waitFor()
  expect((await readdir(second.dataDir)).some((name) => name.startsWith('kept-'))).toBe(true)
})

test('with the recovery code and the relay alone, a new computer brings the clinic back', async () => {
  if (!second) throw new Error('Nobody joined.')
  const { page } = second
  await page.getByText('Bring a clinic back').click()
  await page.getByLabel('Address of the relay').fill(relayAddress)
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByText(/([0-9A-F]{4} ){15}[0-9A-F]{4}/).waitFor()
  await page.getByRole('button', { name: 'It is the same' }).click()
  await page.getByLabel('Name of this computer').fill('New front desk')
  await page.getByLabel('Recovery code').fill('ABCD-'.repeat(8).slice(0, -1))
  await page.getByRole('button', { name: 'Bring it back' }).click()
  await page.getByText(/No clinic at this relay has this recovery code/).waitFor()
  await page.getByLabel('Recovery code').fill(recoveryCode.toLowerCase())
  await page.getByRole('button', { name: 'Bring it back' }).click()
  await waitForLockScreen(page)
  await signIn(second, person, passphrase)
  await seesPatient(second, 'Otieno')
})

test('nothing in the windows complained', () => {
  expect([...first.complaints, ...(second?.complaints ?? [])]).toEqual([])
})
