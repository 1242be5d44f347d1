import { savePlan } from '../../core/insurance/intake.js'
import type { PatientId, ProductId } from '../../core/kernel/ids.js'
import { dayOf } from '../../core/kernel/instant.js'
import { saveMedicine } from '../../core/prescriptions/intake.js'
import type { Client, TestClinic } from './clinic.js'

/** What stands in a test clinic after it was furnished. */
export interface Furnished {
  planId: string
  rxNormCode: string
  productId: ProductId
  stock: number
  address: { line: null; city: string; postalCode: null; jurisdiction: 'KE' }
}

/** A doctor with free slots today, a plan, a medicine of the penicillin class and a shelf of it. */
export async function furnish(clinic: TestClinic): Promise<Furnished> {
  const admin = await clinic.as('tenant-admin')
  const doctorId = clinic.staff('doctor').session.staff.id
  await admin.scheduling.saveDoctor({
    doctorId,
    specialty: 'General practice',
    visitKind: 'general',
    languages: ['en', 'sw'],
    about: '',
    capabilities: ['video', 'e-prescribing'],
    licences: [
      {
        jurisdiction: 'KE',
        number: 'KMPDC-1',
        validUntil: '2030-12-31',
        allowsTelemedicine: true,
        allowsPrescribing: true,
      },
    ],
    feeMinor: 6_000,
  })
  const day = dayOf(clinic.clock.now(), 'Africa/Nairobi')
  await admin.scheduling.offerSlots({
    doctorId,
    day,
    from: '10:00',
    to: '16:00',
    minutesEach: 20,
    isTelemedicine: true,
  })
  clinic.records.journal.transact(
    { actorId: 'set-up', actorName: 'Set-up', action: 'test.furnish', door: 'system' },
    (unit) => {
      savePlan(unit, plan)
      saveMedicine(unit, medicine)
    },
  )
  const product = await admin.pharmacy.saveProduct({
    rxNormCode: medicine.rxNormCode,
    manufacturer: 'Savannah Pharma',
    unitPriceMinor: 50,
    reorderLevel: 20,
  })
  await admin.pharmacy.receiveStock({
    productId: product.id,
    batchNumber: 'B-1',
    expiresOn: '2028-01-31',
    quantity: 100,
  })
  return {
    planId: plan.id,
    rxNormCode: medicine.rxNormCode,
    productId: product.id,
    stock: 100,
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

const plan = {
  id: 'TEST-PPO',
  name: 'Test PPO',
  payerName: 'Test Mutual',
  currency: 'USD',
  deductibleMinor: 0,
  outOfPocketMaxMinor: 650_000,
  visitLimit: null,
  benefits: [
    {
      category: 'office-visit' as const,
      isCovered: true,
      copayMinor: 2_000,
      coinsurancePercent: 20,
      deductibleApplies: false,
    },
    {
      category: 'specialist-visit' as const,
      isCovered: true,
      copayMinor: 4_000,
      coinsurancePercent: 20,
      deductibleApplies: false,
    },
    {
      category: 'generic-medicine' as const,
      isCovered: true,
      copayMinor: 200,
      coinsurancePercent: 20,
      deductibleApplies: false,
    },
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

const medicine = {
  rxNormCode: '308192',
  name: 'Amoxicillin 500 MG Oral Tablet',
  ingredients: ['amoxicillin'],
  allergens: ['amoxicillin', 'penicillin'],
  form: 'oral tablet',
  isBrand: false,
  isControlled: false,
  requiresPrescription: true,
}
