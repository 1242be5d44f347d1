import { readProof } from '../anchoring/reads.js'
import type { Payable } from '../billing/model.js'
import type { ClaimId, ConsultationId, CoverageId, PatientId, VerificationId } from '../kernel/ids.js'
import type { CalendarDate } from '../kernel/instant.js'
import type { Reader } from '../ports/database.js'
import type { BenefitUse, Claim, ClaimEvent, Coverage, LineDecision, Plan, Verification } from './model.js'

const coverageColumns = `c.id, c.patient_id AS patientId, c.plan_id AS planId, p.body ->> '$.name' AS planName,
  p.body ->> '$.payerName' AS payerName, c.member_number AS memberNumber, c.relationship, c.valid_from AS validFrom,
  c.valid_until AS validUntil, c.version`

/** A patient's coverages, the one that begins last first. */
export function readCoverages(db: Reader, patientId: PatientId): Coverage[] {
  return db.rows<Coverage>(
    `SELECT ${coverageColumns} FROM coverages c JOIN plans p ON p.id = c.plan_id
      WHERE c.patient_id = $patientId ORDER BY c.valid_from DESC, c.rowid DESC`,
    { patientId },
  )
}

export function readCoverage(db: Reader, id: CoverageId): Coverage | undefined {
  return db.row<Coverage>(
    `SELECT ${coverageColumns} FROM coverages c JOIN plans p ON p.id = c.plan_id WHERE c.id = $id`,
    { id },
  )
}

/** The plans that cover a patient on a day. */
export function readCoverageNames(db: Reader, patientId: PatientId, today: CalendarDate): string[] {
  return db
    .rows<{ name: string }>(
      `SELECT DISTINCT p.body ->> '$.name' AS name FROM coverages c JOIN plans p ON p.id = c.plan_id
        WHERE c.patient_id = $patientId AND c.valid_from <= $today AND (c.valid_until IS NULL OR c.valid_until >= $today)
        ORDER BY name`,
      { patientId, today },
    )
    .map(({ name }) => name)
}

export function readPlan(db: Reader, planId: string): Plan | undefined {
  const row = db.row<{ body: string }>('SELECT body FROM plans WHERE id = $planId', { planId })
  return row && (JSON.parse(row.body) as Plan)
}

/** The plan of a coverage; a coverage always names one that is there. */
export function readPlanOf(db: Reader, coverage: Coverage): Plan {
  const plan = readPlan(db, coverage.planId)
  if (!plan) throw new Error('A coverage names a plan that is not there.')
  return plan
}

export function readPlans(db: Reader): Plan[] {
  return db
    .rows<{ body: string }>(`SELECT body FROM plans ORDER BY body ->> '$.name'`)
    .map(({ body }) => JSON.parse(body))
}

/** What a member has used of a plan in a calendar year: the sum of the movements. */
export function readBenefitUse(db: Reader, coverageId: CoverageId, benefitYear: number): BenefitUse {
  const use = db.row<BenefitUse>(
    `SELECT coalesce(sum(deductible_minor), 0) AS deductibleMetMinor, coalesce(sum(out_of_pocket_minor), 0) AS outOfPocketMinor,
            coalesce(sum(visits), 0) AS visits
       FROM benefit_uses WHERE coverage_id = $coverageId AND benefit_year = $benefitYear`,
    { coverageId, benefitYear },
  )
  return use ?? { deductibleMetMinor: 0, outOfPocketMinor: 0, visits: 0 }
}

/** The verification that counts for a visit or an order. */
export function readNewestVerification(db: Reader, payable: Payable): Verification | undefined {
  const row = db.row<{ body: string }>(
    `SELECT body FROM ordered_verifications WHERE payable_kind = $kind AND payable_id = $id
      ORDER BY written DESC, n DESC LIMIT 1`,
    payable,
  )
  return row && toVerification(db, row.body)
}

export function readVerification(db: Reader, id: VerificationId): Verification | undefined {
  const row = db.row<{ body: string }>('SELECT body FROM coverage_verifications WHERE id = $id', { id })
  return row && toVerification(db, row.body)
}

function toVerification(db: Reader, body: string): Verification {
  const kept = JSON.parse(body) as Omit<Verification, 'proof'>
  return { ...kept, proof: readProof(db, 'coverage-verification', kept.id) }
}

/** A claim as a row says it, before its lines and its history are added. */
export type ClaimRow = Omit<Claim, 'payable' | 'diagnosisCodes' | 'lines' | 'events' | 'proof'> & {
  payableKind: Payable['kind']
  payableId: string
  diagnosisCodes: string
}

export const claimColumns = `c.id, c.code, c.patient_id AS patientId, c.coverage_id AS coverageId, c.verification_id AS verificationId,
  c.payable_kind AS payableKind, c.payable_id AS payableId, c.consultation_id AS consultationId,
  p.body ->> '$.name' AS planName, p.body ->> '$.payerName' AS payerName, c.diagnosis_codes AS diagnosisCodes,
  c.total_minor AS totalMinor, c.patient_owes_minor AS patientOwesMinor,
  c.claimed_minor AS claimedMinor, c.paid_minor AS paidMinor, c.currency, c.state, c.denial_reason AS denialReason,
  c.submitted_at AS submittedAt, c.version`

export const claimTables = `claims c JOIN coverages m ON m.id = c.coverage_id JOIN plans p ON p.id = m.plan_id`

const claimQuery = `SELECT ${claimColumns}, v.body ->> '$.lines' AS lines FROM ${claimTables}
  JOIN coverage_verifications v ON v.id = c.verification_id`
type FullClaimRow = ClaimRow & { lines: string }

export function readClaim(db: Reader, id: ClaimId): Claim | undefined {
  const row = db.row<FullClaimRow>(`${claimQuery} WHERE c.id = $id`, { id })
  return row && toClaim(db, row)
}

/** The claim of a visit or an order: at most one is made here. Where another device made a second, the one that went out first counts. */
export function readClaimOf(db: Reader, payable: Payable): Claim | undefined {
  const row = db.row<FullClaimRow>(
    `${claimQuery} WHERE c.payable_kind = $kind AND c.payable_id = $id
      ORDER BY c.state = 'draft', c.submitted_at, c.id LIMIT 1`,
    payable,
  )
  return row && toClaim(db, row)
}

/** The claims of a visit and of the orders that came of it. */
export function readClaimsOfConsultation(db: Reader, consultationId: ConsultationId): Claim[] {
  return db
    .rows<FullClaimRow>(`${claimQuery} WHERE c.consultation_id = $consultationId ORDER BY c.n`, { consultationId })
    .map((row) => toClaim(db, row))
}

/** All claims of a patient, in the order in which they were made. */
export const readClaimsOfPatient = (db: Reader, patientId: PatientId): Claim[] =>
  db
    .rows<FullClaimRow>(`${claimQuery} WHERE c.patient_id = $patientId ORDER BY c.n`, { patientId })
    .map((row) => toClaim(db, row))

function toClaim(db: Reader, row: FullClaimRow): Claim {
  const { lines, ...rest } = row
  return {
    ...toClaimHead(db, rest),
    lines: JSON.parse(lines) as LineDecision[],
    events: db.rows<ClaimEvent>('SELECT state, at, by, note FROM claim_events WHERE claim_id = $id ORDER BY at, n', {
      id: row.id,
    }),
  }
}

/** A claim without its lines and its history. */
export function toClaimHead(db: Reader, row: ClaimRow): Omit<Claim, 'lines' | 'events'> {
  const { payableKind, payableId, diagnosisCodes, ...rest } = row
  return {
    ...rest,
    payable: { kind: payableKind, id: payableId } as Payable,
    diagnosisCodes: JSON.parse(diagnosisCodes) as string[],
    proof: readProof(db, 'claim', row.id),
  }
}
