import { isCaredFor, type Narrowed } from '../access/reads.js'
import type { Payable } from '../billing/model.js'
import type { ClaimId, ConsultationId, CoverageId, PatientId, VerificationId } from '../kernel/ids.js'
import type { Instant } from '../kernel/instant.js'
import { type Page, toPage } from '../kernel/page.js'
import { fullName } from '../patients/rules.js'
import type { Hex32 } from '../ports/chain.js'
import type { Reader, Writer } from '../ports/database.js'
import { putRow } from '../ports/put-row.js'
import type { BenefitUse, Claim, ClaimState, ClaimSummary, Coverage, Plan, Verification } from './model.js'
import { type ClaimRow, claimColumns, claimTables, toClaimHead } from './reads.js'

/** Answers and claims as they are kept: their proof is looked up, not written. */
export type KeptVerification = Omit<Verification, 'proof'>
export type KeptClaim = Omit<Claim, 'proof' | 'events'>

/** What opens the commitments by which the chain knows a claim. */
export interface ChainName {
  chainKey: Hex32
  chainSalt: Hex32
}

export const hasPatient = (db: Reader, patientId: PatientId): boolean =>
  db.row('SELECT 1 FROM patients WHERE id = $patientId', { patientId }) !== undefined

/** Writes a version of a plan in the place of the one before. */
export const putPlan = (db: Writer, plan: Plan, version: number): void =>
  putRow(db, 'plans', ['id'], { id: plan.id, version, body: JSON.stringify(plan) })

export const readPlanVersion = (db: Reader, id: string): number =>
  db.row<{ version: number }>('SELECT version FROM plans WHERE id = $id', { id })?.version ?? 0

export function insertCoverage(db: Writer, coverage: Coverage): void {
  db.run(
    `INSERT INTO coverages (id, patient_id, plan_id, member_number, relationship, valid_from, valid_until, version)
     VALUES ($id, $patientId, $planId, $memberNumber, $relationship, $validFrom, $validUntil, $version)`,
    coverage,
  )
}

export function insertVerification(db: Writer, verification: KeptVerification, chainSalt: Hex32): void {
  const { payable, isCovered, ...rest } = verification
  db.run(
    `INSERT INTO coverage_verifications (id, patient_id, payable_kind, payable_id, coverage_id, is_covered, total_minor,
                                         patient_owes_minor, payer_owes_minor, body, chain_salt, verified_at)
     VALUES ($id, $patientId, $payableKind, $payableId, $coverageId, $isCovered, $totalMinor, $patientOwesMinor,
             $payerOwesMinor, $body, $chainSalt, $verifiedAt)`,
    {
      id: rest.id,
      patientId: rest.patientId,
      payableKind: payable.kind,
      payableId: payable.id,
      coverageId: rest.coverageId,
      isCovered: isCovered ? 1 : 0,
      totalMinor: rest.totalMinor,
      patientOwesMinor: rest.patientOwesMinor,
      payerOwesMinor: rest.payerOwesMinor,
      body: JSON.stringify(verification),
      chainSalt,
      verifiedAt: rest.verifiedAt,
    },
  )
}

export const isClaimCodeTaken = (db: Reader, code: string): boolean =>
  db.row('SELECT 1 FROM claims WHERE code = $code LIMIT 1', { code }) !== undefined

export function insertClaim(db: Writer, claim: KeptClaim, name: ChainName): void {
  db.run(
    `INSERT INTO claims (id, code, patient_id, coverage_id, verification_id, payable_kind, payable_id, consultation_id,
                         diagnosis_codes, total_minor, patient_owes_minor, claimed_minor, paid_minor, currency, state, denial_reason,
                         chain_key, chain_salt, submitted_at, version)
     VALUES ($id, $code, $patientId, $coverageId, $verificationId, $payableKind, $payableId, $consultationId, $diagnosisCodes,
             $totalMinor, $patientOwesMinor, $claimedMinor, $paidMinor, $currency, $state, $denialReason, $chainKey, $chainSalt,
             $submittedAt, $version)`,
    { ...claimRow(claim), ...name },
  )
}

export function updateClaim(db: Writer, claim: KeptClaim): void {
  db.run(
    `UPDATE claims SET coverage_id = $coverageId, verification_id = $verificationId, diagnosis_codes = $diagnosisCodes,
            total_minor = $totalMinor, patient_owes_minor = $patientOwesMinor, claimed_minor = $claimedMinor,
            paid_minor = $paidMinor, state = $state, denial_reason = $denialReason, submitted_at = $submittedAt, version = $version
      WHERE id = $id`,
    claimRow(claim),
  )
}

const claimRow = (claim: KeptClaim) => ({
  id: claim.id,
  code: claim.code,
  patientId: claim.patientId,
  coverageId: claim.coverageId,
  verificationId: claim.verificationId,
  payableKind: claim.payable.kind,
  payableId: claim.payable.id,
  consultationId: claim.consultationId,
  diagnosisCodes: JSON.stringify(claim.diagnosisCodes),
  totalMinor: claim.totalMinor,
  patientOwesMinor: claim.patientOwesMinor,
  claimedMinor: claim.claimedMinor,
  paidMinor: claim.paidMinor,
  currency: claim.currency,
  state: claim.state,
  denialReason: claim.denialReason,
  submittedAt: claim.submittedAt,
  version: claim.version,
})

export function readChainName(db: Reader, claimId: ClaimId): ChainName {
  const sql = 'SELECT chain_key AS chainKey, chain_salt AS chainSalt FROM claims WHERE id = $claimId'
  const name = db.row<ChainName>(sql, { claimId })
  if (!name) throw new Error('A claim that was just read is gone.')
  return name
}

/** One step of a claim's life, as it leaves this device: an append-only record of its own. */
export interface KeptClaimEvent {
  id: string
  claimId: ClaimId
  state: ClaimState
  at: Instant
  by: string
  note: string | null
}

export function insertClaimEvent(db: Writer, event: KeptClaimEvent): void {
  db.run(
    'INSERT INTO claim_events (id, claim_id, state, at, by, note) VALUES ($id, $claimId, $state, $at, $by, $note)',
    { ...event },
  )
}

/** A movement of a member's benefits in a year. */
export interface BenefitMovement extends BenefitUse {
  id: string
  coverageId: CoverageId
  benefitYear: number
  verificationId: VerificationId
  claimId: ClaimId | null
  at: Instant
}

export function insertBenefitMovement(db: Writer, movement: BenefitMovement): void {
  db.run(
    `INSERT INTO benefit_uses (id, coverage_id, benefit_year, verification_id, claim_id, deductible_minor, out_of_pocket_minor, visits, at)
     VALUES ($id, $coverageId, $benefitYear, $verificationId, $claimId, $deductibleMetMinor, $outOfPocketMinor, $visits, $at)`,
    { ...movement },
  )
}

type Uses = Omit<BenefitMovement, 'id' | 'at'>
const sums = `coverage_id AS coverageId, benefit_year AS benefitYear, verification_id AS verificationId, claim_id AS claimId,
  sum(deductible_minor) AS deductibleMetMinor, sum(out_of_pocket_minor) AS outOfPocketMinor, sum(visits) AS visits`
const groups = `GROUP BY coverage_id, benefit_year, verification_id, claim_id
  HAVING sum(deductible_minor) <> 0 OR sum(out_of_pocket_minor) <> 0 OR sum(visits) <> 0`

/** What a claim uses of the member's benefits, taken together. */
export function readUsesOfClaim(db: Reader, claimId: ClaimId): Uses[] {
  return db.rows<Uses>(`SELECT ${sums} FROM benefit_uses WHERE claim_id = $claimId ${groups}`, { claimId })
}

/** What a visit or an order uses of the member's benefits without a claim, because the plan pays nothing of it. */
export function readUnclaimedUses(db: Reader, payable: Payable): Uses[] {
  return db.rows<Uses>(
    `SELECT ${sums} FROM benefit_uses
      WHERE claim_id IS NULL AND verification_id IN (
        SELECT id FROM coverage_verifications WHERE payable_kind = $kind AND payable_id = $id) ${groups}`,
    payable,
  )
}

export function readDiagnosisCodes(db: Reader, consultationId: ConsultationId): string[] {
  return db
    .rows<{ code: string }>(
      // Grouped: two devices that were apart may have written one code.
      `SELECT code FROM diagnoses WHERE consultation_id = $consultationId
        GROUP BY code ORDER BY min(recorded_at), min(rowid)`,
      { consultationId },
    )
    .map(({ code }) => code)
}

/**
 * Claims that a payer still has to answer or to pay and that this workstation asks about, the oldest first: those that it wrote
 * last, and, on the first workstation of the clinic, those of workstations that were removed. Of two claims for one service no one
 * is asked about before a person has said which of them stands.
 */
export function listAwaitingPayer(
  db: Reader,
  device: string,
  limit: number,
): { claimId: ClaimId; payerName: string }[] {
  const writer = `(SELECT o.device FROM ops o WHERE o.kind = 'claim' AND o.record_id = c.id ORDER BY o.hlc DESC LIMIT 1)`
  const sql = `SELECT c.id AS claimId, p.body ->> '$.payerName' AS payerName
    FROM claims c JOIN coverages k ON k.id = c.coverage_id JOIN plans p ON p.id = k.plan_id
    WHERE c.state IN ('submitted', 'accepted')
      AND (${writer} = $device
        OR ($device = (SELECT min(id) FROM sync_devices WHERE revocation IS NULL)
            AND ${writer} NOT IN (SELECT id FROM sync_devices WHERE revocation IS NULL)))
      AND NOT EXISTS (SELECT 1 FROM conflicts x WHERE x.id = 'double-claim.' || c.payable_id AND x.is_open = 1)
    ORDER BY c.n LIMIT $limit`
  return db.rows(sql, { device, limit })
}

/** The claims work list, the newest first; the cursor is the number of the last one. */
export function listClaims(
  db: Reader,
  filter: { state?: ClaimState | undefined; patientId?: PatientId | undefined; care?: Narrowed | undefined },
  page: { limit: number; before: number | undefined },
): Page<ClaimSummary> {
  const terms = ['c.n < $before']
  if (filter.state !== undefined) terms.push('c.state = $state')
  if (filter.patientId !== undefined) terms.push('c.patient_id = $patientId')
  if (filter.care !== undefined) terms.push(isCaredFor('c.patient_id'))
  const rows = db.rows<ClaimRow & { n: number; patientCode: string; givenName: string | null; familyName: string }>(
    `SELECT ${claimColumns}, c.n, k.code AS patientCode, k.given_name AS givenName, k.family_name AS familyName
       FROM ${claimTables} JOIN patients k ON k.id = c.patient_id
      WHERE ${terms.join(' AND ')} ORDER BY c.n DESC LIMIT $limit`,
    {
      before: page.before ?? Number.MAX_SAFE_INTEGER,
      limit: page.limit + 1,
      state: filter.state ?? null,
      patientId: filter.patientId ?? null,
      ...filter.care,
    },
  )
  const { items, nextCursor } = toPage(rows, page.limit, ({ n }) => String(n))
  const summaries = items.map(({ n, patientCode, givenName, familyName, ...row }) => ({
    ...toClaimHead(db, row),
    patientName: fullName({ givenName, familyName }),
    patientCode,
  }))
  return { items: summaries, nextCursor }
}
