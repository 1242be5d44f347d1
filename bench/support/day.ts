import { randomBytes } from 'node:crypto'
import { addDays, dayOf } from '../../core/kernel/instant.js'
import type { NodeClient } from '../../renderer/client/connection.js'
import { prescriptionFor } from '../../tests/support/full-day.js'
import { addCoverageForTest, medicine, plan } from '../../tests/support/furnish.js'
import { check } from './figure.js'

import { makePeople } from './people.js'

/** Everybody who works on this day, each at a door of their own. */
export interface Crew {
  admin: NodeClient
  desk: NodeClient
  doctor: NodeClient
  pharmacist: NodeClient
}

/** Where the clinic's doctor may see people. */
const home = { line: '12 Moi Avenue', city: 'Nairobi', postalCode: '00100', jurisdiction: 'KE' }

const newKey = () => randomBytes(16).toString('base64url')

/**
 * A day at the clinic: people register, book, are covered, pay, see the doctor, get a prescription, buy and take their
 * medicine; between the visits the desk searches and looks things up.
 * @returns how many operations were done; each visit ended with all its records there
 */
export async function workThroughDay(crew: Crew, visits: number, texts: readonly string[]): Promise<number> {
  let done = 0
  const counted = <T>(answer: Promise<T>): Promise<T> => {
    done += 1
    return answer
  }
  const [profile] = (await counted(crew.desk.scheduling.listDoctors({}))).items
  if (!profile) throw new Error('The clinic has no doctor.')
  const day = addDays(dayOf(new Date().toISOString(), 'Africa/Nairobi'), 1)
  const board = await counted(crew.desk.scheduling.getDayBoard({ day }))
  if (!board.doctors.some(({ slots }) => slots.length > 0))
    await counted(
      crew.admin.scheduling.offerSlots({
        doctorId: profile.id,
        day,
        from: '06:00',
        to: '22:00',
        minutesEach: 10,
        isTelemedicine: true,
      }),
    )
  const free = (await counted(crew.desk.scheduling.getDayBoard({ day }))).doctors
    .flatMap(({ slots }) => slots)
    .filter(({ consultation }) => consultation === null)
  const next = makePeople(Date.now() % 100_000)
  for (let visit = 0; visit < visits; visit += 1) {
    const slot = free[visit]
    if (!slot) throw new Error('The day has no more free slots.')
    await oneVisit(crew, slot.id, { ...next(), address: home }, counted)
    for (const text of texts.slice(visit * 5, visit * 5 + 5)) {
      const [first] = (await counted(crew.desk.patients.search({ text, limit: 50 }))).items
      if (first) await counted(crew.desk.patients.getBanner({ patientId: first.id }))
    }
    await counted(crew.desk.scheduling.getDayBoard({ day }))
  }
  return done
}

async function oneVisit(
  { desk, doctor, pharmacist }: Crew,
  slotId: string,
  person: ReturnType<ReturnType<typeof makePeople>>,
  counted: <T>(answer: Promise<T>) => Promise<T>,
): Promise<void> {
  const patient = await counted(desk.patients.register({ ...person, isConfirmedNew: true }))
  const patientId = patient.id
  const coverage = await counted(addCoverageForTest(desk, patientId, plan.id))
  const booking = { patientId, slotId: slotId as never, symptoms: 'Sore throat and fever for three days' }
  const { id: consultationId } = await counted(desk.scheduling.bookConsultation(booking))
  const payable = { kind: 'consultation' as const, id: consultationId }
  const { patientOwesMinor } = await counted(desk.insurance.verifyCoverage({ payable, coverageId: coverage.id }))
  await counted(
    desk.billing.takePayment({
      idempotencyKey: newKey(),
      payable,
      amountMinor: patientOwesMinor,
      currency: 'USD',
      method: 'cash',
      reference: null,
    }),
  )
  await counted(desk.scheduling.checkIn({ consultationId }))
  await counted(doctor.encounters.start({ consultationId }))
  await counted(
    doctor.encounters.recordVitals({
      consultationId,
      temperatureCelsius: 38.6,
      pulsePerMinute: 92,
      systolicMmHg: 122,
      diastolicMmHg: 78,
      respirationsPerMinute: null,
      oxygenSaturationPercent: 98,
      weightKg: null,
      heightCm: null,
    }),
  )
  await counted(doctor.encounters.addNote({ consultationId, text: 'Tonsils red, no rash.', replaces: null }))
  await counted(doctor.encounters.addDiagnosis({ consultationId, code: 'J03.9', description: 'Acute tonsillitis' }))
  const prescription = await counted(doctor.prescriptions.issue(prescriptionFor(consultationId, medicine.rxNormCode)))
  await counted(
    doctor.encounters.complete({
      consultationId,
      summary: 'Acute tonsillitis. Antibiotic for a week.',
      followUp: { afterDays: 7, reason: 'Is the fever gone?' },
    }),
  )
  const [product] = (await counted(pharmacist.pharmacy.listProducts({ rxNormCode: medicine.rxNormCode }))).items
  if (!product) throw new Error('The shelf is empty.')
  const order = await counted(
    pharmacist.pharmacy.placeOrder({
      idempotencyKey: newKey(),
      patientId,
      consultationId,
      lines: [{ productId: product.id, quantity: 14, prescriptionId: prescription.id }],
      delivery: { kind: 'pickup' },
      coverageId: coverage.id,
    }),
  )
  const orderPayable = { kind: 'order' as const, id: order.id }
  const { outstandingMinor } = await counted(pharmacist.billing.getCharge(orderPayable))
  if (outstandingMinor > 0)
    await counted(
      pharmacist.billing.takePayment({
        idempotencyKey: newKey(),
        payable: orderPayable,
        amountMinor: outstandingMinor,
        currency: 'USD',
        method: 'card',
        reference: 'T-1',
      }),
    )
  await counted(pharmacist.pharmacy.dispense({ orderId: order.id }))
  await counted(pharmacist.pharmacy.handOver({ orderId: order.id, receivedBy: 'The patient' }))
  const seen = await counted(doctor.encounters.getVisit({ consultationId }))
  const undone = seen.steps.filter(({ name, state }) => name !== 'followed-up' && state !== 'done')
  check(undone.length === 0, `the visit is whole, but for ${undone.map(({ name }) => name).join(', ')}`)
}
