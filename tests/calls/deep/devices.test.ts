import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { joinLink } from '../../../core/kernel/rooms/link.js'
import { inRoot } from '../../support/app.js'
import { launchChromium, morePictures, newRoomKey, openLink, openSetting, type Setting } from '../setting.js'

/** Phones whose camera is missing, forbidden, or taken: said in words, and the call goes on with what there is. */
let setting: Setting
const browsers: Browser[] = []
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(async () => {
  for (const browser of browsers) await browser.close()
  await setting.close()
})

const launched = async (devices: Parameters<typeof launchChromium>[0]) => {
  const browser = await launchChromium(devices)
  browsers.push(browser)
  return browser
}

/** A patient in a browser of their own with somebody in the call who has a camera. */
async function comes(browser: Browser, prepare: (page: Page) => Promise<void> = async () => undefined) {
  const room = setting.newRoom()
  const key = newRoomKey()
  const doctor = await setting.doctorAtTheDoor(room)
  const { token, seat } = await room.invite('patient')
  const page = await openLink(browser, joinLink(setting.relay.url, { room: room.id, key, token }), 'Amina', prepare)
  const companion = await setting.enterByLink(room, 'companion', { key, name: 'Nurse Joy' })
  for (const participant of [seat, companion.seat]) await doctor.ask('admit', { participant })
  await page.locator('.face').first().waitFor()
  return { page, companion: companion.page }
}

test('no camera and no microphone: the patient sees and hears, and is told', async () => {
  const { page, companion } = await comes(await launched('none'))
  await page.getByText('No camera was found. The doctor will hear you without seeing you.').waitFor()
  await page.getByText('No microphone was found. You can see and hear the doctor, and write.').waitFor()
  await morePictures(page)
  await page.screenshot({ path: inRoot('out/calls/patient-no-devices.png') })
  await companion.getByText('No picture, sound only').first().waitFor()
})

test('a page that may not use the camera says where to allow it, and the call goes on', async () => {
  const { page } = await comes(await launched('forbidden'))
  await page.getByText('This page may not use the camera. Allow it in your browser').waitFor()
  await page.getByText('This page may not use the microphone. Allow it in your browser').waitFor()
  await morePictures(page)
})

test('a camera that another app holds is heard of, and comes when it is free', async () => {
  const { page, companion } = await comes(setting.browser, takenCamera)
  await page.getByText('Another app is using the camera. Close it, then try again.').waitFor()
  await morePictures(page)
  await page.evaluate(() => Object.assign(window, { isCameraTaken: false }))
  await page.getByRole('button', { name: 'Try again' }).click()
  await morePictures(companion)
  expect(await page.getByText('Another app is using the camera.').count()).toBe(0)
})

/** As systems answer while another program has the camera; the made-up ones of a browser can be opened twice. */
const takenCamera = async (page: Page): Promise<void> => {
  await page.addInitScript(() => {
    const state = Object.assign(window, { isCameraTaken: true })
    const { mediaDevices } = navigator
    const open = mediaDevices.getUserMedia.bind(mediaDevices)
    mediaDevices.getUserMedia = (constraints) =>
      constraints?.video && state.isCameraTaken
        ? Promise.reject(new DOMException('Could not start video source', 'NotReadableError'))
        : open(constraints)
  })
}
