import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { StaffId } from '../kernel/ids.js'
import { Permission, permissionsOf, Role } from '../kernel/roles.js'
import type { Staff } from './model.js'
import { chainRoleChanges, chainRolesOf, decideStaffChange, isAdministrator, waitAfterFailures } from './rules.js'

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

const roleSet = fc.uniqueArray(fc.constantFrom(...Role.options), { minLength: 1 })
const standing = fc.record({ roles: roleSet, isActive: fc.boolean() })
const personOf = (index: number, { roles, isActive }: { roles: Role[]; isActive: boolean }): Staff => ({
  id: StaffId.parse(String(index).padStart(22, '0')),
  displayName: 'x',
  loginName: 'x',
  chainAddress: '0x',
  version: 1,
  roles,
  isActive,
})

test('whatever is changed, the chain ends with what the records say', () => {
  fc.assert(
    fc.property(standing, standing, (before, after) => {
      const { revoke, grant } = chainRoleChanges(before, after)
      const had = before.isActive ? chainRolesOf(before.roles) : []
      const has = had.filter((role) => !revoke.includes(role)).concat(grant)
      expect(has.sort()).toEqual(after.isActive ? chainRolesOf(after.roles).sort() : [])
    }),
  )
})

test('no sequence of changes leaves a clinic without an administrator', () => {
  const change = fc.record({ who: fc.nat(3), wanted: standing })
  fc.assert(
    fc.property(fc.array(standing, { minLength: 4, maxLength: 4 }), fc.array(change), (first, changes) => {
      let people = first.map((one, index) => personOf(index, one))
      fc.pre(people.some(isAdministrator))
      for (const { who, wanted } of changes) {
        const current = people[who]
        if (!current) continue
        const decision = decideStaffChange(people, current, { ...wanted, version: current.version })
        if (decision.ok) people = people.map((person) => (person === current ? decision.value : person))
        expect(people.some(isAdministrator)).toBe(true)
      }
    }),
  )
})
