import { accept, type Outcome, refuse } from '../kernel/outcome.js'
import type { ChainNode, ChainNodeStatus, WantedNodeStatus } from './model.js'

/** What one look at a node found; `answer` is null where it did not answer, and `problem` says why. */
export interface NodeReading {
  answer: { chainId: number; genesisHash: string; isSyncing: boolean; peers: number | null; latencyMs: number } | null
  problem: string | null
  /** Free bytes on the disk that holds the chain; null where that is not ours to know. */
  freeBytes: number | null
}

/** What is known of a node from earlier looks. */
export interface KnownNode {
  chainId: number | null
  genesisHash: string | null
  /** The most peers that it was seen with. */
  mostPeers: number
  /** Looks in a row without an answer, before this one. */
  misses: number
  /** Answers may take so long. */
  patienceMs: number
}

export interface Judgment {
  status: ChainNodeStatus
  reason: string | null
}

/** So many looks in a row without an answer, and it is not only slow. */
const missesToFail = 3
/** From here on an answer is slow. */
export const slowMs = 2_000
const littleBytes = 200_000_000

/** What a look says about a node. Whoever is worse off in several ways is told the worst. */
export function judge(reading: NodeReading, known: KnownNode): Judgment {
  const { answer, problem, freeBytes } = reading
  if (answer === null) {
    return { status: known.misses + 1 >= missesToFail ? 'failed' : 'degraded', reason: problem ?? 'It did not answer.' }
  }
  if (known.chainId !== null && answer.chainId !== known.chainId)
    return { status: 'failed', reason: `The node is on chain ${answer.chainId}, not on ${known.chainId}.` }
  if (known.genesisHash !== null && answer.genesisHash !== known.genesisHash)
    return {
      status: 'degraded',
      reason: 'The chain began anew: its first block is another one. What the clinic had anchored there is sent again.',
    }
  if (freeBytes !== null && freeBytes < littleBytes)
    return { status: 'degraded', reason: `Only ${Math.floor(freeBytes / 1_000_000)} MB are free on its disk.` }
  if (answer.isSyncing) return { status: 'syncing', reason: 'It is catching up with its chain.' }
  if (answer.peers === 0 && known.mostPeers > 0) return { status: 'degraded', reason: 'It has lost all its peers.' }
  if (answer.latencyMs > known.patienceMs)
    return { status: 'degraded', reason: `It took ${(answer.latencyMs / 1000).toFixed(1)} seconds to answer.` }
  return { status: 'running', reason: null }
}

/** What a node is once the program that worked on it ended; whatever was made is started again. */
export function afterInterruption(status: ChainNodeStatus, isMade: boolean): Judgment | null {
  if (status === 'provisioning')
    return { status: 'failed', reason: 'MediChain ended while it was being made. Nothing of it is left; try again.' }
  if (!isMade || status === 'stopped') return null
  return { status: 'syncing', reason: null }
}

export type NodeRefusal = 'NOT_POSSIBLE_NOW' | 'OWN_CHAIN' | 'IN_USE'
type Standing = Pick<ChainNode, 'kind' | 'status' | 'genesisHash'>

/** The clinic's part in a node: whether its records are anchored there, or still lie there while it moves. */
export interface NodeUse {
  isInUse: boolean
}

/** Whether a person's wish is possible. The clinic's own chain and the chain in use are nobody's to stop. */
export function decideWish(
  node: Standing,
  wanted: WantedNodeStatus,
  { isInUse }: NodeUse,
): Outcome<WantedNodeStatus, NodeRefusal> {
  if (node.kind === 'own') return refuse('OWN_CHAIN')
  const { status } = node
  if (wanted === 'provisioning') return status === 'failed' ? accept(wanted) : refuse('NOT_POSSIBLE_NOW')
  if (wanted === 'running') return status === 'stopped' ? accept(wanted) : refuse('NOT_POSSIBLE_NOW')
  if (isInUse) return refuse('IN_USE')
  return mayBeChecked(node) ? accept(wanted) : refuse('NOT_POSSIBLE_NOW')
}

/** There is something to ask: what was never made, or is stopped, has no health. */
export const mayBeChecked = ({ kind, status, genesisHash }: Standing): boolean =>
  status !== 'stopped' && status !== 'provisioning' && (kind === 'own' || genesisHash !== null)

/** Whether a node may be taken off the list, with all that it holds here. */
export function decideRemoval(node: Standing, { isInUse }: NodeUse): Outcome<null, NodeRefusal> {
  if (node.kind === 'own') return refuse('OWN_CHAIN')
  if (isInUse) return refuse('IN_USE')
  return node.status === 'provisioning' ? refuse('NOT_POSSIBLE_NOW') : accept(null)
}

export type MoveRefusal = 'ALREADY_HERE' | 'MOVE_UNDER_WAY' | 'NODE_NOT_RUNNING'

/**
 * Whether the clinic can move to a node. While it moves, the only other way is back to where it comes from: whatever stands
 * there need not be running for that, because what is not anchored yet simply waits.
 */
export function decideMove(
  node: Pick<ChainNode, 'id' | 'kind' | 'status'>,
  home: { homeId: string; fromId: string | null },
): Outcome<null, MoveRefusal> {
  if (node.id === home.homeId) return refuse('ALREADY_HERE')
  if (home.fromId !== null) return node.id === home.fromId ? accept(null) : refuse('MOVE_UNDER_WAY')
  // The clinic's own chain starts for it.
  if (node.kind === 'own' || node.status === 'running' || node.status === 'degraded') return accept(null)
  return refuse('NODE_NOT_RUNNING')
}
