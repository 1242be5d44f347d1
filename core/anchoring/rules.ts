import type { Proof } from '../kernel/proof.js'

/** A transaction on a chain, or none yet. */
interface Landing {
  txHash: string | null
  blockNumber: number | null
  network: string | null
}

/**
 * How far a record's proof has come. A contract call of its own says more than a batch (it has an id on the chain), so it
 * is named where it has landed; otherwise the batch. Nothing is claimed before a transaction is mined.
 */
export function proofOf(
  batch: ({ commitment: string } & Landing) | undefined,
  call: ({ commitment: string; onChainId: string | null } & Landing) | undefined,
): Proof {
  const landed = call?.txHash ? call : batch
  const commitment = call?.commitment ?? batch?.commitment ?? ''
  if (!landed?.txHash) return { state: 'signed', commitment, txHash: null, blockNumber: null, onChainId: null }
  return {
    state: landed.network === 'consortium' ? 'consortium' : 'anchored',
    commitment,
    txHash: landed.txHash,
    blockNumber: landed.blockNumber,
    onChainId: call?.onChainId ?? null,
  }
}
