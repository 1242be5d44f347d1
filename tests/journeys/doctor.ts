import type { App } from '../support/app.js'
import { type Made, nextStep, openVisit, type Story, show, whenDone } from './story.js'

/** The doctor begins, with the patient in the lobby. */
export async function startVisit(app: App, story: Story): Promise<void> {
  const { page } = app
  await openVisit(app, story, story.doctorName)
  await nextStep(app).getByRole('button', { name: 'Start visit' }).click()
  await page.getByRole('heading', { name: 'The visit is in progress' }).waitFor()
}

/** Writes down what was measured. */
export async function recordVitals({ page }: App): Promise<void> {
  const vitals = page.getByRole('region', { name: 'Vitals' })
  await vitals.getByLabel('Systolic pressure').fill('122')
  await vitals.getByLabel('Diastolic pressure').fill('78')
  await vitals.getByLabel('Pulse').fill('84')
  await vitals.getByLabel('Temperature').fill('37.1')
  await vitals.getByRole('button', { name: 'Save vitals' }).click()
  await vitals.getByRole('list', { name: 'Measurements' }).getByText('122/78 mmHg').waitFor()
}

/** Writes a note. */
export async function addNote({ page }: App, text: string): Promise<void> {
  const notes = page.getByRole('region', { name: 'Notes' })
  await notes.getByLabel('New note').fill(text)
  await notes.getByRole('button', { name: 'Save note' }).click()
  await notes.getByRole('list', { name: 'Notes' }).getByText(text).waitFor()
}

/** 4. The visit itself: vitals, a note, a diagnosis, and the signed summary. */
export async function attend(app: App, story: Story): Promise<Made> {
  const { page } = app
  await recordVitals(app)
  await addNote(app, 'No fever, no pain in the flanks. Dipstick positive.')
  const diagnoses = page.getByRole('region', { name: 'Diagnoses' })
  await diagnoses.getByLabel('Find a diagnosis').fill('N30.0')
  await page
    .getByRole('option', { name: /^N30\.0/ })
    .first()
    .click()
  await diagnoses.getByRole('button', { name: 'Add diagnosis' }).click()
  await diagnoses.getByRole('list', { name: 'Diagnoses' }).getByText('N30.0').waitFor()
  const end = page.getByRole('region', { name: 'End of the visit' })
  await end
    .getByLabel('Summary')
    .fill('Acute cystitis. Antibiotic for five days, drink plenty. Back at once with fever.')
  await end.getByLabel('Follow up').check()
  await end.getByLabel('In how many days').fill('7')
  await end.getByLabel('Why').fill('Is the burning gone?')
  await end.getByRole('button', { name: 'End visit' }).click()
  await whenDone(app, 'Consulted')
  const summary = page.getByRole('region', { name: 'Summary' })
  await summary.waitFor()
  return { diagnosis: 'N30.0', vitals: '122/78 mmHg', 'signed by': story.doctorName }
}

/** 5. A prescription, checked against allergies, signed with the doctor's key. */
export async function prescribe(app: App, story: Story): Promise<Made> {
  const { page } = app
  await openVisit(app, story, story.doctorName)
  await show(app, 'Prescribed')
  await page.getByRole('button', { name: 'Prescribe', exact: true }).click()
  const form = page.getByRole('dialog', { name: `Prescription for ${story.patientName}` })
  await form.getByLabel('Medicine').fill('nitrofurantoin')
  await page
    .getByRole('option', { name: /nitrofurantoin.*50 MG/i })
    .first()
    .click()
  await form.getByLabel('Frequency').and(form.locator('input')).click()
  await page.getByRole('option', { name: 'Four times a day' }).click()
  await form.getByLabel('Duration in days').fill('5')
  await form.getByLabel('Note for the patient').fill('With food.')
  const checked = form.getByText('Checked: no allergy and no active duplicate speaks against it.')
  const reason = form.getByLabel('Why it is right all the same')
  await checked.or(reason).first().waitFor()
  if (await reason.isVisible()) await reason.fill('Tolerated well before; the alternatives are worse.')
  await form.getByRole('button', { name: 'Sign and issue' }).click()
  await form.waitFor({ state: 'hidden' })
  await whenDone(app, 'Prescribed')
  const card = page.getByRole('article', { name: /^Prescription / }).first()
  story.prescriptionCode = ((await card.getAttribute('aria-label')) ?? '').replace('Prescription ', '')
  return { prescription: story.prescriptionCode, medicine: 'Nitrofurantoin 50 mg', quantity: '20' }
}
