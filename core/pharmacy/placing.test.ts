import { expect, test } from 'vitest'
import type { TestClinic } from '../../tests/support/clinic.js'
import { eachInClinic } from '../../tests/support/each-clinic.js'
import { openPharmacy } from '../../tests/support/open-pharmacy.js'
import { refusal } from '../../tests/support/refusal.js'
import { acetaminophen, amoxicillin, beginVisit } from '../../tests/support/visit.js'
import { ConsultationId, CoverageId, PatientId, PrescriptionId, ProductId } from '../kernel/ids.js'
import type { PlaceOrder } from './model.js'

let clinic: TestClinic

eachInClinic((opened) => {
  clinic = opened
})

const unknownId = 'z'.repeat(22)
const address = { line: 'Moi Avenue 1', city: 'Nairobi', postalCode: null, jurisdiction: 'KE' } as const

test('an order takes what expires first from the shelf, fills its prescription and tells the chain', async () => {
  const { patient, visit, stock, prescription, order, desk, pharmacist } = await openPharmacy(clinic)
  const placed = await desk.pharmacy.placeOrder(order())
  const by = clinic.staff('front-desk').session.staff.displayName
  expect(placed).toEqual({
    id: expect.any(String),
    code: expect.stringMatching(/^O-/),
    fillStanding: 'provisional',
    askedOf: null,
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
  const { order, desk, prescription } = await openPharmacy(clinic, { refills: 1 })
  await desk.pharmacy.placeOrder(order())
  await desk.pharmacy.placeOrder(order())
  expect(await refusal(clinic, desk.pharmacy.placeOrder(order()))).toEqual({
    code: 'PRESCRIPTION_FILLED',
    data: { prescriptionId: prescription.id },
  })
})

test('an order at the counter closes the step of the visit that prescribed it', async () => {
  const { order, desk, visit, doctor, stock } = await openPharmacy(clinic)
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
  const { order, desk } = await openPharmacy(clinic)
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
  const { order, desk } = await openPharmacy(clinic)
  const request = order()
  const placed = await Promise.all([desk.pharmacy.placeOrder(request), desk.pharmacy.placeOrder(request)])
  expect(new Set(placed.map(({ id }) => id)).size).toBe(1)
  expect((await desk.pharmacy.listOrders({})).items).toHaveLength(1)
})

test('a prescription medicine needs its own prescription, of this person and for no more than it says', async () => {
  const { order, desk, stock, prescription, doctor } = await openPharmacy(clinic)
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
    data: { reason: `${prescription.doctorName} canceled it: Wrong strength.` },
  })
})

test('a prescription that was tampered with is not filled', async () => {
  const { order, desk, prescription } = await openPharmacy(clinic)
  clinic.database.transact((db) => db.run(`UPDATE prescriptions SET content = json_set(content, '$.quantity', 210)`))
  expect(await refusal(clinic, desk.pharmacy.placeOrder(order()))).toEqual({
    code: 'PRESCRIPTION_NOT_VALID',
    data: { reason: `The content is not what was signed. Do not fill it; ask ${prescription.doctorName}.` },
  })
})

test('more than is on the shelf is refused, and what has expired is not on it', async () => {
  const { order, desk, stock } = await openPharmacy(clinic)
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
  const { order, desk } = await openPharmacy(clinic)
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
  const { order, desk } = await openPharmacy(clinic)
  const bad = { ...order(), ...change } as PlaceOrder
  expect(await refusal(clinic, desk.pharmacy.placeOrder(bad))).toMatchObject({ code: 'BAD_REQUEST' })
})
