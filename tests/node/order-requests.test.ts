import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OrderId } from '../../core/kernel/ids.js'
import { randomIds } from '../../node/system.js'
import type { Client, TestClinic } from '../support/clinic.js'
import { decide, eachWithPair, expectAlike, openConflicts, theConflict } from '../support/conflicts.js'
import { meet, send } from '../support/devices.js'
import { book, prescriptionFor, register } from '../support/full-day.js'
import { addCoverageForTest, type Furnished } from '../support/furnish.js'

let front: TestClinic
let back: TestClinic
let furnished: Furnished
let desk: Client

/** The whole shelf is at the back. */
eachWithPair(async (pair) => {
  ;({ front, back, furnished } = pair)
  desk = await front.as('front-desk')
  const pharmacist = await front.as('pharmacist')
  const [product] = (await pharmacist.pharmacy.listProducts({ text: '' })).items
  const here = product?.batches.find(({ isKeptHere }) => isKeptHere)
  if (!here) throw new Error('There is no shelf.')
  await pharmacist.pharmacy.adjustStock({ batchId: here.id, change: -here.onHand, reason: 'Moved' })
  meet(front, back)
})

async function prescribed() {
  const doctor = await front.as('doctor')
  const patient = await register(desk, 'Muñoz')
  const coverage = await addCoverageForTest(desk, patient.id, furnished.planId)
  const visit = await book(desk, patient.id)
  await desk.scheduling.checkIn({ consultationId: visit.id })
  await doctor.encounters.start({ consultationId: visit.id })
  const prescription = await doctor.prescriptions.issue(prescriptionFor(visit.id, furnished.rxNormCode))
  const order = (quantity = 14) => ({
    idempotencyKey: randomIds.newId(),
    patientId: patient.id,
    consultationId: visit.id,
    lines: [{ productId: furnished.productId, quantity, prescriptionId: prescription.id }],
    delivery: { kind: 'pickup' as const },
    coverageId: coverage.id,
  })
  return { doctor, patient, coverage, visit, prescription, order }
}

const stepOf = async (client: Client, consultationId: Awaited<ReturnType<typeof book>>['id']) => {
  const { steps, nextAction } = await client.encounters.getVisit({ consultationId })
  return { state: steps.find(({ name }) => name === 'ordered')?.state, nextAction }
}

const orderAt = async (clinic: TestClinic, orderId: OrderId) =>
  (await clinic.as('pharmacist')).pharmacy.getOrder({ orderId })

const onHand = async (clinic: TestClinic): Promise<number | undefined> =>
  (await (await clinic.as('pharmacist')).pharmacy.listProducts({ text: '' })).items[0]?.available

test('a prescription is filled where the stock is, with the signature of whoever asked and the coverage that was named', async () => {
  const { visit, prescription, order, doctor } = await prescribed()
  await doctor.encounters.addDiagnosis({ consultationId: visit.id, code: 'J03.9', description: 'Acute tonsillitis' })
  await doctor.encounters.complete({ consultationId: visit.id, summary: 'Tonsillitis.', followUp: null })
  const request = order()
  const asked = await desk.pharmacy.placeOrder(request)
  expect(asked.state).toBe('requested')
  // Sent again it is the same request.
  expect(await desk.pharmacy.placeOrder(request)).toEqual(asked)
  expect(await desk.prescriptions.get({ prescriptionId: prescription.id })).toMatchObject({ fillsUsed: 0 })
  expect(front.database.rows(`SELECT 1 FROM chain_calls WHERE fn = 'fillPrescription'`)).toEqual([])
  expect(await stepOf(desk, visit.id)).toMatchObject({ state: 'open' })
  send(front, back)
  await back.records.answerRequests()
  meet(front, back)
  expect(await orderAt(front, asked.id)).toMatchObject({ state: 'placed', prescriptionCheck: 'signature', version: 2 })
  expect(await desk.prescriptions.get({ prescriptionId: prescription.id })).toMatchObject({ state: 'filled' })
  const calls = front.database.rows<{ call: string }>(`SELECT call FROM chain_calls WHERE fn = 'fillPrescription'`)
  expect(calls.map(({ call }) => JSON.parse(call).signed.signer)).toEqual([front.staff('front-desk').key.address])
  const { orders } = await desk.encounters.getVisit({ consultationId: visit.id })
  expect(orders).toMatchObject([{ verification: { isCovered: true } }])
  expect(await stepOf(desk, visit.id)).toMatchObject({ state: 'done' })
  expectAlike(front, back)
})

test('a prescription that was filled meanwhile is not filled again: the request is declined, and the visit asks for an order again', async () => {
  const { visit, order } = await prescribed()
  const asked = [await desk.pharmacy.placeOrder(order()), await desk.pharmacy.placeOrder(order())]
  send(front, back)
  await back.records.answerRequests()
  meet(front, back)
  const states = await Promise.all(asked.map(async ({ id }) => (await orderAt(front, id)).state))
  expect(states).toEqual(['placed', 'declined'])
  const declined = await orderAt(front, asked[1]?.id as OrderId)
  expect(declined.events.at(-1)?.note).toContain('filled already')
  const { tasks } = await desk.encounters.getVisit({ consultationId: visit.id })
  expect(tasks).toMatchObject([{ kind: 'order-declined', forStaff: front.staff('front-desk').session.staff.id }])
  expectAlike(front, back)
})

test('what expired before it was answered is not given, and the reason names the batch', async () => {
  const { order } = await prescribed()
  const asked = await desk.pharmacy.placeOrder(order())
  back.clock.set('2028-02-01T08:00:00.000Z')
  send(front, back)
  await back.records.answerRequests()
  meet(front, back)
  const { state, events } = await orderAt(front, asked.id)
  // The prescription has run out as well by then, and that is said first.
  expect([state, events.at(-1)?.note]).toEqual(['declined', expect.stringContaining('could be filled until')])
  expectAlike(front, back)
})

test('a request that names a prescription which has not come yet waits for it', async () => {
  const { order, prescription } = await prescribed()
  const asked = await desk.pharmacy.placeOrder(order())
  send(front, back)
  back.database.transact((db) =>
    db.run("UPDATE prescriptions SET id = id || '.' WHERE id = $id", { id: prescription.id }),
  )
  await back.records.answerRequests()
  expect((await orderAt(back, asked.id)).state).toBe('requested')
  back.database.transact((db) =>
    db.run("UPDATE prescriptions SET id = $id WHERE id = $id || '.'", { id: prescription.id }),
  )
  await back.records.answerRequests()
  expect((await orderAt(back, asked.id)).state).toBe('placed')
})

test('nothing is answered while the clinic is suspended', async () => {
  const { order } = await prescribed()
  const asked = await desk.pharmacy.placeOrder(order())
  const admin = await back.as('tenant-admin')
  await admin.tenancy.suspend({ reason: 'Water in the house', version: (await admin.tenancy.getClinic({})).version })
  send(front, back)
  await back.records.answerRequests()
  expect((await orderAt(back, asked.id)).state).toBe('requested')
  await admin.tenancy.resume({ version: (await admin.tenancy.getClinic({})).version })
  await back.records.answerRequests()
  expect((await orderAt(back, asked.id)).state).toBe('placed')
})

test.each(['cancelled', 'placed'])(
  'one that was taken back while the other side placed it is settled by a person: %s stands, and the stock follows',
  async (chosen) => {
    const { order } = await prescribed()
    const before = await onHand(back)
    const asked = await desk.pharmacy.placeOrder(order())
    send(front, back)
    await back.records.answerRequests()
    await desk.pharmacy.cancelOrder({ orderId: asked.id, reason: 'The patient left' })
    meet(front, back)
    expectAlike(front, back)
    const pharmacist = await front.as('pharmacist')
    const { sides } = await theConflict(pharmacist, 'versions')
    const side = sides.find(({ fields }) => fields.some(({ name, value }) => name === 'state' && value === chosen))
    await decide(pharmacist, 'versions', () => side?.id ?? '')
    meet(front, back)
    expectAlike(front, back)
    expect((await orderAt(back, asked.id)).state).toBe(chosen)
    expect(await onHand(back)).toBe((before ?? 0) - (chosen === 'placed' ? 14 : 0))
    expect(await openConflicts(back)).toEqual([])
  },
)

test('whatever is asked, taken back and answered in whatever order, the shelf gives what it has and no more, and both know the same', async () => {
  const patient = await register(desk, 'Achieng')
  const steps = fc.array(
    fc.record({
      act: fc.constantFrom('ask', 'ask', 'take-back', 'carry', 'bring', 'answer', 'restart'),
      quantity: fc.integer({ min: 1, max: 60 }),
    }),
    { maxLength: 14 },
  )
  const place = async (quantity: number) =>
    desk.pharmacy
      .placeOrder({
        idempotencyKey: randomIds.newId(),
        patientId: patient.id,
        consultationId: null,
        lines: [{ productId: furnished.productId, quantity, prescriptionId: null }],
        delivery: { kind: 'pickup' },
        coverageId: null,
      })
      .then(
        ({ id }) => id,
        () => undefined,
      )
  await fc.assert(
    fc.asyncProperty(steps, async (played) => {
      const asked: OrderId[] = []
      for (const { act, quantity } of played) {
        if (act === 'ask') {
          const id = await place(quantity)
          if (id) asked.push(id)
        } else if (act === 'take-back') {
          const id = asked.at(quantity % Math.max(1, asked.length))
          if (id) await desk.pharmacy.cancelOrder({ orderId: id, reason: 'Changed their mind' }).catch(() => undefined)
        } else if (act === 'carry') send(front, back)
        else if (act === 'bring') send(back, front)
        else if (act === 'restart') await back.openAgain()
        else await back.records.answerRequests()
      }
      meet(front, back)
      await back.records.answerRequests()
      meet(front, back)
      expectAlike(front, back)
      expect(await onHand(front)).toBeGreaterThanOrEqual(0)
      const states = await Promise.all(asked.map(async (id) => (await orderAt(front, id)).state))
      expect(states).not.toContain('requested')
    }),
    { numRuns: 40 },
  )
})
