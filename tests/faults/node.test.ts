import { afterAll, beforeAll, expect, test } from 'vitest'
import { addNote, recordVitals, startVisit } from '../journeys/doctor.js'
import { bookVisit, checkIn, closePayment, takePayment, verifyCoverage } from '../journeys/front-desk.js'
import { newStory, openVisit, show } from '../journeys/story.js'
import { arrive, staff } from '../journeys/walk.js'
import type { App } from '../support/app.js'
import { openDemo } from '../support/app-demo.js'
import { killProcess, whenReplaced } from '../support/app-faults.js'
import { freePort } from '../support/app-http.js'
import { signIn, waitForLockScreen } from '../support/app-people.js'

const story = newStory('Ottilie Brandvold', 'ottil brand')
let app: App

beforeAll(async () => {
  app = await openDemo({ debugPort: await freePort() })
  await arrive(app, story)
  await bookVisit(app, story, staff.desk)
  await verifyCoverage(app, story, staff.desk)
  await takePayment(app, story, staff.desk)
  await closePayment(app)
  await checkIn(app, story, staff.desk)
  await startVisit(app, story)
})
afterAll(() => app.close())

test('a local node that is killed during a visit is noticed and said, and the records are locked', async () => {
  const { page } = app
  await recordVitals(app)
  await page.getByLabel('New note').fill('What was typed and not saved yet.')
  const killed = await killProcess(app, 'MediChain local node')
  await page.getByText('The records service stopped and was started again.').waitFor({ timeout: 60_000 })
  await waitForLockScreen(page)
  expect(await page.getByText('122/78 mmHg').count()).toBe(0)
  await whenReplaced(app, 'MediChain local node', killed)
})

test('the doctor signs in again and goes on in the visit: what was saved is there, what was typed too', async () => {
  const { page } = app
  await signIn(app, story.doctorName)
  await page.getByRole('heading', { name: `Visit ${story.visitCode}`, level: 1 }).waitFor()
  await page.getByRole('list', { name: 'Measurements' }).getByText('122/78 mmHg').waitFor()
  expect(await page.getByLabel('New note').inputValue()).toBe('What was typed and not saved yet.')
  await addNote(app, 'Saved after the node was killed.')
})

test('a window that is killed comes back at the lock screen, and nothing that was saved is lost', async () => {
  const killed = await killProcess(app, 'window')
  await whenReplaced(app, 'window', killed)
  await app.reattach()
  await waitForLockScreen(app.page)
  await openVisit(app, story, story.doctorName)
  await show(app, 'Consulted')
  await app.page.getByRole('list', { name: 'Notes' }).getByText('Saved after the node was killed.').waitFor()
})
