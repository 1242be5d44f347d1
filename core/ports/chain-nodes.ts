import type {
  ChainNode,
  ChainNodeLogLine,
  ChainNodes,
  ProvisionChainNode,
  WantedNodeStatus,
} from '../chain-nodes/model.js'
import type { Outcome } from '../kernel/outcome.js'

/** The blockchain nodes of this workstation, and which of them the clinic anchors on. */
export interface ChainNodesPort {
  list(): ChainNodes
  get(id: string): ChainNode | undefined
  /** Where the clinic anchors, and where it comes from while it moves. */
  home(): { homeId: string; fromId: string | null }
  /** Whether the clinic's records are anchored on this node, or some of them still. */
  isInUse(id: string): boolean
  /** Resolves when the node was made or has failed; then nothing of it is left but its name and the reason. */
  provision(wish: ProvisionChainNode): Promise<Outcome<ChainNode, 'NAME_TAKEN'>>
  /** Carries out what the rules allow; resolves when the node started, failed or stopped. */
  change(id: string, wanted: WantedNodeStatus): Promise<ChainNode>
  /** Looks at the node now. */
  check(id: string): Promise<ChainNode>
  /** Newest first. */
  readLog(id: string): ChainNodeLogLine[]
  remove(id: string): Promise<void>
  /** Begins to anchor everything on this node, or goes back to it; goes on by itself, also after a restart. */
  move(id: string): ChainNodes
}
