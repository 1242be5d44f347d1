import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import type { RoomRole } from '../../core/kernel/rooms/identity.js'
import { joinLink } from '../../core/kernel/rooms/link.js'
import type { RelayOptions } from '../../relay/compose.js'
import { newRelayHome, openTestRelay } from '../support/relay.js'
import { mediaWorker, TestRoom, Visitor } from '../support/room-visitor.js'
import { foundClinic } from '../support/sync-device.js'

/** Debian's browser, which set-up installs; CI images have it elsewhere. */
const chromiumFile = process.env.MEDICHAIN_CHROMIUM ?? '/usr/bin/chromium'

export interface Person {
  readonly page: Page
  readonly seat: string
}

/** @throws where there is no such browser, with what to do. */
export function launchChromium(devices: 'made-up' | 'none' | 'forbidden' = 'made-up'): Promise<Browser> {
  if (!existsSync(chromiumFile)) throw new Error('These tests need Debian’s chromium: `apt-get install chromium`.')
  return chromium.launch({
    executablePath: chromiumFile,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...(devices === 'none' ? [] : ['--use-fake-device-for-media-stream']),
      ...(devices === 'forbidden' ? ['--deny-permission-prompts'] : ['--use-fake-ui-for-media-stream']),
      '--disable-features=WebRtcHideLocalIpsWithMdns',
    ],
  })
}

/** Somebody opens their link on a phone, agrees, and stands in the lobby. */
export async function openLink(
  browser: Browser,
  link: string,
  name: string,
  prepare: (page: Page) => Promise<void> = async () => undefined,
): Promise<Page> {
  const viewport = { width: 360, height: 740 }
  const context = await browser.newContext({ viewport, locale: 'en-US', ignoreHTTPSErrors: true })
  const page = await context.newPage()
  await prepare(page)
  await page.goto(link)
  await page.getByRole('textbox', { name: 'Your name' }).fill(name)
  await page.getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Enter the waiting room' }).click()
  await page.getByRole('heading', { name: 'Waiting room' }).waitFor()
  return page
}

/** A relay, a clinic's room and browsers with a made-up camera: everything real but the people. */
export async function openSetting(options: Partial<RelayOptions> = {}) {
  const home = await newRelayHome(null)
  const relay = await openTestRelay(home, {
    joinFolder: resolve('build/app/join'),
    rooms: { workerFile: mediaWorker(), workers: 1 },
    ...options,
  })
  const clinic = await foundClinic(relay.url)
  const browser = await launchChromium()
  const newRoom = () => new TestRoom(clinic)
  return {
    relay,
    browser,
    newRoom,
    /** A doctor without a picture, who only opens doors: by the protocol itself. */
    async doctorAtTheDoor(room: TestRoom): Promise<Visitor> {
      const { token } = await room.invite('doctor')
      const visitor = new Visitor(relay.url, room.id, { kind: 'token', token })
      await visitor.enters()
      return visitor
    },
    /** Somebody opens their link on a phone, agrees, and stands in the lobby. */
    async enterByLink(room: TestRoom, role: RoomRole, { key, name = 'Amina', relayUrl = relay.url }: EnterOptions) {
      const { token, seat } = await room.invite(role)
      const page = await openLink(browser, joinLink(relayUrl, { room: room.id, key, token }), name)
      return { page, seat } satisfies Person
    },
    async close(): Promise<void> {
      await browser.close()
      await relay.close()
      home.remove()
    },
  }
}
interface EnterOptions {
  key: string
  name?: string
  relayUrl?: string
}
export type Setting = Awaited<ReturnType<typeof openSetting>>

export const newRoomKey = (): string => randomBytes(32).toString('base64url')

/** How many pictures of others this page has decoded and painted. */
export const framesSeen = (page: Page): Promise<number> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLVideoElement>('.face video, [data-remote] figure video')].reduce(
      (sum, video) => sum + video.getVideoPlaybackQuality().totalVideoFrames,
      0,
    ),
  )

/** Waits until so many more pictures of others were painted. A picture that went and came back counts from nothing again. */
export async function morePictures(page: Page, count = 15): Promise<void> {
  const seen = await page.evaluateHandle(() => ({ last: Number.POSITIVE_INFINITY, more: 0 }))
  await page.waitForFunction(
    ({ seen, count }) => {
      const total = [...document.querySelectorAll<HTMLVideoElement>('.face video, [data-remote] figure video')].reduce(
        (sum, video) => sum + video.getVideoPlaybackQuality().totalVideoFrames,
        0,
      )
      if (seen.last !== Number.POSITIVE_INFINITY) seen.more += total >= seen.last ? total - seen.last : total
      seen.last = total
      return seen.more >= count
    },
    { seen, count },
    { timeout: 50_000 },
  )
}
