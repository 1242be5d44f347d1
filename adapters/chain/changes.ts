import type { ChainReceipt } from '../../core/ports/chain.js'
import type { PlannedCall } from './calls.js'
import type { ContractEvent } from './contracts.js'

/**
 * The receipt of this very call among a contract's events (all of a transaction's or a block's, in their order), or null.
 * Two fills by one pharmacist differ only in the nonce: what a signature did is the event right after that of its use.
 */
export function findReceipt(events: readonly ContractEvent[], plan: PlannedCall): ChainReceipt | null {
  const { signed } = plan
  if (signed === null) return findLike(events, plan)
  const use = events.findIndex(
    ({ name, args }) =>
      name === 'SignatureUsed' && isSame(args.nonce, signed.nonce) && isSame(args.signer, signed.signer),
  )
  return use === -1 ? null : findLike(events.slice(use + 1, use + 2), plan)
}

/** The receipt of a call that made the same change, also under another signature; null when there is none. */
export function findLike(events: readonly ContractEvent[], plan: PlannedCall): ChainReceipt | null {
  const found = events.find(
    ({ name, args }) =>
      name === plan.event && Object.entries(plan.expected).every(([key, value]) => isSame(args[key], value)),
  )
  return found === undefined ? null : receiptOf(found, plan)
}

/** Addresses differ in case, numbers in type. */
const isSame = (a: unknown, b: unknown): boolean => String(a).toLowerCase() === String(b).toLowerCase()

function receiptOf({ args, log }: ContractEvent, { idArgument }: PlannedCall): ChainReceipt {
  return {
    txHash: log.transactionHash,
    blockNumber: log.blockNumber,
    blockHash: log.blockHash,
    onChainId: idArgument === null ? null : String(args[idArgument]),
  }
}
