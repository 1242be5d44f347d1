import { setTimeout as passes } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ClinicCall, openClinicCall } from '../clinic-call.js'
import { morePictures } from '../setting.js'

/** The doctor's line becomes thin, step by step, and good again. */
let call: ClinicCall
let patient: Page

beforeAll(async () => {
  call = await openClinicCall()
  patient = await call.begin()
})
afterAll(() => call?.close())

const bothSee = () => Promise.all([morePictures(call.page), morePictures(patient)])
const says = (words: RegExp) => call.panel().getByRole('status').getByText(words).waitFor({ timeout: 120_000 })

test('after 20 s at 15 kbit/s the call resumes by itself', async () => {
  await bothSee()
  call.line.kbps = 15
  // The length is the fault; nothing is waited for by it.
  await passes(20_000)
  await says(/sound only|messages only/)
  call.line.kbps = 0
  await bothSee()
  await says(/full picture/)
}, 300_000)

test('as the line gets thinner the picture gets smaller, then goes, then speech goes, and all of it comes back', async () => {
  call.line.kbps = 420
  await says(/(medium|small) picture/)
  await morePictures(patient)
  call.line.kbps = 60
  await says(/sound only/)
  call.line.kbps = 4
  await says(/messages only/)
  await call.panel().getByText('The line is too weak to speak.').waitFor()
  call.line.kbps = 0
  await says(/sound only/)
  await says(/small picture/)
  await bothSee()
  await says(/full picture/)
  expect(call.app.complaints.filter((words) => !words.includes('WebSocket'))).toEqual([])
}, 600_000)
