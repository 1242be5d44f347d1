import * as z from 'zod'
import { AnyId, PatientId } from '../kernel/ids.js'
import { command, query } from '../kernel/operation.js'
import { pageInput, pageOf } from '../kernel/page.js'
import { line } from '../kernel/text.js'
import {
  Allergy,
  Patient,
  PatientBanner,
  PatientChange,
  PatientSummary,
  RecordAllergy,
  RegisterPatient,
  UpdatePatient,
} from './model.js'

const PATIENT_UNKNOWN = {
  status: 404,
  message: 'This person is not registered here. Search again or register them.',
} as const

export const patients = {
  register: command('patients:write')
    .route({ method: 'POST', path: '/api/patients', successStatus: 201, summary: 'Register a patient' })
    .input(RegisterPatient)
    .output(Patient)
    .errors({
      LIKELY_DUPLICATE: {
        status: 409,
        message:
          'Somebody very like this person is registered already. Open their record, or say that this is another person.',
        data: z.object({ candidates: z.array(PatientSummary) }),
      },
      BIRTH_DATE_IN_FUTURE: { status: 422, message: 'The date of birth lies in the future. Check the year.' },
    }),
  search: query('patients:read', { disclosesPatient: true })
    .route({ method: 'GET', path: '/api/patients', summary: 'Find patients by name, phone or code' })
    .input(z.strictObject({ text: z.string().max(120).default(''), ...pageInput }))
    .output(pageOf(PatientSummary)),
  get: query('patients:read', { disclosesPatient: true })
    .route({ method: 'GET', path: '/api/patients/{patientId}', summary: 'One patient' })
    .input(z.strictObject({ patientId: PatientId }))
    .output(Patient)
    .errors({ PATIENT_UNKNOWN }),
  getBanner: query('patients:read', { disclosesPatient: true })
    .route({
      method: 'GET',
      path: '/api/patients/{patientId}/banner',
      summary: 'Name, age, allergies, coverage and balance',
    })
    .input(z.strictObject({ patientId: PatientId }))
    .output(PatientBanner)
    .errors({ PATIENT_UNKNOWN }),
  getHistory: query('patients:read', { disclosesPatient: true })
    .route({
      method: 'GET',
      path: '/api/patients/{patientId}/history',
      summary: 'Every change of a patient’s details, also values that lost to another workstation’s',
    })
    .input(z.strictObject({ patientId: PatientId }))
    .output(z.array(PatientChange))
    .errors({ PATIENT_UNKNOWN }),
  update: command('patients:write')
    .route({ method: 'PUT', path: '/api/patients/{patientId}', summary: 'Correct a patient’s details' })
    .input(UpdatePatient)
    .output(Patient)
    .errors({
      PATIENT_UNKNOWN,
      VERSION_CONFLICT: {
        status: 409,
        message: 'Someone changed this person’s details meanwhile. Look at theirs, then save again.',
        data: z.object({ current: Patient }),
      },
      BIRTH_DATE_IN_FUTURE: { status: 422, message: 'The date of birth lies in the future. Check the year.' },
    }),
  recordAllergy: command('allergies:write')
    .route({
      method: 'POST',
      path: '/api/patients/{patientId}/allergies',
      successStatus: 201,
      summary: 'Record an allergy',
    })
    .input(RecordAllergy)
    .output(Allergy)
    .errors({ PATIENT_UNKNOWN, ALREADY_RECORDED: { status: 409, message: 'This allergy is already on the list.' } }),
  retractAllergy: command('allergies:write')
    .route({
      method: 'POST',
      path: '/api/patients/{patientId}/allergies/{allergyId}/retract',
      summary: 'Take an allergy off the active list',
    })
    .input(z.strictObject({ patientId: PatientId, allergyId: AnyId, reason: line(200) }))
    .output(Allergy)
    .errors({ ALLERGY_UNKNOWN: { status: 404, message: 'This allergy is not on the active list.' } }),
}
