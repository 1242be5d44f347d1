import { accept, type Outcome, refuse } from '../kernel/outcome.js'
import type { ChainRole, Role } from '../kernel/roles.js'
import type { Staff } from './model.js'

/**
 * What somebody with these roles signs on the chain: doctors issue prescriptions and record visits; the people who place
 * and dispense orders fill prescriptions.
 */
export function chainRolesOf(roles: readonly Role[]): ChainRole[] {
  const isDoctor = roles.includes('doctor')
  const isAtPharmacy = roles.includes('pharmacist') || roles.includes('front-desk')
  return [...(isDoctor ? (['doctor', 'recorder'] as const) : []), ...(isAtPharmacy ? (['pharmacy'] as const) : [])]
}

/** Seconds to wait before the next try: nothing for the first five, then doubling from five seconds to five minutes. */
export function waitAfterFailures(failures: number): number {
  return failures < 5 ? 0 : Math.min(300, 5 * 2 ** (failures - 5))
}

/** What somebody signs on the chain as they stand now: nothing once they were deactivated. */
const heldOnChain = ({ roles, isActive }: Pick<Staff, 'roles' | 'isActive'>): ChainRole[] =>
  isActive ? chainRolesOf(roles) : []

/** The roles that the chain must take from a key and give to it, so that it says what the records say. */
export function chainRoleChanges(
  before: Pick<Staff, 'roles' | 'isActive'>,
  after: Pick<Staff, 'roles' | 'isActive'>,
): { revoke: ChainRole[]; grant: ChainRole[] } {
  const [had, has] = [heldOnChain(before), heldOnChain(after)]
  return {
    revoke: had.filter((role) => !has.includes(role)),
    grant: has.filter((role) => !had.includes(role)),
  }
}

/** Whether somebody may manage the clinic; of these one always stays. */
export const isAdministrator = ({ roles, isActive }: Pick<Staff, 'roles' | 'isActive'>): boolean =>
  isActive && roles.includes('tenant-admin')

export type StaffChangeRefusal = { code: 'VERSION_CONFLICT' } | { code: 'LAST_ADMINISTRATOR' }

/** Whether one of these people may become what is wanted: somebody must stay who can let others in. */
export function decideStaffChange(
  people: readonly Staff[],
  current: Staff,
  wanted: Partial<Pick<Staff, 'displayName' | 'roles' | 'isActive'>> & { version: number },
): Outcome<Staff, StaffChangeRefusal> {
  if (current.version !== wanted.version) return refuse({ code: 'VERSION_CONFLICT' })
  const changed: Staff = { ...current, ...wanted, version: current.version + 1 }
  const isAnybodyLeft = people.some((person) => isAdministrator(person.id === changed.id ? changed : person))
  return isAnybodyLeft ? accept(changed) : refuse({ code: 'LAST_ADMINISTRATOR' })
}
