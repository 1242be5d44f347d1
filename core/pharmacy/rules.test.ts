import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BatchId, ConsultationId, OrderId, PatientId, PrescriptionId, ProductId, StaffId } from '../kernel/ids.js'
import type { Prescription } from '../prescriptions/model.js'
import type { FillStanding, Order, OrderLine, Product, StockBatch } from './model.js'
import {
  allocate,
  availableIn,
  decideCancelOrder,
  decideDispense,
  decideHandOver,
  decideRevive,
  decideShip,
  decideVoid,
  describeOrder,
  type FillFacts,
  fillStandingOf,
  matchLines,
  maySupply,
  placedOrder,
  priceLines,
  verifyStock,
  visitOfOrder,
} from './rules.js'

const id = (letter: string) => letter.repeat(22)
const today = '2026-11-21'
const batch = (letter: string, expiresOn: string, onHand: number): StockBatch => ({
  id: BatchId.parse(id(letter)),
  batchNumber: `B-${letter}`,
  expiresOn,
  onHand,
  siteId: 'here',
  keptAt: 'This workstation',
  isKeptHere: true,
  isSiteRemoved: false,
})
const patientId = PatientId.parse(id('p'))
const amoxicillin: Product = {
  id: ProductId.parse(id('m')),
  rxNormCode: '308192',
  name: 'Amoxicillin 500 MG Oral Tablet',
  manufacturer: 'Cosmos',
  isBrand: false,
  isControlled: false,
  requiresPrescription: true,
  unitPriceMinor: 25,
  currency: 'USD',
  available: 30,
  availableHere: 30,
  reorderLevel: 10,
  batches: [batch('a', '2027-01-31', 10), batch('b', '2026-12-31', 20)],
  verification: { isVerified: true, statement: '' },
}
const paracetamol: Product = {
  ...amoxicillin,
  id: ProductId.parse(id('n')),
  rxNormCode: '313782',
  name: 'Acetaminophen 325 MG Oral Tablet',
  requiresPrescription: false,
}
const prescription: Prescription = {
  id: PrescriptionId.parse(id('r')),
  code: 'R-7K3F9Q',
  patientId,
  consultationId: ConsultationId.parse(id('c')),
  doctorId: StaffId.parse(id('d')),
  doctorName: 'Dr Amara',
  medicine: {
    rxNormCode: '308192',
    name: amoxicillin.name,
    ingredients: ['amoxicillin'],
    allergens: [],
    form: 'Oral Tablet',
    isBrand: false,
    isControlled: false,
    requiresPrescription: true,
  },
  dose: 1,
  doseUnit: 'tablet',
  route: 'oral',
  frequency: 'three-times-daily',
  durationDays: 7,
  quantity: 21,
  refills: 0,
  note: null,
  instructions: 'Take 1 tablet by mouth three times a day for 7 days.',
  warnings: [],
  overrideReason: null,
  issuedAt: '2026-11-21T09:10:00.000Z',
  expiresAt: '2027-05-20T21:00:00.000Z',
  state: 'active',
  fillsUsed: 0,
  fillsLeft: 1,
  cancellationReason: null,
  verificationHash: '0x',
  signer: '0x',
  signature: '0x',
  proof: { state: 'signed', commitment: '', txHash: null, blockNumber: null, onChainId: null },
}
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

const at = '2026-11-21T10:00:00.000Z'
const step = { at, by: 'Njeri', note: null }
const lines: OrderLine[] = [
  {
    productId: amoxicillin.id,
    name: amoxicillin.name,
    isBrand: false,
    quantity: 21,
    unitPriceMinor: 25,
    totalMinor: 525,
    prescriptionId: prescription.id,
    allocations: [{ batchId: BatchId.parse(id('b')), batchNumber: 'B-b', expiresOn: '2026-12-31', quantity: 21 }],
  },
]
const made = { id: OrderId.parse(id('o')), code: 'O-7K3F9Q', currency: 'USD', at, by: 'Desk' }
const pickup = { patientId, consultationId: null, delivery: { kind: 'pickup' } } as const
const order: Order = {
  ...placedOrder(pickup, made, lines, 'chain'),
  proof: prescription.proof,
  fillStanding: 'confirmed',
}
const shipped: Order = {
  ...order,
  delivery: { kind: 'ship', address: { line: 'Moi Avenue 1', city: 'Nairobi', postalCode: null, jurisdiction: 'KE' } },
}
const paid = { today, outstandingMinor: 0 }

test('an order begins placed, with the sum of its lines', () => {
  expect(order).toMatchObject({
    state: 'placed',
    totalMinor: 525,
    version: 1,
    events: [{ state: 'placed', at, by: 'Desk', note: null }],
  })
})

test('an order for the counter is dispensed and handed over', () => {
  const dispensed = decideDispense(order, step, paid)
  expect(dispensed).toEqual({
    ok: true,
    value: {
      ...order,
      state: 'dispensed',
      version: 2,
      events: [...order.events, { state: 'dispensed', ...step }],
    },
  })
  expect(dispensed.ok && decideHandOver(dispensed.value, step)).toMatchObject({
    value: { state: 'delivered', version: 3 },
  })
  expect(dispensed.ok && decideShip(dispensed.value, step, 'T-1')).toMatchObject({ refusal: { code: 'NOT_SHIPPED' } })
})

test('an order to be sent is dispensed, shipped and handed over', () => {
  const dispensed: Order = { ...shipped, state: 'dispensed', version: 2 }
  expect(decideHandOver(dispensed, step)).toEqual({ ok: false, refusal: { code: 'NOT_NEXT' } })
  const sent = decideShip(dispensed, step, 'T-1')
  expect(sent).toMatchObject({ ok: true, value: { state: 'shipped', trackingNumber: 'T-1', version: 3 } })
  expect(sent.ok && decideHandOver(sent.value, step)).toMatchObject({ value: { state: 'delivered' } })
  expect(decideShip(shipped, step, 'T-1')).toEqual({ ok: false, refusal: { code: 'NOT_NEXT' } })
})

test('nothing is dispensed before it is paid, or after it has expired', () => {
  expect(decideDispense(order, step, { today, outstandingMinor: 100 })).toEqual({
    ok: false,
    refusal: { code: 'PAYMENT_DUE', outstandingMinor: 100 },
  })
  expect(decideDispense(order, step, { today: '2027-01-01', outstandingMinor: 0 })).toEqual({
    ok: false,
    refusal: { code: 'BATCH_EXPIRED', batchNumber: 'B-b' },
  })
})

test('only what is placed and unpaid can be cancelled', () => {
  expect(decideCancelOrder(order, { ...step, note: 'Not wanted' }, 0)).toMatchObject({
    ok: true,
    value: { state: 'cancelled', version: 2 },
  })
  expect(decideCancelOrder(order, step, 1)).toEqual({ ok: false, refusal: { code: 'ALREADY_PAID' } })
})

test('each step comes once, in its place', () => {
  const states = ['placed', 'dispensed', 'shipped', 'delivered', 'cancelled'] as const
  const next = (of: Order) =>
    states.map((state) => {
      const now = { ...of, state }
      const decisions = [
        decideDispense(now, step, paid),
        decideShip(now, step, 'T-1'),
        decideHandOver(now, step),
        decideCancelOrder(now, step, 0),
      ]
      return decisions.flatMap((decision) => (decision.ok ? decision.value.state : []))
    })
  expect(next(order)).toEqual([['dispensed', 'cancelled'], ['delivered'], [], [], []])
  expect(next(shipped)).toEqual([['dispensed', 'cancelled'], ['shipped'], ['delivered'], [], []])
})

test('an order is described by its first line', () => {
  expect(describeOrder(lines)).toBe('Amoxicillin 500 MG Oral Tablet × 21')
  expect(describeOrder([...lines, ...lines, ...lines])).toBe('Amoxicillin 500 MG Oral Tablet × 21, and 2 more')
})

const visitIds = fc.constantFrom(...['c', 'd', 'e'].map((letter) => ConsultationId.parse(id(letter))))

test('an order at the counter belongs to the visit that prescribed all of it, and otherwise to none', () => {
  fc.assert(
    fc.property(fc.array(visitIds, { maxLength: 4 }), (visits) => {
      const filled = visits.map((consultationId) => ({ consultationId }))
      expect(visitOfOrder(null, filled)).toBe(new Set(visits).size === 1 ? visits[0] : null)
    }),
  )
})

test('an order that was asked for in a visit stays with it, whatever it fills', () => {
  fc.assert(
    fc.property(visitIds, fc.array(visitIds, { maxLength: 4 }), (asked, visits) => {
      const filled = visits.map((consultationId) => ({ consultationId }))
      expect(visitOfOrder(asked, filled)).toBe(asked)
    }),
  )
})

const fills: FillFacts = { hasPrescription: true, state: 'placed', isContested: false, decided: null, onChain: [] }
const chainSays = (state: FillFacts['onChain'][number]['state'], problem: string | null = null) => [{ state, problem }]

test.each<[string, Partial<FillFacts>, FillStanding]>([
  ['needs none without a prescription', { hasPrescription: false }, 'not-needed'],
  ['is provisional while the chain has not been asked', {}, 'provisional'],
  ['is provisional while the chain has not answered', { onChain: chainSays('waiting') }, 'provisional'],
  ['is confirmed by the chain', { onChain: chainSays('anchored') }, 'confirmed'],
  ['is void where the chain took another', { onChain: chainSays('refused', 'AlreadyFilled') }, 'void'],
  [
    'stays provisional where the chain refused for another reason',
    { onChain: chainSays('refused', 'Unknown') },
    'provisional',
  ],
  ['is contested until somebody decides', { isContested: true, onChain: chainSays('anchored') }, 'contested'],
  [
    'is confirmed by a person whatever the chain says',
    { decided: 'this', onChain: chainSays('refused', 'AlreadyFilled') },
    'confirmed',
  ],
  [
    'is void where a person chose another, though the chain took it',
    { decided: 'other', onChain: chainSays('anchored') },
    'void',
  ],
  ['is void once it was taken back', { state: 'cancelled' }, 'void'],
])('a fill %s', (_words, facts, standing) => {
  expect(fillStandingOf({ ...fills, ...facts })).toBe(standing)
})

test('what is provisional may leave the counter, what is contested or void may not', () => {
  const all: FillStanding[] = ['not-needed', 'provisional', 'confirmed', 'contested', 'void']
  expect(all.filter(maySupply)).toEqual(['not-needed', 'provisional', 'confirmed'])
})

test('an order that gives way goes back while it is here, and can be placed again', () => {
  const taken = decideVoid({ ...order, state: 'dispensed' }, step)
  expect(taken).toMatchObject({ ok: true, value: { state: 'cancelled', version: 2 } })
  expect(decideVoid({ ...order, state: 'delivered' }, step)).toMatchObject({ ok: false })
  expect(decideRevive({ ...order, state: 'cancelled' }, step)).toMatchObject({ ok: true, value: { state: 'placed' } })
  expect(decideRevive(order, step)).toMatchObject({ ok: false })
})

test('what another workstation keeps is not taken, and the refusal says where it is', () => {
  const there: StockBatch = { ...batch('t', '2027-01-31', 50), isKeptHere: false, keptAt: 'Annex' }
  const here = batch('h', '2027-02-28', 10)
  expect(allocate([there, here], 10, today)).toMatchObject({ ok: true, value: [{ batchId: here.id, quantity: 10 }] })
  expect(allocate([there, here], 11, today)).toEqual({
    ok: false,
    refusal: { code: 'KEPT_ELSEWHERE', available: 10, places: ['Annex'] },
  })
  const expired = { ...there, expiresOn: '2026-11-20' }
  expect(allocate([expired, here], 11, today)).toMatchObject({ ok: false, refusal: { code: 'OUT_OF_STOCK' } })
})
