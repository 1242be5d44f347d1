import { ZodError } from 'zod'
import { ChainUnreachable } from '../../core/ports/chain.js'
import { type ChainConnection, RpcError } from './connection.js'
import { answers } from './node-answers.js'

/** What a node says of itself. */
export interface NodeAnswer {
  chainId: number
  genesisHash: string
  blockNumber: number
  isSyncing: boolean
  /** Null where the node tells nobody. */
  peers: number | null
  latencyMs: number
}

/** Asks a node for its health; in words why not, where it does not answer or what it says is no answer. */
export async function askHealth({
  request,
}: Pick<ChainConnection, 'request'>): Promise<
  { answer: NodeAnswer; problem: null } | { answer: null; problem: string }
> {
  try {
    const startedAt = performance.now()
    const blockNumber = answers.quantity.parse(await request('eth_blockNumber', []))
    const latencyMs = Math.round(performance.now() - startedAt)
    const [chainId, genesis, syncing, peers] = await Promise.all([
      request('eth_chainId', []).then((answer) => answers.quantity.parse(answer)),
      request('eth_getBlockByNumber', ['0x0', false]).then((answer) => answers.block.parse(answer)),
      request('eth_syncing', []).catch(whereUnknown(false)),
      request('net_peerCount', []).catch(whereUnknown(null)),
    ])
    if (genesis === null) return { answer: null, problem: 'The node has no first block.' }
    const count = peers === null ? null : answers.quantity.parse(peers)
    const isSyncing = syncing !== false && syncing !== null
    return {
      answer: { chainId, genesisHash: genesis.hash, blockNumber, isSyncing, peers: count, latencyMs },
      problem: null,
    }
  } catch (error) {
    if (error instanceof ChainUnreachable) return { answer: null, problem: error.message }
    if (error instanceof RpcError) return { answer: null, problem: `The node refused to answer: ${error.message}` }
    if (error instanceof ZodError) return { answer: null, problem: 'What answers there does not speak as a node does.' }
    throw error
  }
}

/** Not every node has every method. */
const whereUnknown =
  <T>(value: T) =>
  (error: unknown): T => {
    if (error instanceof RpcError) return value
    throw error
  }
