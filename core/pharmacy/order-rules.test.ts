import fc from 'fast-check'
import { expect, test } from 'vitest'
import { amoxicillin, batch, id, patientId, prescription, today } from '../../tests/support/samples.js'
import { BatchId, ConsultationId, OrderId } from '../kernel/ids.js'
import type { FillStanding, Order, OrderLine, StockBatch } from './model.js'
import {
  decideCancelOrder,
  decideDispense,
  decideHandOver,
  decideRevive,
  decideShip,
  decideVoid,
  type FillFacts,
  fillStandingOf,
  maySupply,
} from './order-rules.js'
import { allocate, describeOrder, placedOrder, visitOfOrder } from './rules.js'

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
  askedOf: null,
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

test('only what is placed and unpaid can be canceled', () => {
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
