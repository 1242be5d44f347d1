import type { BatchHead, PushReceipt, RelayRefusal } from '../../core/sync/protocol.js'
import { batchesInPage, type DeviceStanding, decidePush, type Quotas, type TenantStanding } from '../sync/rules.js'
import type { Reader, RelayDatabase, Transaction, Value } from './database.js'

/** A batch whose signature and ops were checked. */
export interface Push {
  readonly head: BatchHead
  readonly bytes: Uint8Array
}

export type PushOutcome =
  | { readonly isAccepted: true; readonly receipt: PushReceipt }
  | { readonly isAccepted: false; readonly refusal: RelayRefusal }

const batchColumns = [
  'tenant',
  'cursor',
  'device',
  'from_seq',
  'count',
  'last_hash',
  'bytes',
  'pushed_at',
  'body',
] as const
/** Rows whose sizes are looked at for one answer. */
const rowsPerPage = 4_096

/** Appends what fits, all in one transaction; the others are refused by rule. Answers in the order of the pushes. */
export async function appendBatches(
  database: RelayDatabase,
  pushes: readonly Push[],
  quotas: Quotas,
  nowMs: number,
): Promise<PushOutcome[]> {
  const outcomes: PushOutcome[] = []
  await database.transact(async (tx) => {
    // In the same order everywhere, so that two processes never wait for each other.
    for (const tenant of [...new Set(pushes.map(({ head }) => head.tenant))].sort())
      await appendToTenant(tx, tenant, pushes, outcomes, quotas, nowMs)
  })
  return outcomes
}

async function appendToTenant(
  tx: Transaction,
  tenant: string,
  pushes: readonly Push[],
  outcomes: PushOutcome[],
  quotas: Quotas,
  nowMs: number,
): Promise<void> {
  const devices = [...new Set(pushes.filter(({ head }) => head.tenant === tenant).map(({ head }) => head.device))]
  let log = await lockLog(tx, tenant)
  const standings = await standingsOf(tx, tenant, devices.length === 1 ? devices[0] : undefined)
  const rows: Value[][] = []
  const changed = new Set<string>()
  for (const [index, { head, bytes }] of pushes.entries()) {
    if (head.tenant !== tenant) continue
    const standing = standings.get(head.device)
    const decision =
      log && standing
        ? decidePush(head, bytes.length, standing, log, quotas, nowMs)
        : { isAccepted: false as const, refusal: unknownDevice }
    if (!decision.isAccepted) {
      outcomes[index] = decision
      continue
    }
    log = decision.tenant
    standings.set(head.device, decision.device)
    changed.add(head.device)
    const { seq, hash } = decision.device
    rows.push([tenant, log.cursor, head.device, head.fromSeq, head.count, hash, bytes.length, nowMs, bytes])
    outcomes[index] = { isAccepted: true, receipt: { cursor: log.cursor, head: { seq, hash } } }
  }
  if (!log || rows.length === 0) return
  await tx.insert('batches', batchColumns, rows)
  await saveStandings(tx, tenant, [...changed], standings)
  await saveLog(tx, tenant, log)
  const [author] = changed
  await tx.notify({ type: 'cursor', tenant, cursor: log.cursor, device: changed.size === 1 ? (author ?? null) : null })
}

const unknownDevice: RelayRefusal = { code: 'UNAUTHORIZED', message: 'This device is not known here.' }

/** The tenant's books, locked until the transaction ends. */
export const lockLog = (tx: Transaction, tenant: string): Promise<TenantStanding | undefined> =>
  tx.row<TenantStanding>(
    `SELECT cursor, stored_bytes AS "storedBytes" FROM tenant_logs WHERE tenant = $tenant ${tx.forUpdate}`,
    { tenant },
  )

export async function saveLog(tx: Transaction, tenant: string, { cursor, storedBytes }: TenantStanding): Promise<void> {
  await tx.run('UPDATE tenant_logs SET cursor = $cursor, stored_bytes = $storedBytes WHERE tenant = $tenant', {
    tenant,
    cursor,
    storedBytes,
  })
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
  const rows = devices.flatMap((device): Value[][] => {
    const standing = standings.get(device)
    return standing ? [[tenant, device, standing.seq, standing.hash, standing.windowStart, standing.windowBytes]] : []
  })
  await tx.insert(
    'device_heads',
    ['tenant', 'device', 'seq', 'hash', 'window_start', 'window_bytes'],
    rows,
    `ON CONFLICT (tenant, device) DO UPDATE SET seq = excluded.seq, hash = excluded.hash,
       window_start = excluded.window_start, window_bytes = excluded.window_bytes`,
  )
}

export interface Page {
  readonly entries: { cursor: number; batch: Uint8Array }[]
  /** The tenant's newest cursor. */
  readonly cursor: number
  /** Everything that was asked for, up to this cursor, is in the answer. */
  readonly reached: number
}

/**
 * The batches after a cursor, in their order.
 * @param except a device whose batches are left out, because it has them.
 */
export async function readPage(
  database: Reader,
  tenant: string,
  after: number,
  maximumBytes: number,
  except: string | null,
): Promise<Page> {
  // The cursor is read first: what commits in between is found by the next question.
  const cursor = await readCursor(database, tenant)
  const found = await database.rows<{ cursor: number; bytes: number }>(
    `SELECT cursor, bytes FROM batches
     WHERE tenant = $tenant AND cursor > $after AND cursor <= $cursor AND device <> $except
     ORDER BY cursor LIMIT ${rowsPerPage}`,
    { tenant, after, cursor, except: except ?? '' },
  )
  const sizes = found.slice(
    0,
    batchesInPage(
      found.map(({ bytes }) => bytes + 12),
      maximumBytes,
    ),
  )
  const last = sizes.at(-1)?.cursor ?? after
  const isAll = sizes.length === found.length && found.length < rowsPerPage
  const reached = isAll ? Math.max(cursor, after) : last
  if (sizes.length === 0) return { entries: [], cursor, reached: Math.min(cursor, reached) }
  const entries = await database.rows<{ cursor: number; batch: Uint8Array }>(
    `SELECT cursor, body AS batch FROM batches
     WHERE tenant = $tenant AND cursor > $after AND cursor <= $last AND device <> $except ORDER BY cursor`,
    { tenant, after, last, except: except ?? '' },
  )
  return { entries, cursor, reached }
}

export async function readCursor(database: Reader, tenant: string): Promise<number> {
  const row = await database.row<{ cursor: number }>('SELECT cursor FROM tenant_logs WHERE tenant = $tenant', {
    tenant,
  })
  return row?.cursor ?? 0
}
