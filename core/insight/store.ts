import type { StaffId } from '../kernel/ids.js'
import type { Instant } from '../kernel/instant.js'
import type { Reader } from '../ports/database.js'
import type { VisitCounts } from './model.js'
import type { DayStretch } from './rules.js'

/** One doctor's visits of one day, from the index alone. */
export interface DoctorDay extends VisitCounts {
  doctorId: StaffId
  /** Seconds that each patient waited. */
  waits: Int32Array
}

type Stretch = Pick<DayStretch, 'startsAt' | 'endsAt'>

/** Each doctor's visits of a day. Day by day, because a zone's days are of unequal length and SQLite knows no zones. */
export function readDoctorDays(db: Reader, { startsAt, endsAt }: Stretch, doctorId: StaffId | null): DoctorDay[] {
  return db
    .rows<VisitCounts & { doctorId: StaffId; waits: string }>(
      `SELECT doctor_id AS doctorId, count(*) AS booked, sum(state = 'completed') AS completed, sum(state = 'no-show') AS noShow,
              sum(state = 'cancelled') AS cancelled, sum(mode = 'video') AS video,
              json_group_array(unixepoch(started_at) - unixepoch(arrived_at))
                FILTER (WHERE started_at IS NOT NULL AND arrived_at IS NOT NULL) AS waits
         FROM consultations INDEXED BY consultations_by_time
        WHERE starts_at >= $startsAt AND starts_at < $endsAt AND ($doctorId IS NULL OR doctor_id = $doctorId)
        GROUP BY doctor_id`,
      { startsAt, endsAt, doctorId },
    )
    .map(({ waits, ...row }) => ({ ...row, waits: Int32Array.from(JSON.parse(waits) as number[]) }))
}

export const readNames = (db: Reader): Map<string, string> =>
  new Map(
    db
      .rows<{ id: string; name: string }>('SELECT id, display_name AS name FROM staff')
      .map((row) => [row.id, row.name]),
  )

export interface MethodDay {
  currency: string
  method: string
  takenMinor: number
  refundedMinor: number
}

/** What was taken and given back on a day, by currency and method; of one doctor's visits and their orders, where asked. */
export function readMoneyDay(db: Reader, { startsAt, endsAt }: Stretch, doctorId: StaffId | null): MethodDay[] {
  const ofDoctor =
    doctorId === null
      ? ''
      : `LEFT JOIN orders o ON p.payable_kind = 'order' AND o.id = p.payable_id
         JOIN consultations c ON c.id = iif(p.payable_kind = 'consultation', p.payable_id, o.consultation_id)
              AND c.doctor_id = $doctorId`
  return db.rows<MethodDay>(
    `SELECT p.currency, p.method, sum(max(p.amount_minor, 0)) AS takenMinor, -sum(min(p.amount_minor, 0)) AS refundedMinor
       FROM payments p INDEXED BY payments_by_time ${ofDoctor}
      WHERE p.taken_at >= $startsAt AND p.taken_at < $endsAt
      GROUP BY p.currency, p.method`,
    { startsAt, endsAt, doctorId },
  )
}

/** Claims that wait, submitted in a stretch of time: how many, and what was asked. */
export function readWaitingClaims(db: Reader, currency: string, after: Instant, until: Instant) {
  return db.row<{ claims: number; claimedMinor: number }>(
    `SELECT count(*) AS claims, coalesce(sum(claimed_minor), 0) AS claimedMinor FROM claims
      WHERE state IN ('submitted', 'accepted') AND submitted_at > $after AND submitted_at <= $until AND currency = $currency`,
    { after, until, currency },
  )
}

/** Claims by what became of them, submitted in a stretch of time. */
export function readSubmittedClaims(db: Reader, currency: string, { startsAt, endsAt }: Stretch) {
  return db.rows<{ state: string; reason: string | null; claims: number; claimedMinor: number }>(
    `SELECT state, denial_reason AS reason, count(*) AS claims, sum(claimed_minor) AS claimedMinor FROM claims
      WHERE state IN ('submitted', 'accepted', 'denied', 'settled') AND submitted_at >= $startsAt AND submitted_at < $endsAt
        AND currency = $currency
      GROUP BY state, denial_reason ORDER BY claims DESC, denial_reason`,
    { startsAt, endsAt, currency },
  )
}

/** Prescriptions that were issued and stand, by medicine, the most first. */
export function readMedicines(db: Reader, { startsAt, endsAt }: Stretch, doctorId: StaffId | null) {
  return db.rows<{ rxNormCode: string; prescriptions: number; name: string }>(
    `SELECT m.rx_norm_code AS rxNormCode, m.name, n.prescriptions FROM (
       SELECT rx_norm_code, count(*) AS prescriptions FROM prescriptions INDEXED BY prescriptions_by_time
        WHERE issued_at >= $startsAt AND issued_at < $endsAt AND cancelled_at IS NULL
          AND ($doctorId IS NULL OR doctor_id = $doctorId)
        GROUP BY rx_norm_code) n JOIN medicines m ON m.rx_norm_code = n.rx_norm_code
      ORDER BY n.prescriptions DESC, m.name`,
    { startsAt, endsAt, doctorId },
  )
}

/** What was on hand of each product before an instant; a product that nobody had received is not in it. */
export const readOpeningStock = (db: Reader, before: Instant) =>
  db.rows<{ productId: string; quantity: number }>(
    `SELECT b.product_id AS productId, sum(m.quantity) AS quantity
       FROM stock_movements m INDEXED BY stock_movements_by_time JOIN stock_batches b ON b.id = m.batch_id
      WHERE m.moved_at < $before GROUP BY b.product_id`,
    { before },
  )

/** What a day changed of each product. */
export const readStockDay = (db: Reader, { startsAt, endsAt }: Stretch) =>
  db.rows<{ productId: string; quantity: number }>(
    `SELECT b.product_id AS productId, sum(m.quantity) AS quantity
       FROM stock_movements m INDEXED BY stock_movements_by_time JOIN stock_batches b ON b.id = m.batch_id
      WHERE m.moved_at >= $startsAt AND m.moved_at < $endsAt GROUP BY b.product_id`,
    { startsAt, endsAt },
  )

export const readProducts = (db: Reader) =>
  db.rows<{ productId: string; name: string; manufacturer: string }>(
    `SELECT p.id AS productId, m.name, p.manufacturer FROM products p JOIN medicines m ON m.rx_norm_code = p.rx_norm_code`,
  )
