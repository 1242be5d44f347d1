import { type ChainStatus, ChainUnreachable, type Hex32 } from '../../core/ports/chain.js'
import type { ContractAddresses } from './artifacts.js'
import { backoffMs, type ChainConnection, later } from './connection.js'
import { answers } from './node-answers.js'

export interface ReadinessOptions {
  connection: ChainConnection
  chainId: number
  addresses: ContractAddresses
  healthIntervalMs: number
  /** Run after each (re)connection, before the chain counts as running; returns the genesis hash. */
  prepare(): Promise<Hex32>
}

/** Where the chain stands: connecting, prepared and running, or unreachable and why. */
export interface Readiness {
  status(): ChainStatus
  onStatus(listener: (status: ChainStatus) => void): () => void
  /** Resolves once running. @throws {ChainUnreachable} as soon as it is not reachable. */
  ready(): Promise<void>
  sawBlock(blockNumber: number): void
  close(): Promise<void>
}

export function createReadiness(options: ReadinessOptions): Readiness {
  const { connection } = options
  const listeners = new Set<(status: ChainStatus) => void>()
  let status: ChainStatus = {
    state: 'starting',
    kind: connection.kind,
    chainId: null,
    genesisHash: null,
    blockNumber: null,
    contracts: {},
    reason: null,
  }
  let isClosed = false
  let failures = 0
  /** Counts connections, so that what an earlier one began does not speak for a later one. */
  let connectionCount = 0
  let cancelTimer = () => {}

  function set(change: Partial<ChainStatus>): void {
    const next = { ...status, ...change }
    if (JSON.stringify(next) === JSON.stringify(status)) return
    status = next
    for (const listener of [...listeners]) listener(status)
  }

  const readBlockNumber = async () => answers.quantity.parse(await connection.request('eth_blockNumber', []))

  async function prepare(): Promise<void> {
    const current = ++connectionCount
    set({ state: 'starting', reason: null })
    try {
      const genesisHash = await options.prepare()
      const blockNumber = await readBlockNumber()
      if (current !== connectionCount) return
      failures = 0
      const { chainId, addresses } = options
      set({ state: 'running', chainId, genesisHash, blockNumber, contracts: { ...addresses } })
      cancelTimer = later(options.healthIntervalMs, () => void checkHealth())
    } catch (error) {
      if (current !== connectionCount) return
      // The connection stands, but the chain is not ours or refuses us: look again later.
      set({ state: 'unreachable', reason: error instanceof Error ? error.message : String(error) })
      cancelTimer = later(backoffMs(failures++), () => void prepare())
    }
  }

  async function checkHealth(): Promise<void> {
    const current = connectionCount
    try {
      const blockNumber = await readBlockNumber()
      if (current === connectionCount) set({ blockNumber })
    } catch {
      // A lost connection reports itself; an odd answer now and then is no reason to stop.
    }
    if (current === connectionCount) cancelTimer = later(options.healthIntervalMs, () => void checkHealth())
  }

  connection.open((change) => {
    cancelTimer()
    connectionCount++
    if (isClosed) return
    if (change.state === 'up') void prepare()
    else if (change.state === 'down') set({ state: 'unreachable', reason: change.reason })
    else set({ state: 'starting' })
  })

  const onStatus: Readiness['onStatus'] = (listener) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }

  return {
    status: () => status,
    onStatus,
    ready() {
      if (status.state === 'running') return Promise.resolve()
      return new Promise((resolve, reject) => {
        const decide = (now: ChainStatus) => {
          if (now.state === 'starting') return
          unsubscribe()
          if (now.state === 'running') resolve()
          else reject(new ChainUnreachable(now.reason ?? 'The chain is not reachable.'))
        }
        const unsubscribe = onStatus(decide)
        decide(status)
      })
    },
    sawBlock(blockNumber) {
      if (blockNumber > (status.blockNumber ?? 0)) set({ blockNumber })
    },
    async close() {
      isClosed = true
      cancelTimer()
      connectionCount++
      await connection.close()
      set({ state: 'unreachable', reason: 'The connection was closed.' })
      listeners.clear()
    },
  }
}
