import { expect, test } from 'vitest'
import { moveStock } from '../../core/pharmacy/intake.js'
import { randomIds } from '../../node/system.js'
import { codeOf } from '../support/catalogue.js'
import type { Client, TestClinic } from '../support/clinic.js'
import { decide, eachWithPair, expectAlike, openConflicts, theConflict } from '../support/conflicts.js'
import { meet, opsOf } from '../support/devices.js'
import { book, prescriptionFor, register } from '../support/full-day.js'
import { addCoverageForTest, type Furnished } from '../support/furnish.js'

let front: TestClinic
let back: TestClinic
let furnished: Furnished

eachWithPair((pair) => {
  ;({ front, back, furnished } = pair)
})

const expectSame = () => expectAlike(front, back)

async function bookTwice() {
  const [desk, other] = [await front.as('front-desk'), await back.as('front-desk')]
  const one = await register(desk, 'Muñoz')
  const two = await register(desk, 'Otieno', { phone: null, birthDate: '1970-01-01' })
  meet(front, back)
  back.clock.advance(1)
  const first = await book(desk, one.id)
  const second = await book(other, two.id)
  expect(second.slotId).toBe(first.slotId)
  meet(front, back)
  expectSame()
  return { desk, other, first, second }
}

const stateOfVisit = async (client: Client, consultationId: Awaited<ReturnType<typeof book>>['id']) =>
  (await client.scheduling.getConsultation({ consultationId })).state

test('a time that was booked twice goes to the visit that a person chooses', async () => {
  const { desk, other, first, second } = await bookTwice()
  const slots = await desk.scheduling.listSlots({ doctorId: first.doctorId, day: '2026-11-21' })
  expect(slots.filter(({ id }) => id === first.slotId)).toEqual([expect.objectContaining({ bookedBy: first.id })])
  await decide(other, 'double-booking', () => second.id)
  meet(front, back)
  expectSame()
  expect([await stateOfVisit(desk, first.id), await stateOfVisit(desk, second.id)]).toEqual(['cancelled', 'booked'])
  expect(await openConflicts(front)).toEqual([])
})

test('both may be seen in one time, if a person says so', async () => {
  const { desk, first, second } = await bookTwice()
  await decide(desk, 'double-booking', () => 'both')
  meet(front, back)
  expectSame()
  expect([await stateOfVisit(desk, first.id), await stateOfVisit(desk, second.id)]).toEqual(['booked', 'booked'])
  expect(await openConflicts(back)).toEqual([])
})

test('two who decided apart for another visit each are asked once more, and nothing is lost', async () => {
  const { desk, other, first, second } = await bookTwice()
  await decide(desk, 'double-booking', () => first.id)
  back.clock.advance(5)
  await decide(other, 'double-booking', () => second.id)
  meet(front, back)
  expectSame()
  const again = await theConflict(desk, 'double-booking')
  expect(again.decisions.map(({ choice, counts }) => [choice, counts])).toEqual([
    [first.id, false],
    [second.id, true],
  ])
  await decide(desk, 'double-booking', () => second.id)
  meet(front, back)
  expectSame()
  expect([await stateOfVisit(other, first.id), await stateOfVisit(other, second.id)]).toEqual(['cancelled', 'booked'])
  expect(await openConflicts(back)).toEqual([])
})

test('two who decided alike apart are of one mind', async () => {
  const { desk, other, first, second } = await bookTwice()
  await decide(desk, 'double-booking', () => first.id)
  await decide(other, 'double-booking', () => first.id)
  meet(front, back)
  expectSame()
  expect([await stateOfVisit(other, first.id), await stateOfVisit(other, second.id)]).toEqual(['booked', 'cancelled'])
  expect(await openConflicts(back)).toEqual([])
})

test('a prescription that was filled at two places is provisional until the chain decides, and a pharmacist’s to settle', async () => {
  const desk = await front.as('front-desk')
  const doctor = await front.as('doctor')
  const patient = await register(desk, 'Muñoz')
  await addCoverageForTest(desk, patient.id, furnished.planId)
  const visit = await book(desk, patient.id)
  await desk.scheduling.checkIn({ consultationId: visit.id })
  await doctor.encounters.start({ consultationId: visit.id })
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
  await here.pharmacy.placeOrder(order('a'))
  await there.pharmacy.placeOrder(order('b'))
  meet(front, back)
  expectSame()
  const found = await theConflict(here, 'over-filled')
  expect(found.statement).toContain('provisional until the chain')
  expect(found.sides).toHaveLength(2)
  expect(await codeOf(here.pharmacy.placeOrder(order('c')))).toBe('PRESCRIPTION_FILLED')
  await decide(there, 'over-filled', ([first]) => first ?? '')
  meet(front, back)
  expectSame()
  expect(await openConflicts(front)).toEqual([])
})

test('a person who was registered twice can become one, with the allergies of both', async () => {
  const [desk, other] = [await front.as('front-desk'), await back.as('front-desk')]
  const one = await register(desk, 'Muñoz')
  const two = await register(other, 'Munoz')
  const doctor = await back.as('doctor')
  await doctor.patients.recordAllergy({ patientId: two.id, substance: 'Latex', criticality: 'high', reaction: null })
  meet(front, back)
  expectSame()
  const found = await theConflict(desk, 'same-person')
  expect(found.differing).toEqual(expect.arrayContaining(['familyName', 'code']))
  await decide(desk, 'same-person', () => one.id)
  meet(front, back)
  expectSame()
  for (const client of [desk, other]) {
    expect((await client.patients.search({ text: 'zoe mu' })).items.map(({ id }) => id)).toEqual([one.id])
    expect(
      (await client.patients.getBanner({ patientId: one.id })).allergies.map(({ substance }) => substance),
    ).toEqual(['Latex'])
  }
  expect(await openConflicts(back)).toEqual([])
})

test('two people who were said to be two are not asked about', async () => {
  const [desk, other] = [await front.as('front-desk'), await back.as('front-desk')]
  await register(desk, 'Muñoz')
  meet(front, back)
  const { birthDate, phone } = { birthDate: '1988-05-04', phone: null }
  await other.patients.register({
    ...{
      givenName: 'Zoë',
      familyName: 'Muñoz',
      sex: 'female',
      email: null,
      language: null,
      externalId: null,
      address: null,
    },
    ...{ birthDate, phone, isConfirmedNew: true },
  })
  meet(front, back)
  expectSame()
  expect(await openConflicts(front)).toEqual([])
  expect(await openConflicts(back)).toEqual([])
})

test('what was said at registering counts everywhere, in whatever pieces it comes, and only unseen pairs are asked about', async () => {
  const [desk, other] = [await front.as('front-desk'), await back.as('front-desk')]
  const first = await register(desk, 'Muñoz')
  meet(front, back)
  const { id: _i, code: _c, version: _v, registeredAt: _r, updatedAt: _u, ...alike } = first
  // Two more of the same name, each beside the first and neither beside the other.
  const here = await desk.patients.register({ ...alike, isConfirmedNew: true })
  const there = await other.patients.register({ ...alike, isConfirmedNew: true })
  expect([await openConflicts(front), await openConflicts(back)]).toEqual([[], []])
  for (const [from, to] of [[front, back] as const, [back, front] as const])
    for (const op of opsOf(from, from.records.deviceId)) to.records.journal.receive([op], { name: 'Test relay' })
  expectSame()
  const asked = await theConflict(desk, 'same-person')
  expect([...asked.sideIds].sort()).toEqual([here.id, there.id].sort())
  // A correction of the details asks nobody again.
  await desk.patients.update({ patientId: here.id, version: 1, demographics: { ...alike, email: 'zoe@example.org' } })
  meet(front, back)
  expectSame()
  expect((await openConflicts(back)).map(({ id }) => id)).toEqual([asked.id])
})

test('a correction that tells two people apart ends the question', async () => {
  const [desk, other] = [await front.as('front-desk'), await back.as('front-desk')]
  await register(desk, 'Muñoz')
  const two = await register(other, 'Munoz')
  meet(front, back)
  expect(await openConflicts(front)).toHaveLength(1)
  const { id: patientId, version, code: _c, registeredAt: _r, updatedAt: _u, ...demographics } = two
  const other2 = { ...demographics, givenName: 'Ana', familyName: 'Kimani', birthDate: '2001-01-01', phone: null }
  await desk.patients.update({ patientId, version, demographics: other2 })
  expect(await openConflicts(front)).toEqual([])
  meet(front, back)
  expect(await openConflicts(back)).toEqual([])
  expectSame()
})

test('stock below nothing is counted and leveled once, also by two who do it apart', async () => {
  const [here, there] = [await front.as('pharmacist'), await back.as('pharmacist')]
  const { items } = await here.pharmacy.listProducts({})
  const batchId = items[0]?.batches.find(({ isKeptHere }) => isKeptHere)?.id
  if (!batchId) throw new Error('There is no batch.')
  await here.pharmacy.adjustStock({ batchId, change: -70, reason: 'Broken' })
  expect(await codeOf(there.pharmacy.adjustStock({ batchId, change: -60, reason: 'Given to the ward' }))).toBe(
    'KEPT_ELSEWHERE',
  )
  // What no workstation does by itself, a decision that revives an order can: it takes from a shelf that is not its own.
  const making = { newId: () => randomIds.newId(), now: () => back.clock.now() }
  back.records.journal.transact(
    { actorId: 'set-up', actorName: 'Set-up', action: 'test.take', door: 'system' },
    (unit) =>
      moveStock(unit, making, {
        ...{ batchId, quantity: -60, reason: 'ordered', orderId: null, note: null, movedBy: 'Set-up' },
      }),
  )
  meet(front, back)
  expectSame()
  const found = await theConflict(here, 'negative-stock')
  expect(found.sides[0]?.fields).toContainEqual({ name: 'onHand', value: '-30' })
  await decide(here, 'negative-stock', () => 'level')
  await decide(there, 'negative-stock', () => 'level')
  meet(front, back)
  expectSame()
  expect(
    front.database.row('SELECT sum(quantity) AS left FROM stock_movements WHERE batch_id = $batchId', { batchId }),
  ).toEqual({ left: 0 })
  expect(await openConflicts(front)).toEqual([])
})

test('a clock that is far ahead is told, the order of changes holds, and a clock that was set right is forgiven', async () => {
  const [desk, other] = [await front.as('front-desk'), await back.as('front-desk')]
  const patient = await register(desk, 'Muñoz')
  meet(front, back)
  const { id: patientId, code: _c, registeredAt: _r, updatedAt: _u, version: _v, ...demographics } = patient
  const rename = async (client: Client, familyName: string) => {
    const { version } = await client.patients.get({ patientId })
    return client.patients.update({ patientId, version, demographics: { ...demographics, familyName } })
  }
  back.clock.set('2036-11-21T06:00:00.000Z')
  await rename(other, 'Mwangi')
  meet(front, back)
  expect(await theConflict(desk, 'clock')).toMatchObject({ about: { kind: 'device', id: back.records.deviceId } })
  expect(await openConflicts(back)).toEqual([])
  await rename(desk, 'Achieng')
  back.clock.set('2026-11-21T06:01:00.000Z')
  meet(front, back)
  expect((await other.patients.get({ patientId })).familyName).toBe('Achieng')
  await rename(other, 'Kamau')
  meet(front, back)
  expect((await desk.patients.get({ patientId })).familyName).toBe('Kamau')
  expectSame()
  expect(await openConflicts(front)).toEqual([])
})
