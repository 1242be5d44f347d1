import { afterAll, beforeAll, expect, test } from 'vitest'
import { codeOf } from '../support/catalogue.js'
import { builtChainHost } from '../support/chain-host.js'
import { openClinic, type TestClinic } from '../support/clinic.js'
import { prescriptionFor } from '../support/full-day.js'
import { addCoverageForTest, type Furnished, furnish } from '../support/furnish.js'

let clinic: TestClinic
let furnished: Furnished

beforeAll(async () => {
  clinic = await openClinic({ host: builtChainHost() })
  furnished = await furnish(clinic)
}, 60_000)
afterAll(() => clinic.close())

test('a person goes through all eight steps, and each leaves its record, audit entry, op and proof', async () => {
  const [desk, doctor, pharmacist, billing] = await Promise.all(
    (['front-desk', 'doctor', 'pharmacist', 'billing'] as const).map((role) => clinic.as(role)),
  )
  if (!desk || !doctor || !pharmacist || !billing) throw new Error('Somebody is missing.')

  // 1. Register and book.
  const patient = await desk.patients.register({
    givenName: 'Zoë',
    familyName: 'Muñoz',
    birthDate: '1988-05-04',
    sex: 'female',
    phone: '+254 712 345 678',
    email: null,
    address: { line: '4 Moi Avenue', city: 'Nairobi', postalCode: null, jurisdiction: 'KE' },
    language: 'en',
    externalId: null,
    isConfirmedNew: false,
  })
  for (const text of ['zoe mun', 'MUÑ', '0712345678', patient.code])
    expect((await desk.patients.search({ text })).items.map(({ id }) => id)).toEqual([patient.id])
  const coverage = await addCoverageForTest(desk, patient.id, furnished.planId)
  const doctors = await desk.scheduling.listDoctors({ capability: 'video', language: 'en', jurisdiction: 'KE' })
  const slot = doctors.items[0]?.nextFreeSlots[0]
  if (!slot) throw new Error('No doctor has a free slot.')
  const request = { patientId: patient.id, slotId: slot.id, symptoms: 'Sore throat and fever for three days' }
  const visit = await desk.scheduling.bookConsultation(request)
  expect(await codeOf(desk.scheduling.bookConsultation(request))).toBe('SLOT_TAKEN')
  const payable = { kind: 'consultation' as const, id: visit.id }

  // 2. Cover and pay.
  const verification = await desk.insurance.verifyCoverage({ payable, coverageId: coverage.id })
  expect(verification.isCovered).toBe(true)
  expect(verification.patientOwesMinor + verification.payerOwesMinor).toBe(verification.totalMinor)
  const payment = await desk.billing.takePayment({
    idempotencyKey: 'k'.repeat(22),
    payable,
    amountMinor: verification.patientOwesMinor,
    currency: 'USD',
    method: 'cash',
    reference: null,
  })
  expect((await desk.billing.getReceipt({ paymentId: payment.id })).charge.outstandingMinor).toBe(0)

  // 3. Attend.
  await desk.scheduling.checkIn({ consultationId: visit.id })
  await doctor.encounters.start({ consultationId: visit.id })
  await doctor.encounters.recordVitals({
    consultationId: visit.id,
    temperatureCelsius: 38.6,
    pulsePerMinute: 92,
    systolicMmHg: 122,
    diastolicMmHg: 78,
    respirationsPerMinute: null,
    oxygenSaturationPercent: 98,
    weightKg: null,
    heightCm: null,
  })
  await doctor.encounters.addNote({ consultationId: visit.id, text: 'Tonsils red, no rash.', replaces: null })
  await doctor.encounters.addDiagnosis({ consultationId: visit.id, code: 'J03.9', description: 'Acute tonsillitis' })

  // 4. Prescribe.
  const prescription = await doctor.prescriptions.issue(prescriptionFor(visit.id, furnished.rxNormCode))
  await doctor.encounters.complete({
    consultationId: visit.id,
    summary: 'Acute tonsillitis. Antibiotic for a week.',
    followUp: { afterDays: 7, reason: 'Is the fever gone?' },
  })
  await clinic.records.outbox.flush()
  const checked = await pharmacist.prescriptions.verify({ prescriptionId: prescription.id })
  expect(checked).toMatchObject({ isAuthentic: true, isFillable: true, onChain: 'confirmed' })

  // 5. Order; 6. cover it.
  const order = await pharmacist.pharmacy.placeOrder({
    idempotencyKey: 'o'.repeat(22),
    patientId: patient.id,
    consultationId: visit.id,
    lines: [{ productId: furnished.productId, quantity: 14, prescriptionId: prescription.id }],
    delivery: { kind: 'ship', address: patient.address ?? furnished.address },
    coverageId: coverage.id,
  })
  expect(order.prescriptionCheck).toBe('chain')
  expect((await desk.pharmacy.listProducts({ rxNormCode: furnished.rxNormCode })).items[0]?.available).toBe(
    furnished.stock - 14,
  )
  const second = {
    idempotencyKey: 'p'.repeat(22),
    patientId: patient.id,
    consultationId: visit.id,
    lines: order.lines.map(({ productId, quantity, prescriptionId }) => ({ productId, quantity, prescriptionId })),
    delivery: { kind: 'pickup' as const },
    coverageId: null,
  }
  expect(await codeOf(pharmacist.pharmacy.placeOrder(second))).toBe('PRESCRIPTION_FILLED')
  const orderPayable = { kind: 'order' as const, id: order.id }
  const orderCharge = await pharmacist.billing.getCharge(orderPayable)
  expect(orderCharge.payerOwesMinor).toBeGreaterThan(0)
  if (orderCharge.outstandingMinor > 0)
    await pharmacist.billing.takePayment({
      idempotencyKey: 'q'.repeat(22),
      payable: orderPayable,
      amountMinor: orderCharge.outstandingMinor,
      currency: 'USD',
      method: 'card',
      reference: 'T-1',
    })

  // 7. Deliver.
  await pharmacist.pharmacy.dispense({ orderId: order.id })
  await pharmacist.pharmacy.ship({ orderId: order.id, carrier: 'Boda Express', trackingNumber: 'BX-1' })
  const delivered = await pharmacist.pharmacy.handOver({ orderId: order.id, receivedBy: 'Zoë Muñoz' })
  expect(delivered.events.map(({ state }) => state)).toEqual(['placed', 'dispensed', 'shipped', 'delivered'])

  // 8. Follow up: claims settle, the task is closed.
  await clinic.records.settleClaims()
  await clinic.records.outbox.flush()
  const followed = await doctor.encounters.getVisit({ consultationId: visit.id })
  expect(followed.claims.map(({ state }) => state)).toEqual(['settled', 'settled'])
  expect(followed.claims.every(({ proof }) => proof.state === 'anchored' && proof.onChainId !== null)).toBe(true)
  const [task] = followed.tasks
  if (!task) throw new Error('There is no follow-up.')
  await doctor.tasks.complete({ taskId: task.id, outcome: 'Fever gone' })
  const done = await doctor.encounters.getVisit({ consultationId: visit.id })
  expect(done.steps.map(({ name, state }) => `${name} ${state}`)).toEqual([
    'booked done',
    'covered done',
    'paid done',
    'consulted done',
    'prescribed done',
    'ordered done',
    'delivered done',
    'followed-up done',
  ])
  expect(done.nextAction).toBeNull()

  // Nothing went wrong on the way, nothing waits, nothing was refused, and the audit log is whole.
  await clinic.records.outbox.flush()
  expect(clinic.defects).toEqual([])
  expect(await desk.anchoring.getStatus({})).toMatchObject({ waiting: 0, refused: 0 })
  const auditor = await clinic.as('auditor')
  expect(await auditor.audit.verifyChain({})).toMatchObject({ isIntact: true })
  const proof = await auditor.anchoring.getProof({ kind: 'payment', recordId: payment.id })
  expect(proof).toMatchObject({ isContentIntact: true, isOnChain: true })
})
