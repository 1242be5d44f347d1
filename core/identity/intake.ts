import type { StaffId } from '../kernel/ids.js'
import type { ClinicKeys } from '../ports/keys.js'
import type { WriteUnit } from '../ports/unit.js'
import type { Credential, CredentialRecord, Staff } from './model.js'
import { readAllStaff, readCredential } from './reads.js'
import { chainRoleChanges, isAdministrator } from './rules.js'

/** Writes a new member of staff and asks the chain to know their key. */
export function enrollStaff(unit: WriteUnit, keys: ClinicKeys, staff: Staff): Staff {
  unit.run(
    `INSERT INTO staff (id, display_name, login_name, roles, chain_address, is_active, version)
     VALUES ($id, $displayName, $loginName, $roles, $chainAddress, $isActive, $version)`,
    { ...staff, roles: JSON.stringify(staff.roles), isActive: staff.isActive ? 1 : 0 },
  )
  unit.recorded({ ...about(staff), version: staff.version, body: staff })
  tellChain(unit, keys, { ...staff, isActive: false }, staff)
  return staff
}

/** Writes what lets somebody sign in, in the place of what did before. */
export function saveCredential(unit: WriteUnit, staffId: StaffId, credential: Credential): void {
  const version = (readCredential(unit, staffId)?.version ?? 0) + 1
  unit.run(
    `INSERT INTO credentials (staff_id, credential, version) VALUES ($staffId, $credential, $version)
     ON CONFLICT (staff_id) DO UPDATE SET credential = excluded.credential, version = excluded.version`,
    { staffId, credential: JSON.stringify(credential), version },
  )
  const body = { id: staffId, credential, version } satisfies CredentialRecord
  unit.recorded({ kind: 'credential', id: staffId, patientId: null, version, body })
}

/** A member of staff got a new signing key, because the old one was lost with their passphrase: the old one signs no more. */
export function replaceStaffKey(unit: WriteUnit, keys: ClinicKeys, staff: Staff, chainAddress: string): Staff {
  const changed = { ...staff, chainAddress, version: staff.version + 1 }
  updateStaff(unit, changed)
  tellChain(unit, keys, { ...staff, isActive: true }, { ...staff, isActive: false })
  tellChain(unit, keys, { ...changed, isActive: false }, changed)
  return changed
}

/** Puts what somebody is now in the place of what they were, and tells the chain what their key may sign. */
export function changeStaff(unit: WriteUnit, keys: ClinicKeys, before: Staff, after: Staff): Staff {
  updateStaff(unit, after)
  tellChain(unit, keys, before, after)
  return after
}

/**
 * Two administrators who were apart may have turned each other off. Whoever has the clinic's recovery code then becomes
 * one, so that a clinic is never without.
 */
export function ensureAdministrator(unit: WriteUnit, keys: ClinicKeys, staff: Staff): void {
  if (readAllStaff(unit).some(isAdministrator)) return
  const roles = [...new Set([...staff.roles, 'tenant-admin' as const])]
  changeStaff(unit, keys, staff, { ...staff, roles, isActive: true, version: staff.version + 1 })
}

function updateStaff(unit: WriteUnit, staff: Staff): void {
  unit.run(
    `UPDATE staff SET display_name = $displayName, roles = $roles, chain_address = $chainAddress, is_active = $isActive,
       version = $version WHERE id = $id`,
    { ...staff, roles: JSON.stringify(staff.roles), isActive: staff.isActive ? 1 : 0 },
  )
  unit.recorded({ ...about(staff), version: staff.version, body: staff })
}

const about = ({ id }: Staff) => ({ kind: 'staff', id, patientId: null }) as const

/** Asks the chain to take and give what a key may sign, so that it says what the records say. */
function tellChain(unit: WriteUnit, keys: ClinicKeys, before: Staff, after: Staff): void {
  const account = after.chainAddress as `0x${string}`
  const { revoke, grant } = chainRoleChanges(before, after)
  for (const fn of ['revokeRole', 'grantRole'] as const) {
    for (const role of fn === 'revokeRole' ? revoke : grant) {
      const commitment = keys.commitWords('staff-role', keys.newSalt(), `${after.id}:${role}`)
      unit.call(about(after), commitment, { fn, role, account })
    }
  }
}
