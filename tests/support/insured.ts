import type { Payable } from '../../core/billing/model.js'
import { savePlan } from '../../core/insurance/intake.js'
import type { Claim, Plan } from '../../core/insurance/model.js'
import { settleClaims } from '../../core/insurance/settlement.js'
import type { ConsultationId, CoverageId, OrderId, PatientId } from '../../core/kernel/ids.js'
import { addProduct, addStock } from '../../core/pharmacy/intake.js'
import type { Act } from '../../core/ports/journal.js'
import type { PayerPort } from '../../core/ports/payer.js'
import { saveMedicine } from '../../core/prescriptions/intake.js'
import { randomIds } from '../../node/system.js'
import type { TestClinic } from './clinic.js'
import { acetaminophen } from './visit.js'

/** A payer who agrees to everything and pays it. */
export const approving: PayerPort = {
  adjudicate: async ({ claim }) => ({ state: 'accepted', approvedMinor: claim.claimedMinor, note: 'As agreed.' }),
  remit: async ({ claim }) => ({ state: 'paid', paidMinor: claim.claimedMinor, reference: 'PAY-1' }),
}

const setUp: Act = { actorId: 'set-up', actorName: 'Set-up', action: 'tenancy.setUp', door: 'system' }
const copay = (copayMinor: number) => ({ isCovered: true, copayMinor, coinsurancePercent: 0, deductibleApplies: false })
export const silver: Plan = {
  id: 'SILVER-PPO',
  name: 'Silver PPO',
  payerName: 'Acacia Health',
  currency: 'USD',
  deductibleMinor: 1_800_00,
  outOfPocketMaxMinor: 6_500_00,
  visitLimit: null,
  benefits: [
    { category: 'office-visit', ...copay(35_00) },
    { category: 'specialist-visit', ...copay(60_00) },
    { category: 'generic-medicine', ...copay(10_00) },
    { category: 'brand-medicine', isCovered: true, copayMinor: null, coinsurancePercent: 30, deductibleApplies: true },
  ],
  notes: '',
}
export const bronze: Plan = {
  ...silver,
  id: 'BRONZE-HDHP',
  name: 'Bronze',
  deductibleMinor: 6_000_00,
  benefits: silver.benefits.map((b) => ({ ...b, copayMinor: null, coinsurancePercent: 40, deductibleApplies: true })),
}
export const community: Plan = {
  ...silver,
  ...{ id: 'COMMUNITY', name: 'Community', payerName: 'Public Health Office', visitLimit: 1 },
}

/** The plans that members of a test clinic can have. */
export const offerPlans = ({ records }: TestClinic): void =>
  records.journal.transact(setUp, (unit) => {
    for (const plan of [silver, bronze, community]) savePlan(unit, plan)
  })

/** Registers somebody who is insured, or will be. */
export async function register(clinic: TestClinic, familyName = 'Otieno') {
  const desk = await clinic.as('front-desk')
  const nothing = { phone: null, email: null, address: null, language: null, externalId: null }
  return desk.patients.register({ givenName: 'Amina', familyName, birthDate: null, sex: 'female', ...nothing })
}

/** A membership of the patient's in a plan. */
export async function cover(clinic: TestClinic, patientId: PatientId, planId = 'SILVER-PPO') {
  const desk = await clinic.as('front-desk')
  return desk.insurance.addCoverage({
    patientId,
    planId,
    memberNumber: 'A-100',
    validFrom: '2026-01-01',
    validUntil: null,
  })
}

/** A visit that costs 120 dollars, booked for the next free slot of today. */
export async function book(clinic: TestClinic, patientId: PatientId) {
  const admin = await clinic.as('tenant-admin')
  const desk = await clinic.as('front-desk')
  const doctorId = clinic.staff('doctor').session.staff.id
  const today = { doctorId, day: '2026-11-21' }
  let slots = await desk.scheduling.listSlots(today).catch(() => [])
  if (slots.length === 0) {
    await admin.scheduling.saveDoctor({
      doctorId,
      specialty: 'General practice',
      visitKind: 'general',
      languages: ['en'],
      about: '',
      capabilities: ['video'],
      licences: [
        {
          jurisdiction: 'KE',
          number: 'K-1',
          validUntil: '2030-01-01',
          allowsTelemedicine: true,
          allowsPrescribing: true,
        },
      ],
      feeMinor: 120_00,
    })
    await desk.scheduling.offerSlots({ ...today, from: '10:00', to: '16:00', minutesEach: 30, isTelemedicine: true })
    slots = await desk.scheduling.listSlots(today)
  }
  const slotId = slots.find(({ bookedBy }) => bookedBy === null)?.id
  if (!slotId) throw new Error('No slot is free.')
  return desk.scheduling.bookConsultation({ patientId, slotId, symptoms: 'Cough' })
}

/** The visit from check-in to its end. */
export async function attend(clinic: TestClinic, consultationId: ConsultationId) {
  const desk = await clinic.as('front-desk')
  const doctor = await clinic.as('doctor')
  await desk.scheduling.checkIn({ consultationId })
  await doctor.encounters.start({ consultationId })
  await doctor.encounters.addDiagnosis({ consultationId, code: 'J06.9', description: 'Common cold' })
  await doctor.encounters.complete({ consultationId, summary: 'Rest.', followUp: null })
}

/** A patient with this plan, and a visit that is verified against it. */
export async function coveredVisit(clinic: TestClinic, planId = 'SILVER-PPO') {
  const desk = await clinic.as('front-desk')
  const patient = await register(clinic)
  const coverage = await cover(clinic, patient.id, planId)
  const visit = await book(clinic, patient.id)
  const payable: Payable = { kind: 'consultation', id: visit.id }
  const verification = await desk.insurance.verifyCoverage({ payable, coverageId: coverage.id })
  return { desk, patient, coverage, visit, payable, verification }
}

/** The calls to the chain that wait for a kind of record. */
export const calls = (clinic: TestClinic, kind: string) =>
  clinic.database
    .rows<{ call: string }>('SELECT call FROM chain_calls WHERE kind = $kind ORDER BY n', { kind })
    .map(({ call }) => JSON.parse(call))

/** One round of the settlement with this payer. */
export const settle = (clinic: TestClinic, by: PayerPort = approving) => {
  const { journal, deviceId } = clinic.records
  const act: Act = { ...setUp, action: 'insurance.settleClaims' }
  return settleClaims({ journal, act, payer: by, deviceId, clock: clinic.clock, ids: randomIds })
}

/** The patient's latest claim. */
export async function claimOf(clinic: TestClinic, patientId: PatientId): Promise<Claim> {
  const billing = await clinic.as('billing')
  const { items } = await billing.insurance.listClaims({ patientId })
  const [claim] = items
  if (!claim) throw new Error('The patient has no claim.')
  return billing.insurance.getClaim({ claimId: claim.id })
}

/** What is left of a coverage. */
export const left = async (clinic: TestClinic, insuranceId: CoverageId) =>
  (await clinic.as('billing')).insurance.listCoveredServices({ insuranceId })

/** An order of a medicine from the shelf. */
export async function order(
  clinic: TestClinic,
  patientId: PatientId,
  coverageId: CoverageId | null,
  consultationId: ConsultationId | null,
) {
  const { journal } = clinic.records
  const ids = { now: () => clinic.clock.now(), newId: randomIds.newId }
  const productId = journal.transact(setUp, (unit) => {
    saveMedicine(unit, acetaminophen)
    const offer = { rxNormCode: acetaminophen.rxNormCode, manufacturer: 'Dawa', unitPriceMinor: 2_00, reorderLevel: 0 }
    return addProduct(unit, ids, offer, 'USD')
  })
  journal.transact(setUp, (unit) =>
    addStock(
      unit,
      { ...ids, deviceId: clinic.records.deviceId },
      { productId, batchNumber: 'B-1', expiresOn: '2028-01-01', quantity: 100 },
      'Set-up',
    ),
  )
  const pharmacist = await clinic.as('pharmacist')
  return pharmacist.pharmacy.placeOrder({
    idempotencyKey: 'o'.repeat(22),
    patientId,
    consultationId,
    lines: [{ productId, quantity: 20, prescriptionId: null }],
    delivery: { kind: 'pickup' },
    coverageId,
  })
}

/** Pays what is due and hands the order over. */
export async function handOver(clinic: TestClinic, orderId: OrderId) {
  const pharmacist = await clinic.as('pharmacist')
  const payable = { kind: 'order', id: orderId } as const
  const { outstandingMinor: amountMinor } = await pharmacist.billing.getCharge(payable)
  const how = { currency: 'USD', method: 'cash', reference: null } as const
  await pharmacist.billing.takePayment({ idempotencyKey: 'k'.repeat(22), payable, amountMinor, ...how })
  await pharmacist.pharmacy.dispense({ orderId })
  await pharmacist.pharmacy.handOver({ orderId, receivedBy: 'Amina Otieno' })
}
