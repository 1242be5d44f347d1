import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bookVisit } from '../journeys/front-desk.js'
import { newStory, openVisit } from '../journeys/story.js'
import { arrive, staff } from '../journeys/walk.js'
import { type App, inRoot } from '../support/app.js'
import { openDemo } from '../support/app-demo.js'
import { goTo } from '../support/app-people.js'
import { launchChromium, morePictures, openLink } from './setting.js'

/** The real window and a real phone's browser, with the relay that a demo clinic gives itself. */
let app: App
let browser: Awaited<ReturnType<typeof launchChromium>>
let patient: Page
const story = newStory('Zoë Marangoni-Ngũgĩ', 'zoe maran')
const picture = (name: string) => app.picture(inRoot(`out/calls/${name}.png`))

beforeAll(async () => {
  app = await openDemo()
  browser = await launchChromium()
  await arrive(app, story)
  await bookVisit(app, story, staff.desk)
  await goTo(app, 'Today')
})
afterAll(async () => {
  await browser.close()
  await app.close()
})

const call = () => app.page.getByRole('region', { name: 'Video call' })

test('the doctor invites, the patient comes by the link and waits in the lobby', async () => {
  await openVisit(app, story, story.doctorName)
  await call().getByRole('button', { name: 'Invite patient' }).click()
  const message = await app.page.getByRole('textbox', { name: 'Message', exact: true }).inputValue()
  await picture('invitation')
  await app.page.keyboard.press('Escape')
  const link = /https?:\S+/.exec(message)?.[0] ?? ''
  expect(link).toMatch(/\/join\/[\w-]{22}#k=[\w-]{43}&t=[\w-]{43}$/)
  patient = await openLink(browser, link, 'Zoë')
  await call().getByRole('button', { name: 'Join call' }).click()
  await call().getByRole('list', { name: 'Lobby' }).getByText('Zoë').waitFor()
  await picture('lobby')
})

test('once admitted both see each other, and read the same safety code', async () => {
  await call().getByRole('button', { name: 'Admit' }).click()
  await Promise.all([morePictures(app.page), morePictures(patient)])
  await call().getByRole('button', { name: 'More' }).click()
  await patient.getByRole('button', { name: 'More' }).click()
  const mine = await call().getByTestId('safety-code').textContent()
  expect(mine).toMatch(/^\d{4} \d{4} \d{4} \d{4}$/)
  expect(await patient.locator('.code').textContent()).toBe(mine)
  await call().getByRole('button', { name: 'More' }).click()
  await patient.getByRole('button', { name: 'Close' }).click()
  await picture('call')
  await patient.screenshot({ path: inRoot('out/calls/patient-call.png') })
})

test('what one writes the other reads', async () => {
  await call().getByRole('button', { name: 'Chat' }).click()
  await call().getByRole('textbox', { name: 'Write in the chat' }).fill('Please show me where it hurts.')
  await call().getByRole('button', { name: 'Send' }).click()
  await patient.getByRole('button', { name: /^Chat/ }).click()
  await patient.getByText('Please show me where it hurts.').waitFor()
})

test('the call goes on in a corner while the doctor looks elsewhere', async () => {
  await app.page.getByRole('link', { name: 'Today' }).click()
  await app.page.getByRole('complementary', { name: 'Video call' }).waitFor()
  await morePictures(app.page)
  await picture('corner')
  await app.page.getByRole('button', { name: 'Back to the visit' }).click()
  await morePictures(patient)
})

test('the call ends for both, and the visit goes on', async () => {
  await call().getByRole('button', { name: 'End call for all' }).click()
  await app.page.getByRole('dialog').getByRole('button', { name: 'End call' }).click()
  await patient.getByRole('heading', { name: 'The call has ended' }).waitFor()
  await call().getByRole('button', { name: 'Join call' }).waitFor()
  await app.page.getByRole('heading', { name: `Visit ${story.visitCode}` }).waitFor()
  expect(app.complaints).toEqual([])
})
