import { expect, test } from 'vitest'
import { randomIds } from '../../node/system.js'
import type { TestClinic } from '../../tests/support/clinic.js'
import { eachInClinic } from '../../tests/support/each-clinic.js'
import { acetaminophen, amoxicillin, beginVisit, refusal, stockUp } from '../../tests/support/visit.js'
import { savePlan } from '../insurance/intake.js'
import { BatchId, ConsultationId, CoverageId, OrderId, PatientId, PrescriptionId, ProductId } from '../kernel/ids.js'
import type { IssuePrescription } from '../prescriptions/model.js'
import type { PlaceOrder } from './model.js'

let clinic: TestClinic

eachInClinic((opened) => {
  clinic = opened
})

const unknownId = 'z'.repeat(22)
const address = { line: 'Moi Avenue 1', city: 'Nairobi', postalCode: null, jurisdiction: 'KE' } as const

/** A visit with a prescription for 21 tablets, a stocked pharmacy, and the order that fits. */
async function openPharmacy(change: Partial<IssuePrescription> = {}) {
  const { patient, visit, doctor } = await beginVisit(clinic)
  const stock = stockUp(clinic)
  const prescription = await doctor.prescriptions.issue({
    consultationId: visit.id,
    rxNormCode: amoxicillin.rxNormCode,
    dose: 1,
    doseUnit: 'tablet',
    route: 'oral',
    frequency: 'three-times-daily',
    durationDays: 7,
    quantity: 21,
    refills: 0,
    note: null,
    overrideReason: null,
    ...change,
  })
  const order = (changes: Partial<PlaceOrder> = {}): PlaceOrder => ({
    idempotencyKey: randomIds.newId(),
    patientId: patient.id,
    consultationId: visit.id,
    lines: [{ productId: stock.amoxicillinId, quantity: 21, prescriptionId: prescription.id }],
    delivery: { kind: 'pickup' },
    coverageId: null,
    ...changes,
  })
  const [desk, pharmacist] = await Promise.all([clinic.as('front-desk'), clinic.as('pharmacist')])
  return { patient, visit, doctor, stock, prescription, order, desk, pharmacist }
}

const pay = (desk: Awaited<ReturnType<typeof openPharmacy>>['desk'], id: OrderId, amountMinor: number) =>
  desk.billing.takePayment({
    idempotencyKey: randomIds.newId(),
    payable: { kind: 'order', id },
    amountMinor,
    currency: 'USD',
    method: 'cash',
    reference: null,
  })

test('an order takes what expires first from the shelf, fills its prescription and tells the chain', async () => {
  const { patient, visit, stock, prescription, order, desk, pharmacist } = await openPharmacy()
  const placed = await desk.pharmacy.placeOrder(order())
  const by = clinic.staff('front-desk').session.staff.displayName
  expect(placed).toEqual({
    id: expect.any(String),
    code: expect.stringMatching(/^O-/),
    fillStanding: 'provisional',
    patientId: patient.id,
    consultationId: visit.id,
    lines: [
      {
        productId: stock.amoxicillinId,
        name: amoxicillin.name,
        isBrand: false,
        quantity: 21,
        unitPriceMinor: 25,
        totalMinor: 525,
        prescriptionId: prescription.id,
        allocations: [
          { batchId: stock.soonBatchId, batchNumber: 'SOON', expiresOn: '2026-12-31', quantity: 10 },
          { batchId: stock.lateBatchId, batchNumber: 'LATE', expiresOn: '2027-11-30', quantity: 11 },
        ],
      },
    ],
    totalMinor: 525,
    currency: 'USD',
    delivery: { kind: 'pickup' },
    state: 'placed',
    // This clinic's chain does not run: the signature alone was checked.
    prescriptionCheck: 'signature',
    trackingNumber: null,
    events: [{ state: 'placed', at: '2026-11-21T06:00:00.000Z', by, note: null }],
    placedAt: '2026-11-21T06:00:00.000Z',
    version: 1,
    proof: {
      state: 'signed',
      commitment: expect.stringMatching(/^0x[0-9a-f]{64}$/),
      txHash: null,
      blockNumber: null,
      onChainId: null,
    },
  })
  const { items } = await desk.pharmacy.listProducts({ rxNormCode: amoxicillin.rxNormCode })
  expect(items).toMatchObject([{ available: 89, batches: [{ onHand: 0 }, { onHand: 89 }] }])
  expect(await pharmacist.prescriptions.get({ prescriptionId: prescription.id })).toMatchObject({
    state: 'filled',
    fillsUsed: 1,
    fillsLeft: 0,
  })
  const calls = clinic.database.rows<{ call: string }>(`SELECT call FROM chain_calls WHERE fn = 'fillPrescription'`)
  expect(calls.map(({ call }) => JSON.parse(call))).toEqual([
    {
      fn: 'fillPrescription',
      prescription: prescription.verificationHash,
      pharmacy: clinic.records.keys.clinicAddress,
      signed: expect.objectContaining({ signer: clinic.staff('front-desk').key.address }),
    },
  ])
})

test('a second fill of the same prescription is refused, and a refill is filled', async () => {
  const { order, desk, prescription } = await openPharmacy({ refills: 1 })
  await desk.pharmacy.placeOrder(order())
  await desk.pharmacy.placeOrder(order())
  expect(await refusal(clinic, desk.pharmacy.placeOrder(order()))).toEqual({
    code: 'PRESCRIPTION_FILLED',
    data: { prescriptionId: prescription.id },
  })
})

test('an order at the counter closes the step of the visit that prescribed it', async () => {
  const { order, desk, visit, doctor, stock } = await openPharmacy()
  const stepOf = async () => {
    const { steps } = await doctor.encounters.getVisit({ consultationId: visit.id })
    return steps.find(({ name }) => name === 'ordered')?.state
  }
  const other = { productId: stock.acetaminophenId, quantity: 10, prescriptionId: null }
  expect(await desk.pharmacy.placeOrder(order({ lines: [other], consultationId: null }))).toMatchObject({
    consultationId: null,
  })
  expect(await stepOf()).not.toBe('done')
  expect(await desk.pharmacy.placeOrder(order({ consultationId: null }))).toMatchObject({ consultationId: visit.id })
  expect(await stepOf()).toBe('done')
})

test('the same key with the same content gives the first order again, with other content nothing', async () => {
  const { order, desk } = await openPharmacy()
  const request = order()
  const placed = await desk.pharmacy.placeOrder(request)
  expect(await desk.pharmacy.placeOrder({ ...request })).toEqual(placed)
  const [first, second] = await Promise.all([desk.pharmacy.placeOrder(request), desk.pharmacy.placeOrder(request)])
  expect([first.id, second.id]).toEqual([placed.id, placed.id])
  expect(await refusal(clinic, desk.pharmacy.placeOrder({ ...request, consultationId: null }))).toMatchObject({
    code: 'KEY_REUSED',
  })
})

test('two that send one order at the same moment make one order', async () => {
  const { order, desk } = await openPharmacy()
  const request = order()
  const placed = await Promise.all([desk.pharmacy.placeOrder(request), desk.pharmacy.placeOrder(request)])
  expect(new Set(placed.map(({ id }) => id)).size).toBe(1)
  expect((await desk.pharmacy.listOrders({})).items).toHaveLength(1)
})

test('a prescription medicine needs its own prescription, of this person and for no more than it says', async () => {
  const { order, desk, stock, prescription, doctor } = await openPharmacy()
  const place = (changes: Partial<PlaceOrder>) => refusal(clinic, desk.pharmacy.placeOrder(order(changes)))
  const line = { productId: stock.amoxicillinId, quantity: 21, prescriptionId: prescription.id }
  expect(await place({ lines: [{ ...line, prescriptionId: null }] })).toEqual({
    code: 'PRESCRIPTION_REQUIRED',
    data: { product: amoxicillin.name },
  })
  expect(await place({ lines: [{ ...line, quantity: 22 }] })).toEqual({
    code: 'NOT_PRESCRIBED',
    data: { reason: `${prescription.code} allows 21 with each fill; this order asks for 22.` },
  })
  expect(await place({ lines: [{ ...line, productId: stock.acetaminophenId }] })).toMatchObject({
    code: 'NOT_PRESCRIBED',
  })
  const other = await beginVisit(clinic, { familyName: 'Achieng', from: '11:00' })
  expect(await place({ patientId: other.patient.id, consultationId: null })).toEqual({
    code: 'NOT_PRESCRIBED',
    data: { reason: `${prescription.code} was prescribed for another person.` },
  })
  await doctor.prescriptions.cancel({ prescriptionId: prescription.id, reason: 'Wrong strength' })
  expect(await place({})).toEqual({
    code: 'PRESCRIPTION_NOT_VALID',
    data: { reason: `${prescription.doctorName} cancelled it: Wrong strength.` },
  })
})

test('a prescription that was tampered with is not filled', async () => {
  const { order, desk, prescription } = await openPharmacy()
  clinic.database.transact((db) => db.run(`UPDATE prescriptions SET content = json_set(content, '$.quantity', 210)`))
  expect(await refusal(clinic, desk.pharmacy.placeOrder(order()))).toEqual({
    code: 'PRESCRIPTION_NOT_VALID',
    data: { reason: `The content is not what was signed. Do not fill it; ask ${prescription.doctorName}.` },
  })
})

test('more than is on the shelf is refused, and what has expired is not on it', async () => {
  const { order, desk, stock } = await openPharmacy()
  const lines = (quantity: number) => [{ productId: stock.acetaminophenId, quantity, prescriptionId: null }]
  expect(await refusal(clinic, desk.pharmacy.placeOrder(order({ lines: lines(51) })))).toEqual({
    code: 'OUT_OF_STOCK',
    data: { product: acetaminophen.name, available: 50 },
  })
  clinic.clock.set('2027-07-01T06:00:00.000Z')
  expect(await refusal(clinic, desk.pharmacy.placeOrder(order({ lines: lines(1) })))).toMatchObject({
    code: 'OUT_OF_STOCK',
    data: { available: 0 },
  })
})

test('what an order names must be known here and be this person’s', async () => {
  const { order, desk } = await openPharmacy()
  const other = await beginVisit(clinic, { familyName: 'Achieng', from: '11:00' })
  const codeOf = async (changes: Partial<PlaceOrder>) =>
    (await refusal(clinic, desk.pharmacy.placeOrder(order(changes)))).code
  const line = { productId: ProductId.parse(unknownId), quantity: 1, prescriptionId: null }
  expect(await codeOf({ patientId: PatientId.parse(unknownId) })).toBe('PATIENT_UNKNOWN')
  expect(await codeOf({ consultationId: ConsultationId.parse(unknownId) })).toBe('CONSULTATION_UNKNOWN')
  expect(await codeOf({ consultationId: other.visit.id })).toBe('CONSULTATION_UNKNOWN')
  expect(await codeOf({ coverageId: CoverageId.parse(unknownId) })).toBe('COVERAGE_UNKNOWN')
  expect(await codeOf({ lines: [line] })).toBe('PRODUCT_UNKNOWN')
  const prescribed = order().lines.map((asked) => ({ ...asked, prescriptionId: PrescriptionId.parse(unknownId) }))
  expect(await codeOf({ lines: prescribed })).toBe('PRESCRIPTION_UNKNOWN')
})

test.each([
  ['an unknown field', { discount: 1 }],
  ['no line', { lines: [] }],
  ['a key that is no id', { idempotencyKey: 'again' }],
  ['an address of 161 characters', { delivery: { kind: 'ship', address: { ...address, line: 'x'.repeat(161) } } }],
  ['a delivery by air', { delivery: { kind: 'drone' } }],
])('%s is a bad request and changes nothing', async (_what, change) => {
  const { order, desk } = await openPharmacy()
  const bad = { ...order(), ...change } as PlaceOrder
  expect(await refusal(clinic, desk.pharmacy.placeOrder(bad))).toMatchObject({ code: 'BAD_REQUEST' })
})

test('an order is paid, dispensed, shipped and handed over, and says when and by whom', async () => {
  const { order, desk, pharmacist } = await openPharmacy()
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
  const { order, desk, pharmacist, patient } = await openPharmacy()
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
  const { order, desk, pharmacist } = await openPharmacy()
  const { id } = await desk.pharmacy.placeOrder(order())
  await pay(desk, id, 525)
  await pharmacist.pharmacy.dispense({ orderId: id })
  const ship = { orderId: id, carrier: 'Sendy', trackingNumber: 'SN-1' }
  expect(await refusal(clinic, pharmacist.pharmacy.ship(ship))).toMatchObject({ code: 'NOT_SHIPPED' })
  expect(await pharmacist.pharmacy.handOver({ orderId: id, receivedBy: 'Amina' })).toMatchObject({ state: 'delivered' })
})

test('what expired while it lay ready is not dispensed', async () => {
  const { order, desk, pharmacist } = await openPharmacy()
  const { id } = await desk.pharmacy.placeOrder(order())
  await pay(desk, id, 525)
  clinic.clock.set('2027-01-01T06:00:00.000Z')
  expect(await refusal(clinic, pharmacist.pharmacy.dispense({ orderId: id }))).toEqual({
    code: 'BATCH_EXPIRED',
    data: { batchNumber: 'SOON' },
  })
})

test('a cancelled order returns its stock, and the fill it made stays used', async () => {
  const { order, desk, pharmacist, prescription } = await openPharmacy()
  const { id } = await desk.pharmacy.placeOrder(order())
  const cancel = { orderId: id, reason: 'Not wanted' }
  await pay(desk, id, 100)
  expect(await refusal(clinic, desk.pharmacy.cancelOrder(cancel))).toMatchObject({ code: 'ALREADY_PAID' })
  const [payment] = clinic.database.rows<{ id: string }>('SELECT id FROM payments')
  await desk.billing.refundPayment({ paymentId: payment?.id as never, reason: 'Cancelled' })
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
  await openPharmacy()
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
  const { order, desk, stock, patient, visit } = await openPharmacy()
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

test('products are found by words, requirement and stock', async () => {
  const { desk, stock, pharmacist } = await openPharmacy()
  const found = async (filter: Parameters<typeof desk.pharmacy.listProducts>[0]) =>
    (await desk.pharmacy.listProducts(filter)).items.map(({ id }) => id)
  expect(await found({})).toEqual([stock.acetaminophenId, stock.amoxicillinId])
  expect(await found({ text: 'amox cosmos' })).toEqual([stock.amoxicillinId])
  expect(await found({ requiresPrescription: false })).toEqual([stock.acetaminophenId])
  await pharmacist.pharmacy.adjustStock({ batchId: stock.otherBatchId, change: -50, reason: 'Broken' })
  expect(await found({ isInStock: true })).toEqual([stock.amoxicillinId])
  expect(await found({ isInStock: false })).toEqual([stock.acetaminophenId])
  const page = await desk.pharmacy.listProducts({ limit: 1 })
  expect(await found({ limit: 1, cursor: page.nextCursor ?? '' })).toEqual([stock.amoxicillinId])
})

test('a product is offered once, and a delivery fills its shelf', async () => {
  await beginVisit(clinic)
  const { pharmacy } = await clinic.as('pharmacist')
  const offer = { rxNormCode: amoxicillin.rxNormCode, manufacturer: 'Dawa', unitPriceMinor: 30, reorderLevel: 5 }
  const product = await pharmacy.saveProduct(offer)
  expect(product).toMatchObject({
    name: amoxicillin.name,
    available: 0,
    batches: [],
    verification: { isVerified: false },
  })
  expect(await refusal(clinic, pharmacy.saveProduct({ ...offer, manufacturer: 'DAWA' }))).toMatchObject({
    code: 'ALREADY_SOLD',
  })
  expect(await refusal(clinic, pharmacy.saveProduct({ ...offer, rxNormCode: '999' }))).toMatchObject({
    code: 'MEDICINE_UNKNOWN',
  })
  const delivery = { productId: product.id, batchNumber: 'D-1', expiresOn: '2027-01-31', quantity: 40 }
  await pharmacy.receiveStock(delivery)
  expect(await pharmacy.receiveStock(delivery)).toMatchObject({
    available: 80,
    batches: [{ batchNumber: 'D-1', onHand: 80 }],
    verification: { isVerified: true },
  })
  expect(await refusal(clinic, pharmacy.receiveStock({ ...delivery, expiresOn: '2026-11-20' }))).toMatchObject({
    code: 'EXPIRED',
  })
  const productId = ProductId.parse(unknownId)
  expect(await refusal(clinic, pharmacy.receiveStock({ ...delivery, productId }))).toMatchObject({
    code: 'PRODUCT_UNKNOWN',
  })
})

test('a count is corrected with a reason, and never below nothing', async () => {
  const { stock, pharmacist, desk } = await openPharmacy()
  const adjust = { batchId: stock.soonBatchId, change: -3, reason: 'Broken' }
  expect(await pharmacist.pharmacy.adjustStock(adjust)).toMatchObject({ available: 107, batches: [{ onHand: 7 }, {}] })
  expect(await refusal(clinic, pharmacist.pharmacy.adjustStock({ ...adjust, change: -8 }))).toEqual({
    code: 'BELOW_ZERO',
    data: { onHand: 7 },
  })
  expect(
    await refusal(clinic, pharmacist.pharmacy.adjustStock({ ...adjust, batchId: BatchId.parse(unknownId) })),
  ).toMatchObject({ code: 'BATCH_UNKNOWN' })
  expect(await refusal(clinic, desk.pharmacy.adjustStock(adjust))).toMatchObject({ code: 'FORBIDDEN' })
})
