import { afterAll, beforeAll, expect, test } from 'vitest'
import { bookVisit, closePayment, takePayment, verifyCoverage } from '../journeys/front-desk.js'
import { newStory, proofOf } from '../journeys/story.js'
import { arrive, staff } from '../journeys/walk.js'
import type { App } from '../support/app.js'
import { openDemo } from '../support/app-demo.js'
import { killProcess, pidOf, whenReplaced } from '../support/app-faults.js'
import { statusBar } from '../support/app-people.js'

const story = newStory('Ottilie Brandvold', 'ottil brand')
let app: App

beforeAll(async () => {
  app = await openDemo()
  await arrive(app, story)
  await bookVisit(app, story, staff.desk)
})
afterAll(() => app.close())

const isAway = /Local chain (is starting|cannot be reached)/

/** Kills the chain each time it comes back, until the window has said that it is away. */
async function killUntilSaid(): Promise<void> {
  await expect
    .poll(
      async () => {
        if ((await pidOf(app, 'MediChain chain')) !== null) await killProcess(app, 'MediChain chain')
        return (await statusBar(app).textContent()) ?? ''
      },
      { timeout: 60_000, interval: 200 },
    )
    .toMatch(isAway)
}

test('while the chain process is killed again and again the status bar says so, and work goes on', async () => {
  await killUntilSaid()
  expect(await verifyCoverage(app, story, staff.desk)).toMatchObject({ 'patient owes': '$35.00' })
  const { receipt } = await takePayment(app, story, staff.desk)
  expect(receipt).toMatch(/^K-/)
  await closePayment(app)
})

test('the chain comes back by itself, and the status bar says that too', async () => {
  const killed = await killProcess(app, 'MediChain chain')
  await whenReplaced(app, 'MediChain chain', killed)
  await statusBar(app)
    .getByText(/Local chain · block \d+/)
    .waitFor({ timeout: 60_000 })
})

test('everything that was acknowledged meanwhile is anchored', async () => {
  for (const step of ['Booked', 'Covered', 'Paid'])
    expect((await proofOf(app, step)).transaction).toMatch(/^0x[0-9a-f]{64}$/)
  expect(app.complaints).toEqual([])
})
