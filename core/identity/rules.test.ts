import { expect, test } from 'vitest'
import { Permission, permissionsOf, Role } from '../kernel/roles.js'
import { chainRolesOf, waitAfterFailures } from './rules.js'

test('only those who prescribe or fill sign on the chain', () => {
  expect(chainRolesOf(['doctor'])).toEqual(['doctor', 'recorder'])
  expect(chainRolesOf(['front-desk', 'billing'])).toEqual(['pharmacy'])
  expect(chainRolesOf(['auditor', 'tenant-admin'])).toEqual([])
})

test('a few wrong passphrases cost nothing, many cost minutes', () => {
  expect([0, 4, 5, 6, 7, 60].map(waitAfterFailures)).toEqual([0, 0, 5, 10, 20, 300])
})

test('an auditor reads and changes nothing', () => {
  for (const permission of permissionsOf(['auditor'])) expect(permission).toMatch(/:read$|^public$|^signed-in$/)
})

test('each permission is held by somebody, and nobody but a doctor prescribes', () => {
  const held = new Set(Role.options.flatMap((role) => [...permissionsOf([role])]))
  expect(Permission.options.filter((permission) => !held.has(permission))).toEqual([])
  expect(Role.options.filter((role) => permissionsOf([role]).has('prescriptions:write'))).toEqual(['doctor'])
})
