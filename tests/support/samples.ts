import { BatchId, ConsultationId, PatientId, PrescriptionId, ProductId, StaffId } from '../../core/kernel/ids.js'
import type { Product, StockBatch } from '../../core/pharmacy/model.js'
import type { Prescription } from '../../core/prescriptions/model.js'
import { amoxicillin as medicine } from './visit.js'

/** An id of one letter, which a failing test shows well. */
export const id = (letter: string) => letter.repeat(22)
/** The day on which all of this happens. */
export const today = '2026-11-21'
/** Some boxes on this workstation's shelf. */
export const batch = (letter: string, expiresOn: string, onHand: number): StockBatch => ({
  id: BatchId.parse(id(letter)),
  batchNumber: `B-${letter}`,
  expiresOn,
  onHand,
  siteId: 'here',
  keptAt: 'This workstation',
  isKeptHere: true,
  isSiteRemoved: false,
})
export const patientId = PatientId.parse(id('p'))
/** A product of two batches, on prescription. */
export const amoxicillin: Product = {
  id: ProductId.parse(id('m')),
  rxNormCode: '308192',
  name: 'Amoxicillin 500 MG Oral Tablet',
  manufacturer: 'Cosmos',
  isBrand: false,
  isControlled: false,
  requiresPrescription: true,
  unitPriceMinor: 25,
  currency: 'USD',
  available: 30,
  availableHere: 30,
  reorderLevel: 10,
  batches: [batch('a', '2027-01-31', 10), batch('b', '2026-12-31', 20)],
  verification: { isVerified: true, statement: '' },
}
/** A product that anybody may buy. */
export const paracetamol: Product = {
  ...amoxicillin,
  id: ProductId.parse(id('n')),
  rxNormCode: '313782',
  name: 'Acetaminophen 325 MG Oral Tablet',
  requiresPrescription: false,
}
/** A prescription of 21 tablets of it. */
export const prescription: Prescription = {
  id: PrescriptionId.parse(id('r')),
  code: 'R-7K3F9Q',
  patientId,
  consultationId: ConsultationId.parse(id('c')),
  doctorId: StaffId.parse(id('d')),
  doctorName: 'Dr Amara',
  medicine,
  dose: 1,
  doseUnit: 'tablet',
  route: 'oral',
  frequency: 'three-times-daily',
  durationDays: 7,
  quantity: 21,
  refills: 0,
  note: null,
  instructions: 'Take 1 tablet by mouth three times a day for 7 days.',
  warnings: [],
  overrideReason: null,
  issuedAt: '2026-11-21T09:10:00.000Z',
  expiresAt: '2027-05-20T21:00:00.000Z',
  state: 'active',
  fillsUsed: 0,
  fillsLeft: 1,
  cancellationReason: null,
  verificationHash: '0x',
  signer: '0x',
  signature: '0x',
  proof: { state: 'signed', commitment: '', txHash: null, blockNumber: null, onChainId: null },
}
