import { createRouterClient } from '@orpc/server'
import { assetsInCheckout } from '../../node/assets.js'
import { composeNode, type LocalNode } from '../../node/compose.js'
import { windowDoor } from '../../node/doors.js'
import type { Log } from '../../node/log.js'
import type { OpenRecords } from '../../node/records.js'
import { router } from '../../node/router.js'
import { builtChainHost } from '../../tests/support/chain-host.js'
import type { Client } from '../../tests/support/clinic.js'
import { root } from './settings.js'

/** A local node as it runs in the workstation, in this process, its chain in a process of its own. */
export interface BenchNode {
  readonly node: LocalNode
  /** A new door, at which nobody has signed in yet. */
  door(): Client
  /** The records, once somebody has signed in. */
  records(): OpenRecords
  close(): Promise<void>
}

/** A defect in a measurement is the end of it. */
const strictLog: Log = {
  info: () => undefined,
  defect(operation, error) {
    throw new Error(`A defect in ${operation}.`, { cause: error })
  },
  close: () => undefined,
}

/** Opens the node of a data folder, with the key derivation of production. */
export function openNode(dataDir: string, roundSeconds = 60): BenchNode {
  const node = composeNode({
    dataDir,
    assets: assetsInCheckout(root),
    host: builtChainHost(),
    log: strictLog,
    appVersion: '0.0.0-bench',
    roundSeconds,
  })
  return {
    node,
    door: () => createRouterClient(router, { context: { ...node.context, door: windowDoor(node.lobby) } }),
    records() {
      const records = node.vault.records()
      if (!records) throw new Error('Nobody has signed in.')
      return records
    },
    close: () => node.close(),
  }
}
