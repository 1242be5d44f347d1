import type * as z from 'zod'
import type { EnrollmentAnswer, EnrollmentRequest, Invite } from '../../core/sync/protocol.js'
import type { Reader, Transaction } from './database.js'

export interface EnrollmentRow {
  readonly tenant: string
  readonly expiresAt: number
  readonly request: string | null
  readonly answer: string | null
  readonly sealed: string | null
}

/** Answers whether the id was free. */
export async function insertInvite(
  tx: Transaction,
  { inviteId, sealed }: z.output<typeof Invite>,
  tenant: string,
  expiresAt: number,
): Promise<boolean> {
  const made = await tx.run(
    `INSERT INTO enrollments (invite_id, tenant, expires_at, sealed) VALUES ($inviteId, $tenant, $expiresAt, $sealed)
     ON CONFLICT (invite_id) DO NOTHING`,
    { inviteId, tenant, expiresAt, sealed },
  )
  return made === 1
}

export const readEnrollment = (db: Reader, inviteId: string, lock = ''): Promise<EnrollmentRow | undefined> =>
  db.row<EnrollmentRow>(
    `SELECT tenant, expires_at AS "expiresAt", request, answer, sealed FROM enrollments WHERE invite_id = $inviteId ${lock}`,
    { inviteId },
  )

export async function saveRequest(tx: Transaction, request: EnrollmentRequest): Promise<void> {
  await tx.run('UPDATE enrollments SET request = $request WHERE invite_id = $inviteId', {
    inviteId: request.inviteId,
    request: JSON.stringify(request),
  })
}

export async function saveAnswer(tx: Transaction, inviteId: string, answer: EnrollmentAnswer): Promise<void> {
  await tx.run('UPDATE enrollments SET answer = $answer WHERE invite_id = $inviteId', {
    inviteId,
    answer: JSON.stringify(answer),
  })
}

export async function readWaiting(db: Reader, tenant: string, nowMs: number): Promise<EnrollmentRequest[]> {
  const rows = await db.rows<{ request: string }>(
    `SELECT request FROM enrollments
     WHERE tenant = $tenant AND expires_at > $now AND request IS NOT NULL AND answer IS NULL ORDER BY expires_at`,
    { tenant, now: nowMs },
  )
  return rows.map(({ request }) => JSON.parse(request) as EnrollmentRequest)
}

/** Answers whether the nonce was unspent until now. */
export async function spendNonce(tx: Transaction, nonce: string, expiresAt: number): Promise<boolean> {
  const made = await tx.run(
    'INSERT INTO spent_nonces (nonce, expires_at) VALUES ($nonce, $expiresAt) ON CONFLICT (nonce) DO NOTHING',
    { nonce, expiresAt },
  )
  return made === 1
}
