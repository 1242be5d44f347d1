import fc from 'fast-check'
import { expect, test } from 'vitest'
import { amoxicillin, batch, id, patientId, prescription, today } from '../../tests/support/samples.js'
import { OrderId, ProductId } from '../kernel/ids.js'
import type { OrderLineRequest, Product, StockBatch } from './model.js'
import { decideCancelOrder, decideRevive, fillStandingOf } from './order-rules.js'
import {
  answeredAt,
  declinedOrder,
  expiredOf,
  grantedOrder,
  mayComeYet,
  reasonOf,
  requestedOrder,
} from './request-rules.js'
import { findShelf, placedOrder, quotedLine, takenFor, wasPlaced } from './rules.js'

const at = '2026-11-21T10:00:00.000Z'
const step = { at, by: 'MediChain', note: null }

const there = (letter: string, expiresOn: string, onHand: number, site = 'pharmacy'): StockBatch => ({
  ...batch(letter, expiresOn, onHand),
  siteId: site,
  keptAt: site,
  isKeptHere: false,
})
const ibuprofen: Product = { ...amoxicillin, id: ProductId.parse(id('i')), name: 'Ibuprofen', batches: [] }
const of = (quantity: number, product: Product = amoxicillin): OrderLineRequest => ({
  productId: product.id,
  quantity,
  prescriptionId: null,
})
const look = (lines: readonly OrderLineRequest[], batches: readonly StockBatch[], others: readonly Product[] = []) =>
  findShelf(lines, {
    products: new Map([{ ...amoxicillin, batches: [...batches] }, ...others].map((product) => [product.id, product])),
    today,
  })

test('what is on this shelf is taken from it, also where another workstation has more', () => {
  const found = look([of(5)], [batch('a', '2027-01-31', 5), there('b', '2026-12-31', 90)])
  expect(found).toMatchObject({ ok: true, value: { place: 'here', lines: [{ quantity: 5 }] } })
})

test('what is not here is asked of the workstation that has all of it, the stock that expires first first', () => {
  const stock = [
    batch('a', '2027-01-31', 2),
    there('b', '2027-05-31', 90, 'annex'),
    there('c', '2026-12-31', 9, 'store'),
  ]
  expect(look([of(5)], stock)).toEqual({ ok: true, value: { place: 'elsewhere', siteId: 'store', keptAt: 'store' } })
  expect(look([of(12)], stock)).toMatchObject({ ok: true, value: { siteId: 'annex' } })
})

test('what no workstation has whole is refused with the places, and what nobody has with how much there is', () => {
  const stock = [batch('a', '2027-01-31', 6), there('b', '2027-05-31', 6)]
  expect(look([of(12)], stock)).toEqual({
    ok: false,
    refusal: { code: 'SEVERAL_SHELVES', places: [batch('a', today, 1).keptAt, 'pharmacy'].sort() },
  })
  expect(look([of(13)], stock)).toEqual({
    ok: false,
    refusal: { code: 'OUT_OF_STOCK', product: amoxicillin.name, available: 12 },
  })
  const elsewhere = { ...ibuprofen, batches: [there('d', '2027-05-31', 6, 'annex')] }
  expect(look([of(7), of(1, elsewhere)], stock, [elsewhere])).toMatchObject({
    ok: false,
    refusal: { code: 'SEVERAL_SHELVES' },
  })
})

test('nothing is asked of a workstation that was removed', () => {
  const gone = { ...there('b', '2027-05-31', 90), isSiteRemoved: true }
  expect(look([of(5)], [gone])).toMatchObject({ ok: false, refusal: { code: 'KEPT_ELSEWHERE', places: ['pharmacy'] } })
})

test('the shelf that is asked has all of it that has not expired, whatever lies where', () => {
  const stock = fc.array(
    fc.record({
      site: fc.constantFrom('here', 'annex', 'store'),
      expiresOn: fc.constantFrom('2026-11-20', '2026-12-31', '2027-05-31'),
      onHand: fc.integer({ min: 0, max: 30 }),
    }),
    { maxLength: 6 },
  )
  fc.assert(
    fc.property(stock, fc.integer({ min: 1, max: 40 }), (lying, quantity) => {
      const batches = lying.map(({ site, expiresOn, onHand }, index) => {
        const letter = 'abcdefg'[index] ?? 'z'
        return site === 'here' ? batch(letter, expiresOn, onHand) : there(letter, expiresOn, onHand, site)
      })
      const usable = (site: string) =>
        lying.filter((one) => one.site === site && one.expiresOn >= today).reduce((sum, { onHand }) => sum + onHand, 0)
      const found = look([of(quantity)], batches)
      const able = ['here', 'annex', 'store'].filter((site) => usable(site) >= quantity)
      if (!found.ok) expect(able).toEqual([])
      else if (found.value.place === 'here') expect(able).toContain('here')
      else {
        expect(able).not.toContain('here')
        expect(able).toContain(found.value.siteId)
      }
    }),
  )
})

const asked = requestedOrder(
  placedOrder(
    { patientId, consultationId: null, delivery: { kind: 'pickup' } },
    { id: OrderId.parse(id('o')), code: 'O-7K3F9Q', currency: 'USD', at, by: 'Desk' },
    [quotedLine({ ...of(21), prescriptionId: prescription.id }, amoxicillin)],
    'chain',
  ),
  'Pharmacy',
)
const order = { ...asked, proof: prescription.proof, fillStanding: 'not-needed' as const, askedOf: id('s') }

test('a request takes nothing and fills nothing until it is granted at the prices of then', () => {
  expect(asked).toMatchObject({
    state: 'requested',
    events: [{ state: 'requested', by: 'Desk', note: 'Asked of Pharmacy' }],
  })
  expect(wasPlaced(asked.lines)).toBe(false)
  const [line] = asked.lines
  if (!line) throw new Error('It has a line.')
  const allocations = [{ batchId: batch('b', today, 21).id, batchNumber: 'B', expiresOn: today, quantity: 21 }]
  const later = { ...step, at: '2026-11-22T08:00:00.000Z', note: 'Confirmed at Pharmacy' }
  const granted = grantedOrder(order, later, {
    lines: [{ ...line, unitPriceMinor: 30, totalMinor: 630, allocations }],
    prescriptionCheck: 'signature',
  })
  expect(granted).toMatchObject({ state: 'placed', version: 2, totalMinor: 630, prescriptionCheck: 'signature' })
  expect(granted.placedAt).toBe(later.at)
  expect([...takenFor(granted.lines).values()]).toEqual([21])
})

test('a request can be taken back, and one that never was placed is not revived by a choice between fills', () => {
  const back = decideCancelOrder(order, step, 0)
  expect(back).toMatchObject({ ok: true, value: { state: 'cancelled' } })
  if (back.ok) expect(decideRevive(back.value, step)).toMatchObject({ ok: false })
  expect(decideCancelOrder(declinedOrder(order, step), step, 0)).toMatchObject({ ok: false })
  const standing = { hasPrescription: true, isContested: false, decided: null, onChain: [] }
  for (const state of ['requested', 'declined'] as const)
    expect(fillStandingOf({ ...standing, state })).toBe('not-needed')
})

test('a refusal is a sentence, with the batches that have expired', () => {
  const short = { code: 'OUT_OF_STOCK', product: 'Amoxicillin', available: 0 } as const
  expect(reasonOf(short, [])).toBe('There is not enough Amoxicillin on the shelf. None is left.')
  const old = expiredOf([batch('a', '2026-11-20', 4), batch('b', '2027-11-20', 4), there('c', '2026-11-20', 4)], today)
  expect(reasonOf({ ...short, available: 4 }, old)).toMatch(/Only 4 are left; batch .+ is past its date\.$/)
  expect(reasonOf({ code: 'PRESCRIPTION_FILLED' }, [])).toContain('filled already')
  expect(mayComeYet({ code: 'PRESCRIPTION_UNKNOWN' })).toBe(true)
  expect(mayComeYet({ code: 'PRESCRIPTION_FILLED' })).toBe(false)
})

test('an answer is never earlier than what it answers, though the clocks of two workstations differ', () => {
  expect(answeredAt(order, '2026-11-21T09:59:58.000Z')).toBe(at)
  expect(answeredAt(order, '2026-11-21T10:00:02.000Z')).toBe('2026-11-21T10:00:02.000Z')
})
