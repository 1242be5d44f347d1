import * as z from 'zod'
import { AnyId, ConsultationId, PatientId, StaffId } from '../kernel/ids.js'
import { CalendarDate } from '../kernel/instant.js'
import { command, query } from '../kernel/operation.js'
import { pageInput, pageOf } from '../kernel/page.js'
import { line, paragraph } from '../kernel/text.js'
import { Consultation, ConsultationState } from '../scheduling/model.js'
import {
  CompleteEncounter,
  Diagnosis,
  DiagnosisCode,
  Note,
  Visit,
  VisitSummary,
  Vitals,
  VitalsRecord,
} from './model.js'

const CONSULTATION_UNKNOWN = {
  status: 404,
  message: 'This visit is not known here. It may have been made on a workstation that has not synced yet.',
} as const
const NOT_IN_PROGRESS = {
  status: 409,
  message: 'The visit is not in progress. Start it first; after its end, write a correction.',
} as const
const NOT_THE_DOCTOR = { status: 403, message: 'Only the doctor of this visit does this.' } as const

export const encounters = {
  listVisits: query('encounters:read', { disclosesPatient: true })
    .route({ method: 'GET', path: '/api/visits', summary: 'Visits by day, doctor, patient or state' })
    .input(
      z.strictObject({
        day: CalendarDate.optional(),
        doctorId: StaffId.optional(),
        patientId: PatientId.optional(),
        states: z.array(ConsultationState).max(6).optional(),
        ...pageInput,
      }),
    )
    .output(pageOf(VisitSummary)),
  getVisit: query('encounters:read', { disclosesPatient: true, care: 'visits' })
    .route({
      method: 'GET',
      path: '/api/visits/{consultationId}',
      summary: 'A visit with its eight steps and all that hangs on them',
    })
    .input(z.strictObject({ consultationId: ConsultationId }))
    .output(Visit)
    .errors({ CONSULTATION_UNKNOWN }),
  start: command('encounters:write')
    .route({ method: 'POST', path: '/api/visits/{consultationId}/start', summary: 'The doctor begins' })
    .input(z.strictObject({ consultationId: ConsultationId }))
    .output(Consultation)
    .errors({
      CONSULTATION_UNKNOWN,
      NOT_THE_DOCTOR,
      NOT_READY: { status: 409, message: 'This visit cannot begin: it was canceled, or has ended.' },
    }),
  recordVitals: command('encounters:write', { care: 'visits' })
    .route({
      method: 'POST',
      path: '/api/visits/{consultationId}/vitals',
      successStatus: 201,
      summary: 'Record vital signs',
    })
    .input(Vitals.extend({ consultationId: ConsultationId }))
    .output(VitalsRecord)
    .errors({
      CONSULTATION_UNKNOWN,
      NOT_IN_PROGRESS,
      NOTHING_MEASURED: { status: 422, message: 'Fill in at least one measurement.' },
      PRESSURE_REVERSED: {
        status: 422,
        message: 'The upper blood pressure must be above the lower one. Check the two numbers.',
      },
    }),
  addNote: command('encounters:write', { care: 'visits' })
    .route({
      method: 'POST',
      path: '/api/visits/{consultationId}/notes',
      successStatus: 201,
      summary: 'Write a note, or a correction of one',
    })
    .input(z.strictObject({ consultationId: ConsultationId, text: paragraph(8_000), replaces: AnyId.nullable() }))
    .output(Note)
    .errors({
      CONSULTATION_UNKNOWN,
      NOT_IN_PROGRESS,
      NOTE_UNKNOWN: {
        status: 404,
        message: 'The note to correct is not part of this visit, or was corrected already.',
      },
    }),
  addDiagnosis: command('encounters:write')
    .route({
      method: 'POST',
      path: '/api/visits/{consultationId}/diagnoses',
      successStatus: 201,
      summary: 'Record a diagnosis by its ICD-10 code',
    })
    .input(z.strictObject({ consultationId: ConsultationId, code: DiagnosisCode, description: line(200) }))
    .output(Diagnosis)
    .errors({
      CONSULTATION_UNKNOWN,
      NOT_IN_PROGRESS,
      NOT_THE_DOCTOR,
      ALREADY_RECORDED: { status: 409, message: 'This diagnosis is recorded already.' },
    }),
  searchDiagnoses: query('encounters:read')
    .route({ method: 'GET', path: '/api/diagnosis-codes', summary: 'Diagnosis codes by code or words' })
    .input(z.strictObject({ text: z.string().max(80) }))
    .output(z.array(z.object({ code: z.string(), description: z.string() }))),
  complete: command('encounters:write')
    .route({
      method: 'POST',
      path: '/api/visits/{consultationId}/complete',
      summary: 'End the visit with a signed summary; the claim goes out by itself',
    })
    .input(CompleteEncounter)
    .output(Consultation)
    .errors({
      CONSULTATION_UNKNOWN,
      NOT_IN_PROGRESS,
      NOT_THE_DOCTOR,
      DIAGNOSIS_MISSING: {
        status: 409,
        message: 'Record at least one diagnosis before you end the visit: the claim needs it.',
      },
    }),
}
