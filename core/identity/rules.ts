import type { ChainRole, Role } from '../kernel/roles.js'

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
