import type { Reader } from '../ports/database.js'
import type { Order, StockBatch, StockSite } from './model.js'
import { siteOf, type Takeover } from './site-rules.js'

/** Where a line of stock is kept, seen from a workstation. */
export type KeptAt = Pick<StockBatch, 'siteId' | 'keptAt' | 'isKeptHere' | 'isSiteRemoved'>

const nameOfDevice = `coalesce(
  (SELECT coalesce(c.place, c.name) FROM device_changes c WHERE c.device_id = d.id AND c.event = 'renamed'
    ORDER BY c.at DESC, c.id DESC LIMIT 1), d.name)`

/**
 * The clinic's workstations with their places, this one first. A clinic without a relay has this one alone. Devices come after
 * this slice, so their tables are read here.
 */
export function listSites(db: Reader, deviceId: string): StockSite[] {
  const known = db.rows<{ id: string; name: string; isRemoved: number }>(
    `SELECT d.id, ${nameOfDevice} AS name, d.revocation IS NOT NULL AS isRemoved
       FROM sync_devices d WHERE d.id <> $deviceId ORDER BY name, d.id`,
    { deviceId },
  )
  return [
    { id: deviceId, name: 'This workstation', isHere: true, isRemoved: false },
    ...known.map(({ isRemoved, ...site }) => ({ ...site, isHere: false, isRemoved: isRemoved === 1 })),
  ]
}

/** What the others call this workstation. */
export const readOwnName = (db: Reader, deviceId: string): string =>
  db.row<{ name: string }>(`SELECT ${nameOfDevice} AS name FROM sync_devices d WHERE d.id = $deviceId`, { deviceId })
    ?.name ?? 'the pharmacy'

/** Looks up where lines are kept: the workstations and the takeovers are read once for all of them. */
export function readKeeping(db: Reader, deviceId: string): (batchId: string, site: string) => KeptAt {
  const sites = new Map(listSites(db, deviceId).map((site) => [site.id, site]))
  const takeovers = new Map<string, Takeover[]>()
  for (const takeover of db.rows<Takeover & Record<string, never>>(
    'SELECT id, batch_id AS batchId, from_site AS "from", to_site AS "to" FROM stock_takeovers',
  ))
    takeovers.set(takeover.batchId, [...(takeovers.get(takeover.batchId) ?? []), takeover])
  return (batchId, site) => {
    const siteId = siteOf(site, takeovers.get(batchId) ?? [])
    const owner = sites.get(siteId)
    return {
      siteId,
      keptAt: owner?.name ?? 'another workstation',
      isKeptHere: siteId === deviceId,
      isSiteRemoved: owner?.isRemoved ?? false,
    }
  }
}

/** The other workstations that keep what an order was promised from. */
export function readPlacesElsewhere(db: Reader, { lines }: Pick<Order, 'lines'>, deviceId: string): string[] {
  const keptAt = readKeeping(db, deviceId)
  const ids = lines.flatMap(({ allocations }) => allocations.map(({ batchId }) => batchId))
  const places = db
    .rows<{ id: string; site: string }>(
      'SELECT id, site FROM stock_batches WHERE id IN (SELECT value FROM json_each($ids))',
      { ids: JSON.stringify(ids) },
    )
    .map(({ id, site }) => keptAt(id, site))
    .filter(({ isKeptHere }) => !isKeptHere)
  return [...new Set(places.map((place) => place.keptAt))].sort()
}
