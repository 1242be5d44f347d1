import { contentOf, type Projections } from '../ports/projection.js'
import type { InvoiceBody, InvoiceEntry, RateCard } from './model.js'
import { putEntry, putInvoice, putRateCard } from './store.js'

export const invoicesProjections = {
  'rate-card'(db, record) {
    putRateCard(db, { ...contentOf<RateCard>(record), version: record.version })
  },
  invoice(db, record) {
    putInvoice(db, { ...contentOf<InvoiceBody>(record), version: record.version })
  },
  'invoice-entry'(db, record) {
    putEntry(db, contentOf<InvoiceEntry>(record))
  },
} satisfies Projections
