import type { StaffId } from '../kernel/ids.js'
import type { ClinicKeys } from '../ports/keys.js'
import type { WriteUnit } from '../ports/unit.js'
import type { Credential, CredentialRecord, Staff } from './model.js'
import { readCredential } from './reads.js'
import { chainRolesOf } from './rules.js'

/** Writes a new member of staff and asks the chain to know their key. */
export function enrollStaff(unit: WriteUnit, keys: ClinicKeys, staff: Staff): Staff {
  unit.run(
    `INSERT INTO staff (id, display_name, login_name, roles, chain_address, is_active, version)
     VALUES ($id, $displayName, $loginName, $roles, $chainAddress, $isActive, $version)`,
    { ...staff, roles: JSON.stringify(staff.roles), isActive: staff.isActive ? 1 : 0 },
  )
  return recordStaff(unit, keys, staff)
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

/** A member of staff got a new signing key, because the old one was lost with their passphrase. */
export function replaceStaffKey(unit: WriteUnit, keys: ClinicKeys, staff: Staff, chainAddress: string): Staff {
  const changed = { ...staff, chainAddress, version: staff.version + 1 }
  unit.run('UPDATE staff SET chain_address = $chainAddress, version = $version WHERE id = $id', {
    id: staff.id,
    chainAddress,
    version: changed.version,
  })
  return recordStaff(unit, keys, changed)
}

function recordStaff(unit: WriteUnit, keys: ClinicKeys, staff: Staff): Staff {
  const about = { kind: 'staff', id: staff.id, patientId: null } as const
  unit.recorded({ ...about, version: staff.version, body: staff })
  for (const role of chainRolesOf(staff.roles)) {
    const commitment = keys.commitWords('staff-role', keys.newSalt(), `${staff.id}:${role}`)
    unit.call(about, commitment, { fn: 'grantRole', role, account: staff.chainAddress as `0x${string}` })
  }
  return staff
}
