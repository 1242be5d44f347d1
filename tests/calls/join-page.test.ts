import { afterAll, beforeAll, expect, test } from 'vitest'
import { morePictures, newRoomKey, openSetting, type Setting } from './setting.js'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting.close())

test('two people who were admitted see each other, and a safety code that is the same', async () => {
  const room = setting.newRoom()
  const key = newRoomKey()
  const doctor = await setting.doctorAtTheDoor(room)
  const patient = await setting.enterByLink(room, 'patient', { key })
  const companion = await setting.enterByLink(room, 'companion', { key, name: 'Nurse Joy' })
  for (const { seat } of [patient, companion]) await doctor.ask('admit', { participant: seat })
  await Promise.all([morePictures(patient.page), morePictures(companion.page)])
  const codes = await Promise.all(
    [patient, companion].map(async ({ page }) => {
      await page.getByRole('button', { name: 'More' }).click()
      return page.locator('.code').textContent()
    }),
  )
  expect(codes[0]).toMatch(/^\d{4} \d{4} \d{4} \d{4}$/)
  expect(codes[1]).toBe(codes[0])
})
