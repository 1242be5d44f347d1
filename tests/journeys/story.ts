import type { Locator } from 'playwright-core'
import { type App, factOf } from '../support/app.js'
import { goTo, switchTo } from '../support/app-people.js'

/** Who comes, and what happens to them. */
export interface Story {
  /** As the window shows the whole name. */
  patientName: string
  /** What somebody at the desk would type to find them. */
  findBy: string
  symptoms: string
  /** Filled in as the journey goes on. */
  patientCode: string
  visitCode: string
  doctorName: string
  prescriptionCode: string
  orderCode: string
}

/** One row of the table: what a step made, as the window showed it. */
export type Made = Readonly<Record<string, string>>

export const newStory = (patientName: string, findBy: string): Story => ({
  patientName,
  findBy,
  symptoms: 'Burning when passing water for two days, no fever',
  patientCode: '',
  visitCode: '',
  doctorName: '',
  prescriptionCode: '',
  orderCode: '',
})

/** Finds the person by what somebody would type, and opens their chart. */
export async function openPatient(app: App, { findBy, patientName }: Story): Promise<void> {
  const { page } = app
  await goTo(app, 'Patients')
  await page.getByRole('textbox', { name: 'Find a patient' }).fill(findBy)
  await page.getByRole('table', { name: 'Patients' }).getByRole('row', { name: patientName }).first().click()
  await page.getByRole('region', { name: `Patient ${patientName}` }).waitFor()
}

/** Sits somebody down at the story's visit, by the way of the patient's chart. */
export async function openVisit(app: App, story: Story, asWhom: string): Promise<void> {
  const { page } = app
  await switchTo(app, asWhom)
  const title = page.getByRole('heading', { name: `Visit ${story.visitCode}`, level: 1 })
  if (await title.isVisible()) return
  await openPatient(app, story)
  await page.getByRole('region', { name: 'Visits' }).getByRole('listitem').first().getByRole('link').click()
  await title.waitFor()
}

/** What comes next on the visit page. */
export const nextStep = ({ page }: App): Locator => page.getByRole('region', { name: 'Next step' })

/** A step on the rail of the visit page: Paid. */
export const railStep = ({ page }: App, name: string): Locator =>
  page
    .getByRole('navigation', { name: 'Steps of the visit' })
    .getByRole('listitem')
    .filter({ has: page.getByRole('button', { name: new RegExp(`^${name} ?,`) }) })

/** Waits until a step is done, and answers what the rail says about it. */
export async function whenDone(app: App, step: string): Promise<string> {
  const done = railStep(app, step).getByRole('button', { name: new RegExp(`^${step} ?, done\\.`) })
  await done.waitFor()
  return (await done.textContent()) ?? ''
}

/** Shows the panel of a step. */
export const show = (app: App, step: string): Promise<void> =>
  railStep(app, step)
    .getByRole('button', { name: new RegExp(`^${step} ?,`) })
    .click()

/** Closes what the window said in its corner, so that it covers nothing. */
export async function dismissNotifications({ page }: App): Promise<void> {
  const dismiss = page.getByRole('button', { name: 'Dismiss' })
  await dismiss.evaluateAll((buttons) => {
    for (const button of buttons) if (button instanceof HTMLElement) button.click()
  })
  await page.waitForFunction(() => document.querySelector('[aria-label=Dismiss]') === null)
}

export interface ProofSeen {
  transaction: string
  block: string
}

/** Waits until a step's record is anchored, opens its seal and reads the transaction and the block. */
export async function proofOf(app: App, step: string): Promise<ProofSeen> {
  const { page } = app
  const seal = railStep(app, step).getByRole('button', { name: 'Proof: Anchored locally' })
  await seal.click({ timeout: 60_000 })
  const details = page.getByRole('dialog').filter({ hasText: 'Commitment' })
  await details.waitFor()
  const seen = { transaction: await factOf(details, 'Transaction'), block: await factOf(details, 'Block') }
  await page.keyboard.press('Escape')
  await details.waitFor({ state: 'hidden' })
  return seen
}
