import * as z from 'zod'
import { AnyId } from '../kernel/ids.js'
import { command, query } from '../kernel/operation.js'
import { pageInput, pageOf } from '../kernel/page.js'
import { Month } from '../usage/model.js'
import {
  AnswerDispute,
  CreditInvoice,
  DisputeInvoice,
  Invoice,
  InvoiceSummary,
  PayInvoice,
  RateCard,
  SaveRateCard,
} from './model.js'

const INVOICE_UNKNOWN = { status: 404, message: 'This invoice is not known here.' } as const
const NOT_ISSUED = { status: 409, message: 'This invoice is not issued. Nothing was changed. Issue it first.' } as const
const NOT_A_DRAFT = { status: 409, message: 'This is no draft any more. Nothing was changed. Look again.' } as const
const VERSION_CONFLICT = { status: 409, message: 'This changed meanwhile. Look again, then save.' } as const

const draft = z.strictObject({ invoiceId: AnyId, version: z.int() })

export const invoices = {
  list: query('audit:read', { aliases: ['GET /invoices'] })
    .route({ method: 'GET', path: '/api/invoices', summary: 'The clinic’s invoices, latest month first' })
    .input(z.strictObject(pageInput))
    .output(pageOf(InvoiceSummary)),
  get: query('audit:read', { aliases: ['GET /invoices/{invoiceId}'] })
    .route({ method: 'GET', path: '/api/invoices/{invoiceId}', summary: 'An invoice, and what came of it' })
    .input(z.strictObject({ invoiceId: AnyId }))
    .output(Invoice)
    .errors({ INVOICE_UNKNOWN }),
  create: command('clinic:manage', { aliases: ['POST /invoices'] })
    .route({
      method: 'POST',
      path: '/api/invoices',
      successStatus: 201,
      summary: 'Draft the invoice of a month from its usage',
    })
    .input(z.strictObject({ month: Month }))
    .output(Invoice)
    .errors({
      MONTH_NOT_OVER: {
        status: 422,
        message: 'This month is not over. Nothing was drafted. Draft its invoice when the next one has begun.',
      },
      MONTH_INVOICED: {
        status: 409,
        message: 'This month has an invoice. No second one was made. Discard its draft or credit all of it first.',
        data: z.object({ invoiceId: AnyId }),
      },
      TOO_LARGE: {
        status: 409,
        message:
          'This month costs more than an invoice can say. Nothing was drafted. Check the prices of the rate card.',
      },
      NOTHING_USED: {
        status: 409,
        message: 'Nothing was used in this month and the rate card has no minimum. There is nothing to invoice.',
      },
    }),
  discard: command('clinic:manage')
    .route({ method: 'POST', path: '/api/invoices/{invoiceId}/discard', summary: 'Throw a draft away' })
    .input(draft)
    .output(Invoice)
    .errors({ INVOICE_UNKNOWN, NOT_A_DRAFT, VERSION_CONFLICT }),
  issue: command('clinic:manage')
    .route({
      method: 'POST',
      path: '/api/invoices/{invoiceId}/issue',
      summary: 'Issue a draft; it never changes again',
    })
    .input(draft)
    .output(Invoice)
    .errors({ INVOICE_UNKNOWN, NOT_A_DRAFT, VERSION_CONFLICT }),
  markPaid: command('clinic:manage', { aliases: ['POST /invoices/{invoiceId}/mark-paid'] })
    .route({ method: 'POST', path: '/api/invoices/{invoiceId}/mark-paid', summary: 'Write down what was paid' })
    .input(PayInvoice)
    .output(Invoice)
    .errors({
      INVOICE_UNKNOWN,
      NOT_ISSUED,
      NOTHING_OWED: { status: 409, message: 'Nothing is owed on this invoice any more. Nothing was written down.' },
      OVERPAYMENT: {
        status: 409,
        message: 'This is more than is owed. Nothing was written down. Take at most what is owed.',
        data: z.object({ outstandingMinor: z.int() }),
      },
      PAID_AHEAD: { status: 422, message: 'This day has not come. Nothing was written down.' },
    }),
  credit: command('clinic:manage')
    .route({
      method: 'POST',
      path: '/api/invoices/{invoiceId}/credit-notes',
      successStatus: 201,
      summary: 'Take an amount of an issued invoice back',
    })
    .input(CreditInvoice)
    .output(Invoice)
    .errors({
      INVOICE_UNKNOWN,
      NOT_ISSUED,
      TOO_MUCH: {
        status: 409,
        message: 'This is more than the invoice still charges. No credit note was made.',
        data: z.object({ mostMinor: z.int() }),
      },
    }),
  dispute: command('clinic:manage')
    .route({
      method: 'POST',
      path: '/api/invoices/{invoiceId}/disputes',
      successStatus: 201,
      summary: 'Say what is wrong with an issued invoice',
    })
    .input(DisputeInvoice)
    .output(Invoice)
    .errors({
      INVOICE_UNKNOWN,
      NOT_ISSUED,
      ALREADY_DISPUTED: { status: 409, message: 'This invoice is disputed already. Answer that dispute first.' },
    }),
  answerDispute: command('clinic:manage')
    .route({
      method: 'POST',
      path: '/api/invoices/{invoiceId}/disputes/{disputeId}/answer',
      summary: 'Say what came of a dispute',
    })
    .input(AnswerDispute)
    .output(Invoice)
    .errors({
      INVOICE_UNKNOWN,
      DISPUTE_UNKNOWN: { status: 404, message: 'This dispute is not known here.' },
      ALREADY_ANSWERED: { status: 409, message: 'This dispute was answered already. Look at what was said.' },
    }),
  getRateCard: query('audit:read')
    .route({ method: 'GET', path: '/api/rate-card', summary: 'What the platform charges' })
    .input(z.strictObject({}))
    .output(RateCard),
  saveRateCard: command('clinic:manage')
    .route({
      method: 'PUT',
      path: '/api/rate-card',
      summary: 'Change what the platform charges from the next draft on',
    })
    .input(SaveRateCard)
    .output(RateCard)
    .errors({ VERSION_CONFLICT }),
}
