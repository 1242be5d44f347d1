import type { Role } from '../../core/kernel/roles.js'

/** The roles as people say them. */
export const roleWords = {
  'front-desk': 'Front desk',
  doctor: 'Doctor',
  pharmacist: 'Pharmacist',
  billing: 'Billing',
  'tenant-admin': 'Administrator',
  auditor: 'Auditor',
} as const satisfies Record<Role, string>
