import { readCharge } from '../billing/reads.js'
import { OrderId } from '../kernel/ids.js'
import { dayOf, type Instant } from '../kernel/instant.js'
import type { Reader } from '../ports/database.js'
import type { Consultation } from '../scheduling/model.js'
import { readDoctorName } from '../scheduling/reads.js'
import type { VisitFacts } from './steps.js'

/**
 * The facts of a page of visits: one query for each kind of fact, whatever the length of the page, and one for each charge
 * (whose rule is billing's). `now` says which prescriptions can still be filled.
 */
export function readFacts(
  db: Reader,
  visits: readonly Consultation[],
  at: { now: Instant; timeZone: string },
): VisitFacts[] {
  const ids = JSON.stringify(visits.map(({ id }) => id))
  const verifications = groupByVisit(readVerifications(db, ids))
  const payments = groupByVisit(readLastPayments(db, ids))
  const endings = groupByVisit(readEndings(db, ids))
  const diagnosed = groupByVisit(readDiagnosed(db, ids))
  const prescriptions = groupByVisit(readPrescriptions(db, ids, at.now))
  const orders = groupByVisit(readOrders(db, ids))
  const claims = groupByVisit(readClaims(db, ids))
  const tasks = groupByVisit(readTasks(db, ids))
  const terms = readTerms(db, visits)
  const names = new Map<string, string>()
  const nameOf = (id: Consultation['doctorId']) => {
    const name = names.get(id) ?? readDoctorName(db, id)
    names.set(id, name)
    return name
  }
  return visits.map((visit): VisitFacts => {
    const day = dayOf(visit.startsAt, at.timeZone)
    return {
      visit,
      doctorName: nameOf(visit.doctorId),
      bookedBy: nameOf(visit.bookedBy),
      isInsured: terms.some(
        (term) => term.patientId === visit.patientId && term.validFrom <= day && (term.validUntil ?? day) >= day,
      ),
      verification: verifications(visit.id).at(0) ?? null,
      charge: chargeOf(db, { kind: 'consultation', id: visit.id }),
      lastPayment: payments(visit.id).at(0) ?? null,
      completedBy: endings(visit.id).at(0)?.completedBy ?? null,
      hasDiagnosis: diagnosed(visit.id).length > 0,
      prescriptions: prescriptions(visit.id),
      orders: orders(visit.id),
      claims: claims(visit.id),
      tasks: tasks(visit.id),
    }
  })
}

/** A row that says to which visit it belongs. */
interface OfVisit {
  consultationId: string
}

function groupByVisit<T extends OfVisit>(rows: readonly T[]): (id: string) => T[] {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const group = groups.get(row.consultationId)
    if (group) group.push(row)
    else groups.set(row.consultationId, [row])
  }
  return (id) => groups.get(id) ?? []
}

type Found<K extends keyof VisitFacts> =
  NonNullable<VisitFacts[K]> extends readonly (infer Item)[] ? Item & OfVisit : NonNullable<VisitFacts[K]> & OfVisit

const inVisits = 'IN (SELECT value FROM json_each($ids))'

function readVerifications(db: Reader, ids: string): Found<'verification'>[] {
  return db
    .rows<Omit<Found<'verification'>, 'isCovered'> & { isCovered: number }>(
      `SELECT v.payable_id AS consultationId, v.id, v.verified_at AS at, v.body ->> '$.verifiedBy' AS by,
              v.body ->> '$.planName' AS planName, v.is_covered AS isCovered, v.body ->> '$.explanation' AS explanation,
              v.patient_owes_minor AS patientOwesMinor, v.payer_owes_minor AS payerOwesMinor
         FROM json_each($ids) i
         JOIN coverage_verifications v ON v.n = (
           SELECT n FROM ordered_verifications WHERE payable_kind = 'consultation' AND payable_id = i.value
            ORDER BY written DESC, n DESC LIMIT 1)`,
      { ids },
    )
    .map((row) => ({ ...row, isCovered: row.isCovered === 1 }))
}

/** The last payment of each visit that was not given back. */
const readLastPayments = (db: Reader, ids: string): Found<'lastPayment'>[] =>
  db.rows(
    `SELECT p.payable_id AS consultationId, p.id, p.taken_at AS at, p.taken_by AS by
       FROM payments p
      WHERE p.payable_kind = 'consultation' AND p.payable_id ${inVisits} AND p.amount_minor > 0
        AND NOT EXISTS (SELECT 1 FROM payments r WHERE r.refund_of = p.id)
      ORDER BY p.taken_at DESC, p.n DESC`,
    { ids },
  )

const readEndings = (db: Reader, ids: string): (OfVisit & { completedBy: string })[] =>
  db.rows(
    `SELECT consultation_id AS consultationId, completed_by AS completedBy
       FROM encounter_summaries WHERE consultation_id ${inVisits}`,
    { ids },
  )

const readDiagnosed = (db: Reader, ids: string): OfVisit[] =>
  db.rows(`SELECT DISTINCT consultation_id AS consultationId FROM diagnoses WHERE consultation_id ${inVisits}`, { ids })

function readPrescriptions(db: Reader, ids: string, now: Instant): Found<'prescriptions'>[] {
  return db
    .rows<Omit<Found<'prescriptions'>, 'isFillable'> & { isFillable: number }>(
      `SELECT p.consultation_id AS consultationId, p.id, p.issued_at AS at, p.content ->> '$.doctorName' AS by,
              p.content ->> '$.medicine.name' AS medicine,
              p.expires_at > $now AND p.fills_allowed > (
                SELECT count(*) FROM prescription_fills f WHERE f.prescription_id = p.id) AS isFillable
         FROM prescriptions p WHERE p.consultation_id ${inVisits} AND p.cancelled_at IS NULL ORDER BY p.issued_at, p.id`,
      { ids, now },
    )
    .map((row) => ({ ...row, isFillable: row.isFillable === 1 }))
}

function readOrders(db: Reader, ids: string): Found<'orders'>[] {
  return db
    .rows<{
      consultationId: string
      id: string
      code: string
      state: VisitFacts['orders'][number]['state']
      isShipped: number
      at: Instant
      by: string | null
      deliveredAt: Instant | null
      deliveredBy: string | null
    }>(
      `SELECT o.consultation_id AS consultationId, o.id, o.code, o.state, o.delivery ->> '$.kind' = 'ship' AS isShipped,
              o.placed_at AS at, d.at AS deliveredAt, d.by AS deliveredBy,
              (SELECT by FROM order_events WHERE order_id = o.id ORDER BY at, n LIMIT 1) AS by
         FROM orders o
         LEFT JOIN order_events d ON d.order_id = o.id AND d.state = 'delivered'
        WHERE o.consultation_id ${inVisits} AND o.state NOT IN ('cancelled', 'declined') ORDER BY o.placed_at, o.id`,
      { ids },
    )
    .map(({ deliveredAt, deliveredBy, ...row }) => ({
      ...row,
      isShipped: row.isShipped === 1,
      outstandingMinor: chargeOf(db, { kind: 'order', id: OrderId.parse(row.id) }).outstandingMinor,
      delivered: deliveredAt === null ? null : { at: deliveredAt, by: deliveredBy ?? '' },
    }))
}

const readClaims = (db: Reader, ids: string): Found<'claims'>[] =>
  db.rows(
    `SELECT c.consultation_id AS consultationId, c.id, c.code, c.state, c.denial_reason AS denialReason,
            p.body ->> '$.payerName' AS payerName, e.at, e.by
       FROM claims c
       JOIN coverages m ON m.id = c.coverage_id
       JOIN plans p ON p.id = m.plan_id
       JOIN claim_events e ON e.n = (SELECT n FROM claim_events WHERE claim_id = c.id ORDER BY at DESC, n DESC LIMIT 1)
      WHERE c.consultation_id ${inVisits} ORDER BY c.n`,
    { ids },
  )

function readTasks(db: Reader, ids: string): Found<'tasks'>[] {
  return db
    .rows<Omit<Found<'tasks'>, 'isDone'> & { isDone: number }>(
      `SELECT consultation_id AS consultationId, id, kind, title, state = 'done' AS isDone, coalesce(done_at, created_at) AS at,
              done_by AS by
         FROM tasks WHERE consultation_id ${inVisits} ORDER BY due_on, id`,
      { ids },
    )
    .map((row) => ({ ...row, isDone: row.isDone === 1 }))
}

/** When the coverages of these patients begin and end. */
const readTerms = (db: Reader, visits: readonly Consultation[]) =>
  db.rows<{ patientId: string; validFrom: string; validUntil: string | null }>(
    `SELECT patient_id AS patientId, valid_from AS validFrom, valid_until AS validUntil
       FROM coverages WHERE patient_id IN (SELECT value FROM json_each($patientIds))`,
    { patientIds: JSON.stringify([...new Set(visits.map(({ patientId }) => patientId))]) },
  )

function chargeOf(db: Reader, payable: Parameters<typeof readCharge>[1]) {
  const charge = readCharge(db, payable)
  if (!charge) throw new Error(`There is no charge for ${payable.kind} ${payable.id}.`)
  return charge
}
