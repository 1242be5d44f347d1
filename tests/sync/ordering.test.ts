import { afterEach, beforeEach, expect, test } from 'vitest'
import type { OrderId, ProductId } from '../../core/kernel/ids.js'
import { saveMedicine } from '../../core/prescriptions/intake.js'
import { randomIds } from '../../node/system.js'
import { codeOf } from '../support/catalogue.js'
import { acetaminophen } from '../support/visit.js'
import { LyingRelay } from './lying-relay.js'
import { meet, Scene, type Workstation } from './workstations.js'

let scene: Scene
beforeEach(() => {
  scene = new Scene()
})
afterEach(() => scene.close())

const nextYear = '2090-01-31'

/** The pharmacy's workstation with some boxes, and the front desk's with none; everybody may do everything. */
async function openShelf(quantity: number) {
  const relay = await LyingRelay.before((await scene.relay()).url)
  scene.defer(() => relay.close())
  const { first: desk } = await scene.clinic({ url: relay.url, fingerprint: null })
  const [person] = await desk.client.identity.listStaff({})
  if (!person) throw new Error('Nobody works here.')
  const { id: staffId, version, displayName } = person
  const roles = ['tenant-admin', 'pharmacist', 'front-desk', 'billing'] as const
  await desk.client.identity.updateStaff({ staffId, version, displayName, roles: [...roles] })
  const pharmacy = await scene.joined(desk, 'Pharmacy')
  for (const { records } of [desk, pharmacy]) records.database.transact((db) => saveMedicine(db, acetaminophen))
  const offer = { rxNormCode: acetaminophen.rxNormCode, manufacturer: 'Cosmos', unitPriceMinor: 25, reorderLevel: 0 }
  const { id: productId } = await pharmacy.client.pharmacy.saveProduct(offer)
  await pharmacy.client.pharmacy.receiveStock({ productId, batchNumber: 'P-1', expiresOn: nextYear, quantity })
  const patientId = await desk.register('Otieno')
  await meet([desk, pharmacy])
  const ask = (count: number, at: Workstation = desk) =>
    at.client.pharmacy.placeOrder({
      idempotencyKey: randomIds.newId(),
      patientId,
      consultationId: null,
      lines: [{ productId, quantity: count, prescriptionId: null }],
      delivery: { kind: 'pickup' },
      coverageId: null,
    })
  return { relay, desk, pharmacy, productId, patientId, ask, all: [desk, pharmacy] }
}

const stateAt = async ({ client }: Workstation, orderId: OrderId) =>
  (await client.pharmacy.getOrder({ orderId }).catch(() => null))?.state

async function onHand({ client }: Workstation, productId: ProductId): Promise<number | undefined> {
  const { items } = await client.pharmacy.listProducts({ text: '' })
  return items.find(({ id }) => id === productId)?.available
}

const expectAlike = (all: readonly Workstation[]) => {
  expect(new Set(all.map((one) => one.hash())).size).toBe(1)
  expect(all.flatMap(({ defects }) => defects)).toEqual([])
}

test('what another workstation keeps is asked of it, and is placed there by itself', async () => {
  const { relay, desk, pharmacy, productId, ask, all } = await openShelf(40)
  relay.cut()
  const asked = await ask(5)
  expect(asked).toMatchObject({
    state: 'requested',
    askedOf: pharmacy.records.deviceId,
    lines: [{ quantity: 5, allocations: [] }],
    events: [{ state: 'requested', note: 'Asked of Pharmacy' }],
  })
  const payable = { kind: 'order', id: asked.id } as const
  // Nothing is owed, so nothing can be paid, before it is confirmed.
  expect(await desk.client.billing.getCharge(payable)).toMatchObject({ totalMinor: 0, outstandingMinor: 0 })
  const payment = { idempotencyKey: randomIds.newId(), payable, amountMinor: 125, currency: 'USD', reference: null }
  expect(await codeOf(desk.client.billing.takePayment({ ...payment, method: 'cash' }))).toBe('NOTHING_DUE')
  expect(await codeOf(desk.client.pharmacy.dispense({ orderId: asked.id }))).toBe('NOT_NEXT')
  relay.mend()
  await desk.until(async () => (await stateAt(desk, asked.id)) === 'placed')
  expect(await desk.client.pharmacy.getOrder({ orderId: asked.id })).toMatchObject({
    lines: [{ allocations: [{ batchNumber: 'P-1', quantity: 5 }] }],
    events: [{ state: 'requested' }, { state: 'placed', by: 'MediChain', note: 'Confirmed at Pharmacy' }],
  })
  expect(await onHand(desk, productId)).toBe(35)
  await desk.client.billing.takePayment({ ...payment, method: 'cash' })
  await meet(all)
  await pharmacy.client.pharmacy.dispense({ orderId: asked.id })
  const { items } = await pharmacy.client.audit.listEntries({ limit: 200 })
  expect(items).toContainEqual(expect.objectContaining({ action: 'pharmacy.answerRequest', actorName: 'MediChain' }))
  await meet(all)
  expectAlike(all)
})

test('of two who ask for the last box apart one gets it, and the other is told why not and has a task', async () => {
  const { relay, desk, pharmacy, productId, ask, all } = await openShelf(10)
  const annex = await scene.joined(desk, 'Annex')
  annex.records.database.transact((db) => saveMedicine(db, acetaminophen))
  const everybody = [...all, annex]
  await meet(everybody)
  relay.cut()
  const [first, second] = [await ask(10, desk), await ask(10, annex)]
  relay.mend()
  await meet(everybody)
  const states = async () => Promise.all([first, second].map(({ id }) => stateAt(desk, id)))
  await desk.until(async () => !(await states()).includes('requested'))
  await meet(everybody)
  expect((await states()).sort()).toEqual(['declined', 'placed'])
  const loser = (await stateAt(desk, first.id)) === 'declined' ? first : second
  const declined = await annex.client.pharmacy.getOrder({ orderId: loser.id })
  const reason = `There is not enough ${acetaminophen.name} on the shelf. None is left.`
  expect(declined.events.at(-1)).toMatchObject({ state: 'declined', note: reason })
  expect(await annex.client.billing.getCharge({ kind: 'order', id: loser.id })).toMatchObject({ outstandingMinor: 0 })
  const { items: tasks } = await annex.client.tasks.list({})
  expect(tasks).toMatchObject([{ kind: 'order-declined', title: expect.stringContaining(reason) }])
  expect(await onHand(pharmacy, productId)).toBe(0)
  expectAlike(everybody)
})

test('a request waits for a workstation that is off, is answered once when it is back, and not again after it starts anew', async () => {
  const { desk, pharmacy, productId, ask } = await openShelf(40)
  await pharmacy.node.close()
  const asked = await ask(5)
  const taken = await ask(3)
  await desk.client.pharmacy.cancelOrder({ orderId: taken.id, reason: 'The patient left' })
  expect(await stateAt(desk, asked.id)).toBe('requested')
  await pharmacy.restart()
  await pharmacy.signIn()
  await meet([pharmacy, desk])
  await desk.until(async () => (await stateAt(desk, asked.id)) === 'placed')
  for (let times = 0; times < 2; times += 1) {
    await pharmacy.restart()
    await pharmacy.signIn()
    await pharmacy.records.answerRequests()
    await meet([pharmacy, desk])
  }
  expect(await onHand(pharmacy, productId)).toBe(35)
  expect(await stateAt(pharmacy, taken.id)).toBe('cancelled')
  expect((await pharmacy.client.pharmacy.getOrder({ orderId: asked.id })).version).toBe(2)
  expectAlike([desk, pharmacy])
})
