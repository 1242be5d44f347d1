import { accept, type Outcome, refuse } from '../kernel/outcome.js'
import type { Charge, DaySheet, Payable, Payment, TakePayment } from './model.js'

/** A visit or an order as the till sees it. */
export interface Due {
  payable: Payable
  code: string
  description: string
  state: string
  totalMinor: number
  currency: string
  /** The patient's part as the newest verification says it; null where coverage was not verified. */
  patientShareMinor: number | null
  /** Payments less refunds. */
  paidMinor: number
}

/**
 * Where no service was rendered nothing is owed, neither by the patient nor by the payer: what was paid is given back. Nor for an
 * order that is only asked for, because nobody knows yet whether the patient gets it.
 */
const owesNothing: ReadonlySet<string> = new Set(['cancelled', 'no-show', 'requested', 'declined'])

/** What is owed, by whom. `outstandingMinor` below zero is money of the patient's that should be given back. */
export function chargeOf(due: Due): Charge {
  const { payable, code, description, currency, paidMinor } = due
  const totalMinor = owesNothing.has(due.state) ? 0 : due.totalMinor
  const patientOwesMinor = Math.min(due.patientShareMinor ?? totalMinor, totalMinor)
  return {
    payable,
    code,
    description,
    totalMinor,
    payerOwesMinor: totalMinor - patientOwesMinor,
    patientOwesMinor,
    patientPaidMinor: paidMinor,
    outstandingMinor: patientOwesMinor - paidMinor,
    currency,
  }
}

export type PaymentRefusal =
  | { code: 'CURRENCY_MISMATCH'; currency: string }
  | { code: 'NOTHING_DUE' }
  | { code: 'OVERPAYMENT'; outstandingMinor: number }

/** Whether a payment may be taken: in the charge's currency, and never more than is still owed. */
export function decidePayment(
  request: Pick<TakePayment, 'amountMinor' | 'currency'>,
  charge: Charge,
): Outcome<null, PaymentRefusal> {
  const { currency, outstandingMinor } = charge
  if (request.currency !== currency) return refuse({ code: 'CURRENCY_MISMATCH', currency })
  if (outstandingMinor <= 0) return refuse({ code: 'NOTHING_DUE' })
  if (request.amountMinor > outstandingMinor) return refuse({ code: 'OVERPAYMENT', outstandingMinor })
  return accept(null)
}

/** Whether a key that comes again asks for the same payment: then it gets the first answer, and no second payment. */
export function isSameRequest(request: TakePayment, payment: Payment): boolean {
  return (
    request.payable.kind === payment.payable.kind &&
    request.payable.id === payment.payable.id &&
    request.amountMinor === payment.amountMinor &&
    request.currency === payment.currency &&
    request.method === payment.method &&
    request.reference === payment.reference &&
    payment.refundOf === null
  )
}

/** A payment given back, whole and by the way it came; the reason stands where the payment had its reference. */
export function refundOf(
  payment: Payment,
  reason: string,
): Pick<Payment, 'patientId' | 'payable' | 'amountMinor' | 'currency' | 'method' | 'reference' | 'refundOf'> {
  const { id, patientId, payable, amountMinor, currency, method } = payment
  return { patientId, payable, amountMinor: -amountMinor, currency, method, reference: reason, refundOf: id }
}

/** The till's totals by method and currency, refunds taken off; `count` counts payments and refunds. */
export function totalsOf(payments: readonly Payment[]): DaySheet['totals'] {
  const totals = new Map<string, DaySheet['totals'][number]>()
  for (const { method, currency, amountMinor } of payments) {
    const key = `${method} ${currency}`
    const before = totals.get(key) ?? { method, currency, amountMinor: 0, count: 0 }
    totals.set(key, { ...before, amountMinor: before.amountMinor + amountMinor, count: before.count + 1 })
  }
  return [...totals.keys()].sort().flatMap((key) => totals.get(key) ?? [])
}
