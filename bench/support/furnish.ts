import { savePlan } from '../../core/insurance/intake.js'
import { saveMedicine } from '../../core/prescriptions/intake.js'
import type { OpenRecords } from '../../node/records.js'
import type { Client } from '../../tests/support/clinic.js'

/** A day has many visits and each sells a box: enough of it. */
const stock = 100_000

export const planId = 'BENCH-PPO'
export const rxNormCode = '308192'

/** What a day of visits needs besides people: a doctor's profile, a plan, a medicine and a shelf of it. */
export async function furnish(admin: Client, { journal }: OpenRecords): Promise<void> {
  const doctor = (await admin.identity.listStaff({})).find(({ roles }) => roles.includes('doctor'))
  if (!doctor) throw new Error('The clinic has no doctor.')
  await admin.scheduling.saveDoctor({
    doctorId: doctor.id,
    specialty: 'General practice',
    visitKind: 'general',
    languages: ['en', 'sw'],
    about: '',
    capabilities: ['video', 'e-prescribing'],
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
  })
  const act = { actorId: 'bench', actorName: 'Bench', action: 'bench.furnish', door: 'system' } as const
  journal.transact(act, (unit) => {
    savePlan(unit, plan)
    saveMedicine(unit, medicine)
  })
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
    quantity: stock,
  })
}

const benefit = { isCovered: true, coinsurancePercent: 20, deductibleApplies: false }

const plan = {
  id: planId,
  name: 'Bench PPO',
  payerName: 'Bench Mutual',
  currency: 'USD',
  deductibleMinor: 0,
  outOfPocketMaxMinor: 650_000,
  visitLimit: null,
  benefits: [
    { ...benefit, category: 'office-visit' as const, copayMinor: 2_000 },
    { ...benefit, category: 'specialist-visit' as const, copayMinor: 4_000 },
    { ...benefit, category: 'generic-medicine' as const, copayMinor: 200 },
    { ...benefit, category: 'brand-medicine' as const, copayMinor: null },
  ],
  notes: '',
}

const medicine = {
  rxNormCode,
  name: 'Amoxicillin 500 MG Oral Tablet',
  ingredients: ['amoxicillin'],
  allergens: ['amoxicillin', 'penicillin'],
  form: 'oral tablet',
  isBrand: false,
  isControlled: false,
  requiresPrescription: true,
}
