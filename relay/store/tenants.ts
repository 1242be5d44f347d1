import { randomBytes } from 'node:crypto'
import type { DeviceCertificate, Revocation, TenantDirectory, WrappedKeys } from '../../core/sync/protocol.js'
import type { Reader, Transaction } from './database.js'
import { readCursor } from './pages.js'

const zeros = '0'.repeat(64)

export interface TenantRow {
  readonly epoch: number
  readonly recoveryKey: string
  readonly sealedRecovery: string
  readonly isMoved: number
}

export interface DeviceRow {
  readonly device: string
  readonly certificate: string
  readonly signingKey: string
  readonly isAdministrator: number
  readonly recoverySignature: string | null
  readonly revocation: string | null
}

/** The relay's id and the secret of its tokens: made by the first process, the same for all. */
export async function readSettings(tx: Transaction): Promise<{ relay: string; tokenSecret: Uint8Array }> {
  const drafts = [
    ['relay-id', randomBytes(16).toString('base64url')],
    ['token-secret', randomBytes(32).toString('base64url')],
  ]
  await tx.insert('settings', ['name', 'value'], drafts, 'ON CONFLICT (name) DO NOTHING')
  const rows = await tx.rows<{ name: string; value: string }>('SELECT name, value FROM settings')
  const get = (name: string): string => rows.find((row) => row.name === name)?.value ?? ''
  return { relay: get('relay-id'), tokenSecret: Buffer.from(get('token-secret'), 'base64url') }
}

/** Answers whether the tenant is new; one that is there stays as it is. */
export async function insertTenant(
  tx: Transaction,
  tenant: { id: string; recoveryKey: string; sealedRecovery: string; isMoved: number },
  nowMs: number,
): Promise<boolean> {
  const made = await tx.run(
    `INSERT INTO tenants (id, founded_at, epoch, recovery_key, sealed_recovery, is_moved)
     VALUES ($id, $now, 1, $recoveryKey, $sealedRecovery, $isMoved) ON CONFLICT DO NOTHING`,
    { ...tenant, now: nowMs },
  )
  if (made === 0) return false
  await tx.run('INSERT INTO tenant_logs (tenant, cursor, stored_bytes, version) VALUES ($id, 0, 0, 1)', {
    id: tenant.id,
  })
  return true
}

/** Locked where the transaction means to change the tenant's epoch, devices or recovery. */
export const readTenant = (db: Reader, id: string, lock = ''): Promise<TenantRow | undefined> =>
  db.row<TenantRow>(
    `SELECT epoch, recovery_key AS "recoveryKey", sealed_recovery AS "sealedRecovery", is_moved AS "isMoved"
     FROM tenants WHERE id = $id ${lock}`,
    { id },
  )

export const findByRecoveryKey = (db: Reader, key: string): Promise<{ id: string } | undefined> =>
  db.row<{ id: string }>('SELECT id FROM tenants WHERE recovery_key = $key', { key })

export async function replaceRecovery(tx: Transaction, id: string, key: string, sealed: string): Promise<void> {
  await tx.run('UPDATE tenants SET recovery_key = $key, sealed_recovery = $sealed WHERE id = $id', { id, key, sealed })
}

const deviceColumns = `device, certificate, signing_key AS "signingKey", is_administrator AS "isAdministrator",
  recovery_signature AS "recoverySignature", revocation`

export const readDevice = (db: Reader, tenant: string, device: string): Promise<DeviceRow | undefined> =>
  db.row<DeviceRow>(`SELECT ${deviceColumns} FROM devices WHERE tenant = $tenant AND device = $device`, {
    tenant,
    device,
  })

export const readDevices = (db: Reader, tenant: string): Promise<DeviceRow[]> =>
  db.rows<DeviceRow>(`SELECT ${deviceColumns} FROM devices WHERE tenant = $tenant ORDER BY device`, { tenant })

export async function insertDevice(
  tx: Transaction,
  certificate: DeviceCertificate,
  recoverySignature: string | null,
): Promise<void> {
  const { tenant, device, signingKey, isAdministrator } = certificate
  await tx.run(
    `INSERT INTO devices (tenant, device, certificate, signing_key, is_administrator, recovery_signature)
     VALUES ($tenant, $device, $certificate, $signingKey, $isAdministrator, $recoverySignature)`,
    {
      tenant,
      device,
      certificate: JSON.stringify(certificate),
      signingKey,
      isAdministrator: isAdministrator ? 1 : 0,
      recoverySignature,
    },
  )
  await touchLog(tx, tenant)
  await tx.run(
    `INSERT INTO device_heads (tenant, device, seq, hash, window_start, window_bytes)
     VALUES ($tenant, $device, 0, $zeros, 0, 0)`,
    { tenant, device, zeros },
  )
}

/** Pushes that were decided before devices changed are decided again. */
async function touchLog(tx: Transaction, tenant: string): Promise<void> {
  await tx.run('UPDATE tenant_logs SET version = version + 1 WHERE tenant = $tenant', { tenant })
}

export async function insertKeys(tx: Transaction, tenant: string, keys: readonly WrappedKeys[]): Promise<void> {
  const rows = keys.map(({ device, epoch, ephemeral, sealed }) => [tenant, device, epoch, ephemeral, sealed])
  await tx.insert('wrapped_keys', ['tenant', 'device', 'epoch', 'ephemeral', 'sealed'], rows)
}

export async function saveRevocation(tx: Transaction, revocation: Revocation): Promise<void> {
  const { tenant, device, epoch } = revocation
  await tx.run('UPDATE devices SET revocation = $revocation WHERE tenant = $tenant AND device = $device', {
    tenant,
    device,
    revocation: JSON.stringify(revocation),
  })
  await tx.run('UPDATE tenants SET epoch = $epoch WHERE id = $tenant', { tenant, epoch })
  await touchLog(tx, tenant)
}

/** The tenant as `GET /v1/directory` says it to one device. The cursor is read first: heads may be newer, never older. */
export async function readDirectory(db: Reader, tenant: string, device: string): Promise<TenantDirectory | undefined> {
  const cursor = await readCursor(db, tenant)
  const found = await readTenant(db, tenant)
  if (!found) return undefined
  const devices = await readDevices(db, tenant)
  return {
    cursor,
    epoch: found.epoch,
    isMoved: found.isMoved === 1,
    certificates: devices.map(({ certificate }) => JSON.parse(certificate) as DeviceCertificate),
    revocations: devices.flatMap(({ revocation }) => (revocation ? [JSON.parse(revocation) as Revocation] : [])),
    recoveries: devices.flatMap((row) =>
      row.recoverySignature ? [{ device: row.device, signature: row.recoverySignature }] : [],
    ),
    heads: await db.rows('SELECT device, seq, hash FROM device_heads WHERE tenant = $tenant ORDER BY device', {
      tenant,
    }),
    keys: await db.rows<WrappedKeys>(
      `SELECT device, epoch, ephemeral, sealed FROM wrapped_keys WHERE tenant = $tenant AND device = $device ORDER BY epoch`,
      { tenant, device },
    ),
  }
}
