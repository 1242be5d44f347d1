import type { EntityKind } from '../kernel/entities.js'
import { hexOf } from '../kernel/hex.js'
import type { Proof } from '../kernel/proof.js'
import type { Reader } from '../ports/database.js'
import { proofOf } from './rules.js'

/** The proof of a record's newest version (or of one version), as far as it has come. A record that has none yet is `signed`. */
export function readProof(db: Reader, kind: EntityKind, recordId: string): Proof {
  const commitment = db.row<{
    commitment: Uint8Array
    txHash: string | null
    blockNumber: number | null
    network: string | null
  }>(
    `SELECT c.commitment, b.tx_hash AS txHash, b.block_number AS blockNumber, b.network
       FROM ops o JOIN chain_commitments c ON c.n = o.n LEFT JOIN chain_batches b ON b.n = c.batch_n
      WHERE o.kind = $kind AND o.record_id = $recordId ORDER BY c.version DESC LIMIT 1`,
    { kind, recordId },
  )
  const call = db.row<{
    commitment: string
    txHash: string | null
    blockNumber: number | null
    onChainId: string | null
    network: string | null
  }>(
    `SELECT commitment, tx_hash AS txHash, block_number AS blockNumber, on_chain_id AS onChainId, network
       FROM chain_calls WHERE kind = $kind AND record_id = $recordId AND fn <> 'fillPrescription' ORDER BY n LIMIT 1`,
    { kind, recordId },
  )
  return proofOf(commitment && { ...commitment, commitment: hexOf(commitment.commitment) }, call)
}
