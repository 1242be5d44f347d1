import { saveCredential } from '../../core/identity/intake.js'
import type { PatientId } from '../../core/kernel/ids.js'
import type { Consultation } from '../../core/scheduling/model.js'
import { insertCallRecord, insertCallRoom, insertMessage } from '../../core/telehealth/store.js'
import { randomIds } from '../../node/system.js'
import type { Client, TestClinic } from './clinic.js'
import { addCoverageForTest, type Furnished } from './furnish.js'

const noBody = { email: null, language: null, externalId: null }

/** Registers somebody. */
export const register = (
  desk: Client,
  familyName: string,
  more: { phone?: string | null; birthDate?: string | null } = {},
) =>
  desk.patients.register({
    ...noBody,
    givenName: 'Zoë',
    familyName,
    birthDate: '1988-05-04',
    sex: 'female',
    phone: '+254 712 345 678',
    address: { line: null, city: 'Nairobi', postalCode: null, jurisdiction: 'KE' },
    isConfirmedNew: false,
    ...more,
  })

/** Books the next free slot of the clinic's doctor. */
export async function book(desk: Client, patientId: Awaited<ReturnType<typeof register>>['id']) {
  const { items } = await desk.scheduling.listDoctors({})
  const slot = items[0]?.nextFreeSlots[0]
  if (!slot) throw new Error('No doctor has a free slot.')
  return desk.scheduling.bookConsultation({ patientId, slotId: slot.id, symptoms: 'Sore throat', mode: 'video' })
}

export const prescriptionFor = (consultationId: Awaited<ReturnType<typeof book>>['id'], rxNormCode: string) => ({
  consultationId,
  rxNormCode,
  dose: 1,
  doseUnit: 'tablet' as const,
  route: 'oral' as const,
  frequency: 'twice-daily' as const,
  durationDays: 7,
  quantity: 14,
  refills: 0,
  note: null,
  overrideReason: null,
})

/** One patient's way through a furnished clinic, in which every kind of record is written that operations write. */
export async function playFullDay(clinic: TestClinic, furnished: Furnished) {
  const [desk, doctor, pharmacist, admin] = await Promise.all([
    clinic.as('front-desk'),
    clinic.as('doctor'),
    clinic.as('pharmacist'),
    clinic.as('tenant-admin'),
  ])
  const staffId = clinic.staff('doctor').session.staff.id
  const credential = {
    salt: 'c2FsdA==',
    cost: { algorithm: 'argon2id' as const, memoryKib: 8, passes: 1, lanes: 1 },
    sealed: 'c2VhbGVk',
    boxKey: 'k'.repeat(43),
  }
  clinic.records.journal.transact(
    { actorId: 'set-up', actorName: 'Set-up', action: 'identity.addStaff', door: 'system' },
    (unit) => saveCredential(unit, staffId, credential),
  )
  const found = await admin.tenancy.getClinic({})
  const { name, jurisdiction, timeZone, version } = found
  await admin.tenancy.updateClinic({ name: `${name} and Harbor`, jurisdiction, timeZone, autoLockMinutes: 15, version })

  const patient = await register(desk, 'Muñoz')
  const { id: _id, code: _code, version: _version, registeredAt: _at, updatedAt: _since, ...demographics } = patient
  await desk.patients.update({
    patientId: patient.id,
    version: patient.version,
    demographics: { ...demographics, familyName: 'Muñoz Otieno', phone: null },
  })
  const latex = { patientId: patient.id, substance: 'Latex', criticality: 'low' as const, reaction: null }
  const allergy = await doctor.patients.recordAllergy(latex)
  await doctor.patients.retractAllergy({ patientId: patient.id, allergyId: allergy.id, reason: 'A mistake' })
  const coverage = await addCoverageForTest(desk, patient.id, furnished.planId)

  const visit = await book(desk, patient.id)
  const payable = { kind: 'consultation' as const, id: visit.id }
  const verification = await desk.insurance.verifyCoverage({ payable, coverageId: coverage.id })
  const pay = (key: string, amountMinor: number) =>
    desk.billing.takePayment({
      idempotencyKey: key.repeat(22),
      payable,
      amountMinor,
      currency: 'USD',
      method: 'cash',
      reference: null,
    })
  const wrong = await pay('j', verification.patientOwesMinor)
  await desk.billing.refundPayment({ paymentId: wrong.id, reason: 'Wrong card' })
  await pay('k', verification.patientOwesMinor)
  await desk.scheduling.checkIn({ consultationId: visit.id })
  await doctor.encounters.start({ consultationId: visit.id })
  await doctor.encounters.recordVitals({
    consultationId: visit.id,
    temperatureCelsius: 38.6,
    pulsePerMinute: 92,
    systolicMmHg: null,
    diastolicMmHg: null,
    respirationsPerMinute: null,
    oxygenSaturationPercent: 98,
    weightKg: null,
    heightCm: null,
  })
  const note = await doctor.encounters.addNote({ consultationId: visit.id, text: 'Tonsils red.', replaces: null })
  await doctor.encounters.addNote({ consultationId: visit.id, text: 'Tonsils red, no rash.', replaces: note.id })
  await doctor.encounters.addDiagnosis({ consultationId: visit.id, code: 'J03.9', description: 'Acute tonsillitis' })
  const dropped = await doctor.prescriptions.issue(prescriptionFor(visit.id, furnished.rxNormCode))
  await doctor.prescriptions.cancel({ prescriptionId: dropped.id, reason: 'Another dose' })
  const prescription = await doctor.prescriptions.issue(prescriptionFor(visit.id, furnished.rxNormCode))
  await doctor.encounters.complete({
    consultationId: visit.id,
    summary: 'Acute tonsillitis. Antibiotic for a week.',
    followUp: { afterDays: 7, reason: 'Is the fever gone?' },
  })
  const order = await pharmacist.pharmacy.placeOrder({
    idempotencyKey: 'o'.repeat(22),
    patientId: patient.id,
    consultationId: visit.id,
    lines: [{ productId: furnished.productId, quantity: 14, prescriptionId: prescription.id }],
    delivery: { kind: 'ship', address: furnished.address },
    coverageId: coverage.id,
  })
  const due = await pharmacist.billing.getCharge({ kind: 'order', id: order.id })
  if (due.outstandingMinor > 0)
    await pharmacist.billing.takePayment({
      idempotencyKey: 'q'.repeat(22),
      payable: { kind: 'order', id: order.id },
      amountMinor: due.outstandingMinor,
      currency: 'USD',
      method: 'card',
      reference: 'T-1',
    })
  await pharmacist.pharmacy.dispense({ orderId: order.id })
  await pharmacist.pharmacy.ship({ orderId: order.id, carrier: 'Boda Express', trackingNumber: 'BX-1' })
  await pharmacist.pharmacy.handOver({ orderId: order.id, receivedBy: 'Zoë Muñoz' })
  await clinic.records.settleClaims()
  const [task] = (await doctor.encounters.getVisit({ consultationId: visit.id })).tasks
  if (!task) throw new Error('There is no follow-up.')
  await doctor.tasks.complete({ taskId: task.id, outcome: 'Fever gone' })
  recordCall(clinic, visit.id, patient.id)
  await doctor.interchange.exportPatient({ patientId: patient.id, reason: 'She moves to another town.' })
  const { client: colleague } = clinic.another('doctor')
  await colleague.access.openEmergency({ patientId: patient.id, reason: 'The fever is back, and the doctor is out.' })
  const famous = { reason: 'Known from television.', version: 0, isMarked: true }
  await admin.access.setMark({ ...famous, patientId: patient.id })
  // The doctor has the name of a patient, and looks.
  const namesake = { ...demographics, givenName: null, phone: null, externalId: null }
  const { displayName } = clinic.staff('doctor').session.staff
  const own = await desk.patients.register({ ...namesake, familyName: displayName, isConfirmedNew: true })
  await doctor.patients.get({ patientId: own.id })
  await admin.anomalies.scan({})
  await invoiceOctober(admin)
  const server = { baseUrl: 'https://fhir.baobab.example', token: 'not-a-real-token', providerNumber: null }
  await admin.payers.connect({ payerName: 'Baobab Mutual', ...server, version: 0 })
  // Somebody who was said to be somebody else.
  await desk.patients.register({ ...demographics, familyName: 'Muñoz Otieno', phone: null, isConfirmedNew: true })
  return { patient, visit, prescription, order, coverage }
}

/** What the clinic used last month, its invoice, and a payment for it. */
async function invoiceOctober(admin: Client): Promise<void> {
  const { id: tenantId } = await admin.tenancy.getClinic({})
  const at = '2026-10-05T09:00:00.000Z'
  await admin.usage.record({ id: randomIds.newId(), tenantId, resource: 'video', quantity: 90, at })
  const { version } = await admin.invoices.getRateCard({})
  await admin.invoices.saveRateCard({
    ...{ version, currency: 'USD', minimumMinor: 0, taxName: 'VAT', taxBasisPoints: 1_600, paymentDays: 14 },
    items: [{ resource: 'video', per: 1, allowance: 10, tiers: [{ upTo: null, priceMinor: 2 }] }],
  })
  const draft = await admin.invoices.create({ month: '2026-10' })
  const { id: invoiceId } = await admin.invoices.issue({ invoiceId: draft.id, version: draft.version })
  const paid = { amountMinor: null, method: 'bank-transfer', reference: 'T-1', paidOn: '2026-11-21' } as const
  await admin.invoices.markPaid({ id: randomIds.newId(), invoiceId, ...paid })
}

/** The call of a visit as it is written down after it; the relay itself is tried in tests/sync. */
function recordCall({ records, clock }: TestClinic, consultationId: Consultation['id'], patientId: PatientId): void {
  const now = clock.now()
  const id = (letter: string) => letter.repeat(22)
  const act = { actorId: 'system', actorName: 'MediChain', action: 'telehealth.endCall', door: 'system' } as const
  records.journal.transact(act, (unit) => {
    insertCallRoom(unit, patientId, {
      id: id('r'),
      consultationId,
      secret: 's'.repeat(43),
      openedAt: now,
      openedBy: 'Dr. Test',
    })
    insertMessage(unit, patientId, {
      id: id('m'),
      consultationId,
      from: 'patient',
      authorName: null,
      text: 'It itches here',
      sentAt: now,
    })
    insertCallRecord(unit, patientId, {
      id: id('c'),
      consultationId,
      startedAt: now,
      endedAt: now,
      durationSeconds: 0,
      participantMinutes: 0,
      participants: [],
      connectionLosses: 0,
      quality: null,
      recordedBy: 'Dr. Test',
    })
  })
}
