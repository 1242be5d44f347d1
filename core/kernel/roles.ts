import * as z from 'zod'

export const Role = z.enum(['front-desk', 'doctor', 'pharmacist', 'billing', 'tenant-admin', 'auditor'])
export type Role = z.infer<typeof Role>

/**
 * Parts of a patient's record that not everybody opens: `visits` is what was said, found and filed in them; `medication` is
 * prescriptions, orders and what is claimed.
 */
export type RecordPart = 'visits' | 'medication'

/** What the key of a member of staff may sign on the chain. */
export type ChainRole = 'doctor' | 'pharmacy' | 'recorder'

/** What an operation may ask for. `public` needs no session: the lock screen and set-up. `signed-in` needs any. */
export const Permission = z.enum([
  'public',
  'signed-in',
  'patients:read',
  'patients:write',
  'allergies:write',
  'records:import',
  'records:export',
  'scheduling:read',
  'scheduling:write',
  'encounters:read',
  'encounters:write',
  'prescriptions:read',
  'prescriptions:write',
  'pharmacy:read',
  'pharmacy:order',
  'pharmacy:dispense',
  'pharmacy:stock',
  'insurance:read',
  'insurance:write',
  'claims:write',
  'billing:read',
  'billing:write',
  'tasks:read',
  'tasks:write',
  'telehealth:join',
  'anchoring:read',
  'anchoring:write',
  'sync:read',
  'sync:resolve',
  'audit:read',
  'insight:read',
  'insight:review',
  'identity:manage',
  'clinic:manage',
])
export type Permission = z.infer<typeof Permission>

const everyone = [
  'public',
  'signed-in',
  'scheduling:read',
  'anchoring:read',
  'tasks:read',
] as const satisfies Permission[]

/** What each role may do. An auditor reads everything and changes nothing; an administrator runs the clinic but does not treat. */
const granted = {
  'front-desk': [
    ...everyone,
    'sync:read',
    'sync:resolve',
    'patients:read',
    'patients:write',
    'scheduling:write',
    'encounters:read',
    'insurance:read',
    'insurance:write',
    'billing:read',
    'billing:write',
    'pharmacy:read',
    'pharmacy:order',
    'prescriptions:read',
    'tasks:write',
    'telehealth:join',
  ],
  doctor: [
    ...everyone,
    'sync:read',
    'sync:resolve',
    'patients:read',
    'patients:write',
    'allergies:write',
    'records:export',
    'scheduling:write',
    'encounters:read',
    'encounters:write',
    'prescriptions:read',
    'prescriptions:write',
    'pharmacy:read',
    'insurance:read',
    'tasks:write',
    'telehealth:join',
    'anchoring:write',
  ],
  pharmacist: [
    ...everyone,
    'sync:read',
    'sync:resolve',
    'patients:read',
    'allergies:write',
    'prescriptions:read',
    'pharmacy:read',
    'pharmacy:order',
    'pharmacy:dispense',
    'pharmacy:stock',
    'insurance:read',
    'insurance:write',
    'billing:read',
    'billing:write',
    'tasks:write',
  ],
  billing: [
    ...everyone,
    'sync:read',
    'sync:resolve',
    'patients:read',
    'encounters:read',
    'insurance:read',
    'insurance:write',
    'claims:write',
    'billing:read',
    'billing:write',
    'pharmacy:read',
    'tasks:write',
  ],
  'tenant-admin': [
    ...everyone,
    'sync:read',
    'sync:resolve',
    'patients:read',
    'patients:write',
    'records:import',
    'records:export',
    'scheduling:write',
    'encounters:read',
    'pharmacy:read',
    'pharmacy:stock',
    'insurance:read',
    'insurance:write',
    'billing:read',
    'audit:read',
    'insight:read',
    'insight:review',
    'anchoring:write',
    'identity:manage',
    'clinic:manage',
    'tasks:write',
  ],
  auditor: [
    ...everyone,
    'sync:read',
    'patients:read',
    'encounters:read',
    'prescriptions:read',
    'pharmacy:read',
    'insurance:read',
    'billing:read',
    'audit:read',
    'insight:read',
  ],
} as const satisfies Record<Role, readonly Permission[]>

/** The permissions of someone with these roles: the union of what each grants. */
export function permissionsOf(roles: readonly Role[]): ReadonlySet<Permission> {
  return new Set(roles.flatMap((role): readonly Permission[] => granted[role]))
}
