import { createHash } from 'node:crypto'
import type { DistrustReason } from '../../core/devices/model.js'
import type { Instant } from '../../core/kernel/instant.js'
import type { Reader, Writer } from '../../core/ports/database.js'
import type { BatchHead, DeviceCertificate, Revocation } from '../../core/sync/protocol.js'

/** What this device knows of its relay and of the tenant's other devices; local to it, so nothing here is a record. */
export interface RelayState {
  url: string
  fingerprint: string | null
  relayId: string
  cursor: number
  ackedSeq: number
  checkedN: number
  lastSyncedAt: Instant | null
  /** The clinic was at another relay before: what is known may come again. */
  isMoved: boolean
}

export interface KnownDevice {
  id: string
  name: string
  certificate: DeviceCertificate
  recovery: string | null
  revocation: Revocation | null
  batchHead: BatchHead | null
}

export interface Head {
  seq: number
  /** Hex; zeros where the log is empty. */
  hash: string
}

export const zeroHash = '0'.repeat(64)
export const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

export const readRelay = (db: Reader): RelayState | undefined =>
  db
    .rows<Omit<RelayState, 'isMoved'> & { isMoved: number }>(
      `SELECT url, fingerprint, relay_id AS relayId, cursor, acked_seq AS ackedSeq, checked_n AS checkedN,
              last_synced_at AS lastSyncedAt, is_moved AS isMoved FROM sync_relay`,
    )
    .map((row) => ({ ...row, isMoved: row.isMoved === 1 }))
    .at(0)

/** Begins with a relay: nothing of it is known yet. */
export function insertRelay(db: Writer, relay: Pick<RelayState, 'url' | 'fingerprint' | 'relayId'>): void {
  deleteRelay(db)
  db.run(
    `INSERT INTO sync_relay (url, fingerprint, relay_id, cursor, acked_seq, checked_n, last_synced_at)
     VALUES ($url, $fingerprint, $relayId, 0, 0, 0, NULL)`,
    { url: relay.url, fingerprint: relay.fingerprint, relayId: relay.relayId },
  )
}

export const saveMoved = (db: Writer): void => void db.run('UPDATE sync_relay SET is_moved = 1')

/** Leaves the relay. Own ops and all that came from others stay; whatever is connected next is asked where it stands. */
export function deleteRelay(db: Writer): void {
  db.run('DELETE FROM sync_relay')
  db.run('DELETE FROM sync_expected_heads')
  // Every file that is here goes to the next relay; one that has not come is fetched from there.
  db.run(
    `INSERT INTO blob_transfers (hash, direction) SELECT DISTINCT hash, 'up' FROM blob_chunks WHERE true
     ON CONFLICT (hash) DO NOTHING`,
  )
}

export const saveCursor = (db: Writer, cursor: number): void =>
  void db.run('UPDATE sync_relay SET cursor = max(cursor, $cursor)', { cursor })

export const saveAcked = (db: Writer, seq: number): void =>
  void db.run('UPDATE sync_relay SET acked_seq = max(acked_seq, $seq)', { seq })

export const saveUrl = (db: Writer, url: string): void => void db.run('UPDATE sync_relay SET url = $url', { url })

export const saveSyncedAt = (db: Writer, at: Instant): void =>
  void db.run('UPDATE sync_relay SET last_synced_at = $at', { at })

export const saveChecked = (db: Writer, n: number): void => void db.run('UPDATE sync_relay SET checked_n = $n', { n })

interface DeviceRow {
  id: string
  name: string
  certificate: string
  recovery: string | null
  revocation: string | null
  batchHead: string | null
}

/** As people named it last; before, as its certificate does. */
const shownName = `coalesce((SELECT c.name FROM device_changes c WHERE c.device_id = sync_devices.id AND c.event = 'renamed'
  ORDER BY c.at DESC, c.id DESC LIMIT 1), sync_devices.name)`

export const readDevices = (db: Reader): KnownDevice[] =>
  db
    .rows<DeviceRow>(
      `SELECT id, ${shownName} AS name, certificate, recovery, revocation, batch_head AS batchHead
       FROM sync_devices ORDER BY id`,
    )
    .map((row) => ({
      ...row,
      certificate: JSON.parse(row.certificate) as DeviceCertificate,
      revocation: row.revocation === null ? null : (JSON.parse(row.revocation) as Revocation),
      batchHead: row.batchHead === null ? null : (JSON.parse(row.batchHead) as BatchHead),
    }))

/** Writes a device as it was verified. */
export function saveDevice(db: Writer, device: Omit<KnownDevice, 'batchHead'>): void {
  db.run(
    `INSERT INTO sync_devices (id, name, certificate, recovery, revocation)
     VALUES ($id, $name, $certificate, $recovery, $revocation)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, revocation = excluded.revocation`,
    {
      id: device.id,
      name: device.name,
      certificate: JSON.stringify(device.certificate),
      recovery: device.recovery,
      revocation: device.revocation && JSON.stringify(device.revocation),
    },
  )
}

export const saveBatchHead = (db: Writer, head: BatchHead): void =>
  void db.run('UPDATE sync_devices SET batch_head = $head WHERE id = $id', {
    id: head.device,
    head: JSON.stringify(head),
  })

/** Where a device's log ends here. */
export function headOf(db: Reader, device: string): Head {
  const row = db.row<{ seq: number; hash: Uint8Array }>(
    'SELECT seq, hash FROM ops WHERE device = $device ORDER BY seq DESC LIMIT 1',
    { device },
  )
  return row ? { seq: row.seq, hash: toHex(row.hash) } : { seq: 0, hash: zeroHash }
}

/** When a device wrote its newest op that is here, by its own clock. */
export const lastHeardAt = (db: Reader, device: string): Instant | null =>
  db
    .row<{ hlc: string }>('SELECT hlc FROM ops WHERE device = $device ORDER BY seq DESC LIMIT 1', { device })
    // A reading of the hybrid clock begins with the time.
    ?.hlc.slice(0, '2026-11-21T09:00:00.000Z'.length) ?? null

/** The hash of a device's op; zeros for the place before the first, undefined where it is not here. */
export function hashAt(db: Reader, device: string, seq: number): string | undefined {
  if (seq === 0) return zeroHash
  const row = db.row<{ hash: Uint8Array }>('SELECT hash FROM ops WHERE device = $device AND seq = $seq', {
    device,
    seq,
  })
  return row && toHex(row.hash)
}

/** Of a refused batch so much is kept that it can be looked into; a liar must not fill the disk. */
const keptBytes = 65_536
const keptEntries = 200

export function quarantine(
  db: Writer,
  entry: { at: Instant; reason: DistrustReason; device: string | null; detail: string; bytes: Uint8Array | null },
): void {
  const digest = createHash('sha256')
    .update(JSON.stringify([entry.reason, entry.device, entry.detail]))
    .update(entry.bytes ?? '')
    .digest('hex')
  const bytes = entry.bytes && Uint8Array.from(entry.bytes.subarray(0, keptBytes))
  db.run(
    `INSERT INTO sync_quarantine (at, reason, device, detail, bytes, digest)
     VALUES ($at, $reason, $device, $detail, $bytes, $digest)
     ON CONFLICT (digest) DO UPDATE SET at = excluded.at, is_settled = 0`,
    { ...entry, bytes, digest },
  )
  db.run('DELETE FROM sync_quarantine WHERE n <= (SELECT max(n) FROM sync_quarantine) - $keptEntries', { keptEntries })
}

export interface QuarantineEntry {
  n: number
  at: Instant
  reason: DistrustReason
  device: string | null
  detail: string
}

/** What was refused and has not come right since. */
export const readQuarantine = (db: Reader): QuarantineEntry[] =>
  db.rows<QuarantineEntry>(
    'SELECT n, at, reason, device, detail FROM sync_quarantine WHERE is_settled = 0 ORDER BY at DESC, n DESC',
  )

export const settleQuarantine = (db: Writer, n: number): void =>
  void db.run('UPDATE sync_quarantine SET is_settled = 1 WHERE n = $n', { n })

export const reopenQuarantine = (db: Writer, n: number): void =>
  void db.run('UPDATE sync_quarantine SET is_settled = 0 WHERE n = $n', { n })

/** A batch that cannot be read yet, as it came. */
export interface Parked {
  cursor: number
  device: string
  reason: string
  bytes: Uint8Array
}

export function park(db: Writer, batch: Parked): void {
  const bytes = Uint8Array.from(batch.bytes)
  db.run(
    `INSERT INTO sync_parked (cursor, device, reason, bytes) VALUES ($cursor, $device, $reason, $bytes)
     ON CONFLICT (cursor) DO UPDATE SET reason = excluded.reason`,
    { ...batch, bytes },
  )
}

export const readParked = (db: Reader): Parked[] =>
  db.rows<Parked>('SELECT cursor, device, reason, bytes FROM sync_parked ORDER BY cursor')

export const unpark = (db: Writer, cursor: number): void =>
  void db.run('DELETE FROM sync_parked WHERE cursor = $cursor', { cursor })

/** Whether something of the device waits unread: then what comes after it waits too. */
export const parkedDevices = (db: Reader): ReadonlySet<string> =>
  new Set(db.rows<{ device: string }>('SELECT DISTINCT device FROM sync_parked').map(({ device }) => device))
