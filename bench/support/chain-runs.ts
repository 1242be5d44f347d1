import type { ChainPort } from '../../core/ports/chain.js'

/** Resolves when the chain answers: until then it takes the processor from whatever is measured. */
export function chainRuns(chain: Pick<ChainPort, 'status' | 'onStatus'>): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (chain.status().state !== 'running') return
      stop()
      resolve()
    }
    const stop = chain.onStatus(look)
    look()
  })
}
