import { expect, test } from 'vitest'
import { builtInPayer } from '../../adapters/payer/built-in.js'
import { settleClaims } from '../../core/insurance/settlement.js'
import { randomIds } from '../../node/system.js'
import { codeOf } from '../support/catalogue.js'
import type { Client, TestClinic } from '../support/clinic.js'
import { decide, eachWithPair, expectAlike, openConflicts, theConflict } from '../support/conflicts.js'
import { meet } from '../support/devices.js'
import { book, prescriptionFor, register } from '../support/full-day.js'
import { addCoverageForTest, type Furnished } from '../support/furnish.js'

let front: TestClinic
let back: TestClinic
let furnished: Furnished

eachWithPair((pair) => {
  ;({ front, back, furnished } = pair)
})

const expectSame = () => expectAlike(front, back)

/** A visit in progress that is covered, and a prescription of it, known at both. */
async function beginCovered() {
  const [desk, doctor] = [await front.as('front-desk'), await front.as('doctor')]
  const patient = await register(desk, 'Muñoz')
  const coverage = await addCoverageForTest(desk, patient.id, furnished.planId)
  const visit = await book(desk, patient.id)
  await desk.insurance.verifyCoverage({ payable: { kind: 'consultation', id: visit.id }, coverageId: coverage.id })
  await desk.scheduling.checkIn({ consultationId: visit.id })
  await doctor.encounters.start({ consultationId: visit.id })
  await doctor.encounters.addDiagnosis({ consultationId: visit.id, code: 'J03.9', description: 'Acute tonsillitis' })
  return { patient, coverage, visit }
}

/** Two pharmacies fill one prescription apart. */
async function fillTwice() {
  const { patient, visit } = await beginCovered()
  const doctor = await front.as('doctor')
  const prescription = await doctor.prescriptions.issue(prescriptionFor(visit.id, furnished.rxNormCode))
  meet(front, back)
  const order = (key: string) => ({
    idempotencyKey: key.repeat(22),
    patientId: patient.id,
    consultationId: visit.id,
    lines: [{ productId: furnished.productId, quantity: 14, prescriptionId: prescription.id }],
    delivery: { kind: 'pickup' as const },
    coverageId: null,
  })
  const [here, there] = [await front.as('pharmacist'), await back.as('pharmacist')]
  const first = await here.pharmacy.placeOrder(order('a'))
  back.clock.advance(1)
  const second = await there.pharmacy.placeOrder(order('b'))
  return { here, there, first, second }
}

const pay = (client: Client, order: { id: string; totalMinor: number }) =>
  client.billing.takePayment({
    idempotencyKey: order.id,
    payable: { kind: 'order', id: order.id as never },
    amountMinor: order.totalMinor,
    currency: 'USD',
    method: 'cash',
    reference: null,
  })

const onHand = (clinic: TestClinic) =>
  clinic.database.row<{ left: number }>('SELECT sum(quantity) AS left FROM stock_movements')?.left

test('a fill too many is held back, and the decision takes it back to the shelf everywhere, once', async () => {
  const { here, there, first, second } = await fillTwice()
  expect(first.fillStanding).toBe('provisional')
  await pay(there, second)
  await there.pharmacy.dispense({ orderId: second.id })
  meet(front, back)
  expectSame()
  for (const { id } of [first, second])
    expect((await here.pharmacy.getOrder({ orderId: id })).fillStanding).toBe('contested')
  expect(await codeOf(there.pharmacy.handOver({ orderId: second.id, receivedBy: 'Zoë' }))).toBe('FILL_IN_DOUBT')
  const found = await theConflict(here, 'over-filled')
  expect(found.choices.map(({ statement }) => statement)[0]).toContain('goes back to the shelf')
  // Both pharmacies decide alike, apart.
  await decide(here, 'over-filled', () => first.id)
  await decide(there, 'over-filled', () => first.id)
  meet(front, back)
  expectSame()
  expect(onHand(front)).toBe(furnished.stock - 14)
  expect(await there.pharmacy.getOrder({ orderId: first.id })).toMatchObject({
    fillStanding: 'confirmed',
    state: 'placed',
  })
  expect(await there.pharmacy.getOrder({ orderId: second.id })).toMatchObject({
    fillStanding: 'void',
    state: 'cancelled',
  })
  // What was paid for it is owed to the patient.
  const charge = await there.billing.getCharge({ kind: 'order', id: second.id })
  expect(charge.outstandingMinor).toBe(-second.totalMinor)
  expect(await openConflicts(back)).toEqual([])
})

test('a fill too many that the patient has already becomes a call to the patient', async () => {
  const { here, there, first, second } = await fillTwice()
  await pay(there, second)
  await there.pharmacy.dispense({ orderId: second.id })
  await there.pharmacy.handOver({ orderId: second.id, receivedBy: 'Zoë' })
  meet(front, back)
  const found = await theConflict(here, 'over-filled')
  expect(found.choices.find(({ choice }) => choice === first.id)?.statement).toContain('a task says to call them')
  await decide(here, 'over-filled', () => first.id)
  meet(front, back)
  expectSame()
  expect((await there.pharmacy.getOrder({ orderId: second.id })).fillStanding).toBe('void')
  const { items } = await there.tasks.list({})
  expect(items.map(({ title }) => title)).toContainEqual(expect.stringContaining(`Order ${second.code} was handed out`))
})

test('two pharmacists who each kept their own fill are asked once more, and one stands in the end', async () => {
  const { here, there, first, second } = await fillTwice()
  meet(front, back)
  await decide(here, 'over-filled', () => first.id)
  back.clock.advance(5)
  await decide(there, 'over-filled', () => second.id)
  meet(front, back)
  expectSame()
  await decide(here, 'over-filled', () => second.id)
  meet(front, back)
  expectSame()
  expect(await there.pharmacy.getOrder({ orderId: second.id })).toMatchObject({
    fillStanding: 'confirmed',
    state: 'placed',
  })
  expect(onHand(front)).toBe(furnished.stock - 14)
  expect(await openConflicts(back)).toEqual([])
  // A later, ordinary end of it asks nobody again.
  await there.pharmacy.cancelOrder({ orderId: second.id, reason: 'Not wanted' })
  meet(front, back)
  expect(await openConflicts(front)).toEqual([])
})

test('one visit that was claimed twice goes to billing, the payer is asked about neither, and one is withdrawn', async () => {
  const { visit } = await beginCovered()
  meet(front, back)
  const end = { consultationId: visit.id, summary: 'Acute tonsillitis.', followUp: null }
  await (await front.as('doctor')).encounters.complete(end)
  back.clock.advance(1)
  await (await back.as('doctor')).encounters.complete(end)
  meet(front, back)
  expectSame()
  const [billing, other] = [await front.as('billing'), await back.as('billing')]
  const { items } = await billing.sync.listConflicts({})
  const found = items.find(({ kind }) => kind === 'double-claim')
  expect(found).toMatchObject({ about: { kind: 'consultation', id: visit.id }, isOpen: true })
  if (!found) throw new Error('Nobody is asked.')
  const detail = await billing.sync.getConflict({ conflictId: found.id })
  expect(detail).toMatchObject({ mayDecide: true, sides: [{ kind: 'claim' }, { kind: 'claim' }] })
  const act = { actorId: 'payer', actorName: 'Payer', action: 'insurance.settle', door: 'system' } as const
  for (const { clock, records } of [front, back]) {
    const { journal, deviceId } = records
    await settleClaims({ journal, act, payer: builtInPayer(), deviceId, clock, ids: randomIds })
  }
  expect(front.database.rows(`SELECT DISTINCT state FROM claims`)).toEqual([{ state: 'submitted' }])
  const used = () => front.database.row(`SELECT sum(visits) AS visits FROM benefit_uses`)
  expect(used()).toEqual({ visits: 2 })
  const [kept] = detail.sideIds
  const decision = { conflictId: found.id, sides: detail.sideIds, choice: kept ?? '', note: null }
  await billing.sync.decideConflict(decision)
  await other.sync.decideConflict(decision)
  meet(front, back)
  expectSame()
  expect(used()).toEqual({ visits: 1 })
  expect(front.database.rows(`SELECT state FROM claims WHERE id = '${kept}'`)).toEqual([{ state: 'submitted' }])
  expect(front.database.rows(`SELECT state FROM claims WHERE id <> '${kept}'`)).toEqual([{ state: 'denied' }])
})

async function recordTwice() {
  const [here, there] = [await front.as('doctor'), await back.as('doctor')]
  const patient = await register(await front.as('front-desk'), 'Muñoz')
  meet(front, back)
  const said = { patientId: patient.id, substance: 'Latex', reaction: null }
  const grave = await here.patients.recordAllergy({ ...said, criticality: 'high' })
  back.clock.advance(1)
  const slight = await there.patients.recordAllergy({ ...said, substance: 'latex', criticality: 'low' })
  meet(front, back)
  expectSame()
  return { here, there, patient, grave, slight }
}

const shown = async (client: Client, patient: { id: never }) =>
  (await client.patients.getBanner({ patientId: patient.id })).allergies.map(({ criticality }) => criticality)

test('one allergy that was written down twice stands twice until a person says which entry stays', async () => {
  const { here, there, patient, grave } = await recordTwice()
  expect(await shown(there, patient as never)).toEqual(['high', 'low'])
  const found = await theConflict(there, 'same-allergy')
  expect(found.differing).toEqual(expect.arrayContaining(['criticality']))
  await decide(there, 'same-allergy', () => grave.id)
  meet(front, back)
  expectSame()
  expect(await shown(here, patient as never)).toEqual(['high'])
  expect(await openConflicts(front)).toEqual([])
})

test('no allergy is lost where two people each kept the other entry', async () => {
  const { here, there, patient, grave, slight } = await recordTwice()
  await decide(here, 'same-allergy', () => grave.id)
  back.clock.advance(5)
  await decide(there, 'same-allergy', () => slight.id)
  meet(front, back)
  expectSame()
  await decide(here, 'same-allergy', () => grave.id)
  meet(front, back)
  expectSame()
  expect(await shown(there, patient as never)).toEqual(['high'])
})

test('two records of one person that one workstation made are asked about at every workstation', async () => {
  const desk = await front.as('front-desk')
  const one = await register(desk, 'Muñoz')
  const two = await register(desk, 'Kimani', { birthDate: '1970-01-01', phone: null })
  const { id: patientId, version, code: _c, registeredAt: _r, updatedAt: _u, ...demographics } = two
  const { familyName, birthDate, phone } = one
  await desk.patients.update({ patientId, version, demographics: { ...demographics, familyName, birthDate, phone } })
  expect(await openConflicts(front)).toHaveLength(1)
  meet(front, back)
  expectSame()
  expect((await openConflicts(back)).map(({ id }) => id)).toEqual((await openConflicts(front)).map(({ id }) => id))
})
