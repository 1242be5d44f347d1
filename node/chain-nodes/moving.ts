import { beginMove, finishMove, readHome, readProgress } from '../../core/anchoring/home.js'
import type { ChainMove } from '../../core/chain-nodes/model.js'
import type { Clock } from '../../core/ports/clock.js'
import type { DatabasePort } from '../../core/ports/database.js'
import type { HomeChain } from './home-chain.js'
import type { NodeLog } from './node-log.js'

export interface MovingParts {
  database: DatabasePort
  home: HomeChain
  clock: Clock
  logOf(id: string): NodeLog
  told(): void
  /** Sends what waits for the chain. */
  flush(): Promise<void>
  /** The clinic has arrived on this node. */
  arrived(id: string): void
}

/** The clinic's move between nodes: what is written says where it goes, the outbox does the rest. */
export interface Moving {
  /** The move that is under way. */
  current(): ChainMove | null
  begin(toId: string): void
  /** The outbox has sent a part of what waits, all of it, or could not. */
  landed(): void
  sent(): void
  notSent(reason: string): void
  stop(): void
}

export function openMoving({ database, home, clock, logOf, told, flush, arrived }: MovingParts): Moving {
  let problem: string | null = null
  const sendNow = () => void flush().catch(() => undefined)
  // A move that waited for its chain, or was cut short by the end of the program, goes on as soon as that runs.
  const stop = home.onStatus(({ state }) => {
    if (state === 'running' && home.home().isMoving) sendNow()
  })
  return {
    current() {
      const { nodeId, fromId, since } = database.read(readHome)
      if (fromId === null || since === null) return null
      const { state, reason: away } = home.status()
      const reason = state === 'running' ? problem : (away ?? 'The chain is starting.')
      return { fromId, toId: nodeId, startedAt: since, reason, ...database.read((db) => readProgress(db, nodeId)) }
    },
    begin(toId) {
      const { nodeId } = database.read(readHome)
      problem = null
      database.transact((db) => beginMove(db, toId, clock.now()))
      logOf(nodeId).write('The clinic began to move away.')
      logOf(toId).write('The clinic began to move here.')
      home.follow()
      told()
      sendNow()
    },
    landed() {
      if (home.home().isMoving) told()
    },
    sent() {
      problem = null
      const { nodeId, fromId } = database.read(readHome)
      if (fromId === null || !database.transact(finishMove)) return
      logOf(fromId).write('The clinic has moved away.')
      logOf(nodeId).write('The clinic has moved here: everything is anchored on this chain.')
      home.follow()
      arrived(nodeId)
      told()
    },
    notSent(reason) {
      problem = reason
    },
    stop,
  }
}
