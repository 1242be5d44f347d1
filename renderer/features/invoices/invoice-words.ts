import type { InvoiceEntry, InvoiceState } from '../../../core/invoices/model.js'
import { formatMoney } from '../../../core/kernel/money.js'
import type { TimelineEvent } from '../../ui/timeline.js'
import type { Tone } from '../../ui/tone.js'
import { methodWords } from '../billing/payment-words.js'
import { resourceWords } from '../usage/usage-words.js'

export const stateWords: Readonly<Record<InvoiceState, { word: string; tone: Tone }>> = {
  draft: { word: 'Draft', tone: 'neutral' },
  issued: { word: 'Issued', tone: 'accent' },
  overdue: { word: 'Overdue', tone: 'danger' },
  paid: { word: 'Paid', tone: 'done' },
  credited: { word: 'Credited', tone: 'neutral' },
  discarded: { word: 'Discarded', tone: 'neutral' },
}

/** What happened to an invoice, as its history says it. */
export function eventOf(entry: InvoiceEntry, currency: string): TimelineEvent {
  const { at, by } = entry
  if (entry.kind === 'payment') {
    const how = [methodWords[entry.method], entry.reference].filter((part) => part !== null).join(', ')
    return { at, by, title: `${formatMoney(entry.amountMinor, currency)} paid`, note: how, tone: 'done' }
  }
  if (entry.kind === 'credit-note') {
    const title = `Credit note ${entry.code} for ${formatMoney(entry.amountMinor, currency)}`
    return { at, by, title, note: entry.reason, tone: 'neutral' }
  }
  if (entry.kind === 'dispute') {
    const what = entry.resource === null ? '' : `: ${resourceWords[entry.resource].name}`
    return { at, by, title: `Disputed${what}`, note: entry.reason, tone: 'attention' }
  }
  const title = entry.outcome === 'stands' ? 'Dispute answered: the invoice stands' : 'Dispute answered: corrected'
  return { at, by, title, note: entry.comment, tone: 'accent' }
}
