import type { Patient } from '../../core/patients/model.js'
import { addProduct, addStock } from '../../core/pharmacy/intake.js'
import { saveMedicine } from '../../core/prescriptions/intake.js'
import type { Medicine } from '../../core/prescriptions/model.js'
import type { Consultation, Licence, VisitMode } from '../../core/scheduling/model.js'
import { randomIds } from '../../node/system.js'
import type { Client, TestClinic } from './clinic.js'

export const amoxicillin: Medicine = {
  rxNormCode: '308192',
  name: 'Amoxicillin 500 MG Oral Tablet',
  ingredients: ['amoxicillin'],
  allergens: ['amoxicillin', 'penicillin', 'beta-lactam'],
  form: 'Oral Tablet',
  isBrand: false,
  isControlled: false,
  requiresPrescription: true,
}
export const acetaminophen: Medicine = {
  rxNormCode: '313782',
  name: 'Acetaminophen 325 MG Oral Tablet',
  ingredients: ['acetaminophen'],
  allergens: ['acetaminophen'],
  form: 'Oral Tablet',
  isBrand: false,
  isControlled: false,
  requiresPrescription: false,
}

export const kenyanLicence: Licence = {
  jurisdiction: 'KE',
  number: 'KMPDC-1',
  validUntil: '2027-12-31',
  allowsTelemedicine: true,
  allowsPrescribing: true,
}

export interface BegunVisit {
  patient: Patient
  visit: Consultation
  doctor: Client
}

/** A patient whose visit with the clinic's doctor has begun, and a formulary of two medicines. */
export async function beginVisit(
  clinic: TestClinic,
  choice: { familyName?: string; home?: string | null; mode?: VisitMode; licences?: Licence[]; from?: string } = {},
): Promise<BegunVisit> {
  const { familyName = 'Otieno', home = null, mode = 'video', licences = [kenyanLicence], from = '10:00' } = choice
  const [desk, admin, doctor] = await Promise.all([
    clinic.as('front-desk'),
    clinic.as('tenant-admin'),
    clinic.as('doctor'),
  ])
  clinic.database.transact((db) => {
    for (const medicine of [amoxicillin, acetaminophen]) saveMedicine(db, medicine)
  })
  const doctorId = clinic.staff('doctor').session.staff.id
  const profile = {
    doctorId,
    specialty: 'General practice',
    visitKind: 'general',
    languages: ['en'],
    about: '',
    capabilities: ['video', 'e-prescribing'],
    feeMinor: 7_200,
  } as const
  const save = (held: Licence[]) =>
    admin.scheduling.saveDoctor({
      ...profile,
      languages: [...profile.languages],
      capabilities: [...profile.capabilities],
      licences: held,
    })
  // Booked with a license that allows it; what the doctor holds by the time of the visit is another matter.
  await save([{ ...kenyanLicence, jurisdiction: (home ?? 'KE').slice(0, 2) }])
  const patient = await desk.patients.register({
    givenName: 'Amina',
    familyName,
    birthDate: '1990-04-12',
    sex: 'female',
    phone: null,
    email: null,
    address: home === null ? null : { line: null, city: null, postalCode: null, jurisdiction: home },
    language: null,
    externalId: null,
  })
  const to = `${from.slice(0, 3)}20`
  const [slot] = await desk.scheduling.offerSlots({
    doctorId,
    day: clinic.clock.now().slice(0, 10),
    from,
    to,
    minutesEach: 20,
    isTelemedicine: true,
  })
  if (!slot) throw new Error('No slot was offered.')
  const booked = await desk.scheduling.bookConsultation({
    patientId: patient.id,
    slotId: slot.id,
    mode,
    symptoms: 'Sore throat',
  })
  await save(licences)
  const visit = await doctor.encounters.start({ consultationId: booked.id })
  return { patient, visit, doctor }
}

/** Puts both medicines on the shelf of the pharmacy: two batches of the first, one of the second. */
export function stockUp(clinic: TestClinic) {
  const making = { ...randomIds, now: () => clinic.clock.now(), deviceId: clinic.records.deviceId }
  return clinic.records.journal.transact(
    { actorId: 'set-up', actorName: 'Set-up', action: 'pharmacy.receiveStock', door: 'system' },
    (unit) => {
      const offer = { manufacturer: 'Cosmos', unitPriceMinor: 25, reorderLevel: 10 }
      const amoxicillinId = addProduct(unit, making, { ...offer, rxNormCode: amoxicillin.rxNormCode }, 'USD')
      const acetaminophenId = addProduct(unit, making, { ...offer, rxNormCode: acetaminophen.rxNormCode }, 'USD')
      const receive = (productId: typeof amoxicillinId, batchNumber: string, expiresOn: string, quantity: number) =>
        addStock(unit, making, { productId, batchNumber, expiresOn, quantity }, 'Set-up')
      return {
        amoxicillinId,
        acetaminophenId,
        lateBatchId: receive(amoxicillinId, 'LATE', '2027-11-30', 100),
        soonBatchId: receive(amoxicillinId, 'SOON', '2026-12-31', 10),
        otherBatchId: receive(acetaminophenId, 'P-1', '2027-06-30', 50),
      }
    },
  )
}
