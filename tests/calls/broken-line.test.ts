import { setTimeout as passes } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ClinicCall, openClinicCall } from './clinic-call.js'
import { morePictures } from './setting.js'

/** The doctor's window on a line that goes away, and everything behind it that can go away. Pictures are counted on both sides. */
let call: ClinicCall
let patient: Page

beforeAll(async () => {
  call = await openClinicCall()
  patient = await call.begin()
})
afterAll(() => call?.close())

const bothSee = () => Promise.all([morePictures(call.page), morePictures(patient)])

/** The doctor's network is away for so long: the length is the fault, nothing is waited for by it. */
async function lineIsGoneFor(ms: number): Promise<void> {
  call.line.isGone = true
  await passes(ms)
  call.line.isGone = false
}

test('a doctor on a line that holds sees the patient, and is seen', async () => {
  await bothSee()
})

for (const seconds of process.env.MEDICHAIN_DEEP ? [2, 20, 120] : [2, 20])
  test(`the doctor’s line is gone for ${seconds} s, and the call is there again by itself`, async () => {
    await lineIsGoneFor(seconds * 1_000)
    await bothSee()
    await call
      .panel()
      .getByText(/^(Good|Fair) connection/)
      .waitFor()
  }, 300_000)

test('the media process is killed in the call, and both see each other again', async () => {
  for (const pid of call.mediaPids()) process.kill(pid, 'SIGKILL')
  await bothSee()
})

test('the relay starts again in the call, and both see each other again', async () => {
  await call.restartRelay()
  await bothSee()
})

test('pictures are put away by hand on either side, and come back', async () => {
  await call.panel().getByRole('button', { name: 'Hide me' }).click()
  await patient.getByText('No picture, sound only').waitFor()
  await patient.getByRole('button', { name: 'Camera off' }).click()
  await call.panel().getByText('Ada shows no picture; only sound is sent.').waitFor()
  await call.panel().getByRole('button', { name: 'Show me' }).click()
  await morePictures(patient)
  await patient.getByRole('button', { name: 'Camera on' }).click()
  await bothSee()
  expect(call.app.complaints).toEqual([])
})
