import * as z from 'zod'
import { PatientId } from '../kernel/ids.js'
import { command, query } from '../kernel/operation.js'
import { pageInput, pageOf } from '../kernel/page.js'
import { EmergencyAccess, ListedAccess, OpenEmergency, PatientMark, ReviewAccess, SetMark, Standing } from './model.js'

const PATIENT_UNKNOWN = { status: 404, message: 'This person is not registered here.' } as const

export const access = {
  getStanding: query('encounters:read', { disclosesPatient: true })
    .route({
      method: 'GET',
      path: '/api/patients/{patientId}/standing',
      summary: 'Whether you care for this patient, or opened their record for an hour',
    })
    .input(z.strictObject({ patientId: PatientId }))
    .output(Standing)
    .errors({ PATIENT_UNKNOWN }),
  openEmergency: command('encounters:read')
    .route({
      method: 'POST',
      path: '/api/patients/{patientId}/emergency-access',
      successStatus: 201,
      summary: 'Open the record of a patient whom you do not care for, for one hour, with a reason that is reviewed',
    })
    .input(OpenEmergency)
    .output(EmergencyAccess)
    .errors({
      PATIENT_UNKNOWN,
      NOT_NEEDED: { status: 409, message: 'You can see this patient’s record already. Nothing was opened.' },
    }),
  listEmergencies: query('audit:read', { disclosesPatient: true })
    .route({ method: 'GET', path: '/api/emergency-access', summary: 'Emergency access, newest first, and its reviews' })
    .input(z.strictObject({ isOpen: z.boolean().default(true), ...pageInput }))
    .output(pageOf(ListedAccess)),
  reviewEmergency: command('insight:review')
    .route({
      method: 'POST',
      path: '/api/emergency-access/{accessId}/review',
      summary: 'Say whether an emergency access was justified',
    })
    .input(ReviewAccess)
    .output(EmergencyAccess)
    .errors({
      ACCESS_UNKNOWN: { status: 404, message: 'This emergency access is not known here.' },
      OWN_ACCESS: { status: 403, message: 'This was your own access. Somebody else reviews it.' },
      ALREADY_REVIEWED: { status: 409, message: 'Somebody has reviewed this already. Look at what they said.' },
      VERSION_CONFLICT: { status: 409, message: 'This changed meanwhile. Look again, then save.' },
    }),
  getMark: query('audit:read', { disclosesPatient: true })
    .route({
      method: 'GET',
      path: '/api/patients/{patientId}/mark',
      summary: 'Whether the patient is marked as very important, by whom and why',
    })
    .input(z.strictObject({ patientId: PatientId }))
    .output(PatientMark.nullable())
    .errors({ PATIENT_UNKNOWN }),
  setMark: command('clinic:manage')
    .route({
      method: 'PUT',
      path: '/api/patients/{patientId}/mark',
      summary: 'Mark a patient as very important, or end that: looks without a care relation are then reviewed',
    })
    .input(SetMark)
    .output(PatientMark)
    .errors({
      PATIENT_UNKNOWN,
      ALREADY_SO: { status: 409, message: 'It is so already. Nothing was changed.' },
      VERSION_CONFLICT: { status: 409, message: 'This changed meanwhile. Look again, then save.' },
    }),
}
