import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { type App, allRows, inRoot } from '../support/app.js'
import { openDemo } from '../support/app-demo.js'
import { freePort, otherProgram } from '../support/app-http.js'
import { goTo, shownPassphrase, switchTo } from '../support/app-people.js'
import { prepareBooking } from './front-desk.js'
import { orderAgain, verifyPrescription } from './pharmacy.js'
import { newStory, openPatient, type ProofSeen } from './story.js'
import { arrive, readProofs, staff, take, type WalkStep, walkSteps } from './walk.js'

const picturesDir = inRoot('out/journey-test')
const Doctors = z.object({
  items: z.array(z.object({ displayName: z.string(), nextFreeSlots: z.array(z.object({ id: z.string() })) })),
})
const story = newStory('Zoë Marangoni-Ngũgĩ', 'zoe maran')
let app: App
let httpPort: number
let passphrase: string

beforeAll(async () => {
  httpPort = await freePort()
  app = await openDemo({ httpPort })
  passphrase = await shownPassphrase(app)
})
afterAll(() => app.close())

const step = (name: WalkStep['name']) => {
  const found = walkSteps.find((one) => one.name === name)
  if (found === undefined) throw new Error(`There is no step ${name}.`)
  return take(app, story, found, picturesDir)
}

test('a person who comes for the first time is registered and found without accents', async () => {
  await arrive(app, story)
  await openPatient(app, story)
  expect(story.patientName).toBe('Zoë Marangoni-Ngũgĩ')
})

test('1. a visit is booked with the first doctor who has a free time by video', async () => {
  const made = await step('Booked')
  expect(made).toEqual({
    patient: expect.stringMatching(/^P-[0-9A-Z]{6}$/),
    visit: expect.stringMatching(/^V-[0-9A-Z]{6}$/),
    doctor: expect.stringMatching(/^Dr /),
  })
})

test('2. the plan says what it pays and what is left for the patient', async () => {
  expect(await step('Covered')).toMatchObject({ 'patient owes': '$35.00', copay: '$35.00' })
})

test('3. the patient pays, with a receipt that leaves nothing open', async () => {
  expect(await step('Paid')).toEqual({
    receipt: expect.stringMatching(/^K-[0-9A-Z]{6}$/),
    paid: '$35.00',
    'left to pay': '$0.00',
  })
})

test('4. the doctor attends: vitals, a note, a diagnosis, and a signed summary', async () => {
  expect(await step('Consulted')).toMatchObject({ diagnosis: 'N30.0' })
})

test('5. the doctor prescribes, and the pharmacist finds it authentic and fillable', async () => {
  const { prescription } = await step('Prescribed')
  expect(prescription).toMatch(/^R-[0-9A-Z]{6}$/)
  const findings = await verifyPrescription(app, story, staff.pharmacist)
  expect(findings.join(' ')).toContain('The content is what was signed.')
  expect(findings.join(' ')).toContain(`The signature was made with the key of ${story.doctorName}.`)
})

test('6. what was prescribed is ordered, covered by the same plan, and paid', async () => {
  expect(await step('Ordered')).toMatchObject({
    order: expect.stringMatching(/^O-[0-9A-Z]{6}$/),
    'patient owes': '$10.00',
    receipt: expect.stringMatching(/^K-/),
  })
})

test('the same prescription is not filled twice, and the window says so in words', async () => {
  expect(await orderAgain(app, story, staff.pharmacist)).toMatch(/filled/i)
})

test('7. the order is dispensed, shipped and handed over', async () => {
  expect(await step('Delivered')).toMatchObject({ order: story.orderCode })
})

test('8. both claims are settled by themselves, and the doctor follows up', async () => {
  const made = await step('Followed up')
  expect(made.claims?.split(', ')).toHaveLength(2)
  expect(made.settled).toMatch(/^\$\d+\.\d\d \+ \$\d+\.\d\d$/)
})

test('each step is anchored, and its seal shows the transaction and the block', async () => {
  const proofs = await readProofs(app, story)
  expect([...proofs.keys()]).toEqual(walkSteps.map(({ name }) => name))
  const isAnchored = ({ transaction, block }: ProofSeen) => /^0x[0-9a-f]{64}$/.test(transaction) && Number(block) > 0
  expect([...proofs].filter(([, proof]) => !isAnchored(proof))).toEqual([])
})

test('each act of the journey is in the audit trail, whose chain of hashes is intact', async () => {
  const { page } = app
  await switchTo(app, staff.administrator)
  await openPatientAudit()
  const missing = async () => {
    const seen = (await allRows(app, 'Audit entries')).flat().join('\n')
    return journeyActs.filter((words) => !seen.includes(words))
  }
  await expect.poll(missing, { timeout: 60_000 }).toEqual([])
  await page.getByRole('button', { name: 'Verify chain' }).click()
  await page.getByText(/The chain of [\d,]+ entries is intact\./).waitFor({ timeout: 60_000 })
})

/** What the audit trail calls the acts. */
const journeyActs = [
  'tasks: complete',
  'pharmacy: hand over',
  'pharmacy: ship',
  'pharmacy: dispense',
  'billing: take payment',
  'pharmacy: place order',
  'prescriptions: issue',
  'encounters: complete',
  'encounters: add diagnosis',
  'encounters: add note',
  'encounters: record vitals',
  'encounters: start',
  'scheduling: check in',
  'insurance: verify coverage',
  'scheduling: book consultation',
  'insurance: add coverage',
  'patients: register',
]

/** Only the entries of the story's person: the list of all of a busy clinic shows no more than the last. */
async function openPatientAudit(): Promise<void> {
  const { page } = app
  await goTo(app, 'Audit')
  const entries = page.getByRole('table', { name: 'Audit entries' })
  await entries.getByRole('row', { name: story.patientName }).first().click()
  await page.getByRole('button', { name: 'Show all entries of this patient' }).click()
  const filter = page.getByLabel('Patient', { exact: true }).and(page.locator('input'))
  await expect.poll(() => filter.inputValue(), { timeout: 30_000 }).toBe(story.patientName)
}

test('a time that another program took meanwhile is refused in words, and another is offered', async () => {
  const { page } = app
  await switchTo(app, staff.desk)
  await openPatient(app, story)
  const patientId = new URL(page.url()).hash.split('/').at(-1)
  const { doctorName } = await prepareBooking(app, story)
  const elsewhere = await otherProgram(httpPort, 'mateo', passphrase)
  const doctors = Doctors.parse(await elsewhere.get('/api/telemedicine/doctors?capability=video'))
  const slot = doctors.items.find(({ displayName }) => displayName === doctorName)?.nextFreeSlots[0]
  await elsewhere.post('/api/telemedicine/consultation', {
    patientId,
    slotId: slot?.id,
    mode: 'video',
    symptoms: 'Cough',
  })
  const visit = page.getByRole('region', { name: 'Visit', exact: true })
  await visit.getByRole('button', { name: 'Book visit' }).click()
  await visit.getByText('This time has just been taken. Choose another.').waitFor()
  await visit.getByRole('alert').getByRole('button').first().click()
  await visit.getByRole('button', { name: 'Book visit' }).click()
  await page.getByRole('navigation', { name: 'Steps of the visit' }).waitFor()
})

test('nothing in the window complained', () => {
  expect(app.complaints).toEqual([])
})
