import type { ChainMove, ChainNode, ChainNodeKind, ChainNodeStatus } from '../../../core/chain-nodes/model.js'
import type { Tone } from '../../ui/tone.js'

export const statusWords: Record<ChainNodeStatus, { word: string; tone: Tone }> = {
  provisioning: { word: 'Being made', tone: 'accent' },
  syncing: { word: 'Syncing', tone: 'accent' },
  running: { word: 'Running', tone: 'done' },
  degraded: { word: 'Limited', tone: 'attention' },
  stopped: { word: 'Stopped', tone: 'neutral' },
  failed: { word: 'Failed', tone: 'danger' },
}

export const kindWords: Record<ChainNodeKind, string> = {
  own: 'In a process of this computer, reached by MediChain alone',
  process: 'A chain of its own on this computer',
  consortium: 'A consortium’s node',
}

const milliseconds = new Intl.NumberFormat(undefined, { style: 'unit', unit: 'millisecond', unitDisplay: 'short' })

export const latencyText = (latencyMs: number | null): string | null =>
  latencyMs === null ? null : milliseconds.format(latencyMs)

/** Its name within a sentence. */
export const nameWithin = ({ kind, name }: Pick<ChainNode, 'kind' | 'name'>): string =>
  kind === 'own' ? 'the clinic’s own chain' : name

/** What the clinic has to do with it; nothing where there is none. */
export function partWords({ id, isHome }: ChainNode, move: ChainMove | null): string | null {
  if (move?.fromId === id) return 'The clinic moves away'
  if (!isHome) return null
  return move === null ? 'The clinic anchors here' : 'The clinic moves here'
}

/** Where it is and which chain it is on, in a line. */
export function placeText({ kind, endpoint, chainId }: ChainNode): string {
  const chain = chainId === null ? null : `chain ${chainId}`
  return [kind === 'own' ? kindWords.own : endpoint, chain].filter((part) => part !== null).join(' · ')
}
