import { type App, factOf } from '../support/app.js'
import { type Made, nextStep, openVisit, type Story, show, whenDone } from './story.js'

/** Waits until every claim of the visit is settled. Answers the codes and what the payer paid. */
export async function awaitSettlement(app: App, story: Story, billing: string, claimCount: number): Promise<Made> {
  const { page } = app
  await openVisit(app, story, billing)
  await show(app, 'Followed up')
  const claims = page.getByRole('region', { name: /^Claim [A-Z]-/ })
  const settled = claims.filter({ has: page.getByRole('list').getByText('Settled', { exact: true }) })
  await settled.nth(claimCount - 1).waitFor({ timeout: 90_000 })
  const all = await settled.all()
  const codes = await Promise.all(all.map((claim) => claim.getAttribute('aria-label')))
  const paid = await Promise.all(all.map((claim) => factOf(claim, 'Paid')))
  return { claims: codes.map((code) => (code ?? '').replace('Claim ', '')).join(', '), settled: paid.join(' + ') }
}

/** 8. The claims are settled; the doctor follows up and closes the task. */
export async function followUp(app: App, story: Story, billing: string, claimCount: number): Promise<Made> {
  const { page } = app
  const made = await awaitSettlement(app, story, billing, claimCount)
  await openVisit(app, story, story.doctorName)
  await nextStep(app).getByRole('button', { name: 'Close task' }).click()
  const form = page.getByRole('dialog', { name: 'Close task' })
  await form.getByLabel('Outcome').fill('Called: no more burning, the course is finished.')
  await form.getByRole('button', { name: 'Close task' }).click()
  await form.waitFor({ state: 'hidden' })
  await whenDone(app, 'Followed up')
  await show(app, 'Followed up')
  return { ...made, task: 'closed' }
}
