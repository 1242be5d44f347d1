import type { Proof } from '../kernel/proof.js'
import type { AnchoringStatus, ProofDetail, ProofFile } from './model.js'

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

/** A proof as a file that is checked without us; null until its batch is in a block, and while the chain's own ids are not known. */
export function proofFileOf(
  detail: Omit<ProofDetail, 'file' | 'proof' | 'isContentIntact' | 'isOnChain'>,
  commitment: string,
  landed: { txHash: string | null; blockNumber: number | null },
  chain: Pick<AnchoringStatus['chain'], 'chainId' | 'genesisHash' | 'contracts'>,
): ProofFile | null {
  const { kind, recordId: id, version, domain, salt, contentHash, merkle } = detail
  const { chainId, genesisHash } = chain
  const registry = chain.contracts.AnchorRegistry?.toLowerCase()
  const { txHash, blockNumber } = landed
  if (!merkle || !registry || chainId === null || genesisHash === null || txHash === null || blockNumber === null)
    return null
  return {
    format: 'medichain-proof-1',
    record: { kind, id, version, domain, salt, contentHash },
    commitment,
    merkle,
    chain: { chainId, genesisHash, registry, txHash, blockNumber },
  }
}
