import { authorized, type Context } from '../dispatch.js'
import { addDays, dayOf } from '../kernel/instant.js'
import { accept, type Outcome, refuse } from '../kernel/outcome.js'
import { toPage } from '../kernel/page.js'
import type { Reader } from '../ports/database.js'
import { readUsageTotals } from '../usage/reads.js'
import { monthBounds } from '../usage/rules.js'
import { draftMonth } from './drafting.js'
import type { Invoice, InvoiceBody, InvoiceSummary, RateCard } from './model.js'
import { lateUsage, standingOf, suggestedCard } from './rules.js'
import * as store from './store.js'

const implement = authorized.invoices

const todayOf = (context: Context): string => dayOf(context.now(), context.clinic.timeZone)

const cardOf = (db: Reader, context: Context): RateCard =>
  store.readRateCard(db) ?? suggestedCard(context.clinic.currency)

/** An invoice as people see it today. */
function show(db: Reader, context: Context, body: InvoiceBody): Invoice {
  const entries = store.readEntries(db, body.id)
  const totals = readUsageTotals(db, monthBounds(body.month, context.clinic.timeZone))
  const clinicName = context.clinic.name
  return { ...body, ...standingOf(body, entries, todayOf(context)), clinicName, entries, late: lateUsage(body, totals) }
}

/** The invoice as it stands, with what was done. */
interface Found {
  body: InvoiceBody
  invoice: Invoice
}

function find(db: Reader, context: Context, id: string): Found | undefined {
  const body = store.readInvoice(db, id)
  return body && { body, invoice: show(db, context, body) }
}

/** The draft as whoever acts on it saw it. */
function findDraft(
  db: Reader,
  { invoiceId, version }: { invoiceId: string; version: number },
): Outcome<InvoiceBody, 'INVOICE_UNKNOWN' | 'NOT_A_DRAFT' | 'VERSION_CONFLICT'> {
  const body = store.readInvoice(db, invoiceId)
  if (!body) return refuse('INVOICE_UNKNOWN')
  if (body.stage !== 'draft') return refuse('NOT_A_DRAFT')
  return body.version === version ? accept(body) : refuse('VERSION_CONFLICT')
}

export const invoicesHandlers = {
  list: implement.list.handler(({ input: { limit, cursor }, context }) =>
    context.read((unit) => {
      const [month = '', id = ''] = cursor?.split('|') ?? []
      const before = cursor === undefined ? undefined : { month, id }
      const rows = store.listInvoices(unit, { before, limit: limit + 1 })
      const page = toPage(rows, limit, (last) => `${last.month}|${last.id}`)
      const items = page.items.map((body): InvoiceSummary => {
        const { id, code, month, totalMinor, dueOn, card } = body
        const standing = standingOf(body, store.readEntries(unit, id), todayOf(context))
        return { id, code, month, totalMinor, dueOn, currency: card.currency, ...standing }
      })
      return { ...page, items }
    }),
  ),

  get: implement.get.handler(({ input, context, errors }) => {
    const found = context.read((unit) => find(unit, context, input.invoiceId))
    if (!found) throw errors.INVOICE_UNKNOWN()
    return found.invoice
  }),

  create: implement.create.handler(({ input: { month }, context, errors }) =>
    context.transact((unit) => {
      const { now, newId, newCode, clinic, actor } = context
      const tools = { now, newId, newCode, timeZone: clinic.timeZone, by: actor.actorName }
      const drafted = draftMonth(unit, { ...tools, month, card: cardOf(unit, context) })
      if ('id' in drafted) return show(unit, context, drafted)
      if (drafted.code === 'MONTH_INVOICED') throw errors.MONTH_INVOICED({ data: { invoiceId: drafted.invoiceId } })
      throw errors[drafted.code]()
    }),
  ),

  discard: implement.discard.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const found = findDraft(unit, input)
      if (!found.ok) throw errors[found.refusal]()
      const body = found.value
      return show(unit, context, store.saveInvoice(unit, { ...body, stage: 'discarded', version: body.version + 1 }))
    }),
  ),

  issue: implement.issue.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const found = findDraft(unit, input)
      if (!found.ok) throw errors[found.refusal]()
      const body = found.value
      const issued = { stage: 'issued', issuedAt: context.now(), issuedBy: context.actor.actorName } as const
      const dueOn = addDays(todayOf(context), body.card.paymentDays)
      return show(unit, context, store.saveInvoice(unit, { ...body, ...issued, dueOn, version: body.version + 1 }))
    }),
  ),

  markPaid: implement.markPaid.handler(({ input, context, errors }) => {
    const { id, invoiceId, method, reference, paidOn } = input
    const known = context.read((unit) => find(unit, context, invoiceId))
    if (!known) throw errors.INVOICE_UNKNOWN()
    if (known.invoice.entries.some((entry) => entry.id === id)) return known.invoice
    return context.transact((unit) => {
      const { body, invoice } = known
      if (body.stage !== 'issued') throw errors.NOT_ISSUED()
      const { outstandingMinor } = invoice
      if (outstandingMinor <= 0) throw errors.NOTHING_OWED()
      const amountMinor = input.amountMinor ?? outstandingMinor
      if (amountMinor > outstandingMinor) throw errors.OVERPAYMENT({ data: { outstandingMinor } })
      if (paidOn > todayOf(context)) throw errors.PAID_AHEAD()
      const taken = { method, reference, paidOn, at: context.now(), by: context.actor.actorName }
      store.addEntry(unit, { kind: 'payment', id, invoiceId, amountMinor, ...taken })
      return show(unit, context, body)
    })
  }),

  credit: implement.credit.handler(({ input, context, errors }) => {
    const { id, invoiceId, amountMinor, reason } = input
    const known = context.read((unit) => find(unit, context, invoiceId))
    if (!known) throw errors.INVOICE_UNKNOWN()
    if (known.invoice.entries.some((entry) => entry.id === id)) return known.invoice
    return context.transact((unit) => {
      const { body, invoice } = known
      if (body.stage !== 'issued') throw errors.NOT_ISSUED()
      const mostMinor = invoice.totalMinor - invoice.creditedMinor
      if (amountMinor > mostMinor) throw errors.TOO_MUCH({ data: { mostMinor } })
      const made = { code: context.newCode('N'), reason, at: context.now(), by: context.actor.actorName }
      store.addEntry(unit, { kind: 'credit-note', id, invoiceId, amountMinor, ...made })
      return show(unit, context, body)
    })
  }),

  dispute: implement.dispute.handler(({ input: { invoiceId, resource, reason }, context, errors }) =>
    context.transact((unit) => {
      const found = find(unit, context, invoiceId)
      if (!found) throw errors.INVOICE_UNKNOWN()
      if (found.body.stage !== 'issued') throw errors.NOT_ISSUED()
      if (found.invoice.isDisputed) throw errors.ALREADY_DISPUTED()
      const said = { resource, reason, at: context.now(), by: context.actor.actorName }
      store.addEntry(unit, { kind: 'dispute', id: context.newId(), invoiceId, ...said })
      return show(unit, context, found.body)
    }),
  ),

  answerDispute: implement.answerDispute.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const { invoiceId, disputeId, outcome, comment } = input
      const found = find(unit, context, invoiceId)
      if (!found) throw errors.INVOICE_UNKNOWN()
      const { entries } = found.invoice
      if (!entries.some(({ kind, id }) => kind === 'dispute' && id === disputeId)) throw errors.DISPUTE_UNKNOWN()
      if (entries.some((entry) => entry.kind === 'answer' && entry.disputeId === disputeId))
        throw errors.ALREADY_ANSWERED()
      const said = { disputeId, outcome, comment, at: context.now(), by: context.actor.actorName }
      store.addEntry(unit, { kind: 'answer', id: context.newId(), invoiceId, ...said })
      return show(unit, context, found.body)
    }),
  ),

  getRateCard: implement.getRateCard.handler(({ context }) => context.read((unit) => cardOf(unit, context))),

  saveRateCard: implement.saveRateCard.handler(({ input: { version, ...terms }, context, errors }) =>
    context.transact((unit) => {
      if (cardOf(unit, context).version !== version) throw errors.VERSION_CONFLICT()
      const saved = { savedAt: context.now(), savedBy: context.actor.actorName }
      return store.saveRateCard(unit, context.clinic.id, { ...terms, ...saved, version: version + 1 })
    }),
  ),
}
