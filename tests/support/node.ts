import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import type { Clock } from '../../core/ports/clock.js'
import type { Host, Keychain } from '../../core/ports/host.js'
import { assetsInCheckout } from '../../node/assets.js'
import { composeNode, type LocalNode } from '../../node/compose.js'
import { windowDoor } from '../../node/doors.js'
import type { Log } from '../../node/log.js'
import { router } from '../../node/router.js'
import type { Client } from './clinic.js'

/** A whole local node without its processes around it; `client` is one window. */
export interface TestNode {
  readonly node: LocalNode
  readonly client: Client
  readonly defects: unknown[]
  close(): Promise<void>
}

/** A folder of its own, with a space in its name as people have them. */
export const newDataDir = (): string => mkdtempSync(join(tmpdir(), 'medichain node '))
export const removeDataDir = (folder: string): void => rmSync(folder, { recursive: true, force: true })

const noHelpers: Host['start'] = () => Promise.reject(new Error('No chain process in this test.'))

/** Opens the node of a data folder. The passphrase derivation is weak, because tests make many keys. */
export function openNode(
  dataDir: string,
  clock?: Clock,
  keychain: Keychain | null = null,
  start: Host['start'] = noHelpers,
): TestNode {
  const defects: unknown[] = []
  const log: Log = {
    info: () => undefined,
    defect: (_operation, error) => {
      defects.push(error)
      return 'TEST'
    },
    close: () => undefined,
  }
  const node = composeNode({
    dataDir,
    assets: assetsInCheckout(process.cwd()),
    host: {
      keychain,
      callsGoTo: () => undefined,
      printers: () => null,
      start,
    },
    log,
    appVersion: '0.0.0-test',
    kdf: { algorithm: 'argon2id', memoryKib: 256, passes: 1, lanes: 1 },
    roundSeconds: 86_400,
    ...(clock && { clock }),
  })
  const client: Client = createRouterClient(router, { context: { ...node.context, door: windowDoor(node.lobby) } })
  return { node, client, defects, close: () => node.close() }
}

export const harbor = {
  clinic: { name: 'Harbor Clinic', jurisdiction: 'KE', timeZone: 'Africa/Nairobi', currency: 'USD' },
  administrator: { displayName: 'Amara Obi', loginName: 'amara' },
  passphrase: 'correct horse battery',
}
