import type { DeviceStanding, TenantStanding } from '../sync/rules.js'
import { headColumns, headsConflict, type Reader, type Transaction, type Value } from './database.js'

/** The tenant's books, locked until the transaction ends. */
export const lockLog = (tx: Transaction, tenant: string): Promise<TenantStanding | undefined> =>
  tx.row<TenantStanding>(
    `SELECT cursor, stored_bytes AS "storedBytes" FROM tenant_logs WHERE tenant = $tenant ${tx.forUpdate}`,
    { tenant },
  )

export async function saveLog(tx: Transaction, tenant: string, { cursor, storedBytes }: TenantStanding): Promise<void> {
  await tx.run(
    'UPDATE tenant_logs SET cursor = $cursor, stored_bytes = $storedBytes, version = version + 1 WHERE tenant = $tenant',
    {
      tenant,
      cursor,
      storedBytes,
    },
  )
}

/** Where devices stand: one, or all of the tenant. */
export async function standingsOf(
  tx: Reader,
  tenant: string,
  device: string | undefined,
): Promise<Map<string, DeviceStanding>> {
  const rows = await tx.rows<Omit<DeviceStanding, 'isRevoked'> & { device: string; revoked: number }>(
    `SELECT h.device, h.seq, h.hash, h.window_start AS "windowStart", h.window_bytes AS "windowBytes",
            CASE WHEN d.revocation IS NULL THEN 0 ELSE 1 END AS revoked
     FROM device_heads h JOIN devices d ON d.tenant = h.tenant AND d.device = h.device
     WHERE h.tenant = $tenant ${device === undefined ? '' : 'AND h.device = $device'}`,
    { tenant, ...(device !== undefined && { device }) },
  )
  return new Map(rows.map(({ revoked, ...row }) => [row.device, { ...row, isRevoked: revoked === 1 }]))
}

export async function saveStandings(
  tx: Transaction,
  tenant: string,
  devices: readonly string[],
  standings: ReadonlyMap<string, DeviceStanding>,
): Promise<void> {
  await tx.insert('device_heads', headColumns, rowsOf(tenant, devices, standings), headsConflict)
}

/** Rows of `device_heads`, as `headColumns` orders them. */
export const rowsOf = (
  tenant: string,
  devices: readonly string[],
  standings: ReadonlyMap<string, DeviceStanding>,
): Value[][] =>
  devices.flatMap((device) => {
    const standing = standings.get(device)
    return standing ? [[tenant, device, standing.seq, standing.hash, standing.windowStart, standing.windowBytes]] : []
  })
