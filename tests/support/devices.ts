import { createHash } from 'node:crypto'
import { canonicalJson } from '../../core/kernel/canonical.js'
import type { Reader } from '../../core/ports/database.js'
import type { ReceiveOutcome, SealedOp } from '../../core/ports/journal.js'
import type { TestClinic } from './clinic.js'

/** The ops of one device's log that a clinic's file holds, after a seq. */
export const opsOf = (clinic: TestClinic, device: string, after = 0): SealedOp[] =>
  clinic.database.rows<SealedOp & Record<string, never>>(
    'SELECT header, body FROM ops WHERE device = $device AND seq > $after ORDER BY seq',
    { device, after },
  )

const lastSeq = (clinic: TestClinic, device: string): number =>
  clinic.database.row<{ seq: number }>('SELECT coalesce(max(seq), 0) AS seq FROM ops WHERE device = $device', {
    device,
  })?.seq ?? 0

/** Brings to a workstation what it has not, in the order in which the other one came to know it. */
export function send(from: TestClinic, to: TestClinic): ReceiveOutcome {
  const news = from.database
    .rows<SealedOp & { device: string; seq: number }>('SELECT header, body, device, seq FROM ops ORDER BY n')
    .filter(({ device, seq }) => seq > lastSeq(to, device))
  return to.records.journal.receive(news, { name: 'Test relay' })
}

/** Everybody gets to know everything. */
export function meet(...clinics: readonly TestClinic[]): void {
  for (const from of clinics) for (const to of clinics) if (from !== to) send(from, to)
  for (const from of clinics) for (const to of clinics) if (from !== to) send(from, to)
}

/** Tables whose rows are what the ops come to, each row's own number in this file and local times aside. */
const stateTables = [
  'emergency_accesses',
  'patient_marks',
  'anomalies',
  'clinic',
  'staff',
  'credentials',
  'patients',
  'patient_versions',
  'allergies',
  'doctors',
  'slots',
  'consultations',
  'vitals',
  'notes',
  'diagnoses',
  'encounter_summaries',
  'plans',
  'coverages',
  'coverage_verifications',
  'claims',
  'claim_events',
  'benefit_uses',
  'payments',
  'prescriptions',
  'prescription_fills',
  'products',
  'stock_batches',
  'stock_movements',
  'stock_takeovers',
  'orders',
  'order_events',
  'order_requests',
  'tasks',
  'conflict_decisions',
  'patient_links',
  'waiting_records',
]

/** What a workstation's records come to, as text by table: the same wherever the same ops are known. */
export function stateOf(db: Reader): Record<string, string[]> {
  const state: Record<string, string[]> = {}
  for (const table of stateTables) {
    const rows = db.rows<Record<string, unknown>>(`SELECT * FROM ${table}`)
    state[table] = rows
      .map(({ n: _, ...row }) => canonicalJson(Object.fromEntries(Object.entries(row).map(unfolded))))
      .sort()
  }
  const open = db.rows(`SELECT id, sides FROM conflicts WHERE is_open = 1 AND kind <> 'clock' ORDER BY id`)
  return { ...state, conflicts: open.map((row) => canonicalJson(row)) }
}

/** JSON in a column is what it says, not how it is written. */
const unfolded = ([column, value]: [string, unknown]): [string, unknown] => [
  column,
  typeof value === 'string' && /^[[{]/.test(value) ? (JSON.parse(value) as unknown) : value,
]

export const stateHash = (db: Reader): string =>
  createHash('sha256')
    .update(canonicalJson(stateOf(db)))
    .digest('hex')
