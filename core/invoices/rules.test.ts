import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { UsageResource } from '../usage/model.js'
import { type InvoiceEntry, RateItem, RateTerms, type Tier } from './model.js'
import { invoiceTable, isFreed, isOver, lateUsage, priceOf, reckon, standingOf, suggestedCard } from './rules.js'

const price = fc.integer({ min: 0, max: 1_000_000 })
const tiers = fc
  .record({
    ends: fc.uniqueArray(fc.integer({ min: 1, max: 1_000_000 }), { maxLength: 7 }),
    prices: fc.array(price, { minLength: 8, maxLength: 8 }),
  })
  .map(({ ends, prices }): Tier[] =>
    [...ends.sort((a, b) => a - b), null].map((upTo, place) => ({ upTo, priceMinor: prices[place] ?? 0 })),
  )
const item = (resource: UsageResource) =>
  fc.record({
    resource: fc.constant(resource),
    per: fc.integer({ min: 1, max: 1_000_000 }),
    allowance: fc.integer({ min: 0, max: 100_000 }),
    tiers,
  })
const terms = fc.record({
  currency: fc.constant('USD'),
  minimumMinor: price,
  taxName: fc.constant('VAT'),
  taxBasisPoints: fc.integer({ min: 0, max: 10_000 }),
  paymentDays: fc.integer({ min: 0, max: 180 }),
  items: fc
    .subarray([...UsageResource.options])
    .chain((some) => fc.tuple(...some.map(item)).map((all): RateItem[] => all)),
})
const quantity = fc.integer({ min: 0, max: 5_000_000 })
const usage = fc
  .array(quantity, { minLength: 6, maxLength: 6 })
  .map((all) => UsageResource.options.map((resource, place) => ({ resource, quantity: all[place] ?? 0 })))

test('the generated cards are cards, and so is the one that is suggested', () => {
  fc.assert(fc.property(terms, (one) => RateTerms.safeParse(one).success))
  const { version: _version, savedAt: _at, savedBy: _by, ...suggested } = suggestedCard('KES')
  expect(RateTerms.safeParse(suggested).success).toBe(true)
})

test('the lines add up to the subtotal, and with tax to the total; the minimum is reached', () => {
  fc.assert(
    fc.property(terms, usage, (one, totals) => {
      const { lines, subtotalMinor, taxMinor, totalMinor } = reckon(one, totals)
      expect(lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(subtotalMinor)
      expect(subtotalMinor + taxMinor).toBe(totalMinor)
      expect(subtotalMinor).toBeGreaterThanOrEqual(one.minimumMinor)
      expect(Math.abs(taxMinor - (subtotalMinor * one.taxBasisPoints) / 10_000)).toBeLessThanOrEqual(0.5)
      for (const { resource, quantity: used, allowance, tiers: reached } of lines)
        if (resource !== null)
          expect(reached.reduce((sum, tier) => sum + tier.quantity, 0)).toBe(Math.max(0, used - allowance))
    }),
  )
})

test('more usage never costs less', () => {
  fc.assert(
    fc.property(item('video'), quantity, quantity, (one, less, more) => {
      expect(priceOf(one, less).amountMinor).toBeLessThanOrEqual(priceOf(one, less + more).amountMinor)
    }),
  )
})

test('an amount is exact: within half a minor unit of the quotient, however large the numbers', () => {
  const one: RateItem = {
    ...{ resource: 'network', per: 999_999_999_999, allowance: 0 },
    tiers: [{ upTo: null, priceMinor: 1_000_000 }],
  }
  expect(priceOf(one, 999_999_999_999_999).amountMinor).toBe(1_000_000_000)
  const video: RateItem = {
    ...{ resource: 'video', per: 1, allowance: 100 },
    tiers: [
      { upTo: 1_000, priceMinor: 3 },
      { upTo: null, priceMinor: 2 },
    ],
  }
  expect(priceOf(video, 100)).toMatchObject({ amountMinor: 0, tiers: [] })
  expect(priceOf(video, 1_100).amountMinor).toBe(3_000)
  expect(priceOf(video, 1_101)).toMatchObject({
    amountMinor: 3_002,
    tiers: [
      { quantity: 1_000, priceMinor: 3 },
      { quantity: 1, priceMinor: 2 },
    ],
  })
})

test('a card whose tiers do not rise, or have no open end, is none', () => {
  const whole = { resource: 'video', per: 1, allowance: 0 }
  const faulty = [
    [{ upTo: 5, priceMinor: 1 }],
    [
      { upTo: null, priceMinor: 1 },
      { upTo: null, priceMinor: 1 },
    ],
    [
      { upTo: 5, priceMinor: 1 },
      { upTo: 5, priceMinor: 1 },
      { upTo: null, priceMinor: 1 },
    ],
    [{ upTo: null, priceMinor: -1 }],
  ]
  for (const one of faulty) expect(RateItem.safeParse({ ...whole, tiers: one }).success).toBe(false)
})

const at = '2026-11-02T08:00:00.000Z'
const about = { invoiceId: 'i', at, by: 'Noor' }
const paid = (amountMinor: number): InvoiceEntry => ({
  ...{
    kind: 'payment',
    id: `p${amountMinor}`,
    amountMinor,
    method: 'card',
    reference: null,
    paidOn: '2026-11-02',
    ...about,
  },
})
const credited = (amountMinor: number): InvoiceEntry => ({
  ...{ kind: 'credit-note', id: `c${amountMinor}`, amountMinor, code: 'N-000000', reason: 'x', ...about },
})
const issued = { stage: 'issued', totalMinor: 1_000, dueOn: '2026-11-16' } as const

test.each([
  ['nothing was paid', [], '2026-11-16', 'issued', 1_000],
  ['the day has passed', [], '2026-11-17', 'overdue', 1_000],
  ['a part was paid', [paid(400)], '2026-11-17', 'overdue', 600],
  ['all was paid', [paid(400), paid(600)], '2026-11-17', 'paid', 0],
  ['a part was paid and the rest credited', [paid(400), credited(600)], '2026-11-17', 'paid', 0],
  ['all was credited', [credited(1_000)], '2026-11-17', 'credited', 0],
  ['all was credited after it was paid', [paid(1_000), credited(1_000)], '2026-11-17', 'credited', -1_000],
] as const)('where %s, it stands so', (_, entries, today, state, outstandingMinor) => {
  expect(standingOf(issued, entries, today)).toMatchObject({ state, outstandingMinor })
})

test('a dispute is open until it is answered, and a draft is never overdue', () => {
  const dispute: InvoiceEntry = { kind: 'dispute', id: 'd', resource: 'video', reason: 'x', ...about }
  const answer: InvoiceEntry = { kind: 'answer', id: 'a', disputeId: 'd', outcome: 'stands', comment: 'x', ...about }
  expect(standingOf(issued, [dispute], '2026-11-02').isDisputed).toBe(true)
  expect(standingOf(issued, [dispute, answer], '2026-11-02').isDisputed).toBe(false)
  expect(standingOf({ ...issued, stage: 'draft', dueOn: null }, [], '2027-01-01').state).toBe('draft')
  expect([isFreed({ state: 'credited' }), isFreed({ state: 'paid' })]).toEqual([true, false])
  expect([isOver('2026-10', '2026-11-01'), isOver('2026-11', '2026-11-30')]).toEqual([true, false])
})

test('what came after the invoice is late, where it has a price', () => {
  const card = suggestedCard('USD')
  const totals = [{ resource: 'video' as const, quantity: 700 }]
  const { lines } = reckon(card, totals)
  const draft = { lines, card, stage: 'issued' } as const
  expect(lateUsage(draft, totals)).toEqual([])
  expect(lateUsage(draft, [{ resource: 'video', quantity: 720 }])).toEqual([{ resource: 'video', quantity: 20 }])
  expect(lateUsage({ ...draft, card: { ...card, items: [] } }, [{ resource: 'video', quantity: 720 }])).toEqual([])
})

test('the lines as a table add up to the total, in the digits of the currency', () => {
  fc.assert(
    fc.property(terms, usage, fc.constantFrom('USD', 'JPY', 'KWD'), (chosen, totals, currency) => {
      const card = { ...suggestedCard(currency), ...chosen, currency }
      const sums = reckon(card, totals)
      const invoice = {
        ...{ ...sums, card, code: 'I-000000', month: '2026-10', stage: 'issued' as const, draftedBy: 'Noor' },
        ...{ draftedAt: at, issuedAt: '2026-11-01T22:30:00.000Z', issuedBy: 'Noor', dueOn: '2026-11-16' },
      }
      const rows = invoiceTable(invoice, 'Africa/Nairobi')
      const digits = { USD: 2, JPY: 0, KWD: 3 }[currency]
      const total = rows.reduce((sum, { amount }) => sum + Math.round(Number(amount) * 10 ** digits), 0)
      expect(total).toBe(sums.totalMinor)
      expect(rows.every(({ amount }) => (amount.split('.')[1] ?? '').length === digits)).toBe(true)
      // The day is the clinic's, and every row has the same columns.
      expect(rows[0]).toMatchObject({ invoice: 'I-000000', issued: '2026-11-02', due: '2026-11-16', line: 1 })
      expect(rows.at(-1)).toMatchObject({ kind: 'tax', description: 'VAT', quantity: null, unit: null })
    }),
  )
})
