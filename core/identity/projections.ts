import { contentOf, type Projections } from '../ports/projection.js'
import { putRow } from '../ports/put-row.js'
import type { CredentialRecord, Staff } from './model.js'

export const identityProjections = {
  staff(db, record) {
    const staff = contentOf<Staff>(record)
    putRow(db, 'staff', ['id'], {
      id: staff.id,
      display_name: staff.displayName,
      login_name: staff.loginName,
      roles: JSON.stringify(staff.roles),
      chain_address: staff.chainAddress,
      is_active: staff.isActive ? 1 : 0,
      version: record.version,
    })
  },

  credential(db, record) {
    const { id, credential } = contentOf<CredentialRecord>(record)
    putRow(db, 'credentials', ['staff_id'], {
      staff_id: id,
      credential: JSON.stringify(credential),
      version: record.version,
    })
  },
} satisfies Projections
