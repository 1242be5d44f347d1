import { expect, test } from 'vitest'
import type { TestClinic } from '../../tests/support/clinic.js'
import { eachInClinic } from '../../tests/support/each-clinic.js'
import { openPharmacy, pay } from '../../tests/support/open-pharmacy.js'
import { refusal } from '../../tests/support/refusal.js'
import { amoxicillin } from '../../tests/support/visit.js'
import { savePlan } from '../insurance/intake.js'
import { OrderId } from '../kernel/ids.js'

let clinic: TestClinic

eachInClinic((opened) => {
  clinic = opened
})

const unknownId = 'z'.repeat(22)
const address = { line: 'Moi Avenue 1', city: 'Nairobi', postalCode: null, jurisdiction: 'KE' } as const

test('an order is paid, dispensed, shipped and handed over, and says when and by whom', async () => {
  const { order, desk, pharmacist } = await openPharmacy(clinic)
  const { id } = await desk.pharmacy.placeOrder(order({ delivery: { kind: 'ship', address } }))
  const ship = { orderId: id, carrier: 'Sendy', trackingNumber: 'SN-1' }
  expect(await refusal(clinic, pharmacist.pharmacy.dispense({ orderId: id }))).toEqual({
    code: 'PAYMENT_DUE',
    data: { outstandingMinor: 525 },
  })
  await pay(desk, id, 525)
  expect(await refusal(clinic, pharmacist.pharmacy.ship(ship))).toMatchObject({ code: 'NOT_NEXT' })
  expect(await refusal(clinic, desk.pharmacy.dispense({ orderId: id }))).toMatchObject({ code: 'FORBIDDEN' })
  clinic.clock.advance(10)
  await pharmacist.pharmacy.dispense({ orderId: id })
  const received = { orderId: id, receivedBy: 'Juma Otieno' }
  expect(await refusal(clinic, pharmacist.pharmacy.handOver(received))).toMatchObject({ code: 'NOT_NEXT' })
  clinic.clock.advance(10)
  await pharmacist.pharmacy.ship(ship)
  clinic.clock.advance(10)
  const delivered = await pharmacist.pharmacy.handOver(received)
  const by = clinic.staff('pharmacist').session.staff.displayName
  expect(delivered).toMatchObject({ state: 'delivered', trackingNumber: 'SN-1', version: 4 })
  expect(delivered.events.slice(1)).toEqual([
    { state: 'dispensed', at: '2026-11-21T06:10:00.000Z', by, note: null },
    { state: 'shipped', at: '2026-11-21T06:20:00.000Z', by, note: 'Sendy, SN-1' },
    { state: 'delivered', at: '2026-11-21T06:30:00.000Z', by, note: 'Received by Juma Otieno' },
  ])
  expect(await desk.pharmacy.getOrder({ orderId: id })).toEqual(delivered)
  expect(
    clinic.database.rows(`SELECT kind, version FROM chain_commitments WHERE record_id = $id ORDER BY n`, { id }),
  ).toEqual([
    { kind: 'order', version: 1 },
    { kind: 'dispense', version: 1 },
    { kind: 'order', version: 2 },
    { kind: 'order', version: 3 },
    { kind: 'order', version: 4 },
  ])
})

test('what insurance pays is not due at the counter', async () => {
  const { order, desk, pharmacist, patient } = await openPharmacy(clinic)
  const benefit = { isCovered: true, copayMinor: null, coinsurancePercent: 20, deductibleApplies: false }
  clinic.records.journal.transact(
    { actorId: 'set-up', actorName: 'Set-up', action: 'insurance.savePlan', door: 'system' },
    (unit) =>
      savePlan(unit, {
        id: 'silver',
        name: 'Silver',
        payerName: 'Afya',
        currency: 'USD',
        deductibleMinor: 0,
        outOfPocketMaxMinor: null,
        visitLimit: null,
        benefits: [{ ...benefit, category: 'generic-medicine' }],
        notes: '',
      }),
  )
  const coverage = await desk.insurance.addCoverage({
    patientId: patient.id,
    planId: 'silver',
    memberNumber: 'M-1',
    validFrom: '2026-01-01',
    validUntil: null,
  })
  const { id } = await desk.pharmacy.placeOrder(order({ coverageId: coverage.id }))
  expect(await refusal(clinic, pharmacist.pharmacy.dispense({ orderId: id }))).toEqual({
    code: 'PAYMENT_DUE',
    data: { outstandingMinor: 105 },
  })
  expect(await desk.billing.getCharge({ kind: 'order', id })).toMatchObject({ outstandingMinor: 105 })
  await pay(desk, id, 105)
  expect(await pharmacist.pharmacy.dispense({ orderId: id })).toMatchObject({ state: 'dispensed' })
})

test('an order for the counter is not shipped', async () => {
  const { order, desk, pharmacist } = await openPharmacy(clinic)
  const { id } = await desk.pharmacy.placeOrder(order())
  await pay(desk, id, 525)
  await pharmacist.pharmacy.dispense({ orderId: id })
  const ship = { orderId: id, carrier: 'Sendy', trackingNumber: 'SN-1' }
  expect(await refusal(clinic, pharmacist.pharmacy.ship(ship))).toMatchObject({ code: 'NOT_SHIPPED' })
  expect(await pharmacist.pharmacy.handOver({ orderId: id, receivedBy: 'Amina' })).toMatchObject({ state: 'delivered' })
})

test('what expired while it lay ready is not dispensed', async () => {
  const { order, desk, pharmacist } = await openPharmacy(clinic)
  const { id } = await desk.pharmacy.placeOrder(order())
  await pay(desk, id, 525)
  clinic.clock.set('2027-01-01T06:00:00.000Z')
  expect(await refusal(clinic, pharmacist.pharmacy.dispense({ orderId: id }))).toEqual({
    code: 'BATCH_EXPIRED',
    data: { batchNumber: 'SOON' },
  })
})

test('a canceled order returns its stock, and the fill it made stays used', async () => {
  const { order, desk, pharmacist, prescription } = await openPharmacy(clinic)
  const { id } = await desk.pharmacy.placeOrder(order())
  const cancel = { orderId: id, reason: 'Not wanted' }
  await pay(desk, id, 100)
  expect(await refusal(clinic, desk.pharmacy.cancelOrder(cancel))).toMatchObject({ code: 'ALREADY_PAID' })
  const [payment] = clinic.database.rows<{ id: string }>('SELECT id FROM payments')
  await desk.billing.refundPayment({ paymentId: payment?.id as never, reason: 'Canceled' })
  expect(await desk.pharmacy.cancelOrder(cancel)).toMatchObject({
    state: 'cancelled',
    events: [{}, { note: 'Not wanted' }],
  })
  const { items } = await desk.pharmacy.listProducts({ rxNormCode: amoxicillin.rxNormCode })
  expect(items).toMatchObject([{ available: 110 }])
  expect(await pharmacist.prescriptions.get({ prescriptionId: prescription.id })).toMatchObject({ state: 'filled' })
  expect(await refusal(clinic, desk.pharmacy.cancelOrder(cancel))).toMatchObject({ code: 'NOT_NEXT' })
})

test('an order that is not known is said so at every step', async () => {
  await openPharmacy(clinic)
  const { pharmacy } = await clinic.as('pharmacist')
  const orderId = OrderId.parse(unknownId)
  for (const call of [
    pharmacy.getOrder({ orderId }),
    pharmacy.dispense({ orderId }),
    pharmacy.ship({ orderId, carrier: 'Sendy', trackingNumber: '1' }),
    pharmacy.handOver({ orderId, receivedBy: 'Amina' }),
    pharmacy.cancelOrder({ orderId, reason: 'None' }),
  ])
    expect(await refusal(clinic, call)).toMatchObject({ code: 'ORDER_UNKNOWN' })
})

test('orders are listed newest first, in pages, by state, patient and visit', async () => {
  const { order, desk, stock, patient, visit } = await openPharmacy(clinic)
  const line = { productId: stock.acetaminophenId, quantity: 10, prescriptionId: null }
  const placed = []
  for (const consultationId of [visit.id, null, visit.id]) {
    clinic.clock.advance(1)
    placed.unshift((await desk.pharmacy.placeOrder(order({ lines: [line], consultationId }))).id)
  }
  const first = await desk.pharmacy.listOrders({ patientId: patient.id, limit: 2 })
  expect(first.items.map(({ id }) => id)).toEqual(placed.slice(0, 2))
  expect(first.items[0]).toMatchObject({
    patientName: 'Amina Otieno',
    patientCode: patient.code,
    description: 'Acetaminophen 325 MG Oral Tablet × 10',
    prescriptionCheck: 'not-needed',
  })
  const second = await desk.pharmacy.listOrders({ patientId: patient.id, limit: 2, cursor: first.nextCursor ?? '' })
  expect(second).toMatchObject({ items: [{ id: placed[2] }], nextCursor: null })
  expect((await desk.pharmacy.listOrders({ consultationId: visit.id })).items).toHaveLength(2)
  expect((await desk.pharmacy.listOrders({ state: 'dispensed' })).items).toEqual([])
})
