import type { TestClinic } from './clinic.js'
import { kenyanLicence } from './visit.js'

/** The day on which the test clinics' clocks stand. */
export const today = '2026-11-21'

/** A general practitioner, of the clinic's doctor unless somebody else is named. */
export async function saveDoctor(
  clinic: TestClinic,
  doctorId = clinic.staff('doctor').session.staff.id,
  licences = [kenyanLicence],
) {
  const admin = await clinic.as('tenant-admin')
  return admin.scheduling.saveDoctor({
    doctorId,
    specialty: 'General practice',
    visitKind: 'general',
    languages: ['en', 'sw'],
    about: 'Listens.',
    capabilities: ['video', 'e-prescribing'],
    licences,
    feeMinor: 7_200,
  })
}

/** Three slots of the clinic's doctor, from ten to eleven. */
export async function offerMorning(
  clinic: TestClinic,
  change: { from?: string; to?: string; isTelemedicine?: boolean; day?: string } = {},
) {
  const desk = await clinic.as('front-desk')
  const doctorId = clinic.staff('doctor').session.staff.id
  return desk.scheduling.offerSlots({
    doctorId,
    day: today,
    from: '10:00',
    to: '11:00',
    minutesEach: 20,
    isTelemedicine: true,
    ...change,
  })
}

/** Registers somebody of a country, or of none. */
export async function register(clinic: TestClinic, familyName = 'Otieno', jurisdiction: string | null = null) {
  const desk = await clinic.as('front-desk')
  return desk.patients.register({
    givenName: 'Amina',
    familyName,
    birthDate: '1990-04-12',
    sex: 'female',
    phone: null,
    email: null,
    address: jurisdiction === null ? null : { line: null, city: null, postalCode: null, jurisdiction },
    language: null,
    externalId: null,
  })
}

/** A doctor with three slots from ten to eleven, a patient, and the first slot. */
export async function prepared(clinic: TestClinic) {
  await saveDoctor(clinic)
  const [slot, ...others] = await offerMorning(clinic)
  if (!slot) throw new Error('No slot was offered.')
  return { desk: await clinic.as('front-desk'), patient: await register(clinic), slot, others }
}
