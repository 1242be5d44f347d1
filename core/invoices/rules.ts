import { type CalendarDate, dayOf } from '../kernel/instant.js'
import { type Currency, decimalAmount } from '../kernel/money.js'
import type { Month, UsageTotal } from '../usage/model.js'
import { meteredUnits } from '../usage/rules.js'
import type { InvoiceBody, InvoiceEntry, InvoiceLine, InvoiceStanding, RateCard, RateItem, RateTerms } from './model.js'

/** A quotient of whole numbers, rounded half up; exact, however large they are. */
const divideHalfUp = (dividend: bigint, divisor: bigint): number => Number((dividend * 2n + divisor) / (divisor * 2n))

/** What so many units of a resource cost: each tier's units at its price, summed exactly and rounded once. */
export function priceOf(item: RateItem, quantity: number): InvoiceLine {
  const { resource, per, allowance } = item
  const billed = Math.max(0, quantity - allowance)
  let below = 0
  let sum = 0n
  const tiers: InvoiceLine['tiers'] = []
  for (const { upTo, priceMinor } of item.tiers) {
    const units = Math.min(billed, upTo ?? billed) - below
    if (units <= 0) break
    tiers.push({ quantity: units, priceMinor })
    sum += BigInt(units) * BigInt(priceMinor)
    below += units
  }
  return { resource, quantity, allowance, per, tiers, amountMinor: divideHalfUp(sum, BigInt(per)) }
}

export type Reckoning = Pick<InvoiceBody, 'lines' | 'subtotalMinor' | 'taxMinor' | 'totalMinor'>

/** What a month's usage costs: a line for each resource that was used and has a price, the minimum, and tax on their sum. */
export function reckon(
  terms: Pick<RateTerms, 'items' | 'minimumMinor' | 'taxBasisPoints'>,
  totals: readonly Pick<UsageTotal, 'resource' | 'quantity'>[],
): Reckoning {
  const used = new Map(totals.map(({ resource, quantity }) => [resource, quantity]))
  const lines = terms.items.flatMap((item) => {
    const quantity = used.get(item.resource) ?? 0
    return quantity > 0 ? [priceOf(item, quantity)] : []
  })
  const missing = terms.minimumMinor - sumOf(lines)
  if (missing > 0) lines.push({ resource: null, quantity: 1, allowance: 0, per: 1, tiers: [], amountMinor: missing })
  const subtotalMinor = sumOf(lines)
  const taxMinor = divideHalfUp(BigInt(subtotalMinor) * BigInt(terms.taxBasisPoints), 10_000n)
  return { lines, subtotalMinor, taxMinor, totalMinor: subtotalMinor + taxMinor }
}

const sumOf = (lines: readonly Pick<InvoiceLine, 'amountMinor'>[]): number =>
  lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0)

/** Where an invoice stands on a day, by what happened to it. */
export function standingOf(
  { stage, totalMinor, dueOn }: Pick<InvoiceBody, 'stage' | 'totalMinor' | 'dueOn'>,
  entries: readonly InvoiceEntry[],
  today: CalendarDate,
): InvoiceStanding {
  const paidMinor = sumOf(entries.flatMap((entry) => (entry.kind === 'payment' ? [entry] : [])))
  const creditedMinor = sumOf(entries.flatMap((entry) => (entry.kind === 'credit-note' ? [entry] : [])))
  const outstandingMinor = totalMinor - paidMinor - creditedMinor
  const answered = new Set(entries.flatMap((entry) => (entry.kind === 'answer' ? [entry.disputeId] : [])))
  const isDisputed = entries.some(({ kind, id }) => kind === 'dispute' && !answered.has(id))
  const money = { paidMinor, creditedMinor, outstandingMinor, isDisputed }
  if (stage !== 'issued') return { state: stage, ...money }
  if (totalMinor > 0 && creditedMinor >= totalMinor) return { state: 'credited', ...money }
  if (outstandingMinor <= 0) return { state: 'paid', ...money }
  return { state: dueOn !== null && today > dueOn ? 'overdue' : 'issued', ...money }
}

/** Whether a month may be invoiced again: what was made of it was thrown away or credited as a whole. */
export const isFreed = ({ state }: Pick<InvoiceStanding, 'state'>): boolean =>
  state === 'discarded' || state === 'credited'

/** Whether a month is over. */
export const isOver = (month: Month, today: CalendarDate): boolean => month < today.slice(0, 7)

/** What came after the invoice was made, and is on none. */
export const lateUsage = (
  { lines, card, stage }: Pick<InvoiceBody, 'lines' | 'card' | 'stage'>,
  totals: readonly Pick<UsageTotal, 'resource' | 'quantity'>[],
): { resource: UsageTotal['resource']; quantity: number }[] =>
  stage === 'discarded'
    ? []
    : totals.flatMap(({ resource, quantity }) => {
        if (!card.items.some((item) => item.resource === resource)) return []
        const more = quantity - (lines.find((line) => line.resource === resource)?.quantity ?? 0)
        return more > 0 ? [{ resource, quantity: more }] : []
      })

/** An invoice's lines as a bookkeeper's table: each charge before tax, and the tax; the amounts add up to the invoice's total. */
export function invoiceTable(invoice: Omit<InvoiceBody, 'id' | 'version'>, timeZone: string) {
  const { code, month, issuedAt, dueOn, lines, taxMinor, card } = invoice
  const { currency, taxName, taxBasisPoints } = card
  const issued = issuedAt === null ? null : dayOf(issuedAt, timeZone)
  const row = (
    line: number,
    kind: 'charge' | 'minimum' | 'tax',
    amountMinor: number,
    of: Partial<InvoiceLine> = {},
  ) => ({
    ...{ invoice: code, month, issued, due: dueOn, line, kind },
    description: kind === 'tax' ? taxName : (of.resource ?? 'to the minimum of the month'),
    quantity: kind === 'charge' ? (of.quantity ?? null) : null,
    unit: of.resource ? meteredUnits[of.resource] : null,
    included: kind === 'charge' ? (of.allowance ?? null) : null,
    ...{ amount: decimalAmount(amountMinor, currency), currency, tax_percent: taxBasisPoints / 100 },
  })
  const charges = lines.map((one, place) =>
    row(place + 1, one.resource === null ? 'minimum' : 'charge', one.amountMinor, one),
  )
  return [...charges, row(lines.length + 1, 'tax', taxMinor)]
}

/** What MediChain suggests where no card was saved: a start to be changed, by which nothing is drafted unasked. */
export const suggestedCard = (currency: Currency): RateCard => ({
  currency,
  minimumMinor: 2_000,
  taxName: 'VAT',
  taxBasisPoints: 0,
  paymentDays: 14,
  items: [
    { resource: 'compute', per: 3_600_000, allowance: 36_000_000, tiers: [{ upTo: null, priceMinor: 5 }] },
    { resource: 'storage', per: 720_000, allowance: 720_000, tiers: [{ upTo: null, priceMinor: 10 }] },
    { resource: 'network', per: 1_000_000_000, allowance: 5_000_000_000, tiers: [{ upTo: null, priceMinor: 9 }] },
    { resource: 'chain', per: 1_000, allowance: 1_000, tiers: [{ upTo: null, priceMinor: 50 }] },
    {
      resource: 'video',
      per: 1,
      allowance: 500,
      tiers: [
        { upTo: 5_000, priceMinor: 2 },
        { upTo: null, priceMinor: 1 },
      ],
    },
    { resource: 'messages', per: 100, allowance: 1_000, tiers: [{ upTo: null, priceMinor: 20 }] },
  ],
  version: 0,
  savedAt: null,
  savedBy: null,
})
