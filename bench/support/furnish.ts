import type { OpenRecords } from '../../node/records.js'
import type { Client } from '../../tests/support/clinic.js'
import { fillShelf, generalPractice } from '../../tests/support/furnish.js'

/** A day has many visits and each sells a box: enough of it. */
const stock = 100_000

/** What a day of visits needs besides people: a doctor's profile, a plan, a medicine and a shelf of it. */
export async function furnish(admin: Client, records: OpenRecords): Promise<void> {
  const doctor = (await admin.identity.listStaff({})).find(({ roles }) => roles.includes('doctor'))
  if (!doctor) throw new Error('The clinic has no doctor.')
  await admin.scheduling.saveDoctor({ doctorId: doctor.id, ...generalPractice })
  await fillShelf(admin, records, stock)
}
