import type { EntityKind } from '../kernel/entities.js'
import type { PatientId } from '../kernel/ids.js'
import { fullName } from '../patients/rules.js'
import type { Reader } from '../ports/database.js'
import type { Journal, RecordVersion } from '../ports/journal.js'
import { type FillsOnChain, type SideFate, wordsOf } from './choices.js'
import type { ConflictKind, ConflictSide } from './model.js'
import type { KeptConflict } from './store.js'

/** What sides are read from. */
interface Sources {
  db: Reader
  journal: Pick<Journal, 'versionsOf'>
  deviceId: string
}

/** Which kind of record stands on the sides; null where they are versions of one, or a shelf or device by itself. */
const sideKinds: Readonly<Record<ConflictKind, EntityKind | null>> = {
  versions: null,
  'double-booking': 'consultation',
  'over-filled': 'order',
  'double-claim': 'claim',
  'same-allergy': 'allergy',
  'same-person': 'patient',
  'negative-stock': null,
  clock: null,
}

/** The sides of a conflict, each with who wrote it where and when, and its words. */
export function readSides(sources: Sources, conflict: KeptConflict): ConflictSide[] {
  const { kind, aboutKind, aboutId, sides } = conflict
  if (kind === 'versions' && aboutKind !== 'device')
    return sources.journal
      .versionsOf(aboutKind, aboutId)
      .filter(({ opId }) => sides.includes(opId))
      .map((version) => sideOf(sources, version, { id: version.opId, kind: aboutKind, recordId: aboutId }))
  const sideKind = sideKinds[kind]
  if (sideKind !== null)
    return sides.flatMap((id): ConflictSide[] => {
      const versions = sources.journal.versionsOf(sideKind, id)
      const [first, last] = [versions[0], versions.at(-1)]
      if (!first || !last) return []
      // Who wrote it first, and what it says now.
      const written = { ...first, body: last.body }
      return [sideOf(sources, written, { id, kind: sideKind, recordId: id, label: labelOf(sources.db, sideKind, id) })]
    })
  return kind === 'negative-stock' ? [shelfSide(sources.db, aboutId)] : [deviceSide(sources.db, aboutId)]
}

function sideOf(
  { db, deviceId }: Sources,
  { device, by, at, body }: RecordVersion,
  what: { id: string; kind: EntityKind; recordId: string; label?: string },
): ConflictSide {
  return {
    label: `The version of ${by}`,
    ...what,
    deviceId: device,
    deviceName: readDeviceName(db, device),
    isThisDevice: device === deviceId,
    by,
    at,
    fields: wordsOf(body),
  }
}

const bare = { kind: null, recordId: null, deviceId: null, deviceName: null, isThisDevice: false, by: null, at: null }

const deviceSide = (db: Reader, device: string): ConflictSide => ({
  ...bare,
  id: device,
  label: readDeviceName(db, device) ?? 'The other workstation',
  deviceId: device,
  deviceName: readDeviceName(db, device),
  fields: [],
})

const readDeviceName = (db: Reader, id: string): string | null =>
  db.row<{ name: string }>(
    `SELECT coalesce((SELECT name FROM device_changes WHERE device_id = $id AND event = 'renamed' ORDER BY at DESC, id DESC
       LIMIT 1), name) AS name FROM sync_devices WHERE id = $id`,
    { id },
  )?.name ?? null

function shelfSide(db: Reader, batchId: string): ConflictSide {
  const row = db.row<{ medicine: string; manufacturer: string; batchNumber: string; expiresOn: string }>(
    `SELECT m.name AS medicine, p.manufacturer, b.batch_number AS batchNumber, b.expires_on AS expiresOn
       FROM stock_batches b JOIN products p ON p.id = b.product_id JOIN medicines m ON m.rx_norm_code = p.rx_norm_code
      WHERE b.id = $batchId`,
    { batchId },
  )
  const fields = wordsOf({ ...row, onHand: readOnHand(db, batchId) })
  return { ...bare, id: batchId, kind: 'stock-batch', recordId: batchId, label: row?.medicine ?? 'A batch', fields }
}

export const readOnHand = (db: Reader, batchId: string): number =>
  db.row<{ onHand: number }>(
    'SELECT coalesce(sum(quantity), 0) AS onHand FROM stock_movements WHERE batch_id = $batchId',
    { batchId },
  )?.onHand ?? 0

function labelOf(db: Reader, kind: EntityKind, id: string): string {
  if (kind === 'order')
    return `Order ${db.row<{ code: string }>('SELECT code FROM orders WHERE id = $id', { id })?.code}`
  if (kind === 'claim')
    return `Claim ${db.row<{ code: string }>('SELECT code FROM claims WHERE id = $id', { id })?.code}`
  if (kind === 'allergy') {
    const sql = 'SELECT recorded_by AS by FROM allergies WHERE id = $id ORDER BY version LIMIT 1'
    return `The entry of ${db.row<{ by: string }>(sql, { id })?.by}`
  }
  const sql =
    kind === 'patient'
      ? 'SELECT code, given_name AS givenName, family_name AS familyName FROM patients WHERE id = $id'
      : `SELECT c.code, p.given_name AS givenName, p.family_name AS familyName
           FROM consultations c JOIN patients p ON p.id = c.patient_id WHERE c.id = $id`
  const row = db.row<{ code: string; givenName: string | null; familyName: string }>(sql, { id })
  return row ? `${fullName(row)}, ${row.code}` : 'A record'
}

/** The name of a patient, for a line of the inbox. */
export function readName(db: Reader, id: PatientId | null): string | null {
  if (id === null) return null
  const sql = 'SELECT given_name AS givenName, family_name AS familyName FROM patients WHERE id = $id'
  const row = db.row<{ givenName: string | null; familyName: string }>(sql, { id })
  return row ? fullName(row) : null
}

/** What can still become of each side, where it is a booking, an order or a claim. */
export function readFates(db: Reader, { kind, sides }: KeptConflict): Map<string, SideFate> {
  const place = places[kind]
  if (!place) return new Map()
  const rows = db.rows<{ id: string; state: string }>(
    `SELECT id, state FROM ${place.table} WHERE id IN (SELECT value FROM json_each($ids))`,
    { ids: JSON.stringify(sides) },
  )
  const fateOf = (state: string): SideFate =>
    state === place.gone ? 'has-given-way' : place.movable.includes(state) ? 'can-give-way' : 'stays'
  return new Map(rows.map(({ id, state }) => [id, fateOf(state)]))
}

/** Where it says how far each side has come, and from which states it can still be taken back. */
const places: Readonly<Partial<Record<ConflictKind, { table: string; gone: string; movable: readonly string[] }>>> = {
  'double-booking': { table: 'consultations', gone: 'cancelled', movable: ['booked', 'arrived'] },
  'over-filled': { table: 'orders', gone: 'cancelled', movable: ['placed', 'dispensed'] },
  'double-claim': { table: 'claims', gone: 'denied', movable: ['submitted', 'accepted'] },
}

/** How the fills of a prescription stand with the chain. */
export function readFillsOnChain(db: Reader, { kind, aboutId }: KeptConflict): FillsOnChain {
  if (kind !== 'over-filled') return 'confirmed'
  const states = db
    .rows<{ state: string }>(
      `SELECT c.state FROM prescription_fills f JOIN chain_calls c ON c.kind = 'order' AND c.record_id = f.order_id
        WHERE f.prescription_id = $aboutId AND c.fn = 'fillPrescription'`,
      { aboutId },
    )
    .map(({ state }) => state)
  if (states.includes('refused')) return 'refused'
  return states.includes('waiting') ? 'provisional' : 'confirmed'
}
