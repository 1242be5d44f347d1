import { command, query } from '../kernel/operation.js'
import { ImportFiles, ImportReport } from './model.js'

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
}
