import type { Instant } from '../kernel/instant.js'
import type { Reader, Writer } from '../ports/database.js'

/** What people did to a workstation, as every workstation of the clinic knows it. */
export interface DeviceChange {
  id: string
  deviceId: string
  event: 'connected' | 'disconnected' | 'approved' | 'revoked' | 'renamed'
  name: string
  place: string | null
  at: Instant
}

export const putChange = (db: Writer, change: DeviceChange, by: string): void =>
  void db.run(
    `INSERT INTO device_changes (id, device_id, event, name, place, at, by_name)
     VALUES ($id, $deviceId, $event, $name, $place, $at, $by) ON CONFLICT (id) DO NOTHING`,
    { ...change, by },
  )

/** The changes of all workstations, each one's oldest first. */
export const readChanges = (db: Reader): (DeviceChange & { by: string })[] =>
  db.rows('SELECT id, device_id AS deviceId, event, name, place, at, by_name AS by FROM device_changes ORDER BY at, id')
