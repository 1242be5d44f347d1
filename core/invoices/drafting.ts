import { dayOf, type Instant } from '../kernel/instant.js'
import type { Ids } from '../ports/clock.js'
import type { DatabasePort, Reader } from '../ports/database.js'
import type { Act, Journal } from '../ports/journal.js'
import type { WriteUnit } from '../ports/unit.js'
import type { Month } from '../usage/model.js'
import { readUsageTotals } from '../usage/reads.js'
import { addMonths, monthBounds, monthOf } from '../usage/rules.js'
import type { InvoiceBody, RateCard } from './model.js'
import { isFreed, isOver, reckon, standingOf } from './rules.js'
import * as store from './store.js'

/** What an amount of money holds here. */
const mostMinor = 1_000_000_000_000

/** Why no invoice was made of a month. */
export type NoDraft =
  | { code: 'MONTH_NOT_OVER' | 'NOTHING_USED' | 'TOO_LARGE' }
  | { code: 'MONTH_INVOICED'; invoiceId: string }

interface Drafting extends Ids {
  month: Month
  card: RateCard
  timeZone: string
  by: string
  now(): Instant
}

/** Makes the invoice of a month from its usage, or says why there is none. */
export function draftMonth(unit: WriteUnit, { month, card, timeZone, by, ...tools }: Drafting): InvoiceBody | NoDraft {
  const now = tools.now()
  const today = dayOf(now, timeZone)
  if (!isOver(month, today)) return { code: 'MONTH_NOT_OVER' }
  const standing = findStanding(unit, month, today)
  if (standing) return { code: 'MONTH_INVOICED', invoiceId: standing.id }
  const reckoning = reckon(card, readUsageTotals(unit, monthBounds(month, timeZone)))
  if (reckoning.lines.length === 0) return { code: 'NOTHING_USED' }
  if (reckoning.totalMinor > mostMinor) return { code: 'TOO_LARGE' }
  return store.saveInvoice(unit, {
    ...{ id: tools.newId(), code: tools.newCode('I'), month, stage: 'draft', ...reckoning, card },
    ...{ draftedAt: now, draftedBy: by, issuedAt: null, issuedBy: null, dueOn: null, version: 1 },
  })
}

/** The invoice for which a month is taken. */
const findStanding = (db: Reader, month: Month, today: string): InvoiceBody | undefined =>
  store
    .readInvoicesOf(db, month)
    .find((invoice) => !isFreed(standingOf(invoice, store.readEntries(db, invoice.id), today)))

interface UnaskedDrafting extends Ids {
  database: Pick<DatabasePort, 'read'>
  journal: Pick<Journal, 'transact'>
  act: Act
  now(): Instant
}

/**
 * Drafts last month's invoice where there was usage, a card was saved, and nothing was made of the month yet: a draft that
 * somebody threw away is not made again unasked.
 */
export function draftWhenDue({ database, journal, act, ...tools }: UnaskedDrafting, timeZone: string): void {
  const month = addMonths(monthOf(tools.now(), timeZone), -1)
  const card = database.read((db) => {
    const isTouched = store.readInvoicesOf(db, month).length > 0
    if (isTouched || readUsageTotals(db, monthBounds(month, timeZone)).length === 0) return undefined
    return store.readRateCard(db)
  })
  if (!card) return
  journal.transact(act, (unit) => {
    const drafted = draftMonth(unit, { ...tools, month, card, timeZone, by: act.actorName })
    if ('code' in drafted && !('id' in drafted)) throw new Error(`No draft: ${drafted.code}`)
  })
}
