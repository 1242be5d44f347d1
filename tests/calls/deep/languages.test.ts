import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { joinLink } from '../../../core/kernel/rooms/link.js'
import { languages } from '../../../relay/join/page/words/words.js'
import { inRoot } from '../../support/app.js'
import { morePictures, newRoomKey, openSetting, type Setting } from '../setting.js'

/** The patient's page on a small phone in every language that it speaks: nothing is cut off, and nothing must be scrolled sideways. */
let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting.close())

/** What sticks out of a page of 360 pixels. */
const sticksOut = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('body *:not(.unseen)')]
      .filter((element) => {
        const { left, right, width } = element.getBoundingClientRect()
        return width > 1 && (left < -1 || right > innerWidth + 1) && !element.closest('.unseen')
      })
      .map((element) => element.outerHTML.slice(0, 120)),
  )

test.each(Object.keys(languages))('%s fits', async (locale) => {
  const room = setting.newRoom()
  const key = newRoomKey()
  const doctor = await setting.doctorAtTheDoor(room)
  const companion = await setting.enterByLink(room, 'companion', { key, name: 'Nurse Joy' })
  const { token, seat } = await room.invite('patient')
  const context = await setting.browser.newContext({ viewport: { width: 360, height: 740 }, locale })
  const page = await context.newPage()
  const fits = async (name: string) => {
    await page.screenshot({ path: inRoot(`out/calls/phone-${locale}-${name}.png`), fullPage: name === 'prepare' })
    expect(await sticksOut(page), name).toEqual([])
  }
  await page.goto(joinLink(setting.relay.url, { room: room.id, key, token }))
  await page.locator('.mirror video').waitFor()
  expect(await page.locator('html').getAttribute('lang')).toBe(locale)
  await fits('prepare')
  await page.getByRole('checkbox').check()
  await page.locator('button.main').click()
  await page.locator('.turn').waitFor()
  await fits('lobby')
  for (const participant of [seat, companion.seat]) await doctor.ask('admit', { participant })
  await morePictures(page)
  await fits('call')
  await page.locator('.buttons button').nth(3).click()
  await page.locator('.code').waitFor()
  await fits('more')
  await context.close()
  await companion.page.context().close()
})
