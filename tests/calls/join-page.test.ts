import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTcpProxy } from '../support/tcp-proxy.js'
import { framesSeen, morePictures, newRoomKey, openSetting, type Person, type Setting } from './setting.js'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting.close())

/** A patient and a companion who were admitted; the patient's way to the relay may be another one. */
async function twoInCall(ways: { key?: string; otherKey?: string; relayUrl?: string } = {}) {
  const { key = newRoomKey(), relayUrl = setting.relay.url } = ways
  const { otherKey = key } = ways
  const room = setting.newRoom()
  const doctor = await setting.doctorAtTheDoor(room)
  const patient = await setting.enterByLink(room, 'patient', { key, relayUrl })
  const companion = await setting.enterByLink(room, 'companion', { key: otherKey, name: 'Nurse Joy' })
  for (const { seat } of [patient, companion]) await doctor.ask('admit', { participant: seat })
  return { room, doctor, patient, companion }
}
const bothSee = (...people: Person[]) => Promise.all(people.map(({ page }) => morePictures(page)))
const leave = (...people: Person[]) => Promise.all(people.map(({ page }) => page.context().close()))

test('two people who were admitted see each other, and a safety code that is the same', async () => {
  const { patient, companion } = await twoInCall()
  await bothSee(patient, companion)
  const codes = await Promise.all(
    [patient, companion].map(async ({ page }) => {
      await page.getByRole('button', { name: 'More' }).click()
      return page.locator('.code').textContent()
    }),
  )
  expect(codes[0]).toMatch(/^\d{4} \d{4} \d{4} \d{4}$/)
  expect(codes[1]).toBe(codes[0])
  await leave(patient, companion)
})

test('who came with another key is not seen, sees nothing, and both are told why', async () => {
  const { patient, companion } = await twoInCall({ otherKey: newRoomKey() })
  for (const { page } of [patient, companion]) {
    // The doctor of this test has no card at all, so that two stand there.
    await page.getByText('This person came with a different key').nth(1).waitFor()
    expect(await framesSeen(page)).toBe(0)
  }
  await leave(patient, companion)
})

test('when the relay’s media process is killed the pictures come back by themselves', async () => {
  const { patient, companion } = await twoInCall()
  await bothSee(patient, companion)
  for (const pid of setting.relay.mediaPids()) process.kill(pid, 'SIGKILL')
  await bothSee(patient, companion)
  await leave(patient, companion)
})

test('a line that was lost is found again, and nobody has to come in anew', async () => {
  const proxy = await startTcpProxy(Number(new URL(setting.relay.url).port))
  const { patient, companion, doctor } = await twoInCall({ relayUrl: proxy.url })
  await bothSee(patient, companion)
  proxy.line = 'stalled'
  proxy.cut()
  await patient.page.getByText('The connection was lost. You come back by yourself.').waitFor()
  await companion.page
    .getByText('The doctor’s connection was lost')
    .or(companion.page.locator('.face'))
    .first()
    .waitFor()
  proxy.line = 'open'
  proxy.cut()
  await patient.page.getByText('The connection was lost. You come back by yourself.').waitFor({ state: 'detached' })
  await bothSee(patient, companion)
  // The keys of both still fit after somebody was held and let in again.
  await doctor.ask('hold', { participant: patient.seat })
  await patient.page.getByText('The doctor asks you to wait a moment').waitFor()
  await doctor.ask('admit', { participant: patient.seat })
  await bothSee(patient, companion)
  await leave(patient, companion)
  await proxy.close()
})
