import { type App, choose, factOf } from '../support/app.js'
import { goTo, switchTo } from '../support/app-people.js'
import { amountOf, closePayment, payInDrawer } from './front-desk.js'
import { type Made, nextStep, openVisit, type Story, show, whenDone } from './story.js'

/** The pharmacist checks the paper by its code: content, signature, fills and chain, each said in words. */
export async function verifyPrescription(app: App, story: Story, pharmacist: string): Promise<string[]> {
  const { page } = app
  await switchTo(app, pharmacist)
  await goTo(app, 'Pharmacy')
  await page.getByRole('tab', { name: 'Verify a prescription' }).click()
  await page.getByLabel('Code on the paper').fill(story.prescriptionCode)
  await page.getByRole('button', { name: 'Find prescription' }).click()
  const findings = page.getByRole('list', { name: 'Findings' })
  await findings.waitFor()
  return findings.getByRole('listitem').allTextContents()
}

/** Fills the address where the patient's own lacks something. */
async function completeAddress({ page }: App): Promise<void> {
  const form = page.getByRole('dialog', { name: 'Order medicine' })
  await form.getByText('Ship to the patient').click()
  for (const [label, words] of [
    ['Street and number', '18 Wharf Street'],
    ['Town', 'Oakland'],
  ] as const) {
    const field = form.getByLabel(label)
    if ((await field.inputValue()) === '') await field.fill(words)
  }
  if ((await form.getByLabel('Country').and(form.locator('input')).inputValue()) === '')
    await choose(form, 'Country', /^United States/)
}

/** 6. What was prescribed is ordered from the clinic's own shelf, covered by the same plan, and paid. */
export async function order(app: App, story: Story, desk: string): Promise<Made> {
  const { page } = app
  await openVisit(app, story, desk)
  await nextStep(app).getByRole('button', { name: 'Order medicine' }).click()
  const form = page.getByRole('dialog', { name: 'Order medicine' })
  await form.getByRole('radiogroup', { name: 'Product' }).getByRole('radio', { checked: true }).waitFor()
  await completeAddress(app)
  await form.getByRole('button', { name: 'Place order' }).click()
  await form.waitFor({ state: 'hidden' })
  story.orderCode = /O-[0-9A-Z]{6}/.exec(await whenDone(app, 'Ordered'))?.[0] ?? ''
  const covered = page.getByRole('region', { name: `Coverage of ${story.orderCode}` })
  await covered.waitFor()
  const made = {
    order: story.orderCode,
    'patient owes': await factOf(covered, 'Patient owes'),
    'payer owes': amountOf(await factOf(covered, 'Payer owes')),
  }
  return { ...made, ...(await payOrder(app)) }
}

/** The patient's part of the order, where there is one. */
async function payOrder(app: App): Promise<Made> {
  const pay = nextStep(app).getByRole('button', { name: 'Take payment' })
  const waits = nextStep(app).getByText('The pharmacist dispenses the order.')
  await pay.or(waits).first().waitFor()
  if (!(await pay.isVisible())) return {}
  await pay.click()
  const { receipt = '' } = await payInDrawer(app, 'Card')
  await closePayment(app)
  return { receipt }
}

/** Opens the order in the pharmacy's own list. */
export async function openOrder(app: App, { orderCode }: Story, pharmacist: string): Promise<void> {
  const { page } = app
  await switchTo(app, pharmacist)
  await goTo(app, 'Pharmacy')
  await page.getByRole('tab', { name: 'Orders' }).click()
  await page.getByRole('table', { name: 'Orders' }).getByRole('row', { name: orderCode }).click()
  await page.getByRole('heading', { name: `Order ${orderCode}`, level: 1 }).waitFor()
}

/** 7. Packed, given to a carrier, handed over: the timeline says when and by whom. */
export async function deliver(app: App, story: Story, pharmacist: string): Promise<Made> {
  const { page } = app
  await openOrder(app, story, pharmacist)
  const tracking = page.getByRole('list', { name: `Tracking of order ${story.orderCode}` })
  await page.getByRole('button', { name: 'Dispense' }).click()
  await tracking.getByText('Dispensed').waitFor()
  await page.getByRole('button', { name: 'Ship', exact: true }).click()
  const ship = page.getByRole('dialog', { name: `Ship order ${story.orderCode}` })
  await ship.getByLabel('Carrier').fill('Bay Couriers')
  await ship.getByLabel('Tracking number').fill('BC-208811')
  await ship.getByRole('button', { name: 'Ship' }).click()
  await tracking.getByText('Shipped').waitFor()
  await page.getByRole('button', { name: 'Hand over', exact: true }).click()
  const handOver = page.getByRole('dialog', { name: `Hand over order ${story.orderCode}` })
  await handOver.getByRole('button', { name: 'Hand over' }).click()
  await tracking.getByText('Delivered').waitFor()
  await handOver.waitFor({ state: 'hidden' })
  return { order: story.orderCode, carrier: 'Bay Couriers', tracking: 'BC-208811' }
}

/** Tries to fill the same prescription once more, and answers the sentence with which that is refused. */
export async function orderAgain(app: App, story: Story, pharmacist: string): Promise<string> {
  const { page } = app
  await switchTo(app, pharmacist)
  await goTo(app, 'Pharmacy')
  await page.getByRole('button', { name: 'Order for a patient' }).click()
  const form = page.getByRole('dialog', { name: 'Order medicine' })
  await form.getByLabel('Find a patient').fill(story.patientCode)
  await page.getByRole('option', { name: story.patientName }).click()
  await form.getByRole('checkbox', { name: new RegExp(story.prescriptionCode) }).check()
  await form.getByRole('radiogroup', { name: 'Product' }).getByRole('radio', { checked: true }).waitFor()
  await form.getByRole('button', { name: 'Place order' }).click()
  const refusal = (await form.getByRole('alert').first().textContent()) ?? ''
  await page.keyboard.press('Escape')
  return refusal
}

/** Back at the visit, where the rail says the same. */
export async function showDelivered(app: App, story: Story, asWhom: string): Promise<void> {
  await openVisit(app, story, asWhom)
  await whenDone(app, 'Delivered')
  await show(app, 'Delivered')
}
