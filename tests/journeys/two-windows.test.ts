import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type App, choose, inRoot, newAppDataDir, openApp } from '../support/app.js'
import { freePort } from '../support/app-http.js'
import { goTo, lock, signIn, statusBar, waitForLockScreen } from '../support/app-people.js'
import { newRelayHome, type RelayHome, type RelayProcess, startRelayProcess } from '../support/relay.js'
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js'
import { Workstation } from '../sync/workstations.js'
import { expectAccessible } from './axe.js'
import { isPaintedIn } from './colors.js'
import { prepareBooking, registerPatient } from './front-desk.js'
import { administrator, deskDoctor, deskPerson, foundSmallClinic, passphrase, roomDoctor } from './small-clinic.js'

/** The front desk's window and the doctor's, each with its own node and records, and a relay between them that can be cut off. */
let desk: App
let room: App
let home: RelayHome
let relay: RelayProcess
let proxy: TcpProxy

const patientName = 'Thandiwe Mokoena'

beforeAll(async () => {
  home = await newRelayHome(null)
  relay = await startRelayProcess(home)
  proxy = await startTcpProxy(Number(new URL(relay.url).port))
  const port = await freePort()
  desk = await openApp({ dataDir: await newAppDataDir(), httpPort: port })
  // The choice stands there as soon as the node answers.
  await desk.page.getByText('Set up your clinic').waitFor()
  await foundSmallClinic(port, proxy.url)
  await desk.page.reload()
  await waitForLockScreen(desk.page)
  room = await openApp({ dataDir: await newAppDataDir() })
})

afterAll(async () => {
  for (const app of [desk, room]) await app?.close().catch(() => undefined)
  await proxy?.close()
  await relay?.kill('SIGTERM')
  for (const app of [desk, room]) if (app) await rm(app.dataDir, { recursive: true, force: true, maxRetries: 5 })
  home?.remove()
})

async function openChart(app: App): Promise<void> {
  const { page } = app
  await goTo(app, 'Patients')
  await page.getByRole('textbox', { name: 'Find a patient' }).fill(patientName)
  await page.getByRole('table', { name: 'Patients' }).getByText(patientName).first().click()
  await page.getByRole('region', { name: `Patient ${patientName}` }).waitFor()
}

async function recordLatex({ page }: App, risk: RegExp, reaction: string): Promise<void> {
  await page.getByRole('button', { name: 'Record allergy' }).click()
  const form = page.getByRole('dialog', { name: `Allergy of ${patientName}` })
  await form.getByLabel('Substance').fill('Latex')
  await choose(form, 'Risk', risk)
  await form.getByLabel('Reaction').fill(reaction)
  await form.getByRole('button', { name: 'Record allergy' }).click()
  await page.getByRole('region', { name: 'Allergies' }).getByText('Latex').waitFor()
}

/** `MEDICHAIN_PICTURES=1` keeps pictures of what the front desk's window shows, in both sizes and colors and right to left. */
async function takePictures(name: string): Promise<void> {
  if (!process.env.MEDICHAIN_PICTURES) return
  const { page } = desk
  for (const [width, height] of [
    [1280, 800],
    [1920, 1080],
  ] as const) {
    await desk.resize({ width, height })
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.waitForFunction(isPaintedIn, colorScheme)
      await desk.picture(inRoot(`out/pictures/${name}-${width}x${height}-${colorScheme}.png`))
    }
  }
  await desk.resize({ width: 1280, height: 800 })
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await page.waitForFunction(isPaintedIn, 'light')
  await page.evaluate(() => document.documentElement.setAttribute('dir', 'rtl'))
  await desk.picture(inRoot(`out/pictures/${name}-right-to-left.png`))
  await page.evaluate(() => document.documentElement.setAttribute('dir', 'ltr'))
}

const allergies = ({ page }: App) => page.getByRole('region', { name: 'Allergies' }).getByRole('listitem')

test('the doctor’s computer joins the clinic, and knows its people', async () => {
  await signIn(desk, administrator, passphrase)
  await goTo(desk, 'Workstations')
  await desk.page.getByRole('button', { name: 'Add workstation' }).click()
  const code = await desk.page.getByRole('status', { name: 'One-time code' }).textContent()
  const { page } = room
  await page.getByText('Join your clinic').click()
  await page.getByLabel('Code').fill(code ?? '')
  await page.getByLabel('Address of the relay').fill(proxy.url)
  await page.getByLabel('Name of this computer').fill('Room 2')
  await page.getByRole('button', { name: 'Ask to join' }).click()
  await desk.page.getByRole('button', { name: 'Let it in' }).click()
  await waitForLockScreen(page)
  await desk.page.getByRole('button', { name: 'Done' }).click()
  await lock(desk)
})

test('what the front desk books the doctor sees in the other window, as it happens', async () => {
  await signIn(desk, deskPerson, passphrase)
  await signIn(room, roomDoctor, passphrase)
  const story = { patientName, symptoms: 'Itching hands' } as Parameters<typeof registerPatient>[1]
  await registerPatient(desk, story, deskPerson)
  await openChart(room)
  const visits = room.page.getByRole('region', { name: 'Visits' })
  // With the doctor who looks at the chart: a visit opens the record to them.
  await prepareBooking(desk, story, roomDoctor)
  await desk.page
    .getByRole('region', { name: 'Visit', exact: true })
    .getByRole('button', { name: 'Book visit' })
    .click()
  const booked = performance.now()
  await visits
    .getByText('Itching hands')
    .or(visits.getByRole('link', { name: /V-/ }))
    .first()
    .waitFor()
  console.log(`The booking was on the other screen ${Math.round(performance.now() - booked)} ms after the click.`)
  await expect.poll(() => statusBar(desk).textContent()).toMatch(/All sent · last synced/)
})

test('two who wrote down one allergy apart are asked, and the decision of one is everybody’s', async () => {
  await lock(desk)
  await signIn(desk, deskDoctor, passphrase)
  await openChart(desk)
  proxy.line = 'down'
  proxy.cut()
  await recordLatex(desk, /^High/, 'Swelling of the throat')
  await recordLatex(room, /^Low/, 'Red hands')
  for (const app of [desk, room])
    await expect
      .poll(() => statusBar(app).textContent(), { timeout: 60_000 })
      .toMatch(/changes? waiting · last synced .* · relay unreachable, retrying (in \d+ (s|min)|now)/)
  await desk.page
    .getByRole('contentinfo')
    .getByRole('link', { name: /waiting/ })
    .click()
  const waiting = desk.page.getByRole('table', { name: 'Changes that wait' })
  await waiting.getByRole('row', { name: new RegExp(`Allergy.*${deskDoctor}`) }).waitFor()
  await expectAccessible(desk, 'sync while offline')
  await takePictures('sync-offline')

  proxy.line = 'open'
  await desk.page.getByRole('button', { name: 'Sync now' }).click()
  await room.page
    .getByRole('contentinfo')
    .getByRole('link', { name: /last synced/ })
    .click()
  await room.page.getByRole('button', { name: 'Sync now' }).click()
  for (const app of [desk, room])
    await app.page.getByRole('link', { name: 'Conflicts' }).and(app.page.locator('[aria-describedby]')).waitFor()

  const { page } = desk
  await goTo(desk, 'Conflicts')
  await takePictures('conflicts')
  const row = page.getByRole('table', { name: 'Conflicts' }).getByRole('row', { name: /Allergy twice/ })
  await row.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Which entry of the allergy stands?' }).waitFor()
  const compare = page.getByRole('region', { name: 'Side by side' })
  await compare.getByText('Swelling of the throat').waitFor()
  await compare.getByText('Red hands').waitFor()
  await compare.getByText(/this workstation/).waitFor()
  await compare.getByText(/Room 2/).waitFor()
  await expectAccessible(desk, 'a conflict')
  await takePictures('conflict')
  // The other doctor looks at the same question meanwhile.
  await goTo(room, 'Conflicts')
  await room.page
    .getByRole('table', { name: 'Conflicts' })
    .getByRole('row', { name: /Allergy twice/ })
    .click()
  await room.page.getByRole('region', { name: 'Decision' }).waitFor()

  await page.getByRole('radio', { name: new RegExp(`The entry of ${deskDoctor} stands`) }).check()
  await page.getByRole('button', { name: 'Sign decision' }).click()
  await page.getByText('Say why: it stays with the decision.').waitFor()
  await page.getByLabel('Reason').fill('She was in hospital with it last year.')
  await page.getByRole('button', { name: 'Sign decision' }).click()
  for (const app of [desk, room]) {
    const outcome = app.page.getByRole('region', { name: 'How it was decided' })
    await outcome.getByText('She was in hospital with it last year.').waitFor()
    await outcome.getByText(new RegExp(deskDoctor)).first().waitFor()
  }
  for (const app of [desk, room]) {
    await openChart(app)
    await expect.poll(() => allergies(app).count()).toBe(1)
    expect(await allergies(app).textContent()).toContain('Swelling of the throat')
  }
  expect([desk.complaints, room.complaints]).toEqual([[], []])
})

test('both have come to the same state', async () => {
  for (const app of [desk, room])
    await expect.poll(() => statusBar(app).textContent(), { timeout: 30_000 }).toMatch(/All sent · last synced/)
  for (const app of [desk, room]) await app.close()
  const opened = await Promise.all(
    [desk, room].map(async ({ dataDir }) => {
      const workstation = new Workstation(dataDir)
      await workstation.signIn('amara', passphrase)
      return workstation
    }),
  )
  // The last answer of the payer or the chain may have been written as the windows closed.
  for (let round = 0; round < 2; round += 1) for (const each of opened) await each.client.sync.syncNow({})
  const hashes = opened.map((each) => each.hash())
  for (const each of opened) await each.close()
  expect(hashes[0]).toBe(hashes[1])
})
