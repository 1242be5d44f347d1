import type { StaffId } from '../kernel/ids.js'
import type { Reader } from '../ports/database.js'
import type { CredentialRecord, Staff } from './model.js'

const columns = `id, display_name AS displayName, login_name AS loginName, roles, chain_address AS chainAddress,
  is_active AS isActive, version`

type Row = Omit<Staff, 'roles' | 'isActive'> & { roles: string; isActive: number }

const toStaff = (row: Row): Staff => ({ ...row, roles: JSON.parse(row.roles), isActive: row.isActive === 1 })

export function readStaff(db: Reader, id: StaffId): Staff | undefined {
  const row = db.row<Row>(`SELECT ${columns} FROM staff WHERE id = $id`, { id })
  return row && toStaff(row)
}

export function readStaffByLogin(db: Reader, loginName: string): Staff | undefined {
  const row = db.row<Row>(`SELECT ${columns} FROM staff WHERE login_name = $loginName`, { loginName })
  return row && toStaff(row)
}

export function readAllStaff(db: Reader): Staff[] {
  return db.rows<Row>(`SELECT ${columns} FROM staff ORDER BY display_name`).map(toStaff)
}

type CredentialRow = { id: StaffId; credential: string; version: number }

const credentialColumns = 'staff_id AS id, credential, version'

const toCredential = (row: CredentialRow): CredentialRecord => ({ ...row, credential: JSON.parse(row.credential) })

export function readCredential(db: Reader, id: StaffId): CredentialRecord | undefined {
  const row = db.row<CredentialRow>(`SELECT ${credentialColumns} FROM credentials WHERE staff_id = $id`, { id })
  return row && toCredential(row)
}

export const readAllCredentials = (db: Reader): CredentialRecord[] =>
  db.rows<CredentialRow>(`SELECT ${credentialColumns} FROM credentials`).map(toCredential)
