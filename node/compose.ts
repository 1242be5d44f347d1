import { join } from 'node:path'
import { type KdfCost, kdfCost } from '../adapters/keys/kdf.js'
import { builtInPayer } from '../adapters/payer/built-in.js'
import type { CallContext } from '../core/dispatch.js'
import type { Clock, Ids } from '../core/ports/clock.js'
import type { Host } from '../core/ports/host.js'
import type { PayerPort } from '../core/ports/payer.js'
import type { Assets } from './assets.js'
import { plantDemo } from './demo/plant.js'
import { Lobby } from './doors.js'
import { actOf } from './founding.js'
import { type HttpDoor, openHttpDoor } from './http-door.js'
import { HubRunner } from './hub.js'
import type { Log } from './log.js'
import { openMetrics } from './metrics.js'
import { Seat } from './seat.js'
import type { SyncTimings } from './sync/parts.js'
import { randomIds, systemClock } from './system.js'
import { type NodeVault, openVault } from './vault.js'
import { type Port, serveWindow } from './window-port.js'

export interface NodeOptions {
  dataDir: string
  assets: Assets
  host: Host
  log: Log
  appVersion: string
  clock?: Clock
  ids?: Ids
  payer?: PayerPort
  /** Weaker in tests alone, which make many keys. */
  kdf?: KdfCost
  /** Less patient in tests. */
  syncTimings?: SyncTimings
  /** The beat at which what waits for the chain goes out. */
  roundSeconds?: number
  /** Told when somebody sits down before the window or gets up. */
  seatChanged?: (isTaken: boolean) => void
}

/** One running local node. */
export interface LocalNode {
  readonly vault: NodeVault
  readonly lobby: Lobby
  /** What both doors hand to the dispatcher, but for the door itself. */
  readonly context: Omit<CallContext, 'door'>
  /** The place before the window. */
  readonly seat: Seat
  serveWindow(port: Port): void
  openHttpDoor(port: number): Promise<HttpDoor>
  close(): Promise<void>
}

/** Wires core and adapters into a local node. It opens nothing but the key file until somebody signs in. */
export function composeNode(options: NodeOptions): LocalNode {
  const clock = options.clock ?? systemClock
  const ids = options.ids ?? randomIds
  const lobby = new Lobby()
  const hub = new HubRunner(options.dataDir, options.host, options.log)
  const vault = openVault({
    hub,
    dataDir: options.dataDir,
    assets: options.assets,
    clock,
    ids,
    host: options.host,
    keychain: options.host.keychain,
    log: options.log,
    payer: options.payer ?? builtInPayer(),
    cost: options.kdf ?? kdfCost,
    roundSeconds: options.roundSeconds ?? 60,
    appVersion: options.appVersion,
    plantDemo,
    ...(options.syncTimings && { syncTimings: options.syncTimings }),
    isAnybodyIn: () => lobby.isAnybodyIn(),
  })
  const context: Omit<CallContext, 'door'> = {
    vault,
    clock,
    ids,
    workstation: () => vault.records(),
    reportDefect: (operation, error) => options.log.defect(operation, error),
  }
  const seat = new Seat({
    lobby,
    serve: (port, door) => serveWindow(port, door, context),
    lockAfterMinutes: () => vault.records()?.clinic().autoLockMinutes ?? 1,
    noteLocked: ({ session: { staff } }) => vault.records()?.journal.note(actOf(staff, 'identity.lock'), 'signed-out'),
    changed: options.seatChanged ?? (() => undefined),
  })
  let http: HttpDoor | undefined
  return {
    vault,
    lobby,
    context,
    seat,
    serveWindow: (port) => seat.connect(port),
    async openHttpDoor(port) {
      const metrics = openMetrics(join(options.dataDir, 'metrics-token'), () => vault.records())
      http = await openHttpDoor(port, lobby, context, options.appVersion, metrics)
      return http
    },
    async close() {
      seat.close()
      await http?.close()
      await vault.close()
      await hub.close()
      options.log.close()
    },
  }
}
