import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ConsultationId, PatientId, PaymentId } from '../kernel/ids.js'
import type { Payment, TakePayment } from './model.js'
import { chargeOf, type Due, decidePayment, isSameRequest, refundOf, totalsOf } from './rules.js'

const payable = { kind: 'consultation', id: ConsultationId.parse('c'.repeat(22)) } as const
const visit: Due = {
  payable,
  code: 'V-7K3F9Q',
  description: 'Visit with Dr. Otieno',
  state: 'booked',
  totalMinor: 120_00,
  currency: 'USD',
  patientShareMinor: null,
  paidMinor: 0,
}
const request: TakePayment = {
  idempotencyKey: 'i'.repeat(22),
  payable,
  amountMinor: 35_00,
  currency: 'USD',
  method: 'card',
  reference: 'T-1',
}
const payment: Payment = {
  id: PaymentId.parse('p'.repeat(22)),
  code: 'K-7K3F9Q',
  patientId: PatientId.parse('q'.repeat(22)),
  payable,
  amountMinor: 35_00,
  currency: 'USD',
  method: 'card',
  reference: 'T-1',
  refundOf: null,
  takenAt: '2026-11-21T09:00:00.000Z',
  takenBy: 'Wanjiru',
  proof: { state: 'signed', commitment: '0x', txHash: null, blockNumber: null, onChainId: null },
}

test('until coverage is verified the patient owes all; then what the verification says', () => {
  expect(chargeOf(visit)).toMatchObject({ totalMinor: 120_00, patientOwesMinor: 120_00, payerOwesMinor: 0 })
  expect(chargeOf({ ...visit, patientShareMinor: 35_00, paidMinor: 10_00 })).toEqual({
    payable,
    code: 'V-7K3F9Q',
    description: 'Visit with Dr. Otieno',
    totalMinor: 120_00,
    payerOwesMinor: 85_00,
    patientOwesMinor: 35_00,
    patientPaidMinor: 10_00,
    outstandingMinor: 25_00,
    currency: 'USD',
  })
})

test.each(['cancelled', 'no-show'])(
  'nothing is owed for what did not take place (%s); what was paid is due back',
  (state) => {
    expect(chargeOf({ ...visit, state, patientShareMinor: 35_00, paidMinor: 35_00 })).toMatchObject({
      totalMinor: 0,
      patientOwesMinor: 0,
      payerOwesMinor: 0,
      outstandingMinor: -35_00,
    })
  },
)

test.each([
  ['more than is owed', { amountMinor: 120_01 }, { code: 'OVERPAYMENT', outstandingMinor: 120_00 }],
  ['another currency', { currency: 'KES' }, { code: 'CURRENCY_MISMATCH', currency: 'USD' }],
])('%s is not taken', (_what, change, refusal) => {
  expect(decidePayment({ ...request, ...change }, chargeOf(visit))).toEqual({ ok: false, refusal })
})

test('nothing is taken where nothing is owed', () => {
  const paid = chargeOf({ ...visit, paidMinor: 120_00 })
  expect(decidePayment(request, paid)).toEqual({ ok: false, refusal: { code: 'NOTHING_DUE' } })
})

test('a key that comes again means the same payment only with the same content', () => {
  expect(isSameRequest(request, payment)).toBe(true)
  for (const change of [
    { amountMinor: 34_00 },
    { currency: 'KES' },
    { method: 'cash' as const },
    { reference: null },
    { payable: { kind: 'consultation' as const, id: ConsultationId.parse('d'.repeat(22)) } },
  ])
    expect(isSameRequest({ ...request, ...change }, payment)).toBe(false)
})

test('a refund gives the whole payment back by the way it came', () => {
  expect(refundOf(payment, 'Visit canceled')).toEqual({
    patientId: payment.patientId,
    payable,
    amountMinor: -35_00,
    currency: 'USD',
    method: 'card',
    reference: 'Visit canceled',
    refundOf: payment.id,
  })
})

test('the day’s totals are kept apart by method and currency, refunds taken off', () => {
  const cash = { ...payment, method: 'cash' as const, amountMinor: 10_00 }
  expect(totalsOf([payment, cash, { ...cash, amountMinor: -4_00 }, { ...cash, currency: 'KES' }])).toEqual([
    { method: 'card', currency: 'USD', amountMinor: 35_00, count: 1 },
    { method: 'cash', currency: 'KES', amountMinor: 10_00, count: 1 },
    { method: 'cash', currency: 'USD', amountMinor: 6_00, count: 2 },
  ])
  expect(totalsOf([])).toEqual([])
})

test('whatever is tried in whatever order, never more is held than is owed, and never less than nothing', () => {
  const attempts = fc.array(
    fc.oneof(fc.record({ take: fc.integer({ min: 1, max: 200_00 }) }), fc.record({ refund: fc.nat({ max: 5 }) })),
  )
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 150_00 }), attempts, (owed, tries) => {
      let held: number[] = []
      const paid = () => held.reduce((sum, amount) => sum + amount, 0)
      for (const attempt of tries) {
        if ('refund' in attempt) held = held.filter((_, index) => index !== attempt.refund)
        else {
          const charge = chargeOf({ ...visit, patientShareMinor: owed, totalMinor: 150_00, paidMinor: paid() })
          if (decidePayment({ amountMinor: attempt.take, currency: 'USD' }, charge).ok) held.push(attempt.take)
        }
        expect(paid()).toBeGreaterThanOrEqual(0)
        expect(paid()).toBeLessThanOrEqual(owed)
      }
    }),
  )
})
