import type { CodeableConcept, Dosage, MedicationDispense, MedicationRequest, Timing } from '@medplum/fhirtypes'
import type { WholeRecord } from '../../../core/ports/fhir.js'
import type { DoseUnit, Frequency, Prescription, Route } from '../../../core/prescriptions/model.js'
import { concept, identifiers, refer, rxNorm, snomed, ucum, uuidOf } from './naming.js'

type Order = WholeRecord['orders'][number]

const requestStates = {
  active: 'active',
  filled: 'completed',
  cancelled: 'cancelled',
  expired: 'stopped',
} as const satisfies Record<Prescription['state'], MedicationRequest['status']>

const day = (frequency: number, period = 1): Timing['repeat'] => ({ frequency, period, periodUnit: 'd' })
const repeats: Readonly<Record<Frequency, Timing['repeat']>> = {
  'once-daily': day(1),
  'twice-daily': day(2),
  'three-times-daily': day(3),
  'four-times-daily': day(4),
  'every-other-day': day(1, 2),
  weekly: { frequency: 1, period: 1, periodUnit: 'wk' },
  'at-night': { frequency: 1, period: 1, periodUnit: 'd', when: ['HS'] },
  'as-needed': undefined,
}

/** SNOMED CT's routes of administration. */
const routes: Readonly<Record<Route, string>> = {
  oral: '26643006',
  sublingual: '37839007',
  inhaled: '447694001',
  topical: '6064005',
  subcutaneous: '34206005',
  intramuscular: '78421000',
  intravenous: '47625008',
  nasal: '46713006',
  ophthalmic: '54485002',
  rectal: '37161004',
  transdermal: '45890007',
}

/** UCUM has units for what is measured; what is counted is counted in braces. */
const units: Readonly<Record<DoseUnit, string>> = {
  tablet: '{tablet}',
  capsule: '{capsule}',
  ml: 'mL',
  mg: 'mg',
  puff: '{puff}',
  drop: '[drp]',
  application: '{application}',
  unit: '[iU]',
  patch: '{patch}',
}

const medicineOf = (rxNormCode: string | null, name: string): CodeableConcept =>
  rxNormCode === null ? { text: name } : concept(rxNorm, rxNormCode, name)

function dosageOf(prescription: Prescription): Dosage {
  const { instructions, frequency, route, dose, doseUnit, durationDays } = prescription
  const repeat = repeats[frequency]
  return {
    text: instructions,
    timing: { repeat: { ...repeat, boundsDuration: { value: durationDays, unit: 'days', system: ucum, code: 'd' } } },
    ...(frequency === 'as-needed' ? { asNeededBoolean: true } : {}),
    route: concept(snomed, routes[route], route),
    doseAndRate: [{ doseQuantity: { value: dose, unit: doseUnit, system: ucum, code: units[doseUnit] } }],
  }
}

export function writePrescription(prescription: Prescription): MedicationRequest {
  const { id, code, medicine, patientId, consultationId, doctorId, quantity, doseUnit, note } = prescription
  return {
    resourceType: 'MedicationRequest',
    id: uuidOf('prescription', id),
    identifier: identifiers('prescription', id, code),
    status: requestStates[prescription.state],
    ...(prescription.cancellationReason === null ? {} : { statusReason: { text: prescription.cancellationReason } }),
    intent: 'order',
    medicationCodeableConcept: medicineOf(medicine.rxNormCode, medicine.name),
    subject: refer('patient', patientId),
    encounter: refer('encounter', consultationId),
    authoredOn: prescription.issuedAt,
    requester: refer('doctor', doctorId, prescription.doctorName),
    ...(note === null ? {} : { note: [{ text: note }] }),
    dosageInstruction: [dosageOf(prescription)],
    dispenseRequest: {
      validityPeriod: { start: prescription.issuedAt, end: prescription.expiresAt },
      numberOfRepeatsAllowed: prescription.refills,
      quantity: { value: quantity, unit: doseUnit, system: ucum, code: units[doseUnit] },
    },
  }
}

/** Every line of an order: what was handed out against which prescription, from which batches. */
export function writeDispenses(order: Order): MedicationDispense[] {
  const at = (state: Order['state']) => order.events.find((event) => event.state === state)
  const prepared = at('dispensed')
  const handedOver = at('delivered')
  const status =
    order.state === 'cancelled' ? 'cancelled' : prepared === undefined ? ('preparation' as const) : 'completed'
  return order.lines.map((line, place) => ({
    resourceType: 'MedicationDispense',
    id: uuidOf('dispense-line', `${order.id} ${place}`),
    identifier: identifiers('order', order.id, order.code),
    status,
    medicationCodeableConcept: medicineOf(line.rxNormCode, line.name),
    subject: refer('patient', order.patientId),
    ...(order.consultationId === null ? {} : { context: refer('encounter', order.consultationId) }),
    ...(prepared === undefined ? {} : { performer: [{ actor: { display: prepared.by } }], whenPrepared: prepared.at }),
    ...(handedOver === undefined ? {} : { whenHandedOver: handedOver.at }),
    ...(line.prescriptionId === null ? {} : { authorizingPrescription: [refer('prescription', line.prescriptionId)] }),
    quantity: { value: line.quantity },
    note: line.allocations.map(({ batchNumber, expiresOn, quantity }) => ({
      text: `${quantity} of batch ${batchNumber}, to be used by ${expiresOn}`,
    })),
  }))
}
