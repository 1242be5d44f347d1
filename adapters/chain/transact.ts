import { type ChainReceipt, ChainRefused, ChainUnreachable, type Hex32 } from '../../core/ports/chain.js'
import type { ContractAddresses } from './artifacts.js'
import type { PlannedCall } from './calls.js'
import type { ContractEvent, Contracts, Revert } from './contracts.js'
import type { Sender } from './sender.js'

/** The dearest of our calls, adding a record, takes 240 k gas; what is not used is not charged. */
const gasLimit = 500_000

/**
 * Makes a planned call happen once, and returns the receipt of the transaction that did it, now or earlier.
 * Calls go out one by one, in the order asked for.
 */
export function createTransact(
  contracts: Contracts,
  addresses: ContractAddresses,
  sender: Sender,
  /**
   * Whether to try a call before sending it, so that a refusal leaves no failed transaction behind. On the embedded chain
   * trying takes as long as mining (measured) and nobody is bothered by a failed transaction.
   */
  isTriedFirst: boolean,
): (plan: PlannedCall) => Promise<ChainReceipt> {
  let last: Promise<unknown> = Promise.resolve()

  function inTurn<T>(task: () => Promise<T>): Promise<T> {
    const turn = last.then(task)
    last = turn.catch(() => {})
    return turn
  }

  async function earlier(plan: PlannedCall, revert: Revert): Promise<ChainReceipt> {
    const receipt = plan.already.includes(revert.name) ? await findEarlier(plan, revert) : null
    if (receipt === null) throw new ChainRefused(revert.name)
    return receipt
  }

  async function findEarlier(plan: PlannedCall, revert: Revert): Promise<ChainReceipt | null> {
    const events = await contracts.eventsIn(plan.contract, Number(revert.args.at(-1)))
    const isOurs = revert.name === 'NonceAlreadyUsed' ? transactionsOfNonce(events, revert) : () => true
    const found = events.find((event) => isOurs(event) && matches(event, plan))
    return found === undefined ? null : receiptOf(found, plan)
  }

  return async (plan) => {
    const data = contracts.encode(plan.contract, plan.fn, plan.args)
    const sent = await inTurn(async () => {
      const revert = isTriedFirst ? await contracts.tryCall(plan.contract, data) : null
      if (revert !== null) return { receipt: await earlier(plan, revert) }
      return { txHash: await sender.send({ to: addresses[plan.contract], data, gasLimit }) }
    })
    if (sent.receipt !== undefined) return sent.receipt
    const mined = await sender.awaitReceipt(sent.txHash)
    const event = contracts.parse(plan.contract, mined.logs).find((candidate) => matches(candidate, plan))
    if (mined.status === 1 && event !== undefined) return receiptOf(event, plan)
    // Refused; or another transaction got in between the try and this one. What the chain says now is the answer.
    const revert = await contracts.tryCall(plan.contract, data)
    if (revert === null) throw new ChainUnreachable('The transaction was mined without effect.')
    return earlier(plan, revert)
  }
}

/** Two fills by one pharmacist in one block differ only in the nonce, which its own event in the transaction shows. */
function transactionsOfNonce(events: readonly ContractEvent[], revert: Revert): (event: ContractEvent) => boolean {
  const [signer, nonce] = revert.args
  const hashes = new Set<Hex32>()
  for (const { name, args, log } of events) {
    const isUse = name === 'SignatureUsed' && isSame(args.signer, signer) && isSame(args.nonce, nonce)
    if (isUse) hashes.add(log.transactionHash)
  }
  return ({ log }) => hashes.has(log.transactionHash)
}

const matches = (event: ContractEvent, plan: PlannedCall): boolean =>
  event.name === plan.event && Object.entries(plan.expected).every(([name, value]) => isSame(event.args[name], value))

/** Addresses differ in case, numbers in type. */
const isSame = (a: unknown, b: unknown): boolean => String(a).toLowerCase() === String(b).toLowerCase()

function receiptOf({ args, log }: ContractEvent, plan: Pick<PlannedCall, 'idArgument'>): ChainReceipt {
  return {
    txHash: log.transactionHash,
    blockNumber: log.blockNumber,
    blockHash: log.blockHash,
    onChainId: plan.idArgument === null ? null : String(args[plan.idArgument]),
  }
}

/** The receipt of a grant made in this block. */
export async function findInBlock(
  contracts: Contracts,
  plan: PlannedCall,
  block: number,
): Promise<ChainReceipt | null> {
  const found = (await contracts.eventsIn(plan.contract, block)).find((event) => matches(event, plan))
  return found === undefined ? null : receiptOf(found, plan)
}
