import { hexOf } from '../kernel/hex.js'
import type { ConsultationId, PatientId } from '../kernel/ids.js'
import type { Instant } from '../kernel/instant.js'
import type { ChainReceipt, Hex32, MerkleProof } from '../ports/chain.js'
import type { Reader, Writer } from '../ports/database.js'
import type { ChainEntry } from './model.js'

export type Network = 'local' | 'consortium'

/** The node on whose chain things are anchored, and whether the clinic is moving to it. */
export interface LandingPlace {
  nodeId: string
  isMoving: boolean
  network: Network
}

export interface WaitingCall {
  n: number
  /** The same on every workstation that knows the call. */
  id: string
  kind: string
  recordId: string
  call: string
}

export interface WaitingCommitment {
  n: number
  commitment: Uint8Array
}

/** What waits for the chain of this node: while the clinic moves to it, also what stands on another node's. */
export const readWaitingCalls = (db: Reader, { nodeId, isMoving }: LandingPlace, limit: number): WaitingCall[] =>
  db.rows(
    `SELECT n, id, kind, record_id AS recordId, call FROM chain_calls
      WHERE state = 'waiting' ${isMoving ? `OR (state = 'anchored' AND node_id <> $nodeId)` : ''} ORDER BY n LIMIT $limit`,
    { nodeId, limit },
  )

/** The same of commitments. */
export const readWaitingCommitments = (
  db: Reader,
  { nodeId, isMoving }: LandingPlace,
  limit: number,
): WaitingCommitment[] =>
  db.rows(
    isMoving
      ? `SELECT c.n, c.commitment FROM chain_commitments c LEFT JOIN chain_batches b ON b.n = c.batch_n
          WHERE b.n IS NULL OR b.node_id <> $nodeId ORDER BY c.n LIMIT $limit`
      : 'SELECT n, commitment FROM chain_commitments WHERE batch_n IS NULL ORDER BY n LIMIT $limit',
    { nodeId, limit },
  )

export function settleCall(
  db: Writer,
  n: number,
  receipt: ChainReceipt,
  { nodeId, network }: Pick<LandingPlace, 'nodeId' | 'network'>,
  now: Instant,
): void {
  db.run(
    `UPDATE chain_calls SET state = 'anchored', tx_hash = $txHash, block_number = $blockNumber, block_hash = $blockHash,
            network = $network, node_id = $nodeId, on_chain_id = $onChainId, settled_at = $now, problem = NULL
      WHERE n = $n`,
    { n, network, nodeId, now, ...receipt },
  )
}

export function refuseCall(db: Writer, n: number, problem: string, now: Instant): void {
  db.run(`UPDATE chain_calls SET state = 'refused', problem = $problem, settled_at = $now WHERE n = $n`, {
    n,
    problem,
    now,
  })
}

/** Whether a task about the call's refusal is there: another workstation's chain refused it before. */
export const isTold = (db: Reader, callId: string): boolean =>
  db.row('SELECT 1 FROM tasks WHERE id = $callId', { callId }) !== undefined

const subjectTables: Readonly<Record<string, string>> = {
  prescription: 'prescriptions',
  order: 'orders',
  claim: 'claims',
}

/** Whom a call is about, where its record says so. */
export function readSubject(
  db: Reader,
  { kind, recordId }: Pick<WaitingCall, 'kind' | 'recordId'>,
): { patientId: PatientId | null; consultationId: ConsultationId | null } {
  const table = subjectTables[kind]
  const found =
    table === undefined
      ? undefined
      : db.row<{ patientId: PatientId; consultationId: ConsultationId | null }>(
          `SELECT patient_id AS patientId, consultation_id AS consultationId FROM ${table} WHERE id = $recordId`,
          { recordId },
        )
  return found ?? { patientId: null, consultationId: null }
}

/**
 * Writes a batch that was anchored, and each commitment's way to its root. Of batches on another node's chain that nothing belongs
 * to any more, nothing is kept.
 */
export function saveBatch(
  db: Writer,
  batch: { root: Uint8Array; receipt: ChainReceipt; network: Network; nodeId: string; now: Instant },
  leaves: readonly { n: number; proof: MerkleProof }[],
): void {
  const { receipt, ...rest } = batch
  db.run(
    `INSERT INTO chain_batches (root, leaf_count, tx_hash, block_number, block_hash, network, node_id, anchored_at)
     VALUES ($root, $leafCount, $txHash, $blockNumber, $blockHash, $network, $nodeId, $now)
     ON CONFLICT (root) DO UPDATE SET tx_hash = excluded.tx_hash, block_number = excluded.block_number,
       block_hash = excluded.block_hash, network = excluded.network, node_id = excluded.node_id,
       anchored_at = excluded.anchored_at`,
    {
      ...rest,
      leafCount: leaves.length,
      txHash: receipt.txHash,
      blockNumber: receipt.blockNumber,
      blockHash: receipt.blockHash,
    },
  )
  const batchN = db.row<{ n: number }>('SELECT n FROM chain_batches WHERE root = $root', { root: batch.root })?.n ?? 0
  leaves.forEach(({ n, proof }, leafIndex) => {
    db.run(
      'UPDATE chain_commitments SET batch_n = $batchN, leaf_index = $leafIndex, merkle_path = $path WHERE n = $n',
      {
        n,
        batchN,
        leafIndex,
        path: JSON.stringify(proof.path),
      },
    )
  })
  db.run(
    `DELETE FROM chain_batches WHERE node_id <> $nodeId
      AND NOT EXISTS (SELECT 1 FROM chain_commitments c WHERE c.batch_n = chain_batches.n)`,
    { nodeId: batch.nodeId },
  )
}

/** The newest block of a node's chain that holds something of ours: what a reset or reorganized chain no longer has. */
export function readLastLanding(db: Reader, nodeId: string): { blockNumber: number; blockHash: Hex32 } | undefined {
  return db.row(
    `SELECT block_number AS blockNumber, block_hash AS blockHash FROM (
       SELECT block_number, block_hash FROM chain_batches WHERE node_id = $nodeId
       UNION ALL SELECT block_number, block_hash FROM chain_calls WHERE state = 'anchored' AND node_id = $nodeId)
      ORDER BY block_number DESC LIMIT 1`,
    { nodeId },
  )
}

/** Everything that stood on a node's chain waits again, in its old order: that chain is gone. */
export function forgetLandings(db: Writer, nodeId: string): void {
  db.run(
    `UPDATE chain_commitments SET batch_n = NULL, leaf_index = NULL, merkle_path = NULL
      WHERE batch_n IN (SELECT n FROM chain_batches WHERE node_id = $nodeId)`,
    { nodeId },
  )
  db.run('DELETE FROM chain_batches WHERE node_id = $nodeId', { nodeId })
  db.run(
    `UPDATE chain_calls SET state = 'waiting', tx_hash = NULL, block_number = NULL, block_hash = NULL, network = NULL,
            node_id = NULL, on_chain_id = NULL, settled_at = NULL, problem = NULL
      WHERE state = 'anchored' AND node_id = $nodeId`,
    { nodeId },
  )
}

export function readCounts(db: Reader): {
  waiting: number
  anchored: number
  refused: number
  lastAnchoredAt: Instant | null
} {
  const one = <T>(sql: string) => db.row<{ value: T }>(sql)?.value
  return {
    waiting:
      (one<number>('SELECT count(*) AS value FROM chain_commitments WHERE batch_n IS NULL') ?? 0) +
      (one<number>(`SELECT count(*) AS value FROM chain_calls WHERE state = 'waiting'`) ?? 0),
    anchored:
      (one<number>('SELECT count(*) AS value FROM chain_commitments WHERE batch_n IS NOT NULL') ?? 0) +
      (one<number>(`SELECT count(*) AS value FROM chain_calls WHERE state = 'anchored'`) ?? 0),
    refused: one<number>(`SELECT count(*) AS value FROM chain_calls WHERE state = 'refused'`) ?? 0,
    lastAnchoredAt: one<Instant>('SELECT max(anchored_at) AS value FROM chain_batches') ?? null,
  }
}

/** Calls and commitments, newest first; `before` is the cursor, `created_at` and a number. */
export function listEntries(
  db: Reader,
  filter: { state: string | null; before: string; limit: number },
): (ChainEntry & { cursor: string })[] {
  return db
    .rows<Omit<ChainEntry, 'commitment'> & { commitment: string | Uint8Array; cursor: string }>(
      `SELECT * FROM (
         SELECT kind, record_id AS recordId, 0 AS version, fn, state, commitment, tx_hash AS txHash, block_number AS blockNumber,
                problem, created_at AS createdAt, created_at || printf('#1%012d', n) AS cursor
           FROM chain_calls
         UNION ALL
         SELECT c.kind, c.record_id, c.version, NULL, iif(c.batch_n IS NULL, 'waiting', 'anchored'), c.commitment, b.tx_hash,
                b.block_number, NULL, c.created_at, c.created_at || printf('#0%012d', c.n)
           FROM chain_commitments c LEFT JOIN chain_batches b ON b.n = c.batch_n)
        WHERE cursor < $before AND ($state IS NULL OR state = $state)
        ORDER BY cursor DESC LIMIT $limit`,
      filter,
    )
    .map((row) => ({ ...row, commitment: typeof row.commitment === 'string' ? row.commitment : hexOf(row.commitment) }))
}

export interface StoredCommitment {
  version: number
  patientId: string | null
  salt: Uint8Array
  contentHash: Uint8Array
  commitment: Uint8Array
  opN: number
  path: string | null
  root: Uint8Array | null
  nodeId: string | null
  txHash: string | null
  blockNumber: number | null
}

/** The newest commitment of a record, with its way to the root where it has one. */
export function readCommitment(db: Reader, kind: string, recordId: string): StoredCommitment | undefined {
  return db.row(
    `SELECT c.version, c.patient_id AS patientId, c.salt, c.content_hash AS contentHash, c.commitment, c.n AS opN,
            c.merkle_path AS path, b.root, b.node_id AS nodeId, b.tx_hash AS txHash, b.block_number AS blockNumber
       FROM ops o JOIN chain_commitments c ON c.n = o.n LEFT JOIN chain_batches b ON b.n = c.batch_n
      WHERE o.kind = $kind AND o.record_id = $recordId ORDER BY c.version DESC LIMIT 1`,
    { kind, recordId },
  )
}
