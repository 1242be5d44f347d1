import type { OrderId } from '../../core/kernel/ids.js'
import type { PlaceOrder } from '../../core/pharmacy/model.js'
import type { IssuePrescription } from '../../core/prescriptions/model.js'
import { randomIds } from '../../node/system.js'
import type { Client, TestClinic } from './clinic.js'
import { prescriptionFor } from './full-day.js'
import { amoxicillin, beginVisit, stockUp } from './visit.js'

/** A visit with a prescription for 21 tablets, a stocked pharmacy, and the order that fits. */
export async function openPharmacy(clinic: TestClinic, change: Partial<IssuePrescription> = {}) {
  const { patient, visit, doctor } = await beginVisit(clinic)
  const stock = stockUp(clinic)
  const prescription = await doctor.prescriptions.issue({
    ...prescriptionFor(visit.id, amoxicillin.rxNormCode),
    frequency: 'three-times-daily',
    quantity: 21,
    ...change,
  })
  const order = (changes: Partial<PlaceOrder> = {}): PlaceOrder => ({
    idempotencyKey: randomIds.newId(),
    patientId: patient.id,
    consultationId: visit.id,
    lines: [{ productId: stock.amoxicillinId, quantity: 21, prescriptionId: prescription.id }],
    delivery: { kind: 'pickup' },
    coverageId: null,
    ...changes,
  })
  const [desk, pharmacist] = await Promise.all([clinic.as('front-desk'), clinic.as('pharmacist')])
  return { patient, visit, doctor, stock, prescription, order, desk, pharmacist }
}

/** Pays an order in cash. */
export const pay = (desk: Client, id: OrderId, amountMinor: number) =>
  desk.billing.takePayment({
    idempotencyKey: randomIds.newId(),
    payable: { kind: 'order', id },
    amountMinor,
    currency: 'USD',
    method: 'cash',
    reference: null,
  })
