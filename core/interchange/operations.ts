import * as z from 'zod'
import { PatientId } from '../kernel/ids.js'
import { command, query } from '../kernel/operation.js'
import { ExportedRecord, ExportRecord, ImportFiles, ImportReport, RecordExport } from './model.js'

const PATIENT_UNKNOWN = {
  status: 404,
  message: 'This person is not registered here. Search again or register them.',
} as const

export const interchange = {
  previewImport: query('records:import')
    .route({
      method: 'POST',
      path: '/api/import/fhir/preview',
      summary: 'What an import of FHIR R4 resources would do',
    })
    .input(ImportFiles)
    .output(ImportReport),
  runImport: command('records:import')
    .route({ method: 'POST', path: '/api/import/fhir', successStatus: 201, summary: 'Import FHIR R4 resources' })
    .input(ImportFiles)
    .output(ImportReport),
  exportPatient: command('records:export', { disclosesPatient: true, care: 'visits', worksSuspended: true })
    .route({
      method: 'POST',
      path: '/api/patients/{patientId}/exports',
      successStatus: 201,
      summary: 'A patient’s whole record as a FHIR R4 Bundle; who took it and why stays in the record',
    })
    .input(ExportRecord)
    .output(ExportedRecord)
    .errors({ PATIENT_UNKNOWN }),
  listExports: query('records:export', { disclosesPatient: true, care: 'visits' })
    .route({
      method: 'GET',
      path: '/api/patients/{patientId}/exports',
      summary: 'The copies of a patient’s record that were given out, the last first',
    })
    .input(z.strictObject({ patientId: PatientId }))
    .output(z.array(RecordExport))
    .errors({ PATIENT_UNKNOWN }),
}
