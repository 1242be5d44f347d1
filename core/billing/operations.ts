import * as z from 'zod'
import { PatientId, PaymentId } from '../kernel/ids.js'
import { CalendarDate } from '../kernel/instant.js'
import { command, query } from '../kernel/operation.js'
import { line } from '../kernel/text.js'
import { Charge, DaySheet, Payable, Payment, Receipt, TakePayment } from './model.js'

const PAYMENT_UNKNOWN = { status: 404, message: 'This receipt is not known here.' } as const
const PAYABLE_UNKNOWN = { status: 404, message: 'This visit or order is not known here.' } as const

export const billing = {
  takePayment: command('billing:write', { aliases: ['POST /payments'] })
    .route({ method: 'POST', path: '/api/payments', successStatus: 201, summary: 'Take a patient’s payment' })
    .input(TakePayment)
    .output(Payment)
    .errors({
      PAYABLE_UNKNOWN,
      NOTHING_DUE: { status: 409, message: 'Nothing is owed for this any more. No payment was taken.' },
      OVERPAYMENT: {
        status: 409,
        message: 'This is more than is owed. No payment was taken. Take at most what is owed.',
        data: z.object({ outstandingMinor: z.int() }),
      },
      CURRENCY_MISMATCH: {
        status: 422,
        message: 'This is charged in another currency. No payment was taken.',
        data: z.object({ currency: z.string() }),
      },
      KEY_REUSED: {
        status: 409,
        message: 'This payment was sent before with another amount. No second payment was taken. Start a new one.',
      },
    }),
  refundPayment: command('billing:write')
    .route({
      method: 'POST',
      path: '/api/payments/{paymentId}/refund',
      successStatus: 201,
      summary: 'Give a payment back',
    })
    .input(z.strictObject({ paymentId: PaymentId, reason: line(200) }))
    .output(Payment)
    .errors({
      PAYMENT_UNKNOWN,
      ALREADY_REFUNDED: { status: 409, message: 'This payment was given back already.' },
    }),
  getCharge: query('billing:read', { disclosesPatient: true })
    .route({ method: 'GET', path: '/api/charges/{kind}/{id}', summary: 'What is owed for a visit or an order' })
    .input(Payable)
    .output(Charge)
    .errors({ PAYABLE_UNKNOWN }),
  getReceipt: query('billing:read', { disclosesPatient: true })
    .route({ method: 'GET', path: '/api/payments/{paymentId}/receipt', summary: 'A receipt' })
    .input(z.strictObject({ paymentId: PaymentId }))
    .output(Receipt)
    .errors({ PAYMENT_UNKNOWN }),
  listCharges: query('billing:read', { disclosesPatient: true })
    .route({ method: 'GET', path: '/api/patients/{patientId}/charges', summary: 'Everything a patient was charged' })
    .input(z.strictObject({ patientId: PatientId }))
    .output(z.array(Charge)),
  getDaySheet: query('billing:read', { disclosesPatient: true })
    .route({ method: 'GET', path: '/api/till/{day}', summary: 'The payments of a day, and their totals' })
    .input(z.strictObject({ day: CalendarDate }))
    .output(DaySheet),
}
