import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { framesSeen, launchChromium, morePictures, newRoomKey, openSetting } from '../tests/calls/setting.js'
import { openBareCalls, startBareWorker } from './support/bare-call.js'
import { consumersWithoutLoss } from './support/fan-out.js'
import { check, type Figure, percentile, ratios } from './support/figure.js'
import { measureAll } from './support/report.js'
import type { Settings } from './support/settings.js'

await measureAll(async (settings) => {
  const browser = await launchChromium()
  const setting = await openSetting()
  try {
    return [await firstPictures(settings, browser, setting), await manyRooms(settings, setting), await fanOut(settings)]
  } finally {
    await setting.close()
    await browser.close()
  }
})

type Setting = Awaited<ReturnType<typeof openSetting>>

/** From the doctor's word until both sides show the other; transports and cameras stand in the lobby on both sides of the comparison. */
async function firstPictures(settings: Settings, browser: Browser, setting: Setting): Promise<Figure> {
  const calls = settings.size === 'quick' ? 3 : 10
  const bare = await openBareCalls(browser)
  const floor: number[] = []
  const ours: number[] = []
  for (let round = -1; round < settings.rounds; round += 1) {
    const theirs: number[] = []
    const own: number[] = []
    for (let at = 0; at < (round < 0 ? 1 : calls); at += 1) {
      theirs.push(await bare.call())
      own.push(await ourCall(setting))
    }
    if (round < 0) continue
    floor.push(percentile(theirs, 95))
    ours.push(percentile(own, 95))
  }
  bare.close()
  return {
    id: 'call-first-picture',
    title: 'From admitting to the first picture on both sides, p95',
    goal: 'at most 1.5 × a bare mediasoup page',
    unit: 'ms',
    floor: { name: 'bare page: one layer, no encryption', rounds: floor },
    ours: { name: 'join pages: sealed from end to end, three layers', rounds: ours },
    measured: { name: 'longer', unit: '×', rounds: ratios(ours, floor) },
    limit: { atMost: 1.5 },
    checked: ['both pages painted a picture of the other in every call'],
    notes: [`${calls} calls of each in a round, one after the other, in one browser with a made-up camera`],
  }
}

async function ourCall(setting: Setting): Promise<number> {
  const room = setting.newRoom()
  const key = newRoomKey()
  const doctor = await setting.doctorAtTheDoor(room)
  const companion = await setting.enterByLink(room, 'companion', { key, name: 'Joy' })
  const patient = await setting.enterByLink(room, 'patient', { key })
  await doctor.ask('admit', { participant: companion.seat })
  await companion.page.locator('.face').first().waitFor()
  const both = [companion.page, patient.page]
  // The camera and its transport stand before the doctor admits.
  await Promise.all(both.map((page) => page.locator('video').first().waitFor()))
  const shown = both.map(firstPictureAt)
  const startedAt = Date.now()
  await doctor.ask('admit', { participant: patient.seat })
  const ms = Math.max(...(await Promise.all(shown))) - startedAt
  await doctor.ask('endCall', {})
  for (const page of both) await page.context().close()
  return ms
}

/** When the first picture of somebody else is painted on this page, in Unix milliseconds. */
function firstPictureAt(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const observer = new MutationObserver(() => {
          const video = document.querySelector<HTMLVideoElement>('.face video')
          if (!video) return
          observer.disconnect()
          video.requestVideoFrameCallback(() => resolve(Date.now()))
        })
        observer.observe(document, { childList: true, subtree: true })
      }),
  )
}

/** Rooms of two at once: what the slowest viewer gets, and what the relay's worker needs for each. */
async function manyRooms(settings: Settings, setting: Setting): Promise<Figure> {
  const count = settings.size === 'quick' ? 2 : 20
  const seconds = 5
  const pages: Page[] = []
  for (let at = 0; at < count; at += 1) {
    const room = setting.newRoom()
    const key = newRoomKey()
    const doctor = await setting.doctorAtTheDoor(room)
    for (const role of ['companion', 'patient'] as const) {
      const { page, seat } = await setting.enterByLink(room, role, { key })
      await doctor.ask('admit', { participant: seat })
      pages.push(page)
    }
  }
  for (const page of pages) await morePictures(page, 1)
  const slowest: number[] = []
  const cores: number[] = []
  for (let round = 0; round < settings.rounds; round += 1) {
    const before = await Promise.all(pages.map(framesSeen))
    const used = workerSeconds(setting)
    const startedAt = performance.now()
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000))
    const after = await Promise.all(pages.map(framesSeen))
    const tookSeconds = (performance.now() - startedAt) / 1_000
    slowest.push(Math.min(...after.map((frames, at) => Math.max(0, frames - (before[at] ?? 0)))) / tookSeconds)
    cores.push(((workerSeconds(setting) - used) / tookSeconds / count) * 100)
  }
  for (const page of pages) await page.context().close()
  const perCall = cores.map((percent) => percent.toFixed(2)).join(', ')
  return {
    id: 'call-rooms',
    title: `Pictures a second that the slowest of ${count * 2} viewers in ${count} rooms of two gets`,
    goal: 'at least 8',
    unit: 'frames/s',
    floor: null,
    ours: { name: 'join pages, all in one browser on this machine', rounds: slowest },
    measured: { name: 'slowest viewer', unit: 'frames/s', rounds: slowest },
    limit: { atLeast: 8 },
    checked: ['every viewer had a picture of the other before it was counted'],
    notes: [
      `processor of the relay's worker for each call: ${perCall} % of a core`,
      'the browsers encode and decode on the same cores: below twenty rooms the machine is the limit, not the relay',
    ],
  }
}

/** Processor time of the media processes so far, on Linux. */
function workerSeconds(setting: Setting): number {
  const ticksPerSecond = 100
  return setting.relay.mediaPids().reduce((sum, pid) => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return sum + (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
  }, 0)
}

/** How many consumers of 1 Mbit/s a worker carries without loss: in rooms as calls have them, and as one router has them. */
async function fanOut(settings: Settings): Promise<Figure> {
  const size = settings.size === 'quick' ? { step: 70, seconds: 1 } : { step: 35, seconds: 2 }
  const most = 490
  const floor: number[] = []
  const ours: number[] = []
  for (let round = 0; round < settings.rounds; round += 1) {
    for (const [perRouter, rounds] of [
      [most, floor],
      [7, ours],
    ] as const) {
      const worker = await startBareWorker()
      rounds.push(await consumersWithoutLoss(worker, { perRouter, most, ...size }))
      worker.close()
    }
  }
  check(ours.length === settings.rounds, 'every round was measured')
  return {
    id: 'call-consumers',
    title: 'Consumers of 1 Mbit/s that one core carries without loss, in rooms of eight',
    goal: 'at least 350',
    unit: 'consumers',
    floor: { name: 'the same worker, one router', rounds: floor },
    ours: { name: 'a router for each room', rounds: ours },
    measured: { name: 'carried', unit: 'consumers', rounds: ours },
    limit: { atLeast: 350 },
    checked: ['less than one packet in a thousand is missing of what each consumer sends on'],
    notes: [
      `at most ${most} are tried, in steps of ${size.step}; packets are sealed with SRTP and go where nobody reads`,
    ],
  }
}
