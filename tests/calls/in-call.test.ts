import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { expectAccessible } from '../journeys/axe.js'
import { isPaintedIn } from '../journeys/colors.js'
import { inRoot } from '../support/app.js'
import { type ClinicCall, openClinicCall } from './clinic-call.js'
import { morePictures } from './setting.js'

/** What is done in a call beside speaking: showing a screen, putting the picture aside, photos, and a camera that is pulled out. */
let call: ClinicCall
let patient: Page

beforeAll(async () => {
  call = await openClinicCall()
  await noteTracks(call.page)
  patient = await call.begin()
  await Promise.all([morePictures(call.page), morePictures(patient)])
})
afterAll(() => call?.close())

/** Lets a test pull a device out: the made-up ones of a browser cannot be. */
const noteTracks = (page: Page) =>
  page.evaluate(() => {
    const { mediaDevices } = navigator
    const open = mediaDevices.getUserMedia.bind(mediaDevices)
    const tracks: MediaStreamTrack[] = []
    Object.assign(window, { pulledOut: () => tracks.at(-1)?.dispatchEvent(new Event('ended')) })
    mediaDevices.getUserMedia = async (constraints) => {
      const stream = await open(constraints)
      tracks.push(...stream.getVideoTracks())
      return stream
    }
  })

const press = (name: string | RegExp) => call.panel().getByRole('button', { name }).click()

test('the doctor chooses what is shown, the patient sees it, and it stops when the doctor says so', async () => {
  await press('Screen')
  const choice = call.page.getByRole('dialog', { name: 'Show your screen' })
  const screens = choice.getByRole('region', { name: 'A whole screen' }).getByRole('button')
  await screens.first().waitFor()
  await call.app.picture(inRoot('out/calls/screen-choice.png'))
  // Nothing is shown before something was chosen.
  expect(await patient.locator('.screen').count()).toBe(0)
  await screens.first().click()
  await patient.locator('video.screen').waitFor()
  await patient.waitForFunction(
    () =>
      (document.querySelector<HTMLVideoElement>('video.screen')?.getVideoPlaybackQuality().totalVideoFrames ?? 0) > 3,
  )
  await patient.screenshot({ path: inRoot('out/calls/patient-screen.png') })
  await press('Stop showing')
  await patient.locator('video.screen').waitFor({ state: 'detached' })
  await morePictures(patient)
})

test('a page that asks for the screen without a choice is shown nothing', async () => {
  const refusal = await call.page.evaluate(() =>
    navigator.mediaDevices.getDisplayMedia({ video: true }).then(
      () => 'shown',
      (error: Error) => error.name,
    ),
  )
  expect(refusal).not.toBe('shown')
})

test('the picture goes into a window of its own, and back', async () => {
  await press('Aside')
  await call.page.waitForFunction(() => document.pictureInPictureElement !== null)
  await morePictures(call.page)
  await press('Aside')
  await call.page.waitForFunction(() => document.pictureInPictureElement === null)
})

test('photos go both ways, and are kept with the visit', async () => {
  const photo = { name: 'arm.png', mimeType: 'image/png', buffer: await patient.screenshot() }
  await patient.getByRole('button', { name: 'More' }).click()
  await patient.getByLabel('Add a photo').setInputFiles(photo)
  await patient.getByRole('button', { name: 'Remove photo' }).waitFor()
  await patient.getByRole('textbox', { name: 'Message to the doctor' }).fill('It looks like this')
  await patient.getByRole('button', { name: 'Send' }).click()
  await patient.getByText('Sent to the clinic.').waitFor()
  const messages = call.page.getByRole('region', { name: 'Messages of the visit' })
  await messages.getByText('It looks like this').waitFor()
  await messages.getByRole('img', { name: 'Sent with the message' }).waitFor()
  await patient.getByRole('button', { name: 'Close', exact: true }).click()
  await messages.locator('input[type=file]').setInputFiles(photo)
  await messages.getByRole('button', { name: 'Remove photo 1' }).waitFor()
  await messages.getByRole('textbox', { name: 'Message to the patient' }).fill('Put the cream here')
  await messages.getByRole('button', { name: 'Send' }).click()
  await messages.getByText('Put the cream here').waitFor()
  await patient.getByRole('button', { name: /^Chat.*1 new message/ }).click()
  await patient.getByText('Put the cream here').waitFor()
  await patient.getByRole('img', { name: 'A photo' }).nth(1).waitFor()
  await patient.screenshot({ path: inRoot('out/calls/patient-photos.png') })
  await patient.getByRole('button', { name: 'Close chat' }).click()
  const kept = await call.desk.get(`/api/telemedicine/consultation/${call.visit}/messages`)
  const { items } = z.object({ items: z.array(z.object({ photos: z.array(z.unknown()) })) }).parse(kept)
  expect(items.map(({ photos }) => photos.length)).toEqual([1, 1])
})

test('a camera that is pulled out is said in words, and the call goes on with sound until it is back', async () => {
  await call.page.evaluate(() => (window as unknown as { pulledOut: () => void }).pulledOut())
  await call.panel().getByText('The camera was unplugged. The call goes on with sound').waitFor()
  await patient.getByText('No picture, sound only').waitFor()
  await morePictures(call.page)
  await press('Try again')
  await morePictures(patient)
})

test('the call beside the chart is readable by everybody, in both sizes and colors', async () => {
  await press('More')
  await expectAccessible(call.app, 'call')
  const { page } = call
  if (process.env.MEDICHAIN_PICTURES)
    for (const [width, height] of [
      [1280, 800],
      [1920, 1080],
    ] as const) {
      await call.app.resize({ width, height })
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        await page.waitForFunction(isPaintedIn, colorScheme)
        await call.app.picture(inRoot(`out/calls/call-${width}-${colorScheme}.png`))
      }
    }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await call.app.resize({ width: 1280, height: 800 })
  await press('More')
  expect(call.app.complaints).toEqual([])
})
