import * as z from 'zod'
import { ConsultationId, PatientId, PrescriptionId } from '../kernel/ids.js'
import { command, query } from '../kernel/operation.js'
import { pageInput, pageOf } from '../kernel/page.js'
import { line } from '../kernel/text.js'
import {
  IssuePrescription,
  Medicine,
  Prescription,
  PrescriptionCheck,
  PrescriptionDraft,
  PrescriptionState,
  SafetyWarning,
} from './model.js'

const PRESCRIPTION_UNKNOWN = {
  status: 404,
  message: 'This prescription is not known here. Check the code, or wait until this workstation has synced.',
} as const
const CONSULTATION_UNKNOWN = { status: 404, message: 'This visit is not known here.' } as const
const MEDICINE_UNKNOWN = {
  status: 404,
  message: 'This medicine is not in the formulary. Choose one from the list.',
} as const

export const prescriptions = {
  listMedicines: query('prescriptions:read')
    .route({ method: 'GET', path: '/api/v1/medicines', summary: 'The formulary' })
    .input(z.strictObject({ text: z.string().max(120).default(''), ...pageInput }))
    .output(pageOf(Medicine)),
  checkSafety: query('prescriptions:write', { disclosesPatient: true, care: 'medication' })
    .route({ method: 'POST', path: '/api/v1/prescription/check', summary: 'Allergies and duplicates, before signing' })
    .input(PrescriptionDraft)
    .output(z.object({ warnings: z.array(SafetyWarning), instructions: z.string() }))
    .errors({ CONSULTATION_UNKNOWN, MEDICINE_UNKNOWN }),
  issue: command('prescriptions:write')
    .route({
      method: 'POST',
      path: '/api/v1/prescription/add',
      successStatus: 201,
      summary: 'Issue a prescription, signed by the doctor',
    })
    .input(IssuePrescription)
    .output(Prescription)
    .errors({
      CONSULTATION_UNKNOWN,
      MEDICINE_UNKNOWN,
      NOT_IN_CONSULTATION: {
        status: 409,
        message: 'A prescription belongs to a visit that has begun. Start the visit first.',
      },
      NOT_THE_DOCTOR: { status: 403, message: 'Only the doctor of this visit prescribes in it.' },
      NOT_LICENSED: {
        status: 409,
        message: 'You may not prescribe where the patient is.',
        data: z.object({ reason: z.string() }),
      },
      WARNINGS_UNANSWERED: {
        status: 409,
        message: 'There are warnings. Choose another medicine, or say why this one is right.',
        data: z.object({ warnings: z.array(SafetyWarning) }),
      },
    }),
  get: query('prescriptions:read', { disclosesPatient: true, care: 'medication' })
    .route({ method: 'GET', path: '/api/v1/prescription/{prescriptionId}', summary: 'A prescription' })
    .input(z.strictObject({ prescriptionId: PrescriptionId }))
    .output(Prescription)
    .errors({ PRESCRIPTION_UNKNOWN }),
  // The patient shows the paper: no other relation is asked for, here or to verify it.
  findByCode: query('prescriptions:read', { disclosesPatient: true })
    .route({
      method: 'GET',
      path: '/api/v1/prescription/by-code/{code}',
      summary: 'A prescription by the code on its paper',
    })
    .input(z.strictObject({ code: z.string().min(1).max(20) }))
    .output(Prescription)
    .errors({ PRESCRIPTION_UNKNOWN }),
  list: query('prescriptions:read', { disclosesPatient: true, care: 'medication' })
    .route({ method: 'GET', path: '/api/v1/prescription', summary: 'Prescriptions of a patient, a visit or all' })
    .input(
      z.strictObject({
        patientId: PatientId.optional(),
        consultationId: ConsultationId.optional(),
        state: PrescriptionState.optional(),
        ...pageInput,
      }),
    )
    .output(pageOf(Prescription.extend({ patientName: z.string() }))),
  verify: query('prescriptions:read', { disclosesPatient: true })
    .route({
      method: 'POST',
      path: '/api/v1/prescription/{prescriptionId}/verify',
      summary: 'Check signature, content and chain',
    })
    .input(z.strictObject({ prescriptionId: PrescriptionId }))
    .output(PrescriptionCheck)
    .errors({ PRESCRIPTION_UNKNOWN }),
  cancel: command('prescriptions:write')
    .route({
      method: 'POST',
      path: '/api/v1/prescription/{prescriptionId}/cancel',
      summary: 'Cancel what has not been filled',
    })
    .input(z.strictObject({ prescriptionId: PrescriptionId, reason: line(200) }))
    .output(Prescription)
    .errors({
      PRESCRIPTION_UNKNOWN,
      NOT_ACTIVE: { status: 409, message: 'Only an active prescription can be canceled.' },
      NOT_THE_DOCTOR: { status: 403, message: 'Only the doctor who issued it may cancel it.' },
    }),
}
