import { type ChainOutcome, type ChainReceipt, ChainRefused, ChainUnreachable } from '../../core/ports/chain.js'
import type { ContractAddresses, ContractName } from './artifacts.js'
import type { PlannedCall } from './calls.js'
import { findLike, findReceipt } from './changes.js'
import type { ContractEvent, Contracts, Revert } from './contracts.js'
import type { Sender } from './sender.js'

/** The dearest of our calls, adding a record, takes 240 k gas by itself; what is not used is not charged. */
export const gasPerCall = 250_000
/** A single call that needs more than all others is refused by its contract, not by its gas. */
const gasOfOne = 2 * gasPerCall

/** Makes planned calls happen once each, and gives the receipts of the transactions that did it, now or earlier. */
export interface Transact {
  /** @throws {ChainRefused} */
  one(plan: PlannedCall): Promise<ChainReceipt>
  /** Calls to one contract, in this order, in one transaction where none is refused and none was made before. */
  many(plans: readonly PlannedCall[]): Promise<Map<PlannedCall, ChainOutcome>>
}

export function createTransact(
  contracts: Contracts,
  addresses: ContractAddresses,
  sender: Sender,
  /**
   * Whether to try a call before sending it, so that a refusal leaves no failed transaction behind. On the embedded chain
   * trying takes as long as mining (measured) and nobody is bothered by a failed transaction.
   */
  isTriedFirst: boolean,
): Transact {
  let last: Promise<unknown> = Promise.resolve()

  /** Transactions go out one by one, in the order asked for. */
  function inTurn<T>(task: () => Promise<T>): Promise<T> {
    const turn = last.then(task)
    last = turn.catch(() => {})
    return turn
  }

  /** Sends a transaction: the events that it left, or why it was refused. Neither, when it failed and would not now. */
  async function send(contract: ContractName, fn: string, args: readonly unknown[], gasLimit: number): Promise<Sent> {
    const data = contracts.encode(contract, fn, args)
    const sent = await inTurn(async () => {
      const revert = isTriedFirst ? await contracts.tryCall(contract, data) : null
      if (revert !== null) return { revert }
      return { txHash: await sender.send({ to: addresses[contract], data, gasLimit }) }
    })
    if (sent.txHash === undefined) return { events: [], revert: sent.revert }
    const mined = await sender.awaitReceipt(sent.txHash)
    if (mined.status === 1) return { events: contracts.parse(contract, mined.logs), revert: null }
    // Refused; or another transaction got in between the try and this one. What the chain says now is the answer.
    return { events: [], revert: await contracts.tryCall(contract, data) }
  }

  async function one(plan: PlannedCall): Promise<ChainReceipt> {
    const grant = await findGrant(plan)
    if (grant !== null) return grant
    const { events, revert } = await send(plan.contract, plan.fn, plan.args, gasOfOne)
    const receipt = findReceipt(events, plan) ?? (revert && (await findEarlier(plan, revert)))
    if (receipt !== null) return receipt
    if (revert !== null) throw (await isGoneAgain(plan, revert)) ? wentBack() : new ChainRefused(revert.name)
    throw new ChainUnreachable('The transaction was mined without effect.')
  }

  async function findEarlier(plan: PlannedCall, revert: Revert): Promise<ChainReceipt | null> {
    if (!plan.already.includes(revert.name)) return null
    const events = await contracts.eventsIn(plan.contract, blockOf(revert))
    return revert.name === 'NonceAlreadyUsed' ? findReceipt(events, plan) : findLike(events, plan)
  }

  /** Whether a chain said that the call was made earlier and says so no longer: its node lost the block in between. */
  async function isGoneAgain(plan: PlannedCall, revert: Revert): Promise<boolean> {
    if (!plan.already.includes(revert.name)) return false
    const now = await contracts.tryCall(plan.contract, contracts.encode(plan.contract, plan.fn, plan.args))
    return now === null || now.name !== revert.name || blockOf(now) !== blockOf(revert)
  }

  /** The receipt of a role that is held: the contract takes a repeated grant in silence. */
  async function findGrant(plan: PlannedCall): Promise<ChainReceipt | null> {
    if (plan.fn !== 'grantRole') return null
    const [grantedAt] = await contracts.view(plan.contract, 'roleGrantedAt', plan.args)
    if (grantedAt === 0n) return null
    return findLike(await contracts.eventsIn(plan.contract, Number(grantedAt)), plan)
  }

  async function many(plans: readonly PlannedCall[]): Promise<Map<PlannedCall, ChainOutcome>> {
    const [first] = plans
    if (first === undefined) return new Map()
    if (plans.length === 1) return new Map([[first, await one(first).catch(asOutcome)]])
    // A role that is taken away goes by itself: a grant before it that was made earlier must not be made again after it.
    const revocation = plans.findIndex(({ fn }) => fn === 'revokeRole')
    if (revocation !== -1) return new Map(await around(plans, revocation))
    const { contract } = first
    const data = plans.map(({ fn, args }) => contracts.encode(contract, fn, args))
    const { events, revert } = await send(contract, 'multicall', [data], plans.length * gasPerCall)
    const made = revert === null ? receiptsIn(events, plans) : await findEarlierOnes(contract, plans, revert)
    // A grant that is held already leaves no event; by itself it is looked up.
    if (made.size > 0) return new Map([...made, ...(await many(plans.filter((plan) => !made.has(plan))))])
    // One of them is refused, and nothing of them is made: in two halves, the first before the second.
    const middle = plans.length >> 1
    return new Map([...(await many(plans.slice(0, middle))), ...(await many(plans.slice(middle)))])
  }

  /** One of the plans by itself, with those before it before it and those after it after it. */
  async function around(plans: readonly PlannedCall[], index: number): Promise<[PlannedCall, ChainOutcome][]> {
    const before = await many(plans.slice(0, index))
    const alone = await many(plans.slice(index, index + 1))
    return [...before, ...alone, ...(await many(plans.slice(index + 1)))]
  }

  /** What was sent before landed together: the block in which one of the calls was made shows the others, too. */
  async function findEarlierOnes(
    contract: ContractName,
    plans: readonly PlannedCall[],
    revert: Revert,
  ): Promise<Map<PlannedCall, ChainReceipt>> {
    if (!plans.some(({ already }) => already.includes(revert.name))) return new Map()
    // What has no such refusal, a grant, can be undone since, and made again.
    const lasting = plans.filter(({ already }) => already.length > 0)
    return receiptsIn(await contracts.eventsIn(contract, blockOf(revert)), lasting)
  }

  return { one, many }
}

interface Sent {
  events: ContractEvent[]
  revert: Revert | null
}

/** Refusals that mean "already made" end with the block it was made in. */
const blockOf = (revert: Revert): number => Number(revert.args.at(-1))

function receiptsIn(events: readonly ContractEvent[], plans: readonly PlannedCall[]): Map<PlannedCall, ChainReceipt> {
  const receipts = new Map<PlannedCall, ChainReceipt>()
  for (const plan of plans) {
    const receipt = findReceipt(events, plan)
    if (receipt !== null) receipts.set(plan, receipt)
  }
  return receipts
}

const wentBack = () => new ChainUnreachable('The node went back behind a block that it had shown.')

function asOutcome(error: unknown): ChainRefused {
  if (error instanceof ChainRefused) return error
  throw error
}
