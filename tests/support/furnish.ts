import { savePlan } from '../../core/insurance/intake.js'
import type { PatientId, ProductId } from '../../core/kernel/ids.js'
import { dayOf } from '../../core/kernel/instant.js'
import { saveMedicine } from '../../core/prescriptions/intake.js'
import type { OpenRecords } from '../../node/records.js'
import type { Client, TestClinic } from './clinic.js'

/** What stands in a test clinic after it was furnished. */
export interface Furnished {
  planId: string
  rxNormCode: string
  productId: ProductId
  stock: number
  address: { line: null; city: string; postalCode: null; jurisdiction: 'KE' }
}

/** What a doctor of general practice in Kenya says of themselves. */
export const generalPractice = {
  specialty: 'General practice',
  visitKind: 'general' as const,
  languages: ['en', 'sw'],
  about: '',
  capabilities: ['video' as const, 'e-prescribing' as const],
  licences: [
    {
      jurisdiction: 'KE',
      number: 'KMPDC-1',
      validUntil: '2099-12-31',
      allowsTelemedicine: true,
      allowsPrescribing: true,
    },
  ],
  feeMinor: 6_000,
}

/** A plan, a medicine of the penicillin class and a shelf of it. */
export async function fillShelf(admin: Client, { journal }: Pick<OpenRecords, 'journal'>, quantity: number) {
  journal.transact({ actorId: 'set-up', actorName: 'Set-up', action: 'test.furnish', door: 'system' }, (unit) => {
    savePlan(unit, plan)
    saveMedicine(unit, medicine)
  })
  const { rxNormCode } = medicine
  const product = await admin.pharmacy.saveProduct({
    rxNormCode,
    manufacturer: 'Savannah Pharma',
    unitPriceMinor: 50,
    reorderLevel: 20,
  })
  await admin.pharmacy.receiveStock({
    productId: product.id,
    batchNumber: 'B-1',
    expiresOn: '2099-01-31',
    quantity,
  })
  return { planId: plan.id, rxNormCode, productId: product.id, stock: quantity }
}

/** A doctor with free slots today, a plan, a medicine of the penicillin class and a shelf of it. */
export async function furnish(clinic: TestClinic): Promise<Furnished> {
  const admin = await clinic.as('tenant-admin')
  const doctorId = clinic.staff('doctor').session.staff.id
  await admin.scheduling.saveDoctor({ doctorId, ...generalPractice })
  const day = dayOf(clinic.clock.now(), 'Africa/Nairobi')
  await admin.scheduling.offerSlots({
    doctorId,
    day,
    from: '10:00',
    to: '16:00',
    minutesEach: 20,
    isTelemedicine: true,
  })
  return {
    ...(await fillShelf(admin, clinic.records, 100)),
    address: { line: null, city: 'Nairobi', postalCode: null, jurisdiction: 'KE' },
  }
}

export const addCoverageForTest = (desk: Client, patientId: PatientId, planId: string) =>
  desk.insurance.addCoverage({
    patientId,
    planId,
    memberNumber: 'M-1',
    relationship: 'self',
    validFrom: '2026-01-01',
    validUntil: null,
  })

const benefit = { isCovered: true, coinsurancePercent: 20, deductibleApplies: false }

export const plan = {
  id: 'TEST-PPO',
  name: 'Test PPO',
  payerName: 'Test Mutual',
  currency: 'USD',
  deductibleMinor: 0,
  outOfPocketMaxMinor: 650_000,
  visitLimit: null,
  benefits: [
    { ...benefit, category: 'office-visit' as const, copayMinor: 2_000 },
    { ...benefit, category: 'specialist-visit' as const, copayMinor: 4_000 },
    { ...benefit, category: 'generic-medicine' as const, copayMinor: 200 },
    {
      category: 'brand-medicine' as const,
      isCovered: true,
      copayMinor: null,
      coinsurancePercent: 30,
      deductibleApplies: true,
    },
  ],
  notes: '',
}

export const medicine = {
  rxNormCode: '308192',
  name: 'Amoxicillin 500 MG Oral Tablet',
  ingredients: ['amoxicillin'],
  allergens: ['amoxicillin', 'penicillin'],
  form: 'oral tablet',
  isBrand: false,
  isControlled: false,
  requiresPrescription: true,
}
