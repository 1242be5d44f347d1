import { rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import * as z from 'zod'
import { deskDoctor, deskPerson, foundSmallClinic, passphrase, roomDoctor } from '../journeys/small-clinic.js'
import { type App, newAppDataDir, openApp } from '../support/app.js'
import { freePort, type OtherProgram, otherProgram } from '../support/app-http.js'
import { signIn, waitForLockScreen } from '../support/app-people.js'
import { newRelayHome, openTestRelay } from '../support/relay.js'
import { mediaWorker } from '../support/room-visitor.js'
import { type BadLine, openBadLine } from './bad-line.js'
import { launchChromium, openLink } from './setting.js'

const WithId = z.object({ id: z.string() })
const Doctors = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      displayName: z.string(),
      nextFreeSlots: z.array(z.object({ id: z.string(), isTelemedicine: z.boolean() })),
    }),
  ),
})
const ada = {
  givenName: 'Ada',
  familyName: 'Okello',
  birthDate: '1990-02-11',
  sex: 'female',
  phone: '+254 700 000 110',
  email: null,
  language: 'en',
  externalId: null,
  isConfirmedNew: true,
  address: { line: '12 Dock Road', city: 'Mombasa', postalCode: '80100', jurisdiction: 'KE' },
}

/** A clinic's window whose way to the relay is a bad line, and a patient's browser whose way is good; one visit by video between them. */
export interface ClinicCall {
  readonly app: App
  readonly page: Page
  readonly browser: Browser
  readonly line: BadLine
  readonly desk: OtherProgram
  readonly relayUrl: string
  /** The doctor by the HTTP door, with another program than the window. */
  doctorProgram(): Promise<OtherProgram>
  readonly visit: string
  /** The call beside the chart. */
  panel(): ReturnType<Page['getByRole']>
  /** The patient opens a new link and stands in the lobby. */
  patientComes(): Promise<Page>
  /** A call between both, in which the doctor admitted the patient. */
  begin(): Promise<Page>
  mediaPids(): readonly number[]
  restartRelay(): Promise<void>
  close(): Promise<void>
}

/** @param sits who has signed in at the window */
export async function openClinicCall(sits: 'doctor' | 'desk' = 'doctor'): Promise<ClinicCall> {
  const home = await newRelayHome(null)
  const mediaPort = await freePort()
  const start = (port: number) =>
    openTestRelay(home, {
      port,
      joinFolder: resolve('build/app/join'),
      rooms: { workerFile: mediaWorker(), workers: 1, firstPort: mediaPort },
    })
  let relay = await start(0)
  const relayUrl = relay.url
  const line = await openBadLine(relay.port, mediaPort)
  const port = await freePort()
  const app = await openApp({ dataDir: await newAppDataDir(), isDataPassing: true, httpPort: port })
  const { page } = app
  await page.getByText('Set up your clinic').waitFor()
  await foundSmallClinic(port, line.url)
  const desk = await otherProgram(port, 'grace', passphrase)
  const { id: patientId } = WithId.parse(await desk.post('/api/patients', ada))
  const doctors = Doctors.parse(await desk.get('/api/telemedicine/doctors?capability=video&jurisdiction=KE'))
  const doctor = doctors.items.find(({ displayName }) => displayName === roomDoctor || displayName === deskDoctor)
  const slot = doctor?.nextFreeSlots.find(({ isTelemedicine }) => isTelemedicine)
  if (!doctor || !slot) throw new Error('No doctor of this clinic has time by video.')
  const wish = { patientId, slotId: slot.id, mode: 'video', symptoms: 'Cough for a week' }
  const { id: visit } = WithId.parse(await desk.post('/api/telemedicine/consultation', wish))
  await page.reload()
  await waitForLockScreen(page)
  await signIn(app, sits === 'doctor' ? doctor.displayName : deskPerson, passphrase)
  await page.evaluate((id) => {
    location.hash = `#/visits/${id}`
  }, visit)
  const browser = await launchChromium()
  const panel = () => page.getByRole('region', { name: 'Video call' })
  await panel().waitFor()
  const patientComes = async () => {
    const invited = await desk.post(`/api/telemedicine/consultation/${visit}/invitation`, {})
    const { link } = z.object({ link: z.string() }).parse(invited)
    return openLink(browser, link.replace(line.url, relayUrl), 'Ada')
  }
  return {
    app,
    page,
    browser,
    line,
    desk,
    relayUrl,
    doctorProgram: () => otherProgram(port, doctor.displayName === deskDoctor ? 'daniel' : 'mei', passphrase),
    visit,
    panel,
    patientComes,
    async begin() {
      const patient = await patientComes()
      await panel().getByRole('button', { name: 'Join call' }).click()
      await panel().getByRole('button', { name: 'Admit' }).click()
      return patient
    },
    mediaPids: () => relay.mediaPids(),
    async restartRelay() {
      const { port: same } = relay
      await relay.close()
      relay = await start(same)
    },
    async close() {
      await browser.close()
      await app.close()
      await line.close()
      await relay.close()
      home.remove()
      await rm(app.dataDir, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
