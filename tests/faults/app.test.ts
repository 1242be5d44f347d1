import { afterAll, beforeAll, expect, test } from 'vitest'
import { bookVisit, takePayment, verifyCoverage } from '../journeys/front-desk.js'
import { newStory, openVisit, whenDone } from '../journeys/story.js'
import { arrive, staff } from '../journeys/walk.js'
import { type App, openApp } from '../support/app.js'
import { newDemoDataDir } from '../support/app-demo.js'
import { goTo, switchTo, waitForLockScreen } from '../support/app-people.js'

const story = newStory('Ottilie Brandvold', 'ottil brand')
let dataDir: string
let app: App
let receipt: string

beforeAll(async () => {
  dataDir = await newDemoDataDir()
  app = await openApp({ dataDir })
  await waitForLockScreen(app.page)
  await arrive(app, story)
  await bookVisit(app, story, staff.desk)
  await verifyCoverage(app, story, staff.desk)
})
afterAll(async () => {
  await app.close()
  await app.removeData()
})

test('a payment that was acknowledged is there after the whole app was killed in the same moment', async () => {
  receipt = (await takePayment(app, story, staff.desk)).receipt ?? ''
  await app.kill()
  app = await openApp({ dataDir })
  await waitForLockScreen(app.page)
  await openVisit(app, story, staff.desk)
  expect(await whenDone(app, 'Paid')).toContain('The patient paid $35.00.')
  await goTo(app, 'Till')
  await app.page.getByRole('table', { name: 'Payments of the day' }).getByRole('row', { name: receipt }).waitFor()
})

test('the audit trail is intact to its last entry', async () => {
  await switchTo(app, staff.administrator)
  await goTo(app, 'Audit')
  await app.page.getByRole('button', { name: 'Verify chain' }).click()
  await app.page.getByText(/The chain of [\d,]+ entries is intact\./).waitFor({ timeout: 60_000 })
  expect(app.complaints).toEqual([])
})
