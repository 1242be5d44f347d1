import type { AuditOutcome, AuditSource } from '../../../core/audit/model.js'

export const outcomeWords: Record<AuditOutcome, string> = {
  read: 'Read',
  changed: 'Changed',
  refused: 'Refused',
  'signed-in': 'Signed in',
  'signed-out': 'Signed out',
}

export const sourceWords: Record<AuditSource, string> = {
  window: 'This window',
  http: 'Another program',
  system: 'By itself',
  elsewhere: 'Other workstations',
}

/** Parts of the clinic's work, by the slice whose operations they are. */
export const areaWords = {
  patients: 'Patients',
  encounters: 'Visits',
  scheduling: 'Schedule',
  prescriptions: 'Prescriptions',
  pharmacy: 'Pharmacy',
  insurance: 'Insurance and claims',
  billing: 'Payments',
  tasks: 'Tasks',
  access: 'Emergency access',
  identity: 'Sign-in and staff',
  databases: 'Secure databases',
  chainNodes: 'Blockchain nodes',
  audit: 'Audit',
  sync: 'Sync',
} as const

/** patients.recordAllergy → patients: record allergy */
export function actionWords(action: string): string {
  const [slice = '', verb = ''] = action.split('.')
  const words = verb.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return words === '' ? slice : `${slice}: ${words}`
}
