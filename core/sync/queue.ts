import type { Context } from '../dispatch.js'
import type { EntityKind } from '../kernel/entities.js'
import { type Page, toPage } from '../kernel/page.js'
import type { Reader } from '../ports/database.js'
import type { Change } from './model.js'
import { changeWords } from './queue-words.js'

type Place = Pick<Context, 'deviceId' | 'sync' | 'read' | 'journal'>

interface Row {
  n: number
  seq: number
  id: string
  device: string
  kind: EntityKind
  recordId: string
  hlc: string
  by: string | null
  deviceName: string | null
}

const columns = `o.n, o.seq, o.op_id AS id, o.device, o.kind, o.record_id AS recordId, o.hlc,
  (SELECT s.display_name FROM staff s WHERE s.id = o.author_id) AS by,
  coalesce((SELECT c.name FROM device_changes c WHERE c.device_id = o.device AND c.event = 'renamed' ORDER BY c.at DESC, c.id DESC LIMIT 1),
           (SELECT d.name FROM sync_devices d WHERE d.id = o.device)) AS deviceName`

/** Own ops that the relay has not confirmed. */
export const countWaiting = ({ deviceId, sync, read }: Place): number =>
  read(
    (unit) =>
      unit.row<{ count: number }>('SELECT count(*) AS count FROM ops WHERE device = $device AND seq > $acked', {
        device: deviceId,
        acked: sync.ackedSeq(),
      })?.count ?? 0,
  )

/** Own changes that wait, the oldest first, after the one with this seq. */
export function readWaiting(place: Place, limit: number, after: number): Page<Change> {
  const { deviceId, sync, read } = place
  return read((unit) => {
    const rows = unit.rows<Row>(
      `SELECT ${columns} FROM ops o WHERE o.device = $device AND o.seq > $after ORDER BY o.seq LIMIT $limit`,
      { device: deviceId, after: Math.max(after, sync.ackedSeq()), limit: limit + 1 },
    )
    const page = toPage(rows, limit, ({ seq }) => String(seq))
    return { ...page, items: page.items.map((row) => changeOf(unit, place, row)) }
  })
}

/** Changes of other workstations, the newest arrival first, before the one with this number. */
export function readReceived(place: Place, limit: number, before: number): Page<Change> {
  return place.read((unit) => {
    const rows = unit.rows<Row>(
      `SELECT ${columns} FROM ops o WHERE o.n < $before AND o.device <> $device AND o.kind <> 'device-heads'
        ORDER BY o.n DESC LIMIT $limit`,
      { device: place.deviceId, before, limit: limit + 1 },
    )
    const page = toPage(rows, limit, ({ n }) => String(n))
    return { ...page, items: page.items.map((row) => changeOf(unit, place, row)) }
  })
}

function changeOf(db: Reader, { deviceId, journal }: Place, row: Row): Change {
  const { id, kind, recordId, hlc, device } = row
  // What nobody of the staff did, such as a payer's answer, says who did it inside.
  const by = row.by ?? journal.versionsOf(kind, recordId).find(({ opId }) => opId === id)?.by ?? 'MediChain'
  return {
    id,
    kind,
    recordId,
    code: readCode(db, kind, recordId),
    statement: changeWords[kind],
    by,
    deviceName: device === deviceId ? null : (row.deviceName ?? device.slice(0, 6)),
    // A reading of the hybrid clock begins with the time.
    at: hlc.slice(0, '2026-11-21T09:00:00.000Z'.length),
  }
}

const own = (table: string) => `SELECT code FROM ${table} WHERE id = $id`
const ofVisit = (table: string) =>
  `SELECT c.code FROM ${table} r JOIN consultations c ON c.id = r.consultation_id WHERE r.id = $id LIMIT 1`

/** The code by which people call a record, or what it belongs to: the visit of a note, the person of an allergy. */
const codes: Readonly<Partial<Record<EntityKind, string>>> = {
  patient: own('patients'),
  allergy: 'SELECT p.code FROM allergies a JOIN patients p ON p.id = a.patient_id WHERE a.id = $id LIMIT 1',
  coverage: 'SELECT p.code FROM coverages c JOIN patients p ON p.id = c.patient_id WHERE c.id = $id',
  consultation: own('consultations'),
  vitals: ofVisit('vitals'),
  note: ofVisit('notes'),
  diagnosis: ofVisit('diagnoses'),
  'encounter-summary': own('consultations'),
  prescription: own('prescriptions'),
  order: own('orders'),
  'order-event': 'SELECT o.code FROM order_events e JOIN orders o ON o.id = e.order_id WHERE e.id = $id',
  dispense: own('orders'),
  claim: own('claims'),
  'claim-event': 'SELECT c.code FROM claim_events e JOIN claims c ON c.id = e.claim_id WHERE e.id = $id',
}

function readCode(db: Reader, kind: EntityKind, id: string): string | null {
  const sql = codes[kind]
  return sql === undefined ? null : (db.row<{ code: string }>(sql, { id })?.code ?? null)
}
