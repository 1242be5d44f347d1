import { type ChainCall, type ChainOutcome, ChainUnreachable } from '../../core/ports/chain.js'
import { type ContractName, contractNames } from './artifacts.js'
import { type PlannedCall, planCall } from './calls.js'
import { answers } from './node-answers.js'
import { gasPerCall, type Transact } from './transact.js'

/** With `gasPerCall` this stays below 2^24 gas, the most that a transaction may take since EIP-7825. */
const mostCalls = 60

/** Sends many calls: those to one contract in their order, several in a transaction. */
export function createSubmitMany(
  transact: Transact,
  request: (method: string, params: readonly unknown[]) => Promise<unknown>,
): (calls: readonly ChainCall[]) => Promise<ChainOutcome[]> {
  /** How many calls fit in half a block: a transaction that needs all of it waits long where others use the chain, too. */
  async function callsPerTransaction(): Promise<number> {
    const block = answers.block.parse(await request('eth_getBlockByNumber', ['latest', false]))
    const fitting = Math.floor((block?.gasLimit ?? 0) / 2 / gasPerCall)
    return Math.max(1, Math.min(fitting, mostCalls))
  }

  /** One transaction after the other: a later one may build on what an earlier one makes. */
  async function sendInOrder(plans: readonly PlannedCall[], atOnce: number): Promise<[PlannedCall, ChainOutcome][]> {
    const outcomes: [PlannedCall, ChainOutcome][] = []
    for (let start = 0; start < plans.length; start += atOnce) {
      outcomes.push(...(await transact.many(plans.slice(start, start + atOnce))))
    }
    return outcomes
  }

  return async (calls) => {
    const plans = calls.map(planCall)
    const atOnce = await callsPerTransaction()
    const plansFor = (contract: ContractName) => plans.filter((plan) => plan.contract === contract)
    const sent = contractNames.map((contract) => sendInOrder(plansFor(contract), atOnce))
    // All have ended before an error is passed on: whoever tries again does not meet the rest of this try.
    await Promise.allSettled(sent)
    const outcomes = new Map((await Promise.all(sent)).flat())
    return plans.map((plan) => outcomes.get(plan) ?? unanswered())
  }
}

function unanswered(): never {
  throw new ChainUnreachable('A call was left without an answer.')
}
