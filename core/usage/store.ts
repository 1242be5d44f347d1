import type { Instant } from '../kernel/instant.js'
import type { Reader, Writer } from '../ports/database.js'
import { putRow } from '../ports/put-row.js'
import type { UsageLine, UsageResource } from './model.js'

const columns = `id, tenant_id AS tenantId, device, seq, hour, resource, quantity, source, sealed_at AS sealedAt,
  prev_hash AS prevHash, hash, signature`

export interface LineFilter {
  from: Instant
  until: Instant
  resource: UsageResource | null
  before: { hour: string; id: string } | undefined
  limit: number
}

export const listLines = (db: Reader, { from, until, resource, before, limit }: LineFilter): UsageLine[] =>
  db.rows<UsageLine>(
    `SELECT ${columns} FROM usage_lines
      WHERE hour >= $from AND hour < $until AND (hour, id) < ($hour, $id) ${resource === null ? '' : 'AND resource = $resource'}
      ORDER BY hour DESC, id DESC LIMIT $limit`,
    { from, until, resource, hour: before?.hour ?? '~', id: before?.id ?? '', limit },
  )

/** Every line, each workstation's in the order of its numbers. */
export const readAllLines = (db: Reader): UsageLine[] =>
  db.rows<UsageLine>(`SELECT ${columns} FROM usage_lines ORDER BY device, seq`)

export const readLine = (db: Reader, id: string): UsageLine | undefined =>
  db.row<UsageLine>(`SELECT ${columns} FROM usage_lines WHERE id = $id`, { id })

/** The line after which a workstation writes its next. */
export const readLastLine = (db: Reader, device: string): Pick<UsageLine, 'seq' | 'hash'> | undefined =>
  db.row('SELECT seq, hash FROM usage_lines WHERE device = $device ORDER BY seq DESC LIMIT 1', { device })

/** What was used by hour and resource, for the days of a month. */
export const readByHour = (db: Reader, from: Instant, until: Instant) =>
  db.rows<{ hour: Instant; resource: UsageResource; quantity: number }>(
    `SELECT hour, resource, sum(quantity) AS quantity FROM usage_lines WHERE hour >= $from AND hour < $until
      GROUP BY hour, resource ORDER BY hour, resource`,
    { from, until },
  )

export function putLine(db: Writer, line: UsageLine): void {
  const { tenantId, sealedAt, prevHash, ...rest } = line
  putRow(db, 'usage_lines', ['id'], { ...rest, tenant_id: tenantId, sealed_at: sealedAt, prev_hash: prevHash })
}

export interface Counted {
  hour: Instant
  resource: UsageResource
  quantity: number
}

/** Adds to what was metered of an hour; of storage the most counts. */
export function addPending(db: Writer, { hour, resource, quantity }: Counted): void {
  const merged = resource === 'storage' ? 'max(quantity, excluded.quantity)' : 'quantity + excluded.quantity'
  db.run(
    `INSERT INTO usage_pending (hour, resource, quantity) VALUES ($hour, $resource, $quantity)
     ON CONFLICT (hour, resource) DO UPDATE SET quantity = ${merged}`,
    { hour, resource, quantity },
  )
}

export const readPending = (db: Reader, until: Instant): Counted[] =>
  db.rows<Counted>('SELECT hour, resource, quantity FROM usage_pending WHERE hour < $until ORDER BY hour, resource', {
    until,
  })

export const dropPending = (db: Writer, until: Instant): void =>
  void db.run('DELETE FROM usage_pending WHERE hour < $until', { until })

export const readMeteredUntil = (db: Reader): Instant | null =>
  db.row<{ until: Instant }>('SELECT until FROM usage_metered')?.until ?? null

export const saveMeteredUntil = (db: Writer, until: Instant): void =>
  putRow(db, 'usage_metered', ['only_one'], { only_one: 1, until })

/** Calls and messages that this workstation recorded, by the hour in which it did. */
export const countVisits = (db: Reader, device: string, from: Instant, until: Instant): Counted[] =>
  db.rows<Counted>(
    `SELECT substr(o.hlc, 1, 13) || ':00:00.000Z' AS hour, iif(o.kind = 'call-record', 'video', 'messages') AS resource,
       sum(iif(o.kind = 'call-record', coalesce(c.participant_minutes, 0), 1)) AS quantity
       FROM ops o INDEXED BY ops_metered LEFT JOIN call_records c ON c.id = o.record_id
      WHERE o.kind IN ('visit-message', 'call-record') AND o.device = $device AND o.hlc >= $from AND o.hlc < $until
      GROUP BY 1, 2 HAVING quantity > 0`,
    { device, from, until },
  )

/** Transactions that this workstation's chain took, by the hour in which their receipt came. */
export const countTransactions = (db: Reader, from: Instant, until: Instant): Counted[] =>
  db.rows<Counted>(
    `SELECT substr(at, 1, 13) || ':00:00.000Z' AS hour, 'chain' AS resource, count(DISTINCT tx) AS quantity FROM (
       SELECT settled_at AS at, tx_hash AS tx FROM chain_calls
        WHERE state = 'anchored' AND settled_at >= $from AND settled_at < $until
       UNION ALL
       SELECT anchored_at, tx_hash FROM chain_batches WHERE anchored_at >= $from AND anchored_at < $until)
      GROUP BY 1`,
    { from, until },
  )
