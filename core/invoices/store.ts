import type { Reader, Writer } from '../ports/database.js'
import { putRow } from '../ports/put-row.js'
import type { WriteUnit } from '../ports/unit.js'
import type { Month } from '../usage/model.js'
import type { InvoiceBody, InvoiceEntry, RateCard } from './model.js'

const parsed = <T>(rows: readonly { body: string }[]): T[] => rows.map(({ body }) => JSON.parse(body) as T)

/** The card that was saved last. */
export const readRateCard = (db: Reader): RateCard | undefined =>
  parsed<RateCard>(db.rows('SELECT body FROM rate_cards ORDER BY version DESC LIMIT 1')).at(0)

export const putRateCard = (db: Writer, card: RateCard): void =>
  putRow(db, 'rate_cards', ['version'], { version: card.version, body: JSON.stringify(card) })

/** The clinic has one card: its record's id is the clinic's. */
export function saveRateCard(unit: WriteUnit, clinicId: string, card: RateCard): RateCard {
  putRateCard(unit, card)
  unit.recorded({ kind: 'rate-card', id: clinicId, patientId: null, version: card.version, body: card })
  return card
}

export const readInvoice = (db: Reader, id: string): InvoiceBody | undefined =>
  parsed<InvoiceBody>(db.rows('SELECT body FROM invoices WHERE id = $id', { id })).at(0)

export const readInvoicesOf = (db: Reader, month: Month): InvoiceBody[] =>
  parsed(db.rows('SELECT body FROM invoices WHERE month = $month ORDER BY id', { month }))

/** Invoices and drafts, the latest month first; what was thrown away is not shown. */
export const listInvoices = (
  db: Reader,
  { before, limit }: { before: { month: string; id: string } | undefined; limit: number },
): InvoiceBody[] =>
  parsed(
    db.rows(
      `SELECT body FROM invoices WHERE stage <> 'discarded' AND (month, id) < ($month, $id)
        ORDER BY month DESC, id DESC LIMIT $limit`,
      { month: before?.month ?? '~', id: before?.id ?? '', limit },
    ),
  )

export const putInvoice = (db: Writer, invoice: InvoiceBody): void => {
  const { id, month, stage, version } = invoice
  putRow(db, 'invoices', ['id'], { id, month, stage, version, body: JSON.stringify(invoice) })
}

export function saveInvoice(unit: WriteUnit, invoice: InvoiceBody): InvoiceBody {
  putInvoice(unit, invoice)
  const { id, version } = invoice
  unit.recorded({ kind: 'invoice', id, patientId: null, version, body: invoice })
  return invoice
}

/** What happened to an invoice, in its order. */
export const readEntries = (db: Reader, invoiceId: string): InvoiceEntry[] =>
  parsed(db.rows('SELECT body FROM invoice_entries WHERE invoice_id = $invoiceId ORDER BY at, id', { invoiceId }))

export const putEntry = (db: Writer, entry: InvoiceEntry): void => {
  const { id, invoiceId, at } = entry
  putRow(db, 'invoice_entries', ['id'], { id, invoice_id: invoiceId, at, body: JSON.stringify(entry) })
}

export function addEntry(unit: WriteUnit, entry: InvoiceEntry): void {
  putEntry(unit, entry)
  unit.recorded({ kind: 'invoice-entry', id: entry.id, patientId: null, version: 1, body: entry })
}
