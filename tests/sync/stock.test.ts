import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ProductId } from '../../core/kernel/ids.js'
import { saveMedicine } from '../../core/prescriptions/intake.js'
import { codeOf } from '../support/catalogue.js'
import { acetaminophen } from '../support/visit.js'
import { meet, Scene, type Workstation } from './workstations.js'

let scene: Scene
beforeEach(() => {
  scene = new Scene()
})
afterEach(() => scene.close())

/** Two workstations of one clinic, the second an administrator's, and forty boxes on the first one's shelf. */
async function openShelf() {
  const { first } = await scene.clinic(await scene.relay())
  const [administrator] = await first.client.identity.listStaff({})
  if (!administrator) throw new Error('Nobody works here.')
  const { id: staffId, version, displayName } = administrator
  await first.client.identity.updateStaff({ staffId, version, displayName, roles: ['tenant-admin', 'pharmacist'] })
  const annex = await scene.joined(first, 'Annex', true)
  for (const { records } of [first, annex]) records.database.transact((db) => saveMedicine(db, acetaminophen))
  const offer = { rxNormCode: acetaminophen.rxNormCode, manufacturer: 'Cosmos', unitPriceMinor: 25, reorderLevel: 0 }
  const { id: productId } = await first.client.pharmacy.saveProduct(offer)
  const delivery = { productId, batchNumber: 'P-1', expiresOn: '2090-01-31', quantity: 40 }
  const { batches } = await first.client.pharmacy.receiveStock(delivery)
  const batchId = batches[0]?.id
  if (!batchId) throw new Error('Nothing was received.')
  await meet([first, annex])
  return { first, annex, productId, batchId }
}

async function productAt({ client }: Workstation, rxNormCode = acetaminophen.rxNormCode) {
  const [product] = (await client.pharmacy.listProducts({ rxNormCode })).items
  if (!product) throw new Error('It is not sold here.')
  return product
}

const order = (workstation: Workstation, patientId: string, productId: ProductId, quantity: number) =>
  workstation.client.pharmacy.placeOrder({
    idempotencyKey: `${patientId.slice(0, 18)}${String(quantity).padStart(4, '0')}` as never,
    patientId: patientId as never,
    consultationId: null,
    lines: [{ productId, quantity, prescriptionId: null }],
    delivery: { kind: 'pickup' },
    coverageId: null,
  })

test('only the workstation that has a line takes from it, and a part that is handed over is the other one’s when it comes there', async () => {
  const { first, annex, productId, batchId } = await openShelf()
  const patientId = await first.register('Otieno')
  await meet([first, annex])
  expect(await productAt(annex)).toMatchObject({
    available: 40,
    availableHere: 0,
    batches: [{ id: batchId, keptAt: 'Front desk', isKeptHere: false, isSiteRemoved: false }],
  })
  expect(await codeOf(order(annex, patientId, productId, 41))).toBe('OUT_OF_STOCK')
  expect(await codeOf(annex.client.pharmacy.adjustStock({ batchId, change: -1, reason: 'Broken' }))).toBe(
    'KEPT_ELSEWHERE',
  )
  const here = first.records.deviceId
  const to = annex.records.deviceId
  const transfer = { batchId, to, quantity: 15 }
  expect(await codeOf(annex.client.pharmacy.transferStock({ ...transfer, to: here }))).toBe('KEPT_ELSEWHERE')
  expect(await codeOf(first.client.pharmacy.transferStock({ ...transfer, quantity: 41 }))).toBe('BELOW_ZERO')
  expect(await codeOf(first.client.pharmacy.transferStock({ ...transfer, to: here }))).toBe('SAME_SITE')
  expect(await codeOf(annex.client.pharmacy.takeOverStock({ batchId }))).toBe('SITE_IN_USE')
  // An order that was promised from the first one's shelf is dispensed there, also after what is left was handed over.
  const placed = await order(first, patientId, productId, 5)
  expect(await first.client.pharmacy.transferStock(transfer)).toMatchObject({ available: 35, availableHere: 20 })
  // Until it comes there it is nobody’s to dispense: at most one has it at any time.
  expect(await productAt(first)).toMatchObject({ available: 35, availableHere: 20 })
  expect(await productAt(annex)).toMatchObject({ availableHere: 0 })
  await meet([first, annex])
  expect(await productAt(annex)).toMatchObject({ available: 35, availableHere: 15 })
  expect(await codeOf(annex.client.pharmacy.dispense({ orderId: placed.id }))).toBe('KEPT_ELSEWHERE')
  expect(await order(annex, patientId, productId, 15)).toMatchObject({ state: 'placed', askedOf: null })
  expect(await codeOf(order(annex, patientId, productId, 21))).toBe('OUT_OF_STOCK')
  await meet([first, annex])
  expect(await productAt(first)).toMatchObject({ available: 20, availableHere: 20 })
  expect(annex.hash()).toBe(first.hash())
  expect([...first.defects, ...annex.defects]).toEqual([])
})

test('what a removed workstation kept is taken over by an administrator, and is one workstation’s again', async () => {
  const { first, annex, productId, batchId } = await openShelf()
  const patientId = await first.register('Achieng')
  await meet([first, annex])
  await annex.client.devices.revoke({ id: first.records.deviceId })
  expect((await productAt(annex)).batches).toMatchObject([{ keptAt: 'Front desk', isSiteRemoved: true }])
  expect(await codeOf(order(annex, patientId, productId, 5))).toBe('KEPT_ELSEWHERE')
  expect(await annex.client.pharmacy.takeOverStock({ batchId })).toMatchObject({
    available: 40,
    availableHere: 40,
    batches: [{ id: batchId, siteId: annex.records.deviceId, isKeptHere: true, isSiteRemoved: false }],
  })
  await order(annex, patientId, productId, 5)
  const third = await scene.joined(annex, 'Pharmacy')
  third.records.database.transact((db) => saveMedicine(db, acetaminophen))
  await meet([annex, third])
  expect((await productAt(third)).batches).toMatchObject([{ onHand: 35, keptAt: 'Annex', isKeptHere: false }])
  expect([...annex.defects, ...third.defects]).toEqual([])
})
