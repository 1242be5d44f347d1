import { authorized, type Context } from '../dispatch.js'
import { PaymentId } from '../kernel/ids.js'
import { dayBounds } from '../kernel/instant.js'
import type { ReadUnit, WriteUnit } from '../ports/unit.js'
import type { Payment } from './model.js'
import { readCharge, readCharges, readPayment } from './reads.js'
import { decidePayment, isSameRequest, refundOf, totalsOf } from './rules.js'
import * as store from './store.js'

const implement = authorized.billing

export const billingHandlers = {
  takePayment: implement.takePayment.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const { idempotencyKey, ...asked } = input
      const before = store.findByKey(unit, idempotencyKey)
      if (before) {
        if (!isSameRequest(input, before)) throw errors.KEY_REUSED()
        return seen(unit, before)
      }
      const charge = readCharge(unit, input.payable)
      const patientId = store.readPayer(unit, input.payable)
      if (!charge || !patientId) throw errors.PAYABLE_UNKNOWN()
      const decision = decidePayment(input, charge)
      if (!decision.ok) {
        const { refusal } = decision
        if (refusal.code === 'NOTHING_DUE') throw errors.NOTHING_DUE()
        if (refusal.code === 'OVERPAYMENT')
          throw errors.OVERPAYMENT({ data: { outstandingMinor: refusal.outstandingMinor } })
        throw errors.CURRENCY_MISMATCH({ data: { currency: refusal.currency } })
      }
      return save(unit, context, { ...asked, patientId, refundOf: null }, idempotencyKey)
    }),
  ),

  refundPayment: implement.refundPayment.handler(({ input, context, errors }) =>
    context.transact((unit) => {
      const payment = readPayment(unit, input.paymentId)
      // A refund is no payment that could be given back.
      if (!payment || payment.refundOf !== null) throw errors.PAYMENT_UNKNOWN()
      if (store.isRefunded(unit, payment.id)) throw errors.ALREADY_REFUNDED()
      return save(unit, context, refundOf(payment, input.reason), context.newId())
    }),
  ),

  getCharge: implement.getCharge.handler(({ input, context, errors }) =>
    context.read((unit) => {
      const charge = readCharge(unit, input)
      const patientId = store.readPayer(unit, input)
      if (!charge || !patientId) throw errors.PAYABLE_UNKNOWN()
      unit.seen({ kind: input.kind, id: input.id, patientId })
      return charge
    }),
  ),

  getReceipt: implement.getReceipt.handler(({ input, context, errors }) =>
    context.read((unit) => {
      const payment = readPayment(unit, input.paymentId)
      if (!payment) throw errors.PAYMENT_UNKNOWN()
      const charge = readCharge(unit, payment.payable)
      const patient = store.readPatientName(unit, payment.patientId)
      if (!charge || !patient) throw new Error('A payment names a visit, an order or a patient that is not there.')
      return { payment: seen(unit, payment), charge, clinicName: context.clinic.name, ...patient }
    }),
  ),

  listCharges: implement.listCharges.handler(({ input, context }) =>
    context.read((unit) => {
      const charges = readCharges(unit, input.patientId)
      for (const { payable } of charges) unit.seen({ ...payable, patientId: input.patientId })
      return charges
    }),
  ),

  getDaySheet: implement.getDaySheet.handler(({ input, context }) =>
    context.read((unit) => {
      const { startsAt, endsAt } = dayBounds(input.day, context.clinic.timeZone)
      const payments = store.listTaken(unit, startsAt, endsAt)
      // The till itself is looked at, also on a day on which nobody paid.
      unit.seen({ kind: 'clinic', id: context.clinic.id, patientId: null })
      for (const payment of payments) seen(unit, payment)
      return { day: input.day, payments, totals: totalsOf(payments) }
    }),
  ),
}

/** Writes a payment with a receipt number that nobody here has. */
function save(
  unit: WriteUnit,
  context: Context,
  asked: Omit<store.KeptPayment, 'id' | 'code' | 'takenAt' | 'takenBy'>,
  idempotencyKey: string,
): Payment {
  let code = context.newCode('K')
  while (store.isReceiptCodeTaken(unit, code)) code = context.newCode('K')
  const payment: store.KeptPayment = {
    ...asked,
    id: PaymentId.parse(context.newId()),
    code,
    takenAt: context.now(),
    takenBy: context.actor.actorName,
  }
  store.insertPayment(unit, payment, idempotencyKey)
  const { id, patientId } = payment
  unit.recorded({ kind: 'payment', id, patientId, version: 1, body: { ...payment, idempotencyKey } })
  const kept = readPayment(unit, id)
  if (!kept) throw new Error('A payment that was just written is gone.')
  return kept
}

function seen<T extends Payment>(unit: ReadUnit, payment: T): T {
  unit.seen({ kind: 'payment', id: payment.id, patientId: payment.patientId })
  return payment
}
