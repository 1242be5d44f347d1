import { setTimeout as passes } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ClinicCall, openClinicCall } from './clinic-call.js'
import { morePictures } from './setting.js'
import { type Tap, tapRelay, unevenness } from './tap.js'

/** The doctor's window on a line that goes away, and everything behind it that can go away. Pictures are counted on both sides. */
let call: ClinicCall
let patient: Page
let tap: Tap

beforeAll(async () => {
  tap = await tapRelay()
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

test('somebody who owns the relay takes sealed frames out of its middle, and no bit of what is in them', async () => {
  // One after the other: a sealed frame has no pattern, and no two are alike.
  await tap.takes('video', 60)
  await tap.takes('audio', 100)
  for (const kind of ['audio', 'video'] as const) {
    const taken = tap.frames.filter((frame) => frame.kind === kind)
    expect(taken.filter(({ trailer }) => trailer === null)).toEqual([])
    const bodies = taken.map(({ body }) => body)
    expect(new Set(bodies.map((body) => body.toString('base64'))).size).toBe(bodies.length)
    expect(unevenness(Buffer.concat(bodies))).toBeLessThan(400)
  }
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
  // Chromium complains of each socket that it could not open.
  expect(call.app.complaints.filter((words) => !words.includes('WebSocket'))).toEqual([])
})
