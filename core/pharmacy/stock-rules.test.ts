import fc from 'fast-check'
import { expect, test } from 'vitest'
import { amoxicillin, batch, id, paracetamol, patientId, prescription, today } from '../../tests/support/samples.js'
import { PatientId, PrescriptionId, ProductId } from '../kernel/ids.js'
import { allocate, availableIn, matchLines, priceLines, verifyStock } from './rules.js'

const facts = {
  patientId,
  products: new Map([amoxicillin, paracetamol].map((product) => [product.id, product])),
  prescriptions: new Map([[prescription.id, prescription]]),
  today,
}
const line = (
  quantity: number,
  change: Partial<{ productId: ProductId; prescriptionId: PrescriptionId | null }> = {},
) => ({
  productId: amoxicillin.id,
  prescriptionId: prescription.id,
  quantity,
  ...change,
})

test('stock goes out first to expire first', () => {
  expect(allocate(amoxicillin.batches, 25, today)).toEqual({
    ok: true,
    value: [
      { batchId: id('b'), batchNumber: 'B-b', expiresOn: '2026-12-31', quantity: 20 },
      { batchId: id('a'), batchNumber: 'B-a', expiresOn: '2027-01-31', quantity: 5 },
    ],
  })
})

test('a batch is used through its last day, and never after', () => {
  expect(availableIn([batch('a', today, 5)], today)).toBe(5)
  expect(allocate([batch('a', '2026-11-20', 5)], 1, today)).toEqual({
    ok: false,
    refusal: { code: 'OUT_OF_STOCK', available: 0 },
  })
})

test('an allocation is the quantity, from what has not expired, no more than is on hand, earliest expiry first', () => {
  const days = fc
    .integer({ min: 1, max: 60 })
    .map((day) => new Date(Date.UTC(2026, 10, day)).toISOString().slice(0, 10))
  const shelves = fc
    .array(fc.record({ expiresOn: days, onHand: fc.integer({ min: -3, max: 40 }) }), { maxLength: 8 })
    .map((batches) => batches.map(({ expiresOn, onHand }, n) => batch(String.fromCharCode(97 + n), expiresOn, onHand)))
  fc.assert(
    fc.property(shelves, fc.integer({ min: 1, max: 120 }), (batches, quantity) => {
      const usable = batches.filter(({ expiresOn, onHand }) => onHand > 0 && expiresOn >= today)
      const available = usable.reduce((sum, { onHand }) => sum + onHand, 0)
      const decision = allocate(batches, quantity, today)
      expect(decision.ok).toBe(quantity <= available)
      if (!decision.ok) {
        expect(decision.refusal.available).toBe(available)
        return
      }
      const taken = new Map(decision.value.map((allocation) => [allocation.batchId, allocation.quantity]))
      expect(taken.size).toBe(decision.value.length)
      expect(decision.value.reduce((sum, allocation) => sum + allocation.quantity, 0)).toBe(quantity)
      for (const allocation of decision.value) {
        const source = usable.find((one) => one.id === allocation.batchId)
        expect(allocation.quantity).toBeGreaterThan(0)
        expect(allocation.quantity).toBeLessThanOrEqual(source?.onHand ?? 0)
        // Whatever expires earlier is used up.
        for (const earlier of usable.filter(({ expiresOn }) => expiresOn < allocation.expiresOn))
          expect(taken.get(earlier.id)).toBe(earlier.onHand)
      }
    }),
  )
})

test('two lines of one product share its stock', () => {
  const decision = priceLines([line(25), line(5)], facts)
  expect(decision.ok && decision.value.map(({ allocations }) => allocations.map(({ quantity }) => quantity))).toEqual([
    [20, 5],
    [5],
  ])
  expect(priceLines([line(25), line(6)], facts)).toEqual({
    ok: false,
    refusal: { code: 'OUT_OF_STOCK', product: amoxicillin.name, available: 5 },
  })
})

test('a line costs its quantity times the price of one', () => {
  const decision = priceLines([line(21)], facts)
  expect(decision).toMatchObject({ ok: true, value: [{ quantity: 21, unitPriceMinor: 25, totalMinor: 525 }] })
})

const refusalOf = (lines: Parameters<typeof matchLines>[0], change: Partial<typeof facts> = {}) => {
  const decision = matchLines(lines, { ...facts, ...change })
  return decision.ok ? 'fits' : decision.refusal
}

test('a line needs a product that is sold here, and a prescription where its medicine does', () => {
  expect(refusalOf([line(21)])).toBe('fits')
  expect(refusalOf([line(5, { productId: paracetamol.id, prescriptionId: null })])).toBe('fits')
  expect(refusalOf([line(1, { productId: ProductId.parse(id('x')) })])).toEqual({ code: 'PRODUCT_UNKNOWN' })
  expect(refusalOf([line(21, { prescriptionId: null })])).toEqual({
    code: 'PRESCRIPTION_REQUIRED',
    product: amoxicillin.name,
  })
  expect(refusalOf([line(21, { prescriptionId: PrescriptionId.parse(id('x')) })])).toEqual({
    code: 'PRESCRIPTION_UNKNOWN',
  })
})

test('a prescription is for its person, its medicine and its quantity, all lines together', () => {
  expect(refusalOf([line(21)], { patientId: PatientId.parse(id('q')) })).toEqual({
    code: 'NOT_PRESCRIBED',
    reason: 'R-7K3F9Q was prescribed for another person.',
  })
  expect(refusalOf([line(5, { productId: paracetamol.id })])).toEqual({
    code: 'NOT_PRESCRIBED',
    reason: 'R-7K3F9Q is for Amoxicillin 500 MG Oral Tablet, not for Acetaminophen 325 MG Oral Tablet.',
  })
  expect(refusalOf([line(14), line(8)])).toEqual({
    code: 'NOT_PRESCRIBED',
    reason: 'R-7K3F9Q allows 21 with each fill; this order asks for 22.',
  })
})

test('a product is verified when every batch that can be sold is on record', () => {
  expect(verifyStock('Cosmos', amoxicillin.batches, today)).toEqual({
    isVerified: true,
    statement: 'All 2 batches on the shelf have a number, an expiry date and a manufacturer on record.',
  })
  expect(verifyStock('Cosmos', [batch('a', '2027-01-31', 1), batch('b', '2026-11-20', 3)], today)).toEqual({
    isVerified: true,
    statement:
      'The batch on the shelf has a number, an expiry date and a manufacturer on record. Take expired stock off the shelf: B-b.',
  })
  expect(verifyStock('Cosmos', [], today)).toEqual({
    isVerified: false,
    statement: 'Nothing that can be sold is on the shelf to verify.',
  })
  expect(verifyStock(' ', amoxicillin.batches, today).isVerified).toBe(false)
  expect(verifyStock('Cosmos', [{ ...batch('a', '2027-01-31', 1), batchNumber: '' }], today).isVerified).toBe(false)
})
