import { type App, choose, factOf } from '../support/app.js'
import { goTo, switchTo } from '../support/app-people.js'
import { type Made, nextStep, openPatient, openVisit, type Story, whenDone } from './story.js'

/** Registers the story's person, who is found again without accents and by the beginnings of both names. */
export async function registerPatient(app: App, story: Story, desk: string): Promise<void> {
  const { page } = app
  await switchTo(app, desk)
  await goTo(app, 'Patients')
  await page.getByRole('button', { name: 'Register patient' }).first().click()
  const form = page.getByRole('dialog', { name: 'Register patient' })
  const [givenName = '', ...familyName] = story.patientName.split(' ')
  await form.getByLabel('Given name').fill(givenName)
  await form.getByLabel('Family name').fill(familyName.join(' '))
  await form.getByLabel('Date of birth').fill('1988-05-04')
  await choose(form, 'Sex', 'Female')
  await form.getByLabel('Phone').fill('+1 415 555 0142')
  await form.getByLabel('Street and number').fill('18 Wharf Street')
  await form.getByLabel('Town').fill('Oakland')
  await form.getByLabel('Postal code').fill('94607')
  await form.getByRole('button', { name: 'Register', exact: true }).click()
  await page.getByRole('region', { name: `Patient ${story.patientName}` }).waitFor()
}

/** Adds a coverage on the person's chart, unless one is there. */
export async function addCoverageIfNone(app: App, plan: string): Promise<void> {
  const { page } = app
  const coverages = page.getByRole('region', { name: 'Coverage' })
  const none = coverages.getByText('No coverage on record')
  await none.or(coverages.getByRole('listitem')).first().waitFor()
  if ((await none.count()) === 0) return
  await coverages.getByRole('button', { name: 'Add coverage' }).click()
  const form = page.getByRole('dialog', { name: 'Add coverage' })
  await choose(form, 'Plan', plan)
  await form.getByLabel('Member number').fill('S18-204417')
  await form.getByRole('button', { name: 'Add coverage' }).click()
  await coverages.getByText(plan).waitFor()
}

/** Fills the booking page, up to its button, with the first time of a doctor. Answers who was chosen and when. */
export async function prepareBooking(
  app: App,
  story: Story,
  doctor: string | RegExp = /./,
): Promise<{ doctorName: string; time: string }> {
  const { page } = app
  await page.getByRole('button', { name: 'Book visit' }).first().click()
  await page.getByRole('heading', { name: 'Book visit', level: 1 }).waitFor()
  const times = page.getByRole('region', { name: 'Doctor and time' })
  await choose(times, 'Able to do', /video/i)
  const card = times
    .getByRole('listitem')
    .filter({ has: page.getByRole('img', { name: 'video possible' }) })
    .filter({ hasText: doctor })
    .first()
  const slot = card.getByRole('button', { name: /video possible/ }).first()
  const time = ((await slot.textContent()) ?? '').trim()
  const more = await card.getByRole('button', { name: /^More times of / }).textContent()
  await slot.click()
  await page.getByRole('textbox', { name: 'Symptoms' }).fill(story.symptoms)
  return { doctorName: (more ?? '').replace('More times of ', '').trim(), time }
}

/** Books; where the law forbids video for the person's home, the visit takes place in person. */
async function book(app: App): Promise<void> {
  const { page } = app
  const submit = page.getByRole('region', { name: 'Visit', exact: true }).getByRole('button', { name: 'Book visit' })
  await submit.click()
  const inPerson = page.getByRole('button', { name: 'Make it a visit in person' })
  const rail = page.getByRole('navigation', { name: 'Steps of the visit' })
  await rail.or(inPerson).first().waitFor()
  if (await inPerson.isVisible()) {
    await inPerson.click()
    await submit.click()
  }
  await rail.waitFor()
}

/** 1. From the person's chart to a booked visit. */
export async function bookVisit(app: App, story: Story, desk: string): Promise<Made> {
  const { page } = app
  await switchTo(app, desk)
  await openPatient(app, story)
  const banner = (await page.getByRole('region', { name: `Patient ${story.patientName}` }).textContent()) ?? ''
  story.patientCode = /P-[0-9A-Z]{6}/.exec(banner)?.[0] ?? ''
  const { doctorName } = await prepareBooking(app, story)
  story.doctorName = doctorName
  await book(app)
  const title = await page.getByRole('heading', { name: /^Visit /, level: 1 }).textContent()
  story.visitCode = (title ?? '').replace('Visit ', '').trim()
  await whenDone(app, 'Booked')
  return { patient: story.patientCode, visit: story.visitCode, doctor: doctorName }
}

/** 2. Who pays, and how much. */
export async function verifyCoverage(app: App, story: Story, desk: string): Promise<Made> {
  const { page } = app
  await openVisit(app, story, desk)
  await page.getByRole('button', { name: 'Verify coverage' }).first().click()
  const decision = page.getByRole('region', { name: 'Decision' }).first()
  await decision
    .or(page.getByRole('radiogroup', { name: 'Who pays?' }))
    .first()
    .waitFor()
  if (!(await decision.isVisible())) await page.getByRole('button', { name: 'Verify coverage' }).first().click()
  await whenDone(app, 'Covered')
  return {
    'patient owes': await factOf(decision, 'Patient owes'),
    'payer owes': amountOf(await factOf(decision, 'Payer owes')),
    copay: await factOf(decision, 'Copay'),
  }
}

/** $85.00 out of `$85.00 71 %`. */
export const amountOf = (words: string): string => words.split(/\s/)[0] ?? words

/** Fills the payment drawer and answers with its receipt. */
export async function payInDrawer(app: App, method: 'Cash' | 'Card'): Promise<Made> {
  const { page } = app
  const drawer = page.getByRole('dialog', { name: /^Payment for / })
  await drawer.waitFor()
  if (method === 'Card') {
    await drawer.getByText('Card', { exact: true }).click()
    await drawer.getByLabel('Terminal reference').fill('T-44817')
  }
  await drawer.getByRole('button', { name: 'Take payment' }).click()
  const receipt = drawer.getByRole('article', { name: /^Receipt / })
  await receipt.waitFor()
  const code = ((await receipt.getByRole('heading').textContent()) ?? '').replace('Receipt ', '').trim()
  const left = await factOf(receipt, 'Left to pay')
  const paid = (
    (await receipt.getByRole('heading').locator('xpath=following-sibling::*[1]').textContent()) ?? ''
  ).trim()
  return { receipt: code, paid, 'left to pay': left }
}

/** 3. The patient's part. */
export async function takePayment(app: App, story: Story, desk: string): Promise<Made> {
  await openVisit(app, story, desk)
  await nextStep(app).getByRole('button', { name: 'Take payment' }).click()
  const made = await payInDrawer(app, 'Cash')
  return made
}

/** Leaves the drawer with its receipt. */
export async function closePayment(app: App): Promise<void> {
  const drawer = app.page.getByRole('dialog', { name: /^Payment for / })
  await drawer.getByRole('button', { name: 'Done' }).click()
  await drawer.waitFor({ state: 'hidden' })
}

/** Between 3 and 4: the patient is here. */
export async function checkIn(app: App, story: Story, desk: string): Promise<void> {
  await openVisit(app, story, desk)
  await nextStep(app).getByRole('button', { name: 'Check in' }).click()
  await app.page.getByText('In the lobby', { exact: true }).first().waitFor()
}
